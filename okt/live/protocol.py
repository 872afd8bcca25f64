"""The door of the live channel, inside uvicorn: `http="okt.live.protocol:LiveProtocol"`.

    GET /live/<tournament>/?topics=M-500,matrix-M&lang=nl&since=318

A good request is taken over before there is any ASGI call: a Viewer gets the transport. Everything
else, our own refusals too, goes the ordinary way, so that keep-alive, pipelining, HEAD and bodies are
uvicorn's business. It leans on uvicorn's inside; tests/okt/test_live_protocol.py says so when that changes.
"""

import re
import socket
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

from uvicorn._types import ASGI3Application, ASGIReceiveCallable, ASGISendCallable, Scope
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from okt.live import sse
from okt.live.hub import Hub
from okt.live.viewer import Viewer

PREFIX = b"/live/"
PATH = re.compile(r"/live/([A-Za-z0-9_-]{1,64})/")
TOPIC = re.compile(r"[A-Za-z0-9_.-]{1,80}")
VERSION = re.compile(r"[0-9]{1,12}(\.[0-9]{1,3})?")
MOST_TOPICS = 20
LONGEST_QUERY = 2_000
# A peer that acknowledges nothing for so long is gone, whatever the kernel still hopes for.
MILLISECONDS_UNTIL_GONE = 60_000

HEAD = (
    b"HTTP/1.1 200 OK\r\n"
    b"content-type: text/event-stream; charset=utf-8\r\n"
    b"cache-control: no-store\r\n"
    b"x-accel-buffering: no\r\n"
    b"x-content-type-options: nosniff\r\n"
    b"connection: close\r\n"
)


@dataclass(frozen=True, slots=True)
class Wish:
    slug: str
    topics: tuple[str, ...]
    language: str
    since: float
    packed: bool


class Refusal(Exception):
    def __init__(self, status: int, sentence: str, *headers: tuple[bytes, bytes]) -> None:
        super().__init__(sentence)
        self.status = status
        self.headers = headers

    async def __call__(self, scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        """The refusal as an ASGI application."""
        body = str(self).encode()
        headers = [
            (b"content-type", b"text/plain; charset=utf-8"),
            (b"content-length", str(len(body)).encode()),
            (b"cache-control", b"no-store"),
            *self.headers,
        ]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": body, "more_body": False})


def read(method: str, url: bytes, headers: list[tuple[bytes, bytes]], hub: Hub | None) -> Wish:
    """What the request asks for. Raises Refusal."""
    path, _, query = url.decode("ascii", "replace").partition("?")
    if method != "GET":
        raise Refusal(405, "De livestroom kent alleen GET.", (b"allow", b"GET"))
    said = dict(headers)
    if b"transfer-encoding" in said or said.get(b"content-length", b"0") != b"0":
        raise Refusal(400, "Een verzoek om de livestroom heeft geen inhoud.")
    if hub is None or not hub.ready:
        raise Refusal(503, "De livestroom start nog; probeer het zo weer.", (b"retry-after", b"2"))
    place = PATH.fullmatch(path)
    if place is None or not hub.knows(place[1]):
        raise Refusal(404, "Dit toernooi is hier niet bekend.")
    wish = _read_query(place[1], query, said, hub)
    if hub.viewers >= hub.limit:
        raise Refusal(503, "Er kijken nu te veel mensen; probeer het zo weer.", (b"retry-after", b"5"))
    return wish


def _read_query(slug: str, query: str, headers: dict[bytes, bytes], hub: Hub) -> Wish:
    if len(query) > LONGEST_QUERY:
        raise Refusal(400, "Het verzoek is te lang.")
    asked = {name: values[-1] for name, values in parse_qs(query).items()}
    topics = tuple(dict.fromkeys(asked.get("topics", "").split(",")))
    if len(topics) > MOST_TOPICS:
        raise Refusal(400, f"Vraag hoogstens {MOST_TOPICS} onderwerpen tegelijk.")
    if not all(TOPIC.fullmatch(topic) for topic in topics) or not hub.knows(slug, topics):
        raise Refusal(400, "Noem in topics een of meer onderwerpen van dit toernooi, met komma's ertussen.")
    language = asked.get("lang", "nl")
    if language not in hub.languages:
        raise Refusal(400, f"Kies voor lang een van: {', '.join(sorted(hub.languages))}.")
    numbers = [asked.get("since", ""), headers.get(b"last-event-id", b"").decode("latin-1")]
    since = max(float(number) if VERSION.fullmatch(number) else -1 for number in numbers)
    return Wish(slug, topics, language, since, takes_gzip(headers.get(b"accept-encoding", b"")))


def takes_gzip(accept_encoding: bytes) -> bool:
    for part in accept_encoding.lower().split(b","):
        name, _, quality = part.partition(b";")
        if name.strip() == b"gzip":
            return re.fullmatch(rb"q=0(\.0*)?", quality.strip()) is None
    return False


class LiveProtocol(HttpToolsProtocol):
    # The stream that was asked for, between the end of its headers and the end of the packet they came in.
    wish: Wish | None = None

    def on_headers_complete(self) -> None:
        if self.wish is not None:
            return  # pipelined behind a stream: nobody will answer it
        if not self.url.startswith(PREFIX) or self.parser.should_upgrade():
            super().on_headers_complete()
            return
        hub = self.app_state.get("hub")
        try:
            method = self.parser.get_method().decode("ascii")
            wish = read(method, self.url, self.headers, hub)
            if self.cycle is not None and not self.cycle.response_complete:
                raise Refusal(400, "Vraag de livestroom op een eigen verbinding.", (b"connection", b"close"))
        except Refusal as refusal:
            if hub is not None:
                hub.refused += 1
            self._answer_with(refusal)
        else:
            self.wish = wish

    def _answer_with(self, refusal: ASGI3Application) -> None:
        application, self.app = self.app, refusal
        try:
            super().on_headers_complete()
        finally:
            self.app = application

    def on_body(self, body: bytes) -> None:
        if self.wish is None:
            super().on_body(body)

    def on_message_complete(self) -> None:
        if self.wish is None:
            super().on_message_complete()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.wish is not None and not self.transport.is_closing():
            self._hand_over(self.wish, self.app_state["hub"])

    def _hand_over(self, wish: Wish, hub: Hub) -> None:
        """From here on this object is out of it, and is freed."""
        room = hub.room(wish.slug, wish.topics, wish.language, packed=wish.packed)
        self.connections.discard(self)
        viewer = Viewer(hub, room, self.transport, self.connections)
        self.transport.set_protocol(viewer)
        _set_patience(self.transport)
        self.transport.write(self._head(packed=wish.packed) + hub.join(viewer, wish.since))
        self.parser = None  # type: ignore[assignment]  # it holds us, and we hold it

    def _head(self, *, packed: bool) -> bytes:
        dated = b"".join(b"%s: %s\r\n" % header for header in self.server_state.default_headers)
        if packed:
            return HEAD + dated + b"content-encoding: gzip\r\n\r\n" + sse.GZIP_HEADER + sse.PRELUDE.packed
        return HEAD + dated + b"\r\n" + sse.PRELUDE.plain


def _set_patience(transport: Any) -> None:
    connection: socket.socket | None = transport.get_extra_info("socket")
    option: int | None = getattr(socket, "TCP_USER_TIMEOUT", None)
    set_option: Callable[..., None] | None = getattr(connection, "setsockopt", None)
    if option is None or set_option is None or connection is None or connection.family == socket.AF_UNIX:
        return
    set_option(socket.IPPROTO_TCP, option, MILLISECONDS_UNTIL_GONE)
