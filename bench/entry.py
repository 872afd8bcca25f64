"""`python -m bench.entry [ENTRIES]`: from a time entered to its frame at a viewer, beside commit + publish alone.

On PostgreSQL and Redis, with a web process, a worker and a forecaster as `make stack` has them. One time of the sample
is corrected again and again, by the verb the desk calls, and a viewer waits for the marker of that version. Three ways
take turns, and each ends at that same viewer, by way of Redis and the hub of the web process:

* commit + Redis publish: the same entry, and then frames that were made before; nobody computes anything,
* commit + refresh + publish, without Celery: the refresh is done where the entry was made,
* OKT Live: the entry asks the worker, the worker refreshes and publishes.

Milliseconds from just before the verb is called; medians, p99, and ratios to the first. How long the refresh took
within it is what its announcement says: from when it begins to read until its version is stored. Before the next entry
begins everything is published and the chances are there.
"""

import contextlib
import http.client
import json
import re
import socket
import statistics
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import redis

from bench import machine
from bench.machine import CLIENT, say
from bench.stack import enter, stack

ENTRIES, WARM_UP = 60, 3
SECONDS_FOR_A_FRAME = 20
TOPICS = "M-500,matrix-M,programme"
MARKER = re.compile(rb"event: version\nid: ([\d.]+)")


class Watcher(threading.Thread):
    """One viewer; `arrived[seq]` is when (ns) the marker of that entry was there."""

    def __init__(self, port: int) -> None:
        super().__init__(daemon=True)
        self.arrived: dict[int, int] = {}
        self.news = threading.Condition()
        line = http.client.HTTPConnection("127.0.0.1", port)
        line.request(
            "GET", f"/live/okt-2021/?topics={TOPICS}&lang=nl", headers={"Accept-Encoding": "identity"}
        )
        assert line.sock
        self.line: socket.socket = line.sock

    def run(self) -> None:
        kept = b""
        while data := self.line.recv(1 << 20):
            now = time.monotonic_ns()
            kept += data
            for marker in MARKER.finditer(kept):
                with self.news:
                    self.arrived.setdefault(int(float(marker[1])), now)
                    self.news.notify_all()
            kept = kept[-64:]

    def wait_for(self, seq: int) -> int:
        """When the first version with this entry was there; the guard may have published it with the next."""
        with self.news:
            self.news.wait_for(lambda: max(self.arrived, default=0) >= seq, timeout=SECONDS_FOR_A_FRAME)
            found = [when for version, when in self.arrived.items() if version >= seq]
        if not found:
            raise TimeoutError(f"no frame of entry {seq} in {SECONDS_FOR_A_FRAME} s")
        return min(found)


class Announcements(threading.Thread):
    """What goes over Redis; `took[seq]` is how long (ms) the refresh of that entry was, for whoever published it."""

    def __init__(self, url: str) -> None:
        super().__init__(daemon=True)
        self.took: dict[int, float] = {}
        self.line = redis.Redis.from_url(url).pubsub(ignore_subscribe_messages=True)  # type: ignore[no-untyped-call]
        self.line.subscribe("okt-live")

    def run(self) -> None:
        with contextlib.suppress(redis.RedisError):  # at the end it is stopped
            for message in self.line.listen():
                said = json.loads(message["data"])
                if said.get("took") is not None:
                    self.took.setdefault(int(said["seq"]), 1000 * said["took"])


@dataclass
class Figures:
    """Milliseconds of one way; an entry for each time entered."""

    took: list[float] = field(default_factory=list)
    refresh: list[float] = field(default_factory=list)


def measure(watcher: Watcher, announcements: Announcements, entries: int) -> dict[str, Figures]:
    from okt.apps import queue_refresh
    from okt.tasks import refresh
    from results.models import Tournament
    from results.signals import changed

    tournament = Tournament.objects.get(slug="okt-2021")

    def alone(seq: int) -> None:
        from okt.live.announce import announce
        from results.models import Panel

        if "frames" not in kept:
            rows = Panel.objects.filter(tournament=tournament, topic__in=TOPICS.split(","))
            kept["frames"] = {row.topic: row.html for row in rows}
        announce(
            "okt-2021", seq, {topic: {"seq": seq, "html": html} for topic, html in kept["frames"].items()}
        )

    kept: dict[str, dict[str, dict[str, str]]] = {}
    ways: dict[str, Callable[[int], object]] = {
        "commit + Redis publish": alone,
        "commit + refresh + publish, without Celery": lambda seq: refresh(tournament.pk),
        "OKT Live": lambda seq: queue_refresh(tournament.pk, tournament.slug, seq),
    }
    found = {name: Figures() for name in ways}
    changed.disconnect(dispatch_uid="okt.queue_refresh")
    number = 0
    alone(0)
    for turn in range(entries + WARM_UP):
        for name, way in ways.items():
            number += 1
            began = time.monotonic_ns()
            seq = enter(tournament, number)
            way(seq)
            took = (watcher.wait_for(seq) - began) / 1e6
            if turn >= WARM_UP:
                found[name].took.append(took)
                if way is not alone and seq in announcements.took:
                    found[name].refresh.append(announcements.took[seq])
            refresh(tournament.pk)  # what was only announced is published before the next one begins
            settle(tournament.pk)
        if turn % 10 == 0:
            say(f"{turn} of {entries + WARM_UP} turns")
    return found


def settle(tournament_id: int) -> None:
    """Until the forecaster is done with it, at most some seconds."""
    from okt.tasks import late_sexes

    until = time.monotonic() + 5
    time.sleep(0.3)
    while late_sexes(tournament_id) and time.monotonic() < until:
        time.sleep(0.05)
    time.sleep(0.1)


def main(entries: int) -> None:
    machine.pin(CLIENT)
    where = machine.apart("web, worker, forecaster and Redis", "the desk and the viewer")
    with (
        machine.benchmark(
            "Entry to frame: a time is entered, a viewer sees it.", f"{where}; PostgreSQL on both"
        ),
        stack() as running,
    ):
        watcher, announcements = Watcher(running.port), Announcements(running.redis_url)
        watcher.start()
        announcements.start()
        table(measure(watcher, announcements, entries), entries)


def table(found: dict[str, Figures], entries: int) -> None:
    first, base = next(iter(found.items()))
    print(
        f"{entries} entries each way, and each way ends at the same viewer, through Redis and the hub of the web "
        f"process: also {first}. In brackets the ratio to that.\n"
    )
    print("| way | p50, ms | p99, ms | refresh alone within it, p50, ms |\n| --- | ---: | ---: | ---: |")
    for name, figures in found.items():
        cells = [
            f"{at(figures.took, part):.1f} ({at(figures.took, part) / at(base.took, part):.1f})"
            for part in (50, 99)
        ]
        cells.append(f"{statistics.median(figures.refresh):.1f}" if figures.refresh else "none")
        print(f"| {name} | {' | '.join(cells)} |")


def at(values: list[float], percent: int) -> float:
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else ENTRIES)
