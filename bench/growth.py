"""`python -m bench.growth [TIMES …]`: what a refresh and an outlook cost on tournaments many times the OKT's size.

The OKT of 2021 on its last evening, 1 to 50 times in one tournament: as many skaters, events and starts, each copy
with its own; the matrix stays the one of the first. SQLite, one process. A refresh follows one corrected time and is
all of it: read, rank, select, foresee, draw, store. The second table is the exact outlook of one sex alone, by events
and skaters in each, with everything still to be skated; brute force is there in the tests, where it can still be done.
"""

import os
import random
import statistics
import sys
import time
import uuid
from typing import Any

from bench import machine
from tests import sites

SIZES = (1, 2, 5, 10, 20, 50)
REPEATS = 7


def main(sizes: tuple[int, ...]) -> None:
    print("Growth: refresh and outlook against size.", machine.about(), "", sep="\n", flush=True)
    with machine.folder() as folder:
        os.environ |= sites.surroundings(folder)
        sites.manage(sites.surroundings(folder), "migrate", "--verbosity", "0")
        import django

        django.setup()
        refreshes(sizes)
    outlooks()


def refreshes(sizes: tuple[int, ...]) -> None:
    from okt.sample import real

    print("| times the OKT | starts | refresh, ms | ms per 1,000 starts | ratio to linear |")
    print("| ---: | ---: | ---: | ---: | ---: |")
    first = None
    for size in sizes:
        document = enlarged(real(), size)
        starts = sum(len(event.starts) for event in document.events)
        took = refreshed(document)
        first = first or took / starts
        cells = (f"{starts:,}", f"{took:.1f}", f"{1000 * took / starts:.1f}", f"{took / starts / first:.2f}")
        print(f"| {size} | {' | '.join(cells)} |", flush=True)


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


def refreshed(document: Any) -> float:
    """The median of a refresh after one more entry, in ms of the clock."""
    from okt.archive import store
    from okt.tasks import refresh
    from results import jury, times
    from results.log import Signature
    from results.signals import changed
    from results.turns import At

    changed.disconnect(dispatch_uid="okt.queue_refresh")
    tournament = store(document, Signature("bench"))
    refresh(tournament.pk)
    took = []
    for number in range(REPEATS):
        time_ = times.Time(34_500 + 10 * (number % 150), thousandths=False)
        signature = Signature("bench", uuid.uuid4())
        jury.correct(tournament, At("M-500", 2, "dai-dai-ntab"), "finished", time_, "bench", signature)
        began = time.perf_counter()
        refresh(tournament.pk)
        took.append(1000 * (time.perf_counter() - began))
    return statistics.median(took)


def outlooks() -> None:
    from matrix.outlook import outlook

    print("\n| events | skaters in each | positions | outlook of one sex, median ms | slowest of 40, ms |")
    print("| ---: | ---: | ---: | ---: | ---: |")
    for events, field in ((3, 10), (6, 20), (12, 30), (24, 30), (12, 60)):
        took = []
        for seed in range(40):
            contest = to_come(events, field, seed)
            began = time.perf_counter()
            outlook(contest)
            took.append(1000 * (time.perf_counter() - began))
        cells = (events, field, 3 * events, f"{statistics.median(took):.1f}", f"{max(took):.1f}")
        print(f"| {' | '.join(map(str, cells))} |", flush=True)


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
