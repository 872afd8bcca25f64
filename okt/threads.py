"""The threads that Django's views run in: a few that stay, each with its own open connection to the database.

Left alone, every request gets a thread of its own, and with it a connection that nobody uses again: some 20 ms each,
and a herd of requests is refused by PostgreSQL. Here the herd waits in line.
"""

import asyncio
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from asgiref.sync import ThreadSensitiveContext

THREADS = 16
# What an answer in pieces may be ahead of its reader. Every file in static/ is smaller; a longer answer waits for its
# reader in its thread, until the guard of the connection ends it.
BYTES_AHEAD = 1024 * 1024


class InThreads:
    """An ASGI application, at most `THREADS` requests of it at a time. To be made while the loop runs."""

    def __init__(self, application: Any) -> None:
        self.application = application
        self.free: asyncio.LifoQueue[ThreadPoolExecutor] = asyncio.LifoQueue()
        for _ in range(THREADS):
            self.free.put_nowait(ThreadPoolExecutor(1, "okt-request"))

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        thread = await self.free.get()
        pieces = Pieces(send)
        try:
            async with ThreadSensitiveContext(executor=thread):
                await self.application(scope, receive, pieces.send)
        except BaseException:
            pieces.stop()
            raise
        finally:
            self.free.put_nowait(thread)
        await pieces.sent()


class Pieces:
    """The pieces of one answer, sent as fast as its reader takes them while the application, and so its thread, goes
    on: a few who do not read would else hold all threads, and nobody could do anything."""

    def __init__(self, send: Any) -> None:
        self.send_on = send
        self.waiting: deque[Any] = deque()
        self.bytes = 0
        self.sending: asyncio.Task[None] | None = None

    async def send(self, piece: Any) -> None:
        self.waiting.append(piece)
        self.bytes += len(piece.get("body", b""))
        if self.sending is None or self.sending.done():
            await self.sent()
            self.sending = asyncio.create_task(self._send_waiting())
        if self.bytes > BYTES_AHEAD:
            await self.sent()

    async def sent(self) -> None:
        """Everything is on its way. Raises what sending raised."""
        if self.sending is not None:
            await self.sending

    def stop(self) -> None:
        if self.sending is not None:
            self.sending.cancel()

    async def _send_waiting(self) -> None:
        while self.waiting:
            piece = self.waiting.popleft()
            await self.send_on(piece)
            self.bytes -= len(piece.get("body", b""))
