"""The threads that Django's views run in: a few that stay, each with its own open connection to the database.

Left alone, every request gets a thread of its own, and with it a connection that nobody uses again: some 20 ms each,
and a herd of requests is refused by PostgreSQL. Here the herd waits in line.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from asgiref.sync import ThreadSensitiveContext

THREADS = 16


class InThreads:
    """An ASGI application, at most `THREADS` requests of it at a time. To be made while the loop runs."""

    def __init__(self, application: Any) -> None:
        self.application = application
        self.free: asyncio.LifoQueue[ThreadPoolExecutor] = asyncio.LifoQueue()
        for _ in range(THREADS):
            self.free.put_nowait(ThreadPoolExecutor(1, "okt-request"))

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        thread = await self.free.get()
        try:
            async with ThreadSensitiveContext(executor=thread):
                await self.application(scope, receive, send)
        finally:
            self.free.put_nowait(thread)
