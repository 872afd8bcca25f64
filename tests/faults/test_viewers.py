"""Viewers who do not read hold nobody up; all viewers thrown off at once are back soon."""

import selectors
import socket
import threading
import time
import urllib.request
from collections.abc import Iterator
from types import TracebackType
from typing import Self

import pytest

from tests.faults.crowd import Crowd
from tests.faults.evening import VIEWERS, Evening
from tests.faults.race import PATIENCE, STILL
from tests.programs import Program, accepts, free_port, wait_until
from tests.sites import answers

SLOW = 500
BYTES_A_SECOND = 100
ROUNDS = 2
SECONDS_A_ROUND = 4
THROWN_OFF = 5000


class SlowReaders:
    """Connections that ask for everything and read hardly any of it."""

    def __init__(self, port: int) -> None:
        self.sockets: list[socket.socket] = []
        self.heads: dict[socket.socket, bytes] = {}
        self.stopping = threading.Event()
        for _ in range(SLOW):
            slow = socket.socket()
            slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
            slow.connect(("127.0.0.1", port))
            slow.sendall(b"GET /live/okt-2021/?topics=M-500,matrix-M,F-500 HTTP/1.1\r\nHost: x\r\n\r\n")
            slow.setblocking(False)
            self.sockets.append(slow)
        self.thread = threading.Thread(target=self.read, daemon=True)

    def read(self) -> None:
        with selectors.DefaultSelector() as waiting:
            for slow in self.sockets:
                waiting.register(slow, selectors.EVENT_READ)
            while not self.stopping.wait(1):
                for key, _ in waiting.select(0):
                    reader = key.fileobj
                    assert isinstance(reader, socket.socket)
                    try:
                        read = reader.recv(BYTES_A_SECOND)
                        self.heads.setdefault(reader, read)
                        if not read:
                            waiting.unregister(reader)
                    except OSError:
                        waiting.unregister(reader)

    @property
    def served(self) -> int:
        return sum(head.startswith(b"HTTP/1.1 200 ") for head in list(self.heads.values()))

    def __enter__(self) -> Self:
        self.thread.start()
        wait_until(lambda: self.served == SLOW, f"all {SLOW} are answered with a stream", STILL)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stopping.set()
        self.thread.join()
        for slow in self.sockets:
            slow.close()


def watching(port: int) -> int:
    """How many streams the web process itself says that are open."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as metrics:
        [line] = [line for line in metrics.read().decode().splitlines() if line.startswith("okt_viewers ")]
    return int(float(line.split()[1]))


@pytest.fixture
def second(evening: Evening) -> Iterator[int]:
    """The port of another web process on the same entries."""
    port = free_port()
    environment = {**evening.web.environment, "PORT": str(port)}
    web = Program("web 2", evening.web.command, evening.web.log, environment)
    web.start()
    web.wait_for(lambda: answers(f"http://127.0.0.1:{port}"))
    yield port
    web.stop()


def p99(waits: list[float]) -> float:
    assert len(waits) > 1000, "hardly anything was pushed"
    return sorted(waits)[int(len(waits) * 0.99)]


def test_viewers_who_hardly_read_hold_nobody_up(evening: Evening, second: int) -> None:
    """Of two web processes one has them, in turns: whatever else the machine does is the same for both."""
    title = f"{SLOW} viewers that read {BYTES_A_SECOND} bytes a second"
    with (
        evening.under_way(title, within=5) as race,
        Crowd(evening.port, VIEWERS) as here,
        Crowd(second, VIEWERS) as there,
    ):
        wait_until(lambda: here.all_watch and there.all_watch, "all viewers watch", STILL)
        heard: dict[str, list[tuple[float, float]]] = {"beside them": [], "without them": []}
        for disturbed, other in [(here, there), (there, here)] * ROUNDS:
            with SlowReaders(disturbed.port):
                first = len(disturbed.arrivals), len(other.arrivals)
                race.let_go(SECONDS_A_ROUND)
                heard["beside them"] += disturbed.arrivals[first[0] :]
                heard["without them"] += other.arrivals[first[1] :]
                # At the end, when whoever was let go would be missing.
                assert watching(disturbed.port) >= SLOW + VIEWERS
        # From the sending of an entry until a viewer has it.
        sent = {seq: decision.sent for seq, decision in evening.in_order(race.recorder.made)}
        without, beside = (
            p99([at - sent[int(seq)] for seq, at in heard[which] if seq in sent])
            for which in ("without them", "beside them")
        )
        race.row.notes.append(f"p99 without them {without:.2f} s, beside them {beside:.2f} s")
        assert beside <= without * (1 + 0.2 * PATIENCE)
        race.over()


@pytest.mark.long
@pytest.mark.parametrize("how", ["restarted", "killed"])
def test_all_viewers_thrown_off_at_once(evening: Evening, how: str) -> None:
    with (
        # Few posts: each changes the panel of all viewers, and it is our own who would not keep up.
        evening.under_way(f"web {how} under {THROWN_OFF} viewers", within=15, between=6) as race,
        Crowd(evening.port, THROWN_OFF, topics=("M-500",)) as crowd,
    ):
        wait_until(lambda: crowd.all_watch, "all viewers watch", STILL)
        if how == "killed":
            evening.web.kill()
        else:
            evening.web.stop()
        wait_until(lambda: crowd.missing(0) == THROWN_OFF, "everybody noticed", STILL)
        version = evening.seq()
        evening.web.start()
        evening.web.wait_for(lambda: accepts(evening.port))
        # From here, and not from the first page that is answered: they come all at once.
        began = time.monotonic()
        wait_until(lambda: crowd.all_have(version), "all viewers are back and have the newest", STILL)
        race.row.took("all back", time.monotonic() - began, race.within)
        race.over()
        # What a process could not answer any more is sent again and stored once (that is counted at the end); an
        # error page nobody gets.
        race.row.notes.append(f"{race.unanswered()} posts without an answer")
        assert race.errors() == []
