"""Tournaments whose truth is known: skaters with a strength, what the file knows of them, how it ended.

The truth is drawn here by the assumptions of docs/forecast.md, apart from the code that forecasts.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.random import Generator, default_rng

from matrix import assumptions
from matrix.assumptions import FALLS, WITHDRAWS
from matrix.marks import Known, Mark
from matrix.selection import Contest, Position, select
from matrix.times_model import REFERENCE
from results.standings import EventState, RunStart
from results.times import Time

DISTANCES = (500, 1000, 1500, 5000, 10_000)
SKATERS = tuple(f"skater-{number}" for number in range(14))
MATRIX = (
    *("1000 1", "5000 1", "1500 1", "500 1", "10000 1", "1000 2"),
    *("1500 2", "5000 2", "500 2", "1000 3", "1500 3", "500 3"),
)


@dataclass(frozen=True, slots=True)
class Season:
    """A tournament halfway, what is known then, and who was selected in the end."""

    contest: Contest
    known: Known
    selected: frozenset[str]


def season(seed: int, wilder: float = 1.0) -> Season:
    """One tournament, half skated. With `wilder` above 1 races differ more than the model thinks."""
    chance = default_rng(seed)
    strengths = {skater: _strength(chance) for skater in SKATERS}
    fields = {distance: _entries(chance, distance) for distance in DISTANCES}
    ice = chance.normal(0, assumptions.ICE_SPREAD)
    events = [
        _skated(chance, distance, {s: strengths[s][distance] + ice for s in fields[distance]}, wilder)
        for distance in DISTANCES
    ]
    whole = Contest("M", 6, 0, SKATERS, tuple(events), _matrix())
    over = int(chance.integers(0, len(events)))
    order = chance.permutation(len(events))
    now = [
        event if place < over else _half(event) if place == over else _before(event)
        for event, place in zip(events, order, strict=True)
    ]
    bests = [
        Mark(skater, distance, _time(distance, _best(chance, strengths[skater][distance])), "personal best")
        for distance in DISTANCES
        for skater in fields[distance]
        if chance.random() < 0.8
    ]
    here = [
        Mark(start.skater, int(event.id), start.time, "here", event.id)
        for event in now
        for start in event.starts
        if start.time is not None
    ]
    known = Known(tuple((str(distance), distance) for distance in DISTANCES), (*bests, *here))
    return Season(replace(whole, events=tuple(now)), known, frozenset(select(whole).selected))


def _strength(chance: Generator) -> dict[int, float]:
    """The deficits that a skater has on the distances, before ice, day and race."""
    at = np.log(DISTANCES)
    apart = (at[:, None] - at) / assumptions.DISTANCE_REACH
    shape = chance.multivariate_normal(
        np.zeros(len(at)), assumptions.DISTANCE_SPREAD**2 * np.exp(-(apart**2) / 2), method="cholesky"
    )
    level = assumptions.FIELD_MEAN + chance.normal(0, assumptions.LEVEL_SPREAD)
    return dict(zip(DISTANCES, level + shape, strict=True))


def _entries(chance: Generator, distance: int) -> tuple[str, ...]:
    """Sprinters skate the short ones, stayers the long ones, some everything."""
    half = len(SKATERS) // 2
    own = (
        SKATERS[: half + 2]
        if distance <= 1000
        else SKATERS[half - 2 :]
        if distance >= 5000
        else SKATERS[2:-2]
    )
    return tuple(skater for skater in own if chance.random() < 0.8)


def _skated(chance: Generator, distance: int, expected: dict[str, float], wilder: float) -> EventState:
    runs = 2 if distance == 500 else 1
    day = chance.normal(0, assumptions.DAY_SPREAD)
    starts = []
    for skater, deficit in expected.items():
        withdraws = chance.random() < WITHDRAWS
        for run in range(1, runs + 1):
            time = _time(distance, deficit + day + chance.normal(0, assumptions.RACE_SPREAD * wilder))
            if withdraws or chance.random() < FALLS:
                starts.append(RunStart(skater, run, "WDR" if withdraws else "DNF", None))
            else:
                starts.append(RunStart(skater, run, "finished", time))
    counts = "best" if runs == 2 else "single"
    return EventState(str(distance), "M", runs, counts, "official", 3, tuple(expected), tuple(starts))


def _best(chance: Generator, deficit: float) -> float:
    kind = "personal best"
    return deficit - assumptions.BEST_LEAD[kind] + float(chance.normal(0, assumptions.BEST_SPREAD[kind]))


def _time(distance: int, deficit: float) -> Time:
    return Time(round(REFERENCE["M"][distance] * float(np.exp(deficit))), True)


def _half(event: EventState) -> EventState:
    """The first run of two, or the first half of the pairs. Who withdraws later has not said so yet."""
    there = [start for start in event.starts if event.runs == 1 or start.run == 1]
    skated = there if event.runs == 2 else there[: len(there) // 2]
    return replace(event, status="live", starts=tuple(start for start in skated if start.status != "WDR"))


def _before(event: EventState) -> EventState:
    return replace(event, status="scheduled", starts=())


def _matrix() -> tuple[Position, ...]:
    lines = [line.split() for line in MATRIX]
    return tuple(Position(number, id, int(place)) for number, (id, place) in enumerate(lines, start=1))
