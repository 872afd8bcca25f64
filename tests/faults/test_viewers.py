"""Viewers who do not read hold nobody up; all viewers thrown off at once are back soon."""

import selectors
import socket
import threading
import time
from types import TracebackType
from typing import Self

import pytest

from tests.faults.crowd import Crowd
from tests.faults.evening import Evening
from tests.faults.race import PATIENCE, STILL, Race
from tests.programs import wait_until

SLOW = 500
BYTES_A_SECOND = 100
ROUNDS = 3
SECONDS_A_ROUND = 4
NOISE = (
    0.1  # seconds: less than this is nothing that a viewer could see, and what a busy machine does by itself
)
THROWN_OFF = 5000


class SlowReaders:
    """Connections that ask for everything and read hardly any of it."""

    def __init__(self, port: int) -> None:
        self.sockets: list[socket.socket] = []
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
                        if not reader.recv(BYTES_A_SECOND):
                            waiting.unregister(reader)
                    except OSError:
                        waiting.unregister(reader)

    def __enter__(self) -> Self:
        self.thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stopping.set()
        self.thread.join()
        for slow in self.sockets:
            slow.close()


def p99(evening: Evening, race: Race) -> float:
    """Seconds between sending an entry and a viewer having it, of all of one round."""
    first = len(evening.crowd.arrivals)
    race.let_go(SECONDS_A_ROUND)
    sent = {seq: decision.sent for seq, decision in evening.in_order(race.recorder.made)}
    waits = sorted(at - sent[int(seq)] for seq, at in evening.crowd.arrivals[first:] if seq in sent)
    assert len(waits) > 100, "hardly anything was pushed"
    return waits[int(len(waits) * 0.99)]


def test_viewers_who_hardly_read_hold_nobody_up(evening: Evening) -> None:
    with evening.under_way(f"{SLOW} viewers that read {BYTES_A_SECOND} bytes a second", within=5) as race:
        alone, beside = [], []
        for _ in range(ROUNDS):
            alone.append(p99(evening, race))
            with SlowReaders(evening.port):
                beside.append(p99(evening, race))
        before, after = sorted(alone)[ROUNDS // 2], sorted(beside)[ROUNDS // 2]
        race.row.notes.append(f"p99 of the others {before:.2f} s, with them {after:.2f} s")
        assert after <= before * (1 + 0.2 * PATIENCE) + NOISE
        race.over()


@pytest.mark.long
def test_all_viewers_thrown_off_at_once(evening: Evening) -> None:
    with (
        # Few posts, and a panel that they do not change: it is our own viewers who would not keep up.
        evening.under_way(f"web restarted under {THROWN_OFF} viewers", within=15, between=3) as race,
        Crowd(evening.port, THROWN_OFF, topics=("course-M",)) as crowd,
    ):
        wait_until(lambda: crowd.all_watch, "all viewers watch", STILL)
        evening.web.stop()
        wait_until(lambda: crowd.missing(0) == THROWN_OFF, "everybody noticed", STILL)
        evening.site.start()
        began = time.monotonic()
        wait_until(lambda: crowd.all_watch, "all viewers are back", STILL)
        race.row.took("all back", time.monotonic() - began, 15)
        race.over()
        assert race.errors() == []
