"""`python -m bench.fanout [VIEWERS …]`: one update to all viewers, ours beside nginx + nchan and Django's ways.

Each server is one process on one processor, the load client (bench/watchers.c) on another. Everybody sends the same
bytes: the standing of an event of the sample as our channel sends it, uncompressed; ours a second time as browsers ask
for it, compressed. A round is one update, from just before it is handed over (over Redis to ours, by HTTP to the
others) until the last viewer has all of it. Servers take turns, three times; medians are told, and ratios to nginx +
nchan.
"""

import contextlib
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bench import machine
from bench.machine import CLIENT, Missing, Running
from bench.rivals.servers import FIRST, MARK, TOPIC, Eventstream, Nchan, Ours, OursPacked, Rival, Streaming
from tests import sites
from tests.programs import accepts, free_port

VIEWERS = (500, 2_000, 10_000)
TURNS, ROUNDS, PAUSE = 3, 7, 0.7


@dataclass
class Figures:
    """Of one server with so many viewers: milliseconds, bytes, processor seconds; a list entry for each round."""

    p50: list[float] = field(default_factory=list)
    p99: list[float] = field(default_factory=list)
    last: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    client: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)
    sent: list[float] = field(default_factory=list)


def turn(rival: Rival, viewers: int, figures: Figures) -> None:
    """Starts the server, lets all viewers in, and sends; the first update is not counted."""
    with rival.running() as server:
        time.sleep(0.5)
        empty = server.memory()
        command = [
            machine.compiled("watchers.c"),
            "127.0.0.1",
            rival.port,
            rival.path,
            viewers,
            rival.encoding,
        ]
        command += [rival.mark(number).hex() for number in range(ROUNDS + 2)]
        client = subprocess.Popen(
            ["taskset", "-c", str(CLIENT), *map(str, command)],
            stdout=subprocess.PIPE,
            text=True,
            cwd=machine.ROOT,
        )
        try:
            assert client.stdout
            words(client.stdout.readline(), "open", rival)
            time.sleep(0.5)
            figures.memory.append((server.memory() - empty) / viewers)
            before = 0.0
            for number in range(ROUNDS + 1):
                used = server.cpu()
                began = time.monotonic_ns()
                rival.publish(number)
                said = words(client.stdout.readline(), "round", rival)
                round_ = dict(zip(said[2::2], map(int, said[3::2]), strict=True))
                time.sleep(PAUSE)
                if number:
                    for name in ("p50", "p99", "last"):
                        getattr(figures, name).append((round_[name] - began) / 1e6)
                    figures.cpu.append(server.cpu() - used)
                    figures.client.append((round_["cpu"] - before) / (round_["last"] - began))
                    figures.sent.append(round_["bytes"] / viewers)
                before = round_["cpu"]
        finally:
            client.kill()
            client.wait()


def words(line: str, expected: str, rival: Rival) -> list[str]:
    found = line.split()
    if not found or found[0] != expected:
        raise Missing(f"{rival.name}: {line.strip() or 'the load client ended'}")
    return found


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
    """The men's matrix as the sample's page shows it, with the mark at its end."""
    sites.prepare(sites.surroundings(folder))
    code = (
        "from results.models import Panel; "
        f"print(Panel.objects.get(tournament__slug='okt-2021', topic='{TOPIC}').html['nl'])"
    )
    html = sites.manage(sites.surroundings(folder), "shell", "--verbosity", "0", "--command", code).strip()
    return f"{html}<!-- {MARK} -->"


def main(counts: tuple[int, ...]) -> None:
    print("Fan-out: one update to all who watch.", machine.about(), "", sep="\n", flush=True)
    with machine.folder() as folder, redis_of_our_own(folder) as redis_url:
        html = panel(folder)
        data = json.dumps(
            {"topic": TOPIC, "seq": FIRST, "html": html}, ensure_ascii=False, separators=(",", ":")
        )
        frame = data.encode()
        rivals: list[Rival] = [
            Ours(folder, html.encode(), redis_url),
            OursPacked(folder, html.encode(), redis_url),
            Nchan(folder, frame),
            Streaming(folder, b"event: panel\ndata: " + frame + b"\n\n"),
            Eventstream(folder, frame),
        ]
        print(f"The panel is {len(html.encode())} bytes of HTML.", flush=True)
        for viewers in counts:
            table(viewers, compare(rivals, viewers))


def compare(rivals: list[Rival], viewers: int) -> dict[str, Figures]:
    found: dict[str, Figures] = {rival.name: Figures() for rival in rivals}
    for _ in range(TURNS):
        for rival in rivals:
            if rival.name not in found:
                continue
            try:
                turn(rival, viewers, found[rival.name])
            except Missing as missing:
                print(f"  left out with {viewers} viewers: {missing}", flush=True)
                del found[rival.name]
    return found


def table(viewers: int, found: dict[str, Figures]) -> None:
    base = found.get(Nchan.name)
    print(f"\n{viewers} viewers; in brackets the ratio to {Nchan.name}")
    print(
        "| server | last viewer, ms | p50, ms | p99, ms | server CPU, ms | bytes each | memory each | client busy |"
    )
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    for name, figures in found.items():
        cells = [
            f"{statistics.median(values) * scale:,.{digits}f}{ratio(values, getattr(base, which, None))}"
            for which, values, scale, digits in (
                ("last", figures.last, 1, 1),
                ("p50", figures.p50, 1, 1),
                ("p99", figures.p99, 1, 1),
                ("cpu", figures.cpu, 1000, 0),
                ("", figures.sent, 1, 0),
                ("memory", figures.memory, 1, 0),
            )
        ]
        print(f"| {name} | {' | '.join(cells)} | {statistics.median(figures.client):.0%} |", flush=True)


def ratio(values: list[float], base: list[float] | None) -> str:
    return (
        f" ({statistics.median(values) / statistics.median(base):.2f})"
        if base and statistics.median(base)
        else ""
    )


if __name__ == "__main__":
    main(tuple(map(int, sys.argv[1:])) or VIEWERS)
