"""Answers that nobody reads: they hold no thread, take a bounded room and are broken off; who reads slowly gets all."""

import asyncio
import contextlib
import inspect
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from okt import threads
from okt.live import unread as reading
from okt.live.viewer import Viewer
from okt.threads import InThreads
from tests.live_clients import Connection, Stream, request
from tests.live_server import Database, LiveServer, update
from tests.programs import ROOT, wait_until

BLOCK = b"." * 64 * 1024  # as Django cuts a file


class Blocks(LiveServer):
    """In Django's place stands an application in two threads that answers in blocks, as many as it is asked for."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.go_on = threading.Event()

    async def application(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            self.in_threads = InThreads(self.blocks)
        if scope["type"] == "http" and scope["path"].startswith("/blocks"):
            await self.in_threads(scope, receive, send)
        else:
            await super().application(scope, receive, send)

    async def blocks(self, scope: Any, receive: Any, send: Any) -> None:
        blocks = int(scope["query_string"])
        length = [(b"content-length", str(blocks * len(BLOCK)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": length})
        for block in range(blocks):
            if block and scope["path"] == "/blocks/one-by-one":
                await asyncio.to_thread(self.go_on.wait, 10)
            await send({"type": "http.response.body", "body": BLOCK, "more_body": True})
        await send({"type": "http.response.body", "body": b""})


@pytest.fixture
def blocks(database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Blocks]:
    monkeypatch.setattr(threads, "THREADS", 2)
    with Blocks(panels_since=database.panels_since, look_every=0.05) as server:
        yield server


def who_does_not_read(server: LiveServer, *requests: str) -> socket.socket:
    line = socket.socket()
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    line.settimeout(10)
    line.connect(("127.0.0.1", server.port))
    line.sendall("".join(requests).encode())
    return line


def unread() -> dict[Any, int]:
    return reading.ReadProtocol.unread


# Threads


@pytest.mark.parametrize("asked", [["/blocks?14"], 16 * ["/blocks?2"]], ids=["much", "many"])
def test_who_does_not_read_holds_no_thread(blocks: Blocks, asked: list[str]) -> None:
    with ExitStack() as stack:
        for number in range(6):
            line = who_does_not_read(blocks, *[request("GET", path) for path in asked])
            stack.enter_context(line)
            wait_until(lambda: len(unread()) > number, "his answer waits")  # noqa: B023 - called at once
        with Connection(blocks.port) as reader:
            assert reader.ask("GET", "/blocks?1").status == 200
        assert len(unread()) == 6
        assert max(unread().values()) < 3 * len(BLOCK)
    wait_until(lambda: not unread(), "they are forgotten")


def test_who_reads_late_gets_everything_in_its_turn(blocks: Blocks) -> None:
    counts = (40, 1, 14, 2)
    asked = [request("GET", f"/blocks?{count}") for count in counts]
    with who_does_not_read(blocks, *asked, request("GET", "/end")) as line:
        wait_until(unread, "it waits")
        with Connection(blocks.port) as connection, line.makefile("rb") as connection.file:
            assert [len(connection.answer().body) for _ in asked] == [count * len(BLOCK) for count in counts]
            assert connection.answer().text == "GET /end 0"


def test_an_answer_that_comes_bit_by_bit_is_sent_bit_by_bit(blocks: Blocks) -> None:
    with Connection(blocks.port) as connection:
        connection.send(request("GET", "/blocks/one-by-one?40"))
        while connection.file.readline() != b"\r\n":
            pass
        assert connection.file.read(len(BLOCK)) == BLOCK
        blocks.go_on.set()
        assert connection.file.read(39 * len(BLOCK)) == 39 * BLOCK


def test_a_static_file_may_be_ahead_of_its_reader_as_a_whole() -> None:
    sizes = [path.stat().st_size for path in (ROOT / "static").rglob("*") if path.is_file()]
    assert max(sizes) < threads.BYTES_AHEAD


def test_what_goes_wrong_before_anything_was_said_is_an_error_and_the_thread_is_free(blocks: Blocks) -> None:
    for _ in range(3):
        with Connection(blocks.port) as connection:
            assert connection.ask("GET", "/blocks?none").status == 500


# Patience


@pytest.mark.parametrize("headers", ["", "Connection: close\r\n"])
@pytest.mark.parametrize("count", [1, 14, 40])
def test_an_answer_that_is_not_read_is_broken_off(
    blocks: Blocks, monkeypatch: pytest.MonkeyPatch, headers: str, count: int
) -> None:
    monkeypatch.setattr(reading, "SECONDS_TO_READ", 0.2)
    asked = request("GET", f"/blocks?{count}", headers=headers)
    with Stream(blocks.port) as stream, who_does_not_read(blocks, asked) as line:
        stream.until("version")
        connections = blocks.server.server_state.connections
        wait_until(lambda: len(connections) == 2, "both are there")
        wait_until(lambda: len(connections) == 1, "one was ended")
        heard = 0
        with contextlib.suppress(ConnectionError):
            while more := line.recv(65_536):
                heard += len(more)
        assert heard < count * len(BLOCK)
        blocks.publish("okt-2021", 9, {})
        assert stream.update()[0] == 9
    assert not unread()


def test_as_long_as_some_of_it_is_read_an_answer_is_not_broken_off(blocks: Blocks) -> None:
    with who_does_not_read(blocks, request("GET", "/blocks?14")) as line:
        wait_until(unread, "it waits")
        (connection,) = unread()
        left = connection.transport.get_write_buffer_size

        def look(before: int) -> None:
            done = threading.Event()
            blocks.hub.loop.call_soon_threadsafe(connection._look_whether_read, before)
            blocks.hub.loop.call_soon_threadsafe(done.set)
            assert done.wait(10)

        before = left()
        while left() >= before:
            line.recv(4096)
        look(before)
        assert not connection.transport.is_closing()

        def given_up() -> bool:
            look(left())
            return bool(connection.transport.is_closing())

        wait_until(given_up, "the kernel takes no more, and nothing was read since")


def test_when_too_much_waits_whoever_waits_longest_is_let_go(
    blocks: Blocks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "MOST_UNREAD", 4 * len(BLOCK))
    with ExitStack() as stack:
        order: list[Any] = []
        for _ in range(8):
            stack.enter_context(who_does_not_read(blocks, request("GET", "/blocks?14")))
            wait_until(lambda: set(unread()).difference(order), "his answer waits")  # noqa: B023 - called at once
            order += set(unread()).difference(order)
            assert sum(unread().values()) <= reading.MOST_UNREAD
        kept = list(unread())
        assert 1 <= len(kept) < 8
        assert kept == order[-len(kept) :]
        wait_until(lambda: len(blocks.server.server_state.connections) == len(kept), "the others are gone")


def test_a_stream_has_a_patience_of_its_own(server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "SECONDS_TO_READ", 0.05)
    with Stream(server.port, receive_buffer=2048) as stream:
        stream.until("version")
        for seq in range(10, 20):
            server.publish("okt-2021", seq, {"M-500": update(seq, "x" * 100_000)})
        (viewer,) = [one for one in server.server.server_state.connections if isinstance(one, Viewer)]
        wait_until(lambda: viewer.full, "he is behind")
        time.sleep(0.5)
        assert (server.hub.viewers, server.hub.evicted) == (1, 0)
        while stream.update()[0] < 19:
            pass


def test_uvicorn_has_inside_what_we_lean_on() -> None:
    for method in ("on_response_complete", "_start_asgi_task", "pause_writing", "resume_writing"):
        assert method in vars(HttpToolsProtocol)
    source = inspect.getsource(HttpToolsProtocol)
    assert source.count("self._start_asgi_task(") == 2  # of a request that is first, and of one that waited
    assert "on_response=self.on_response_complete" in source
    assert "await self.flow.drain()" in inspect.getsource(RequestResponseCycle.send)
