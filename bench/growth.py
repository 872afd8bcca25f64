"""`python -m bench.growth [TIMES …]`: what an outlook and a refresh cost on tournaments many times the OKT's size.

The first table is the exact outlook of one sex alone, by events and skaters in each, with everything still to be
skated; brute force is there in the tests, where it can still be done.

The second: the OKT of 2021 as it ended, with the men's 500 m open again, 1 to 50 times in one tournament: as many
skaters, events and starts, each copy with its own; the matrix stays the one of the first. SQLite, one process on one
processor. A refresh follows one corrected time and is all of it: read, rank, select, foresee, draw, store. All
tournaments are made first and then take turns; in each turn the first refresh is not counted, as a worker has one
tournament and not six.
"""

import os
import random
import statistics
import sys
import time
import uuid
from dataclasses import dataclass, field
from typing import Any

from bench import machine
from bench.machine import SERVER, say
from tests import sites

SIZES = (1, 2, 5, 10, 20, 50)
TURNS, REPEATS, REPEATS_OF_LARGE, LARGE = 3, 3, 1, 20
FIELDS = ((3, 10), (6, 20), (12, 30), (24, 30), (12, 60), (48, 30))
SEEDS = 40


@dataclass
class Tournament:
    """`took` and `used` have an entry for each refresh: milliseconds of the clock and of the processor."""

    times: int
    starts: int
    row: Any
    took: list[float] = field(default_factory=list)
    used: list[float] = field(default_factory=list)


def main(sizes: tuple[int, ...]) -> None:
    machine.pin(SERVER)
    with (
        machine.benchmark("Growth: refresh and outlook against size.", f"all of it on processor {SERVER}"),
        machine.folder() as folder,
    ):
        os.environ |= sites.surroundings(folder)
        sites.manage(sites.surroundings(folder), "migrate", "--verbosity", "0")
        outlooks()  # before there are tournaments in memory that Python looks through for garbage
        machine.quiet_django()
        refreshes(sizes)


def refreshes(sizes: tuple[int, ...]) -> None:
    from okt.archive import store
    from okt.sample import real
    from results.log import Signature
    from results.signals import changed

    made = []
    for size in sizes:
        document = enlarged(real(), size)
        starts = sum(len(event.starts) for event in document.events)
        began = time.perf_counter()
        made.append(Tournament(size, starts, store(document, Signature("bench"))))
        say(f"{size} times the OKT: made and published in {time.perf_counter() - began:.0f} s")
    changed.disconnect(dispatch_uid="okt.queue_refresh")
    for turn in range(TURNS):
        for tournament in made:
            repeats = REPEATS_OF_LARGE if tournament.times >= LARGE else REPEATS
            for number in range(repeats + 1):
                took, used = refreshed(tournament.row, (REPEATS + 1) * turn + number)
                if number:
                    tournament.took.append(took)
                    tournament.used.append(used)
        say(f"turn {turn + 1} of {TURNS}")
    print(
        "\n| times the OKT | starts | refresh, ms | processor, ms | ms per 1,000 starts | ratio to linear |"
    )
    print("| ---: | ---: | ---: | ---: | ---: | ---: |")
    first = statistics.median(made[0].took) / made[0].starts
    for one in made:
        took = statistics.median(one.took)
        cells = (
            f"{one.starts:,}",
            f"{took:.1f}",
            f"{statistics.median(one.used):.1f}",
            f"{1000 * took / one.starts:.1f}",
            f"{took / one.starts / first:.2f}",
        )
        print(f"| {one.times} | {' | '.join(cells)} |", flush=True)


def refreshed(tournament: Any, number: int) -> tuple[float, float]:
    """A refresh after one more entry, in ms of the clock and of the processor."""
    from okt.tasks import refresh
    from results import jury, times
    from results.log import Signature
    from results.turns import At

    time_ = times.Time(34_500 + 10 * (number % 150), thousandths=False)
    signature = Signature("bench", uuid.uuid4())
    jury.correct(tournament, At("M-500", 2, "dai-dai-ntab"), "finished", time_, "bench", signature)
    began, before = time.perf_counter(), time.process_time()
    refresh(tournament.pk)
    return 1000 * (time.perf_counter() - began), 1000 * (time.process_time() - before)


def enlarged(document: Any, size: int) -> Any:
    """The tournament with `size` - 1 copies of its skaters and events beside them."""
    skaters, events = list(document.skaters), [reopened(event) for event in document.events]
    for number in range(2, size + 1):
        skaters += [one.model_copy(update={"id": f"{one.id}-{number}"}) for one in document.skaters]
        events += [copied(event, f"-{number}") for event in document.events]
    changed = {"slug": f"okt-{size}", "skaters": tuple(skaters), "events": tuple(events)}
    return document.model_copy(update=changed)


def reopened(event: Any) -> Any:
    return event.model_copy(update={"status": "provisional"}) if event.id == "M-500" else event


def copied(event: Any, suffix: str) -> Any:
    starts = tuple(one.model_copy(update={"skater": one.skater + suffix}) for one in event.starts)
    entries = None if event.entries is None else tuple(one + suffix for one in event.entries)
    return event.model_copy(update={"id": event.id + suffix, "starts": starts, "entries": entries})


def outlooks() -> None:
    from matrix.outlook import outlook

    took: dict[tuple[int, int], list[float]] = {sizes: [] for sizes in FIELDS}
    for seed in range(SEEDS):
        for (events, skaters), its in took.items():
            contest = to_come(events, skaters, seed)
            began = time.perf_counter()
            outlook(contest)
            its.append(1000 * (time.perf_counter() - began))
    print(
        f"| events | skaters in each | starts | positions | outlook of one sex, ms | slowest of {SEEDS}, ms |"
    )
    print("| ---: | ---: | ---: | ---: | ---: | ---: |")
    for (events, skaters), its in took.items():
        cells = (events, skaters, f"{events * skaters:,}", 3 * events)
        print(
            f"| {' | '.join(map(str, cells))} | {statistics.median(its):.1f} | {max(its):.1f} |", flush=True
        )


def to_come(events: int, field: int, seed: int) -> Any:
    """A contest with all still open: fields that overlap, positions for the first three of each event."""
    from matrix.selection import Contest, Position
    from results.standings import EventState

    chance = random.Random(seed)
    skaters = tuple(f"skater-{number}" for number in range(2 * field))
    states = tuple(
        EventState(
            f"event-{number}",
            "M",
            1,
            "single",
            "scheduled",
            3,
            tuple(sorted(chance.sample(skaters, field))),
            (),
        )
        for number in range(events)
    )
    worth = [(state.id, place) for place in (1, 2, 3) for state in states]
    chance.shuffle(worth)
    worth.sort(key=lambda one: one[1])
    positions = tuple(Position(number, *one) for number, one in enumerate(worth, start=1))
    return Contest("M", 9, 2, skaters, states, positions)


if __name__ == "__main__":
    main(tuple(map(int, sys.argv[1:])) or SIZES)
