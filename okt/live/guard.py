"""What one connection may say: how much, how slowly, and how far ahead. nginx in front has the same limits;
this is for the installation without it.

It leans on uvicorn's inside; tests/okt/test_live_protocol.py says so when that changes.
"""

import asyncio
from typing import Any, ClassVar

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from okt.live.hub import Hub
from okt.live.wish import Refusal

LONGEST_TARGET = 8 * 1024
MOST_HEAD = 32 * 1024  # the request line and all headers
MOST_HEADERS = 100
MOST_BODY = 4 * 1024 * 1024
MOST_AHEAD = 16  # requests sent before the answer to the first
SECONDS_FOR_HEAD = 10.0
SECONDS_FOR_BODY = 60.0
SECONDS_TO_READ = 30.0  # an answer of which nothing more is read
MOST_UNREAD = 64 * 1024 * 1024  # bytes of long answers that wait for their readers, in the whole process

CLOSE = (b"connection", b"close")
NOTHING, HEAD, BODY = range(3)
IN_WORDS = {
    408: ("Request Timeout", "Het verzoek kwam niet op tijd af; probeer het nog eens."),
    413: ("Content Too Large", "Er is te veel tegelijk gestuurd; ten hoogste 4 MB."),
    431: (
        "Request Header Fields Too Large",
        "De kop van het verzoek is te groot; wis de cookies van deze site.",
    ),
    503: ("Service Unavailable", "Er zijn nu te veel verbindingen; probeer het zo weer."),
}


class GuardedProtocol(HttpToolsProtocol):
    deaf = False  # nothing that still comes in is listened to
    awaited = HEAD  # what the client owes us now
    due_for = NOTHING  # for what `due` is
    due = 0.0
    head_bytes = 0
    body_bytes = 0
    large = False  # so much has come in that the head may be too large
    next_look: asyncio.TimerHandle | None = None  # whether something more was read
    # Who has more to read than the transport holds without a word, the longest waiting first, and how much.
    unread: ClassVar[dict["GuardedProtocol", int]] = {}

    @property
    def hub(self) -> Hub | None:
        return self.app_state.get("hub")

    # What uvicorn and the transport call

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        hub = self.hub
        if hub is not None and len(self.connections) > hub.most_connections:
            hub.turned_away += 1
            self.say(503)
            return
        self._note_what_is_due()

    def connection_lost(self, exc: Exception | None) -> None:
        if self.hub is not None:
            self.hub.waited_for.discard(self)
        self._nothing_to_read()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self.deaf:
            return
        self.large = self.head_bytes + len(data) > MOST_HEAD
        super().data_received(data)
        if self.awaited == HEAD:
            self.head_bytes += len(data)
            if self.head_bytes > MOST_HEAD and not self.transport.is_closing():
                self.say(431)
        self._note_what_is_due()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.awaited = HEAD

    def on_headers_complete(self) -> None:
        if self.deaf:
            return
        self.awaited, self.head_bytes, self.body_bytes = BODY, 0, 0
        try:
            self._measure()
        except Refusal as refusal:
            self.deaf = True
            self.answer_with(refusal)
        else:
            self.on_request()

    def on_request(self) -> None:
        """A request of good measure: Django's."""
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        if self.deaf:
            return
        self.body_bytes += len(body)
        if self.body_bytes > MOST_BODY:
            self.say(413)
            return
        super().on_body(body)

    def on_message_complete(self) -> None:
        self.awaited = NOTHING
        if not self.deaf:
            super().on_message_complete()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self.transport.is_closing():
            self._must_read()

    def timeout_keep_alive_handler(self) -> None:
        super().timeout_keep_alive_handler()
        self._must_read()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._must_read()
        self.unread[self] = self.transport.get_write_buffer_size()
        while len(self.unread) > 1 and sum(self.unread.values()) > MOST_UNREAD:
            next(iter(self.unread)).give_up()

    def resume_writing(self) -> None:
        self._nothing_to_read()
        super().resume_writing()
        if self.transport.is_closing():
            self._must_read()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        """What was asked ahead is begun when the answer before it has been read: one answer at a time waits."""
        self._unset_keepalive_if_required()

        async def when_read(scope: Any, receive: Any, send: Any) -> None:
            await self.flow.drain()
            if not cycle.disconnected:
                await app(scope, receive, send)

        super()._start_asgi_task(cycle, when_read if self.flow.write_paused else app)

    # What the watch calls

    def too_late(self) -> None:
        """What is due has not come. Browsers open connections that they never use: those just end."""
        if self.awaited == HEAD and not self.head_bytes:
            self.transport.close()
        else:
            self.say(408)

    # Answers

    def answer_with(self, application: Any) -> None:
        """This application instead of Django answers the request, in its turn."""
        usual, self.app = self.app, application
        try:
            super().on_headers_complete()
        finally:
            self.app = usual

    def say(self, status: int) -> None:
        """The last thing that is said here; nothing at all to who is still owed another answer."""
        self.deaf = True
        if self.cycle is not None and not self.cycle.response_complete and self.cycle.response_started:
            self.transport.abort()
            return
        name, sentence = IN_WORDS[status]
        body = sentence.encode()
        self.transport.write(
            f"HTTP/1.1 {status} {name}\r\ncontent-type: text/plain; charset=utf-8\r\ncache-control: no-store\r\n"
            f"content-length: {len(body)}\r\nretry-after: 5\r\nconnection: close\r\n\r\n".encode()
            + body
        )
        self.transport.close()
        self._must_read()

    # Answers that are not read

    def _must_read(self) -> None:
        """Of what has been written something must be read every SECONDS_TO_READ."""
        left = self.transport.get_write_buffer_size()
        if left and self.next_look is None:
            self.next_look = self.loop.call_later(SECONDS_TO_READ, self._look_whether_read, left)

    def _look_whether_read(self, before: int) -> None:
        self.next_look = None
        if self.transport.get_write_buffer_size() < before:
            self._must_read()
        else:
            self.give_up()

    def _nothing_to_read(self) -> None:
        self.unread.pop(self, None)
        if self.next_look is not None:
            self.next_look.cancel()
            self.next_look = None

    def give_up(self) -> None:
        self._nothing_to_read()
        self.transport.abort()

    def _measure(self) -> None:
        """Raises Refusal."""
        if len(self.url) > LONGEST_TARGET:
            raise Refusal(414, "Het adres is te lang.", CLOSE)
        head = sum(len(name) + len(value) for name, value in self.headers) if self.large else 0
        if head > MOST_HEAD or len(self.headers) > MOST_HEADERS:
            raise Refusal(431, IN_WORDS[431][1], CLOSE)
        for name, value in self.headers:
            if name == b"content-length" and int(value) > MOST_BODY:
                raise Refusal(413, IN_WORDS[413][1], CLOSE)
        if len(self.pipeline) >= MOST_AHEAD:
            raise Refusal(400, "Wacht het antwoord af voor u meer vraagt.", CLOSE)

    def _note_what_is_due(self) -> None:
        if self.hub is None or self.awaited == self.due_for:
            return
        self.due_for = self.awaited
        if self.awaited == NOTHING or self.deaf:
            self.hub.waited_for.discard(self)
            return
        seconds = SECONDS_FOR_HEAD if self.awaited == HEAD else SECONDS_FOR_BODY
        self.due = self.loop.time() + seconds
        self.hub.waited_for.add(self)
