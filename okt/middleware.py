"""Around every request: the language of its address, and words for when the database does not answer."""

import logging
from collections.abc import Callable

import psycopg.errors
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

logger = logging.getLogger(__name__)
NO_ROOM = (psycopg.errors.DiskFull, psycopg.errors.OutOfMemory)


class LanguageInAddress:
    """The language is in the address, never in a cookie or a header: one address, one page, the same for everyone.

    Dutch at `/…`, English at `/en/…`."""

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
