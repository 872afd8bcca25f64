"""`python -m bench.crowd [SECONDS [VIEWERS]]`: an evening with everybody watching, on this one machine.

The stack as `make stack` has it, with the sample; 10,000 streams of three topics, 200 pages opened a second, each on a
connection of its own and as browsers ask for it (gzip), and every two seconds an entry by the verb that the desk
calls. For five minutes. Told: whether a stream was dropped or a page refused, and the time from just before the entry
until the viewers had its frame. Servers and clients share the processors, as it is one machine.
"""

import asyncio
import random
import statistics
import subprocess
import sys
import threading
import time
import uuid
from dataclasses import dataclass, field

from bench import machine
from bench.entry import at, stack
from bench.machine import Missing

SECONDS, VIEWERS, PAGES_A_SECOND, BETWEEN = 300, 10_000, 200, 2.0
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


def enter(tournament: object, number: int) -> int:
    from results import jury, times
    from results.log import Signature
    from results.turns import At

    time_ = times.Time(34_500 + 10 * (number % 150), thousandths=False)
    signature = Signature("bench", uuid.uuid4())
    return jury.correct(tournament, At("M-500", 2, "dai-dai-ntab"), "finished", time_, "bench", signature).seq  # type: ignore[arg-type]


def crowd(port: int, seconds: int, viewers: int) -> None:
    from results.models import Tournament

    tournament = Tournament.objects.get(slug="okt-2021")
    rounds = int(seconds / BETWEEN)
    first = tournament.seq + 1
    marks = [f"\nid: {first + number}".encode().hex() for number in range(rounds + 1)]
    path = f"/live/okt-2021/?topics={TOPICS}&lang=nl"
    command = [machine.compiled("watchers.c"), "127.0.0.1", port, path, viewers, "identity", *marks]
    client = subprocess.Popen(list(map(str, command)), stdout=subprocess.PIPE, text=True, cwd=machine.ROOT)
    lines: list[list[str]] = []

    def listen() -> None:
        assert client.stdout
        for line in client.stdout:
            lines.append(line.split())  # noqa: PERF401 - seen while it grows

    listening = threading.Thread(target=listen, daemon=True)
    listening.start()
    until = time.monotonic() + 120
    while not lines and time.monotonic() < until:
        time.sleep(0.1)
    if not lines or lines[0][0] != "open":
        raise Missing(f"the viewers were not let in: {lines}")
    pages = Pages(port)
    opening = threading.Thread(target=lambda: asyncio.run(pages.run()))
    opening.start()
    began: list[int] = []
    for number in range(rounds):
        start = time.monotonic()
        began.append(time.monotonic_ns())
        enter(tournament, number)
        time.sleep(max(0.0, start + BETWEEN - time.monotonic()))
    time.sleep(5)
    pages.over = True
    opening.join()
    dropped = client.poll() is not None
    client.kill()
    client.wait()
    report(viewers, began, lines[1:], pages, dropped=dropped)


def report(viewers: int, began: list[int], lines: list[list[str]], pages: Pages, *, dropped: bool) -> None:
    rounds = [
        dict(zip(line[2::2], map(int, line[3::2]), strict=True)) for line in lines if line[0] == "round"
    ]
    print(f"{viewers:,} streams, {len(began)} entries, {len(pages.took):,} pages")
    faults = [" ".join(line) for line in lines if line[0] == "fault"]
    print(f"streams dropped: {faults[0] if dropped and faults else 'none'}")
    print(f"entries that did not reach every viewer: {len(began) - len(rounds)}")
    print(f"pages refused: {len(pages.faults)} {pages.faults[:2] or ''}")
    print("| | p50, ms | p99, ms | slowest, ms |\n| --- | ---: | ---: | ---: |")
    for name, which in (
        ("entry to frame, the middle viewer", "p50"),
        ("entry to frame, the last viewer", "last"),
    ):
        tell(name, [(one[which] - start) / 1e6 for start, one in zip(began, rounds, strict=False)])
    tell("a page", pages.took)


def tell(name: str, values: list[float]) -> None:
    print(f"| {name} | {statistics.median(values):,.0f} | {at(values, 99):,.0f} | {max(values):,.0f} |")


def main(seconds: int, viewers: int) -> None:
    print("Crowd: an evening with everybody watching.", machine.about(), "", sep="\n", flush=True)
    try:
        with stack(pinned=False, OKT_VIEWERS_PER_ADDRESS="20000") as port:
            crowd(port, seconds, viewers)
    except Missing as missing:
        print(f"left out: {missing}")


if __name__ == "__main__":
    given = list(map(int, sys.argv[1:]))
    main(given[0] if given else SECONDS, given[1] if given[1:] else VIEWERS)
