"""The web server's side of the live channel, inside uvicorn: `http="okt.live.protocol:LiveProtocol"`.

A good request for a stream is taken over before there is any ASGI call: a Viewer gets the transport. A public
page that is ready at the door is written at once. Everything else, our own refusals too, goes the ordinary
way, so that keep-alive, pipelining, HEAD and bodies are uvicorn's business.
"""

import asyncio
import socket
from collections.abc import Callable
from sys import intern
from typing import Any, ClassVar

from okt.live import address, sse, wish
from okt.live.door import PAGE, PERSONAL, Answer, Page
from okt.live.guard import CLOSE, NOTHING, GuardedProtocol
from okt.live.hub import Hub
from okt.live.viewer import Viewer
from okt.live.wish import Refusal, Wish, takes_gzip

PREFIX = b"/live/"
# A peer that acknowledges nothing for so long is gone, whatever the kernel still hopes for.
MILLISECONDS_UNTIL_GONE = 60_000
# What the kernel may hold for somebody beyond what is on its way. Else it takes megabytes for each who does not read,
# and nobody here sees whether he does; what a viewer then reads is old.
BYTES_IN_KERNEL = 32 * 1024

STREAM = (
    b"HTTP/1.1 200 OK\r\n"
    b"content-type: text/event-stream; charset=utf-8\r\n"
    b"cache-control: no-store\r\n"
    b"x-accel-buffering: no\r\n"
    b"x-content-type-options: nosniff\r\n"
    b"connection: close\r\n"
)


class LiveProtocol(GuardedProtocol):
    # The stream that was asked for, between the end of its headers and the end of the packet they came in.
    wish: Wish | None = None
    given = False  # this request has had its answer, from the door
    dated: ClassVar[tuple[list[tuple[bytes, bytes]], bytes]] = ([], b"")

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        _set_bounds(transport)
        super().connection_made(transport)

    def on_request(self) -> None:
        hub = self.hub
        if self.parser.should_upgrade():
            super().on_request()
        elif self.url.startswith(PREFIX):
            self._take_wish(hub)
        elif hub is None or not self._at_the_door(hub):
            super().on_request()

    def on_message_complete(self) -> None:
        if not self.given:
            super().on_message_complete()
            return
        self.given, self.awaited = False, NOTHING
        self._unset_keepalive_if_required()
        self.timeout_keep_alive_task = self.loop.call_later(
            self.timeout_keep_alive, self.timeout_keep_alive_handler
        )

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.wish is not None and not self.transport.is_closing():
            self._hand_over(self.wish, self.app_state["hub"])

    # Streams

    def _take_wish(self, hub: Hub | None) -> None:
        try:
            method = self.parser.get_method().decode("ascii")
            visitor = address.of_request(self.client, self.proxies, self.headers)
            asked = wish.read(method, self.url, self.headers, hub, visitor)
            if self._answering():
                raise Refusal(400, "Vraag de livestroom op een eigen verbinding.", CLOSE)
        except Refusal as refusal:
            if hub is not None:
                hub.refused += 1
            self.answer_with(refusal)
        else:
            self.wish = asked
            self.deaf = True  # what is pipelined behind a stream is answered by nobody

    def _hand_over(self, asked: Wish, hub: Hub) -> None:
        """From here on this object is out of it, and is freed."""
        room = hub.room(asked.slug, asked.topics, asked.language, packed=asked.packed)
        self.connections.discard(self)
        self._leave()
        viewer = Viewer(hub, room, self.transport, self.connections, intern(asked.address))
        self.transport.set_protocol(viewer)
        self.transport.write(self._stream_head(packed=asked.packed) + hub.join(viewer, asked.since))
        self.parser = None  # type: ignore[assignment]  # it holds us, and we hold it

    def _stream_head(self, *, packed: bool) -> bytes:
        head = STREAM + self._dated()
        if packed:
            return head + b"content-encoding: gzip\r\n\r\n" + sse.GZIP_HEADER + sse.PRELUDE.packed
        return head + b"\r\n" + sse.PRELUDE.plain

    # Pages

    def _at_the_door(self, hub: Hub) -> bool:
        """Whether the request has its answer from the door, or will have it."""
        method = self.parser.get_method()
        if method not in (b"GET", b"HEAD"):
            return False
        headers = dict(self.headers)
        if not PERSONAL.isdisjoint(headers):
            return False
        way = (headers.get(b"host", b""), self._scheme(headers))
        page = hub.door.ready(self.url, way)
        if page is not None:
            self._give(_form(page, headers), with_body=method == b"GET")
            return True
        place = PAGE.fullmatch(self.url) if method == b"GET" else None
        if place is None or place[1].decode() not in hub.tournaments or not hub.door.most_bytes:
            return False
        path, slug, django = self.url, place[1].decode(), self.app

        async def fetched(scope: Any, receive: Any, send: Any) -> None:
            found = await hub.door.fetch(path, slug, way, django, scope)
            answer = _form(found, headers) if isinstance(found, Page) else found
            await (answer or django)(scope, receive, send)

        self.answer_with(fetched)
        return True

    def _give(self, answer: Answer, *, with_body: bool) -> None:
        if self._answering() or self.flow.write_paused:
            self.answer_with(answer)  # in its turn
            return
        stays = self.parser.should_keep_alive() and self.parser.get_http_version() != "1.0"
        end = b"\r\n" if stays else b"connection: close\r\n\r\n"
        body = answer.body if with_body else b""
        self.transport.write(b"".join((answer.head, self._dated(), end, body)))
        self.server_state.total_requests += 1
        self.given = True
        if not stays:
            self.deaf = True
            self.transport.close()
            self._must_read()

    # Both

    def _answering(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _dated(self) -> bytes:
        headers = self.server_state.default_headers
        if LiveProtocol.dated[0] is not headers:
            LiveProtocol.dated = (headers, b"".join(b"%s: %s\r\n" % header for header in headers))
        return LiveProtocol.dated[1]

    def _scheme(self, headers: dict[bytes, bytes]) -> bytes:
        said = headers.get(b"x-forwarded-proto", b"").strip()
        if said in (b"http", b"https") and address.behind_proxy(self.client, self.proxies):
            return said
        return (self.scheme or "http").encode()


def _form(page: Page, headers: dict[bytes, bytes]) -> Answer:
    return page.form(headers.get(b"if-none-match"), packed=takes_gzip(headers.get(b"accept-encoding", b"")))


def _set_bounds(transport: Any) -> None:
    connection: socket.socket | None = transport.get_extra_info("socket")
    set_option: Callable[..., None] | None = getattr(connection, "setsockopt", None)
    if set_option is None or connection is None or connection.family == socket.AF_UNIX:
        return
    for name, value in (
        ("TCP_USER_TIMEOUT", MILLISECONDS_UNTIL_GONE),
        ("TCP_NOTSENT_LOWAT", BYTES_IN_KERNEL),
    ):
        if (option := getattr(socket, name, None)) is not None:
            set_option(socket.IPPROTO_TCP, option, value)
