"""What one connection may say: how much, how slowly, and how far ahead. nginx in front has the same limits;
this is for the installation without it.

It leans on uvicorn's inside; tests/okt/test_live_protocol.py says so when that changes.
"""

import asyncio
from collections import Counter
from typing import Any, ClassVar

from okt.live import address
from okt.live.hub import Hub
from okt.live.unread import ReadProtocol
from okt.live.wish import Refusal

LONGEST_TARGET = 8 * 1024
MOST_HEAD = 32 * 1024  # the request line and all headers
MOST_HEADERS = 100
MOST_BODY = 4 * 1024 * 1024
MOST_AHEAD = 16  # requests sent before the answer to the first
SECONDS_FOR_HEAD = 10.0
SECONDS_FOR_BODY = 60.0
# From one address besides its streams, far above what one rink needs: an official there must never be turned away for
# the crowd around him. And one address never has the last tenth of all connections.
BESIDE_STREAMS = 2_048

CLOSE = (b"connection", b"close")
NOTHING, HEAD, BODY = range(3)
IN_WORDS = {
    408: ("Request Timeout", "Het verzoek kwam niet op tijd af; probeer het nog eens."),
    413: ("Content Too Large", "Er is te veel tegelijk gestuurd; ten hoogste 4 MB."),
    431: (
        "Request Header Fields Too Large",
        "De kop van het verzoek is te groot; wis de cookies van deze site.",
    ),
    429: (
        "Too Many Requests",
        "Van dit adres zijn er nu te veel verbindingen; probeer het zo weer, of gebruik een ander netwerk.",
    ),
    503: ("Service Unavailable", "Er zijn nu te veel verbindingen; probeer het zo weer."),
}


class GuardedProtocol(ReadProtocol):
    deaf = False  # nothing that still comes in is listened to
    awaited = HEAD  # what the client owes us now
    due_for = NOTHING  # for what `due` is
    due = 0.0
    head_bytes = 0
    body_bytes = 0
    large = False  # so much has come in that the head may be too large
    caller = ""  # the address that this connection counts for
    callers: ClassVar[Counter[str]] = Counter()  # connections that are no streams, by address

    @property
    def hub(self) -> Hub | None:
        return self.app_state.get("hub")

    @property
    def proxies(self) -> str:
        return str(self.config.forwarded_allow_ips)

    # What uvicorn and the transport call

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.caller = address.of_connection(self.client, self.proxies)
        if self.caller:
            self.callers[self.caller] += 1
        refusal = self._too_many()
        if self.hub is not None and refusal:
            self.hub.turned_away += 1
            self.say(refusal)
        else:
            self._note_what_is_due()

    def connection_lost(self, exc: Exception | None) -> None:
        self._leave()
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

    # Bounds

    def _too_many(self) -> int:
        hub = self.hub
        if hub is None:
            return 0
        if len(self.connections) > hub.most_connections:
            return 503
        most = min(hub.limit, hub.limit_per_address) + BESIDE_STREAMS
        here = self.callers[self.caller] + hub.crowds[self.caller]
        return 429 if self.caller and here > min(most, hub.most_connections * 9 // 10) else 0

    def _leave(self) -> None:
        """It is over, or is a stream from now on: the hub's business, which counts streams itself."""
        self._nothing_to_read()
        if self.hub is not None:
            self.hub.waited_for.discard(self)
        if self.caller:
            self.callers[self.caller] -= 1
            if not self.callers[self.caller]:
                del self.callers[self.caller]
            self.caller = ""

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
