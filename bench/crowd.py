"""`python -m bench.crowd [SECONDS [VIEWERS]]`: an evening with everybody watching, on this one machine.

The stack as `make stack` has it, with the sample; 10,000 streams of three topics, 200 pages opened a second, each on a
connection of its own and as browsers ask for it (gzip), and every two seconds an entry by the verb that the desk
calls. For five minutes. Told: whether a stream was dropped or a page refused, and the time from just before the entry
until the viewers had its frame. Nothing is pinned: servers, database and clients share the processors, as it is one
machine; who used how much of them stands in the second table.
"""

import asyncio
import contextlib
import queue
import random
import statistics
import sys
import threading
import time
from dataclasses import dataclass, field

from bench import machine
from bench.entry import at
from bench.machine import say
from bench.stack import Stack, enter, stack
from bench.watchers import Round, Watchers, figures, watching

SECONDS, VIEWERS, PAGES_A_SECOND, BETWEEN = 300, 10_000, 200, 2.0
AHEAD = 4  # versions that may come as one, when an entry is stored before the one before is published
LAST_FRAME = 5.0  # seconds that the last entry has
TOPICS = "M-500,matrix-M,programme"
PAGES = ("", "matrix/", "M-500/", "en/okt-2021/matrix/", "wijzigingen/", "schaatser/kai-verbij/", "verloop/")


@dataclass
class Pages:
    """Opens pages at a steady rate, whatever the answers do."""

    port: int
    took: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    over: bool = False

    async def run(self) -> None:
        tasks: set[asyncio.Task[None]] = set()
        began = time.monotonic()
        while not self.over:
            task = asyncio.create_task(self.view())
            tasks.add(task)
            task.add_done_callback(tasks.discard)
            opened = len(self.took) + len(self.faults) + len(tasks)
            await asyncio.sleep(max(0, began + opened / PAGES_A_SECOND - time.monotonic()))
        await asyncio.gather(*tasks)

    async def view(self) -> None:
        name = random.choice(PAGES)
        path = f"/{name}" if name.startswith("en/") else f"/okt-2021/{name}"
        began = time.monotonic()
        try:
            async with asyncio.timeout(10):
                reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
                asked = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\nConnection: close\r\n\r\n"
                writer.write(asked.encode())
                answer = await reader.read()
                writer.close()
            if answer.startswith(b"HTTP/1.1 200"):
                self.took.append(1000 * (time.monotonic() - began))
            else:
                self.faults.append(answer[:40].decode("latin-1"))
        except (OSError, TimeoutError) as error:
            self.faults.append(repr(error))


@dataclass
class Evening:
    """What came of it. `began` has a moment (ns) for each entry, `rounds` what all viewers had of it, in that order."""

    seconds: float
    began: list[int]
    rounds: list[Round]
    faults: list[str]
    used: dict[str, float]


def crowd(running: Stack, seconds: int, viewers: int) -> None:
    from results.models import Tournament

    tournament = Tournament.objects.get(slug="okt-2021")
    entries = int(seconds / BETWEEN)
    first = tournament.seq + 1
    marks = [f"\nid: {first + number}".encode() for number in range(entries + 1)]
    path = f"/live/okt-2021/?topics={TOPICS}&lang=nl"
    with watching(running.port, path, viewers, marks, ahead=AHEAD) as watchers:
        watchers.opened()
        say(f"{viewers:,} streams are open")
        pages = Pages(running.port)
        opening = threading.Thread(target=lambda: asyncio.run(pages.run()))
        opening.start()
        try:
            evening = watch(running, watchers, tournament, entries)
        finally:
            pages.over = True
            opening.join()
    report(viewers, evening, pages)


def watch(running: Stack, watchers: Watchers, tournament: object, entries: int) -> Evening:
    programs = {name: program.cpu() for name, program in running.programs.items()}
    own, start, began = time.process_time(), time.monotonic(), []
    for number in range(entries):
        began.append(time.monotonic_ns())
        enter(tournament, number)
        time.sleep(max(0.0, start + (number + 1) * BETWEEN - time.monotonic()))
        if number and number % 30 == 0:
            say(f"{number} of {entries} entries")
    took = time.monotonic() - start
    used = {name: program.cpu() - programs[name] for name, program in running.programs.items()}
    used["pages opened and entries made"] = time.process_time() - own
    time.sleep(LAST_FRAME)
    lines = []
    while not watchers.lines.empty():
        with contextlib.suppress(queue.Empty):
            lines.append(watchers.lines.get_nowait())
    rounds = [figures(line) for line in lines if line[0] == "round"]
    if len(rounds) > 1:
        share = (rounds[-1]["cpu"] - rounds[0]["cpu"]) / (rounds[-1]["last"] - rounds[0]["last"])
        used["the viewers"] = share * took
    faults = [" ".join(line) for line in lines if line[0] != "round"]
    return Evening(took, began, rounds, faults, used)


def report(viewers: int, evening: Evening, pages: Pages) -> None:
    asked = len(pages.took) + len(pages.faults)
    said = " ".join(pages.faults[:2])
    print(
        f"{viewers:,} streams, {len(evening.began)} entries, {asked:,} pages "
        f"({asked / (evening.seconds + LAST_FRAME):.0f} a second), in {evening.seconds + LAST_FRAME:.0f} s.\n"
    )
    print(f"* Streams dropped: {'; '.join(evening.faults) or 'none'}.")
    print(f"* Entries that did not reach every viewer: {len(evening.began) - len(evening.rounds)}.")
    print(f"* Pages refused: {len(pages.faults)}{f' ({said})' if said else ''}.\n")
    print("| | p50, ms | p99, ms | slowest, ms |\n| --- | ---: | ---: | ---: |")
    for name, which in (("half of the viewers", "p50"), ("99 in 100", "p99"), ("the last viewer", "last")):
        pairs = zip(evening.began, evening.rounds, strict=False)
        tell(f"entry to frame, {name}", [(one[which] - start) / 1e6 for start, one in pairs])
    tell("a page", pages.took)
    print("\n| program | share of one processor |\n| --- | ---: |")
    for name, used in evening.used.items():
        print(f"| {name} | {used / evening.seconds:.0%} |")


def tell(name: str, values: list[float]) -> None:
    if len(values) > 1:
        print(f"| {name} | {statistics.median(values):,.0f} | {at(values, 99):,.0f} | {max(values):,.0f} |")
    else:
        print(f"| {name} | none | none | none |")


def main(seconds: int, viewers: int) -> None:
    where = "nothing is pinned, servers and clients share the processors"
    with machine.benchmark("Crowd: an evening with everybody watching.", where):
        machine.compiled("watchers.c")
        with stack(pinned=False, OKT_VIEWERS_PER_ADDRESS="20000") as running:
            crowd(running, seconds, viewers)


if __name__ == "__main__":
    given = list(map(int, sys.argv[1:]))
    main(given[0] if given else SECONDS, given[1] if given[1:] else VIEWERS)
