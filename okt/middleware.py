"""Around every request: an id for the log, the language of its address, and words for when the database is away."""

import logging
import re
import time
from collections.abc import Callable
from uuid import uuid4

import psycopg.errors
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django_structlog.middlewares import RequestMiddleware

from okt import metrics

REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
KINDS = {"tafel": "desk", "commissie": "committee", "static": "static", "inloggen": "sign in"}


class RequestId(RequestMiddleware):
    """Gives every line of the log that a request leads to the same id: the proxy's, or one made here."""

    def prepare(self, request: HttpRequest) -> None:
        if not REQUEST_ID.fullmatch(request.META.get("HTTP_X_REQUEST_ID", "")):
            request.META["HTTP_X_REQUEST_ID"] = uuid4().hex
        request.META["okt.began"] = time.perf_counter()
        super().prepare(request)

    def handle_response(self, request: HttpRequest, response: HttpResponse) -> None:
        first = request.path_info.removeprefix("/en").lstrip("/").partition("/")[0]
        took = time.perf_counter() - request.META["okt.began"]
        answer = f"{response.status_code // 100}xx"
        metrics.REQUESTS.labels(KINDS.get(first, "page"), answer).observe(took)
        super().handle_response(request, response)


logger = logging.getLogger(__name__)
NO_ROOM = (psycopg.errors.DiskFull, psycopg.errors.OutOfMemory)


class LanguageInAddress:
    """Dutch at `/…`, English at `/en/…`: never a cookie or a header, so one address is one page for everyone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = "en" if request.path_info == "/en" or request.path_info.startswith("/en/") else "nl"
        with translation.override(language):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", language)
            return response


class DatabaseAway:
    """A database that is gone, hangs up or has no room is answered with 503 and what to do about it.

    Whether something was stored cannot be known then: the key that each form carries makes sending it again harmless.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        if not isinstance(fault, OperationalError | InterfaceError):
            return None
        logger.error("%s %s: the database says: %s", request.method, request.path, fault)
        full = isinstance(fault.__cause__, NO_ROOM) or "disk is full" in str(fault)  # the latter is SQLite's
        response = render(request, "503.html", {"full": full, "sent": request.method == "POST"}, status=503)
        response["Retry-After"] = "3"
        response["Cache-Control"] = "no-store"
        return response
