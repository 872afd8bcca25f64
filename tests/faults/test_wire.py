"""Packets are really lost between visitors and server, and the line is really dead; afterwards nothing is amiss."""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.faults.evening import Evening
from tests.faults.race import STILL, Race
from tests.faults.wire import HERE, Wire, wire
from tests.programs import ROOT, Program, free_port, wait_until

FIRST = 3000  # of the values that they post
PERCENT = 30
LONG = pytest.mark.long


class Visitors:
    """Officials and viewers at the other end of the wire."""

    def __init__(self, evening: Evening, line: Wire, port: int) -> None:
        command = [sys.executable, "-m", "tests.faults.visitors", HERE, str(port), str(FIRST)]
        self.process = subprocess.Popen(
            [*line.within, *command], cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        told = {"accounts": evening.site.accounts, "skaters": evening.skaters()}
        assert self.process.stdin
        self.process.stdin.write(json.dumps(told) + "\n")
        self.process.stdin.flush()
        self.now: dict[str, Any] = {"stored": 0.0, "version": -1.0}
        self.made: list[dict[str, Any]] = []
        self.listener = threading.Thread(target=self.listen, daemon=True)
        self.listener.start()

    def listen(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            said = json.loads(line)
            if "made" in said:
                self.made = said["made"]
            else:
                self.now = said

    def are_there(self) -> None:
        moment = time.monotonic()
        self.wait_until("stored", moment)
        self.wait_until("version", 0)

    def wait_until(self, what: str, least: float) -> None:
        wait_until(
            lambda: self.now[what] >= least or self.process.poll() is not None,
            f"{what} >= {least}",
            2 * STILL,
        )
        assert self.process.poll() is None, "the visitors' program ended"

    def stop(self) -> None:
        if self.process.stdin:
            self.process.stdin.close()
        try:
            self.process.wait(90)
        finally:
            self.process.kill()
            self.listener.join()
            if self.process.stdout:
                self.process.stdout.close()


@pytest.fixture
def line() -> Iterator[Wire]:
    with wire() as made:
        yield made


@pytest.fixture
def visitors(evening: Evening, line: Wire) -> Iterator[Visitors]:
    """At the other end, and the web process that listens at this one."""
    port = free_port()
    environment = {**evening.web.environment, "HOST": HERE, "PORT": str(port)}
    web = Program("web on the wire", evening.web.command, evening.web.log, environment)
    web.start()
    try:
        # Nothing in this process may reach for an address but its own: whoever is in the network asks.
        ask = f"import socket; socket.create_connection(('{HERE}', {port}), 1)"
        web.wait_for(
            lambda: (
                not subprocess.run(
                    [*line.within, sys.executable, "-c", ask], capture_output=True, check=False
                ).returncode
            )
        )
        there = Visitors(evening, line, port)
        try:
            there.are_there()
            yield there
        finally:
            there.stop()
    finally:
        web.stop()


def well_again(evening: Evening, race: Race, visitors: Visitors) -> None:
    """Since the wire was healed: they post, they see it, and each thing is stored once."""
    since = time.monotonic()
    visitors.wait_until("stored", since)
    race.row.took("posting over the wire", time.monotonic() - since, race.within)
    visitors.wait_until("version", evening.seq())
    race.row.took("seen over the wire", time.monotonic() - since, race.within)
    visitors.stop()
    race.over()
    kept = evening.stored()
    assert visitors.made
    for one in visitors.made:
        assert one["saved"], one
        assert kept.count((one["key"], one["value"])) == 1, one
        assert all(status in {0, 200} for status in one["statuses"]), one
    again = sum(len(one["statuses"]) > 1 for one in visitors.made)
    race.row.notes.append(f"over the wire {len(visitors.made)} values, {again} sent again")


@pytest.mark.parametrize("seconds", [10])
def test_packets_lost(evening: Evening, line: Wire, visitors: Visitors, seconds: int) -> None:
    with evening.under_way(
        f"{PERCENT} % of packets really lost on the wire for {seconds} s", within=20
    ) as race:
        line.lose(PERCENT)
        race.let_go(seconds)
        lost = line.lost
        assert lost > 50, "hardly anything was lost"
        line.heal()
        race.row.notes.append(f"{lost} packets lost")
        well_again(evening, race, visitors)


@pytest.mark.parametrize("seconds", [pytest.param(5, marks=LONG)])
def test_dead(evening: Evening, line: Wire, visitors: Visitors, seconds: int) -> None:
    with evening.under_way(f"wire really dead for {seconds} s", within=20) as race:
        line.die()
        began = time.monotonic()
        race.let_go(seconds)
        assert visitors.now["stored"] < began, "something came through"
        line.heal()
        well_again(evening, race, visitors)
