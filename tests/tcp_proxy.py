"""A line that can fail, between a test's client and its server.

    with TcpProxy(port) as line:
        …connect to 127.0.0.1:line.port…
        line.freeze()   # half-open: everything stays connected and nothing arrives
        line.heal()

`worsen(delay, loss)` makes it a bad one: all is late, and what gets lost comes later still, as TCP sends it again.

It runs in a thread of its own; each call has taken effect when it returns.
"""

import asyncio
import contextlib
import random
import threading
from collections.abc import Coroutine
from types import TracebackType
from typing import Any, Self

CHUNK = 65_536


class Link:
    """One connection: two sockets, and a gate that lets bytes through."""

    def __init__(self, line: "TcpProxy", near: asyncio.StreamWriter, far: asyncio.StreamWriter) -> None:
        self.line = line
        self.writers = (near, far)
        self.open, self.gone = asyncio.Event(), asyncio.Event()

    async def pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(CHUNK):
            await self.open.wait()
            if late := self.line.lateness():
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(late):
                        await self.gone.wait()
            writer.write(data)
            await writer.drain()
        await self.open.wait()
        with contextlib.suppress(OSError):
            writer.write_eof()

    def cut(self) -> None:
        self.gone.set()
        for writer in self.writers:
            writer.transport.abort()


class TcpProxy:
    def __init__(self, target_port: int, target_host: str = "127.0.0.1") -> None:
        self.target = (target_host, target_port)
        self.port = 0
        self.links: set[Link] = set()
        self.flowing = True
        self.refusing = False
        self.delay = self.loss = 0.0

    # For the test

    def worsen(self, delay: float, loss: float) -> None:
        """Each piece arrives `delay` seconds late, and is lost with this chance; until heal()."""
        self.delay, self.loss = delay, loss

    def drop(self) -> None:
        """Breaks what is connected now; who comes again is served."""
        self._do(self._drop())

    def cut(self) -> None:
        """Breaks what is connected, and whoever comes, until heal()."""
        self.refusing = True
        self.drop()

    def freeze(self) -> None:
        """Forwards nothing, of old and new connections, and tells nobody."""
        self._do(self._flow(flowing=False))

    def heal(self, *, forget: bool = False) -> None:
        """Forwards again. With `forget`, what was connected stays dead without a word, as after a change
        of network: only new connections work."""
        self.refusing = False
        self.delay = self.loss = 0.0
        if forget:
            self.flowing = True
        else:
            self._do(self._flow(flowing=True))

    @property
    def connected(self) -> int:
        return len(self.links)

    def __enter__(self) -> Self:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="tcp-proxy", daemon=True)
        self._thread.start()
        self._do(self._listen())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._do(self._stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    # In the thread

    def lateness(self) -> float:
        """Seconds for the next piece: it is sent again after twice the delay, and then after twice as long."""
        late, again = self.delay, 2 * self.delay
        while random.random() < self.loss and again < 16 * self.delay:
            late, again = late + again, 2 * again
        return late

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=10)

    async def _listen(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _serve(self, reader: asyncio.StreamReader, near: asyncio.StreamWriter) -> None:
        if self.refusing:
            near.transport.abort()
            return
        try:
            far_reader, far = await asyncio.open_connection(*self.target)
        except OSError:
            near.transport.abort()
            return
        link = Link(self, near, far)
        self.links.add(link)
        if self.flowing:
            link.open.set()
        pumps = [
            asyncio.ensure_future(link.pump(reader, far)),
            asyncio.ensure_future(link.pump(far_reader, near)),
        ]
        try:
            # An end on one side is passed on and the other side may still speak; a fault ends both.
            await asyncio.wait(pumps, return_when=asyncio.FIRST_EXCEPTION)
            for writer in link.writers:
                writer.close()
                await writer.wait_closed()
        except OSError:
            pass
        finally:
            for pump in pumps:
                pump.cancel()
            await asyncio.gather(*pumps, return_exceptions=True)
            link.cut()
            self.links.discard(link)

    async def _flow(self, *, flowing: bool) -> None:
        self.flowing = flowing
        for link in self.links:
            if flowing:
                link.open.set()
            else:
                link.open.clear()

    async def _drop(self) -> None:
        for link in list(self.links):
            link.open.set()
            link.cut()
        while self.links:  # noqa: ASYNC110 - each link takes itself off the list
            await asyncio.sleep(0.005)

    async def _stop(self) -> None:
        self._server.close()
        await self._drop()
        current = asyncio.current_task()
        rest = [task for task in asyncio.all_tasks() if task is not current]
        for task in rest:
            task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.gather(*rest, return_exceptions=True)
