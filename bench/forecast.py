"""`python -m bench.forecast`: what 20,000 runs of a whole tournament cost that is still to be skated.

Both sexes, six events each, twenty skaters in every event; once with a personal best of everyone, once of
seven in ten. CPU time, as other programs may be at work, and the clock; the two take turns.
"""

import random
import statistics
import time

from bench import machine
from bench.machine import SERVER
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


def measure(shares: tuple[float, ...]) -> None:
    contests = {share: [tournament(sex, share) for sex in ("M", "F")] for share in shares}
    cpu: dict[float, list[float]] = {share: [] for share in shares}
    clock: dict[float, list[float]] = {share: [] for share in shares}
    for turn in range(REPEATS + 1):
        for share, both in contests.items():
            before, began = time.process_time(), time.perf_counter()
            for contest, its in both:
                forecast(contest, its)
            if turn:  # the first is to warm up
                cpu[share].append(1000 * (time.process_time() - before))
                clock[share].append(1000 * (time.perf_counter() - began))
    print("| personal bests known | processor, ms | clock, ms | fastest, ms |\n| ---: | ---: | ---: | ---: |")
    for share in shares:
        cells = (statistics.median(cpu[share]), statistics.median(clock[share]), min(clock[share]))
        print(f"| {share:.0%} | {' | '.join(f'{cell:.0f}' for cell in cells)} |")


if __name__ == "__main__":
    machine.pin(SERVER)
    with machine.benchmark(
        "The chances: both sexes, everything to come.", f"all of it on processor {SERVER}"
    ):
        measure((1.0, 0.7))
