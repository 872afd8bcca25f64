"""Many viewers of the live channel on plain sockets, who do as live.js does: a watchdog, and back with jitter."""

import asyncio
import contextlib
import random
import re
import resource
import threading
import time
import zlib
from collections.abc import Coroutine
from types import TracebackType
from typing import Any, Self

TOPICS = ("M-500", "matrix-M", "F-500", "programme,changes")
LOCAL = "127.0.0.1"
SILENCE = 7.0
OPENING = 4.0
VERSION = re.compile(r'event: version\n(?:id: [\d.]+\n)?data: \{"seq":([\d.]+)')
BEAT = re.compile(r'event: beat\ndata: \{"seq":([\d.]+)')
BYE = re.compile(r'event: bye\n(?:retry: \d+\n)?data: \{"retry":(\d+)')
STATUS = re.compile(rb"HTTP/1.1 (\d+)")


class Viewer:
    def __init__(self, crowd: "Crowd", topics: str) -> None:
        self.crowd, self.topics = crowd, topics
        self.version = -1.0
        self.watching = False
        self.connections = 0
        self.sent_away = 0  # told by the server to come back
        self.broken = 0  # streams that ended in any other way, and answers that were none
        self.statuses: list[int] = []

    async def watch(self) -> None:
        failures = 0
        while True:
            wait: float | None = None
            before = self.version
            with contextlib.suppress(OSError, TimeoutError, EOFError, zlib.error):
                wait = await self.stream()
            self.watching = False
            failures = 1 if self.version > before else failures + 1
            if wait is None:
                self.broken += 1
                # From the third failure on a page asks, too, and has the panels when that succeeds.
                jitter = 0.25 + 1.5 * random.random()
                wait = failures * jitter if failures < 3 else 1.5 + 1.5 * jitter
            await asyncio.sleep(wait)

    async def stream(self) -> float | None:
        """Until the line ends; how long the server asks to stay away."""
        async with asyncio.timeout(OPENING):
            reader, writer = await asyncio.open_connection(self.crowd.host, self.crowd.port)
        try:
            writer.write(
                f"GET /live/okt-2021/?topics={self.topics}&lang=nl&since={self.version} HTTP/1.1\r\n"
                f"Host: localhost\r\nAccept-Encoding: gzip\r\n\r\n".encode()
            )
            async with asyncio.timeout(OPENING):
                head = await reader.readuntil(b"\r\n\r\n")
            found = STATUS.match(head)
            self.statuses.append(int(found[1]) if found else 0)
            if self.statuses[-1] != 200:
                return None
            return await self.hear(reader)
        finally:
            writer.transport.abort()

    async def hear(self, reader: asyncio.StreamReader) -> float | None:
        unzip = zlib.decompressobj(zlib.MAX_WBITS | 16)
        text = ""
        self.connections += 1
        while True:
            async with asyncio.timeout(SILENCE):
                data = await reader.read(65_536)
            if not data:
                raise EOFError
            text += unzip.decompress(data).decode(errors="replace")
            for found in VERSION.finditer(text):
                self.heard(float(found[1]))
            if bye := BYE.search(text):
                self.sent_away += 1
                return int(bye[1]) / 1000
            if (beat := BEAT.search(text)) and float(beat[1]) > self.version:
                return 0.0  # we missed something: as live.js, ask for all of it
            text = text[text.rfind("\n\n") + 2 :] if "\n\n" in text else text

    def heard(self, version: float) -> None:
        self.watching = True
        if version > self.version:
            self.version = version
            self.crowd.arrivals.append((version, time.monotonic()))


class Crowd:
    """`with Crowd(port, 200) as crowd:` and then `crowd.all_have(version)`; a loop in a thread of its own."""

    def __init__(self, port: int, count: int, topics: tuple[str, ...] = TOPICS, host: str = LOCAL) -> None:
        self.host, self.port = host, port
        self.viewers = [Viewer(self, topics[n % len(topics)]) for n in range(count)]
        self.arrivals: list[tuple[float, float]] = []

    def all_have(self, version: float) -> bool:
        return all(viewer.watching and viewer.version >= version for viewer in self.viewers)

    def missing(self, version: float) -> int:
        return sum(not viewer.watching or viewer.version < version for viewer in self.viewers)

    @property
    def all_watch(self) -> bool:
        return all(viewer.watching for viewer in self.viewers)

    def run(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self.loop)

    async def _watch(self) -> None:
        for viewer in self.viewers:
            self.tasks.append(asyncio.create_task(viewer.watch()))
            await asyncio.sleep(0.001)

    async def _leave(self) -> None:
        rest = asyncio.all_tasks() - {asyncio.current_task()}
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)

    def __enter__(self) -> Self:
        soft, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most if most > 0 else soft, most))
        self.tasks: list[asyncio.Task[None]] = []
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, name="crowd", daemon=True)
        self.thread.start()
        self.run(self._watch())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._leave(), self.loop).result(timeout=60)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()
