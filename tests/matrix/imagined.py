"""Imagined contests, small enough to try everything: `pick` chooses, chance or hypothesis."""

from collections.abc import Callable
from typing import Any

from matrix.selection import Contest, Designation, Position
from results.standings import EventState, RunStart
from results.times import Time, parse

Pick = Callable[[list[Any]], Any]

TIMES = [parse(text) for text in ("34.40", "34.401", "34.405", "34.60", "34.60", "34.801", "34.80", "35.00")]
CLOSE = [parse(text) for text in ("34.40", "34.40", "34.401", "34.401", "34.405", "34.60")]
COARSE = [parse(text) for text in ("34.40", "34.40", "34.60")]
NAMES = ("ann", "ben", "cor", "dik")
EVENTS = ("500", "1000", "1500")
SIZES = [(1, 4, True), (2, 3, True), (2, 4, False), (3, 3, False), (4, 3, False)]
"""How deep the matrix goes into an event, how many skaters, and whether entries may be unknown."""


def imagined(pick: Pick, strangers: bool = True, most_events: int = 3) -> Contest:
    """A contest in any state: ties, half-skated events, re-skates, designations, odd matrices."""
    deepest, most_names, unknown = pick(SIZES)
    names = NAMES[: pick(list(range(2, most_names + 1)))]
    ids = EVENTS[: pick(list(range(1, most_events + 1)))]
    mood = pick(["over", "early", "any", "any"])
    events = tuple(_event(pick, id, names, unknown and strangers, mood) for id in ids)
    places = [(id, place) for id in ids for place in range(1, deepest + 1)]
    return Contest(
        sex="M",
        quota=pick([1, 2, 3, 4]),
        max_designations=2,
        skaters=names,
        events=(*events, EventState("mass", "M", 1, "single", "scheduled", 2, None, ())),
        positions=_positions(pick, places, names, strangers),
        designations=_designations(pick, places, names, events),
    )


def _event(pick: Pick, id: str, names: tuple[str, ...], unknown: bool, mood: str) -> EventState:
    counts = pick(["single", "single", "best", "sum"])
    times = pick([TIMES, TIMES, CLOSE, COARSE])
    runs = 1 if counts == "single" else 2
    early = ["live", "provisional", "scheduled"]
    status = pick(
        {"over": ["official", "official", "live"], "early": early, "any": ["official", *early]}[mood]
    )
    starts = [
        start for skater in names if pick([0, 1, 1, 1, 1]) for start in _starts(pick, skater, runs, times)
    ]
    entries = None if unknown and pick([0, 1]) else tuple(s for s in names if pick([0, 0, 1]))
    return EventState(id, "M", runs, counts, status, 2, entries, tuple(starts), pick(["better", "last"]))


def _starts(pick: Pick, skater: str, runs: int, times: list[Time]) -> list[RunStart]:
    """What a skater has skated: nothing, something, all, with a re-skate now and then."""
    found = []
    for run in range(1, runs + 1):
        status = pick(["finished"] * 7 + ["to skate", "to skate", "none", "DNF", "DQ", "DNS", "WDR"])
        reskate = pick([None] * 6 + ["granted", "skated"])
        if status != "none":
            time = pick(times) if status == "finished" else None
            found.append(RunStart(skater, run, status, time, None if status == "to skate" else reskate))
    return found


def _positions(
    pick: Pick, places: list[tuple[str, int]], names: tuple[str, ...], strangers: bool
) -> tuple[Position, ...]:
    lines: list[tuple[str, int | None, str | None]] = []
    left = list(places)
    for _ in range(pick([1, 2, 3, 3, 4, 4, 5, 6])):
        if left:
            id, place = pick(left)
            left.remove((id, place))
            lines.append((id, place, None))
    if pick([0, 1]):
        lines.sort(key=lambda line: line[1] or 0)
    if pick([0, 0, 1]):
        lines.insert(
            pick(list(range(len(lines) + 1))), ("mass", None, pick([*names, None] if strangers else [*names]))
        )
    return tuple(Position(number, *line) for number, line in enumerate(lines, start=1))


def _designations(
    pick: Pick, places: list[tuple[str, int]], names: tuple[str, ...], events: tuple[EventState, ...]
) -> tuple[Designation, ...]:
    """Of each kind now and then. Two in one event only without thousandths, which they might contradict."""
    made = [Designation(pick(list(names)), "team")] if pick([0, 0, 1]) else []
    exact = {event.id for event in events for start in event.starts if start.time and start.time.thousandths}
    if pick([0, 0, 1]):
        for id, place in sorted({pick(places) for _ in range(pick([1, 1, 2]))}):
            there = [one.skater for one in made if one.event == id]
            if not there or id not in exact:
                made.append(Designation(pick([s for s in names if s not in there]), "start", id, place))
    return tuple(made)


def in_one_tie(pick: Pick) -> Contest:
    """One event that goes on, nearly all within a hundredth, and two or three start designations in it."""
    names, counts = NAMES[: pick([3, 4])], pick(["single", "best"])
    starts = tuple(
        RunStart(skater, run, "finished", time, pick([None] * 5 + ["granted"]))
        if time
        else RunStart(skater, run, "to skate", None)
        for skater in names
        for run in range(1, 2 if counts == "single" else 3)
        for time in [pick([*CLOSE[1:5] * 3, None, None, None, None])]
    )
    event = EventState(
        "500", "M", 1 if counts == "single" else 2, counts, "live", 2, pick([(), names]), starts
    )
    places = [place for place in range(1, 5) if pick([0, 1, 1, 1])] or [1]
    free, left, made = list(range(1, len(names) + 1)), list(names), []
    for _ in range(pick([2, 2, 3])):
        place, skater = pick(free), pick(left)
        free.remove(place)
        left.remove(skater)
        made.append(Designation(skater, "start", "500", place))
    positions = tuple(Position(number, "500", place) for number, place in enumerate(places, start=1))
    return Contest("M", 2, 3, names, (event,), positions, tuple(made))
