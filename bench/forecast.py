"""`python -m bench.forecast`: what 20,000 runs of a whole tournament cost that is still to be skated.

Both sexes, six events each, twenty skaters in every event; once with a personal best of everyone, once of
seven in ten. CPU time, as other programs may be at work, and the clock.
"""

import random
import statistics
import time

from matrix.forecast import forecast
from matrix.marks import Known, Mark
from matrix.selection import Contest, Position
from matrix.times_model import REFERENCE
from results.standings import EventState
from results.times import Time

FIELD = 20
REPEATS = 9


def tournament(sex: str, known: float) -> tuple[Contest, Known]:
    """Everything to come; `known` is the share of personal bests that the file has."""
    chance = random.Random(sex)
    distances = sorted(REFERENCE[sex])
    skaters = tuple(f"skater-{number}" for number in range(FIELD + 8 * len(distances)))
    events, marks = [], []
    for place, distance in enumerate(distances):
        entries = skaters[8 * place : 8 * place + FIELD]
        runs, counts = (2, "best") if distance == 500 else (1, "single")
        events.append(EventState(str(distance), sex, runs, counts, "scheduled", 3, entries, ()))
        for skater in entries:
            if chance.random() < known:
                time_ = Time(round(REFERENCE[sex][distance] * (1 + chance.gauss(0.015, 0.012))))
                marks.append(Mark(skater, distance, time_, "personal best"))
    lines = [(event.id, place) for place in (1, 2, 3) for event in events]
    positions = tuple(Position(number, *line) for number, line in enumerate(lines, start=1))
    distances_of = tuple((str(distance), distance) for distance in distances)
    return Contest(sex, 9, 3, skaters, tuple(events), positions), Known(distances_of, tuple(marks))


def measure(known: float) -> None:
    contests = [tournament(sex, known) for sex in ("M", "F")]
    cpu, clock = [], []
    for _ in range(REPEATS):
        before, began = time.process_time(), time.perf_counter()
        for contest, its in contests:
            forecast(contest, its)
        cpu.append(time.process_time() - before)
        clock.append(time.perf_counter() - began)
    print(
        f"personal bests of {known:4.0%}: {1000 * statistics.median(cpu):4.0f} ms CPU,"
        f" {1000 * statistics.median(clock):4.0f} ms on the clock (best {1000 * min(clock):.0f})"
    )


if __name__ == "__main__":
    for share in (1.0, 0.7):
        measure(share)
