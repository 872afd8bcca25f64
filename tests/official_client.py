"""An official at the desk without a browser: signs in, posts a form, says what came of it and how long it took."""

import time
import urllib.parse
import urllib.request
import uuid
from dataclasses import dataclass
from http.client import HTTPMessage, HTTPResponse
from http.cookiejar import CookieJar
from typing import Any

from tests.sites import Site


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    seconds: float
    body: str
    headers: HTTPMessage


class EveryAnswer(urllib.request.HTTPErrorProcessor):
    """A redirect or a refusal is an answer like another."""

    def http_response(self, request: urllib.request.Request, response: Any) -> Any:
        return response


class Official:
    """Whoever signs in at `site`; addresses are paths."""

    def __init__(self, site: Site, name: str) -> None:
        self.url = site.url
        self.cookies = CookieJar()
        self.opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(self.cookies), EveryAnswer()
        )
        self.ask("/inloggen/")
        answer = self.ask("/inloggen/", {"username": name, "password": site.accounts[name]})
        assert answer.status == 302, answer.body

    def ask(self, path: str, form: dict[str, str] | None = None, **headers: str) -> Answer:
        """GET, or POST where there is a form."""
        token = next((cookie.value for cookie in self.cookies if cookie.name == "csrftoken"), "")
        fields = None if form is None else urllib.parse.urlencode({"csrfmiddlewaretoken": token} | form)
        sent = urllib.request.Request(self.url + path, fields.encode() if fields else None, headers)
        began = time.monotonic()
        answer: HTTPResponse
        with self.opener.open(sent, timeout=60) as answer:
            body = answer.read().decode()
            return Answer(answer.status, time.monotonic() - began, body, answer.headers)

    def enter(self, event: str, run: int, skater: str, digits: str, **headers: str) -> Answer:
        """A time at the desk of the sample's event, as the script of the page sends it."""
        form = {"run": str(run), "skater": skater, "time": digits, "idempotency_key": str(uuid.uuid4())}
        return self.ask(f"/tafel/okt-2021/{event}/tijd/", form, **{"HX-Request": "true"} | headers)
