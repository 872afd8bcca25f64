"""`python -m bench.fanout [VIEWERS …]`: one update to all viewers, ours beside nginx + nchan and Django's ways.

Each server is one process on one processor, the load client (bench/watchers.c) and whoever publishes on another.
Everybody sends the same bytes: the standing of an event of the sample as our channel sends it, uncompressed; ours a
second time as browsers ask for it, compressed. A round is one update, from just before it is handed over (over Redis
to ours, by HTTP to the others) until the last viewer has all of it. Servers take turns, three times, and start anew
for each; medians of all rounds are told, and ratios to nginx + nchan. One that takes long to let so many in has one
turn.

CPU is what the server used from the handing over until 0.1 s after the last viewer, in all rounds together. Memory is
what it has more than with nobody watching, before the first update or after the last, whichever is more. The client's
CPU is its share of the time of a round: below 100 % it is not what is measured.
"""

import contextlib
import json
import statistics
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import redis

from bench import machine
from bench.machine import CLIENT, Missing, Running, say
from bench.rivals.servers import FIRST, MARK, TOPIC, Eventstream, Nchan, Ours, OursPacked, Rival, Streaming
from bench.watchers import watching
from tests import sites
from tests.programs import accepts, free_port

VIEWERS = (500, 2_000, 10_000)
TURNS, ROUNDS = 3, 3
SETTLE, PAUSE = 0.1, 0.3
LONG_TURN = 30.0  # seconds; a server that takes longer with so many viewers has this one turn
COLUMNS = (
    "server",
    "viewers",
    "last viewer, ms",
    "p50, ms",
    "p99, ms",
    "CPU per viewer, µs",
    "bytes each on the wire",
    "memory each, bytes",
    "client CPU",
)


@dataclass
class Figures:
    """Of one server with so many viewers: milliseconds, bytes, processor seconds; an entry for each round or turn."""

    p50: list[float] = field(default_factory=list)
    p99: list[float] = field(default_factory=list)
    last: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    client: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)
    sent: list[float] = field(default_factory=list)


def turn(rival: Rival, viewers: int, figures: Figures) -> None:
    """Starts the server, lets all viewers in, and sends; the first update is not counted."""
    marks = [rival.mark(number) for number in range(ROUNDS + 2)]
    many = {"encoding": rival.encoding, "processor": CLIENT}
    with rival.running() as server:
        with watching(rival.port, rival.path, 1, marks, **many) as one:  # type: ignore[arg-type]
            one.opened()  # what only the first viewer makes it load is nobody's memory
        time.sleep(0.5)
        empty = server.memory()
        with watching(rival.port, rival.path, viewers, marks, **many) as watchers:  # type: ignore[arg-type]
            watchers.opened()
            time.sleep(0.5)
            memory = server.memory()
            before = 0
            for number in range(ROUNDS + 1):
                used = server.cpu()
                began = time.monotonic_ns()
                rival.publish(number)
                round_ = watchers.round()
                time.sleep(SETTLE)
                if number:
                    for name in ("p50", "p99", "last"):
                        getattr(figures, name).append((round_[name] - began) / 1e6)
                    figures.cpu.append(server.cpu() - used)
                    figures.client.append((round_["cpu"] - before) / (round_["last"] - began))
                    figures.sent.append(round_["bytes"] / viewers)
                before = round_["cpu"]
                time.sleep(PAUSE)
            figures.memory.append((max(memory, server.memory()) - empty) / viewers)


@contextlib.contextmanager
def redis_of_our_own(folder: Path) -> Iterator[str]:
    """Its address."""
    port = free_port()
    options = ["--port", port, "--bind", "127.0.0.1", "--save", "", "--dir", folder]
    server = Running([machine.binary("redis-server", "redis-server"), *options], CLIENT)
    try:
        server.wait_for(lambda: accepts(port))
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        server.stop()


def panel(folder: Path) -> str:
    """The standing of an event as the sample's page shows it, with the mark at its end."""
    sites.prepare(sites.surroundings(folder))
    code = (
        "from results.models import Panel; "
        f"print(Panel.objects.get(tournament__slug='okt-2021', topic='{TOPIC}').html['nl'])"
    )
    html = sites.manage(sites.surroundings(folder), "shell", "--verbosity", "0", "--command", code).strip()
    return f"{html}<!-- {MARK} -->"


@contextlib.contextmanager
def everybody(folder: Path) -> Iterator[tuple[list[Rival], list[str]]]:
    """The servers, and in words which of them cannot be had."""
    machine.compiled("watchers.c")  # without it there is nothing to measure with
    html, left_out = panel(folder), []
    data = json.dumps({"topic": TOPIC, "seq": FIRST, "html": html}, ensure_ascii=False, separators=(",", ":"))
    frame = data.encode()
    rivals: list[Rival] = [
        Nchan(folder, frame),
        Streaming(folder, b"event: panel\ndata: " + frame + b"\n\n"),
        Eventstream(folder, frame),
    ]
    with contextlib.ExitStack() as running:
        try:
            redis_url = running.enter_context(redis_of_our_own(folder))
        except Missing as missing:
            left_out.append(f"{Ours.name}: {missing}")
        else:
            ours = [kind(folder, html.encode(), redis_url) for kind in (Ours, OursPacked)]
            rivals = [*ours, *rivals]
        print(f"The panel is {len(html.encode()):,} bytes of HTML. In brackets the ratio to {Nchan.name}.\n")
        yield rivals, left_out


def main(counts: tuple[int, ...]) -> None:
    machine.pin(CLIENT)
    with (
        machine.benchmark("Fan-out: one update to all who watch.", machine.apart()),
        machine.folder() as folder,
        everybody(folder) as (rivals, notes),
    ):
        print(f"| {' | '.join(COLUMNS)} |\n| --- |{' ---: |' * (len(COLUMNS) - 1)}", flush=True)
        beside = []
        for viewers in counts:
            found = compare(rivals, viewers, notes)
            table(viewers, found)
            beside += in_words(viewers, found)
        print("".join(f"\n* {words}" for words in beside))
        print("".join(f"\n* Left out: {' '.join(note.split())}" for note in notes))


def compare(rivals: list[Rival], viewers: int, notes: list[str]) -> dict[str, Figures]:
    found: dict[str, Figures] = {rival.name: Figures() for rival in rivals}
    over: set[str] = set()
    for number in range(1, TURNS + 1):
        for rival in rivals:
            if rival.name in over:
                continue
            began = time.monotonic()
            where = f"{rival.name} with {viewers:,} viewers"
            try:
                turn(rival, viewers, found[rival.name])
            except (Missing, OSError, redis.RedisError) as missing:
                notes.append(f"{where}: {str(missing) or repr(missing)}")
                del found[rival.name]
                over.add(rival.name)
                continue
            took = time.monotonic() - began
            say(f"{where}, turn {number} of {TURNS}: {took:.0f} s")
            if took > LONG_TURN and number < TURNS:
                over.add(rival.name)
                notes.append(
                    f"more than {number * ROUNDS} rounds of {where}: "
                    f"a turn takes {took:.0f} s with all that belongs to it"
                )
    return found


def table(viewers: int, found: dict[str, Figures]) -> None:
    base = found.get(Nchan.name)
    for name, figures in found.items():
        last, memory = statistics.median(figures.last), statistics.median(figures.memory)
        cells = (
            name,
            f"{viewers:,}",
            f"{last:,.1f}{ratio(last, base.last if base else None)}",
            f"{statistics.median(figures.p50):,.1f}",
            f"{statistics.median(figures.p99):,.1f}",
            f"{1e6 * sum(figures.cpu) / len(figures.cpu) / viewers:,.1f}",
            f"{statistics.median(figures.sent):,.0f}",
            f"{memory:,.0f}{ratio(memory, base.memory if base else None)}",
            f"{statistics.median(figures.client):.0%}",
        )
        print(f"| {' | '.join(cells)} |", flush=True)


def in_words(viewers: int, found: dict[str, Figures]) -> list[str]:
    """Our time to the last viewer as a part of each other's."""
    if Ours.name not in found:
        return []
    our = statistics.median(found[Ours.name].last)
    parts = [
        f"{our / statistics.median(figures.last):.2f} of {name}"
        for name, figures in found.items()
        if name not in {Ours.name, OursPacked.name}
    ]
    return [f"{viewers:,} viewers, time to the last: {Ours.name} takes {', '.join(parts)}."] if parts else []


def ratio(value: float, base: list[float] | None) -> str:
    middle = statistics.median(base) if base else 0
    return f" ({value / middle:.2f})" if middle > 0 else ""


if __name__ == "__main__":
    main(tuple(map(int, sys.argv[1:])) or VIEWERS)
