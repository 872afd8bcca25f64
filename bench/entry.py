"""`python -m bench.entry [ENTRIES]`: from a time entered to its frame at a viewer, beside commit + publish alone.

On PostgreSQL and Redis, with a web process and a worker as `make stack` has them. One time of the sample is corrected
again and again, by the verb the desk calls, and a viewer waits for the marker of that version. Three ways take turns:

* commit + Redis publish: the same entry, and then frames that were made before; nobody computes anything,
* commit + refresh + publish, without Celery: the refresh is done where the entry was made,
* OKT Live: the entry asks the worker, the worker refreshes and publishes.

Milliseconds from just before the verb is called; medians, p99, and ratios to the first.
"""

import contextlib
import http.client
import os
import re
import socket
import statistics
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator

from bench import machine
from bench.machine import CLIENT, SERVER, Missing, Running
from okt.processes import WEB, WORKER, argv
from tests import postgres, sites
from tests.programs import accepts, free_port

ENTRIES = 60
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
            self.news.wait_for(lambda: max(self.arrived, default=0) >= seq, timeout=20)
            return min(when for version, when in self.arrived.items() if version >= seq)


@contextlib.contextmanager
def stack(*, pinned: bool = True, **more: str) -> Iterator[int]:
    """Web and worker on a database and a Redis of their own; this process has Django set up on them. The port."""
    server = SERVER if pinned else None
    if reason := postgres.missing():
        raise Missing(reason)
    port, redis_port, name = free_port(), free_port(), postgres.create()
    started: list[Running] = []
    with machine.folder() as folder:
        try:
            url, redis_url = postgres.url_of(name), f"redis://127.0.0.1:{redis_port}/0"
            redis_server = machine.binary("redis-server", "redis-server")
            options = ["--port", redis_port, "--bind", "127.0.0.1", "--save", "", "--dir", folder]
            started.append(Running([redis_server, *options], server))
            started[-1].wait_for(lambda: accepts(redis_port))
            surroundings = sites.surroundings(folder, url, redis_url, port) | more
            sites.prepare(surroundings)
            started += [Running(argv(part), server, **surroundings) for part in (WEB, WORKER)]
            started[1].wait_for(lambda: sites.answers(f"http://127.0.0.1:{port}/okt-2021/"))
            os.environ |= surroundings
            if pinned:
                os.sched_setaffinity(0, {CLIENT})
            import django

            django.setup()
            yield port
        finally:
            from django.db import connections

            connections.close_all()
            for program in started:
                program.stop()
            postgres.drop(name)


def measure(watcher: Watcher, entries: int) -> dict[str, list[float]]:
    """Milliseconds for each way."""
    from okt.apps import queue_refresh
    from okt.tasks import refresh
    from results import jury, times
    from results.log import Signature
    from results.models import Tournament
    from results.signals import changed
    from results.turns import At

    tournament = Tournament.objects.get(slug="okt-2021")
    at = At("M-500", 2, "dai-dai-ntab")

    def enter(number: int) -> int:
        time_ = times.Time(34_500 + 10 * (number % 150), thousandths=False)
        return jury.correct(tournament, at, "finished", time_, "bench", Signature("bench", uuid.uuid4())).seq

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
        "OKT Live": lambda seq: queue_refresh(tournament.pk),
    }
    found: dict[str, list[float]] = {name: [] for name in ways}
    changed.disconnect(dispatch_uid="okt.queue_refresh")
    number = 0
    alone(0)
    for turn in range(entries + 3):
        for name, way in ways.items():
            number += 1
            began = time.monotonic_ns()
            seq = enter(number)
            way(seq)
            took = (watcher.wait_for(seq) - began) / 1e6
            if turn >= 3:  # the first are to warm up
                found[name].append(took)
            refresh(tournament.pk)  # what was only announced is published before the next one begins
            time.sleep(0.4)
    return found


def main(entries: int) -> None:
    print("Entry to frame: a time is entered, a viewer sees it.", machine.about(), "", sep="\n", flush=True)
    try:
        with stack() as port:
            watcher = Watcher(port)
            watcher.start()
            found = measure(watcher, entries)
    except Missing as missing:
        print(f"left out: {missing}")
        return
    base = next(iter(found.values()))
    print(f"{entries} entries each way; in brackets the ratio to {next(iter(found))}")
    print("| way | p50, ms | p99, ms |\n| --- | ---: | ---: |")
    for name, values in found.items():
        cells = [f"{at(values, part):.1f} ({at(values, part) / at(base, part):.1f})" for part in (50, 99)]
        print(f"| {name} | {' | '.join(cells)} |")


def at(values: list[float], percent: int) -> float:
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else ENTRIES)
