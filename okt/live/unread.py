"""Answers that wait for their readers: one at a time on a connection, a bounded room for all, and not for ever.

It leans on uvicorn's inside; tests/okt/test_unread.py says so when that changes.
"""

import asyncio
from typing import Any, ClassVar

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

SECONDS_TO_READ = 30.0  # an answer of which nothing more is read
MOST_UNREAD = 64 * 1024 * 1024  # bytes of long answers that wait for their readers, in the whole process


class ReadProtocol(HttpToolsProtocol):
    next_look: asyncio.TimerHandle | None = None  # whether something more was read
    # Who has more to read than the transport holds without a word, the longest waiting first, and how much.
    unread: ClassVar[dict["ReadProtocol", int]] = {}

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
