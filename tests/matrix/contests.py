"""Small contests to talk about: events from lists of times, a matrix from a few words."""

import json
from pathlib import Path
from typing import Any

from matrix.selection import Contest, Designation, Position, StartAssignment
from results.standings import EventState, RunStart
from results.times import parse

GOLDEN = Path(__file__).parents[1] / "golden"


def start(skater: str, outcome: str = "to skate", run: int = 1, reskate: str | None = None) -> RunStart:
    """`outcome` is a time, or "to skate", "DNS", "DNF", "DQ" or "WDR"."""
    if outcome[0].isdigit():
        return RunStart(skater, run, "finished", parse(outcome), reskate)
    return RunStart(skater, run, outcome, None, reskate)


def event(
    id: str,
    outcomes: dict[str, str] | tuple[RunStart, ...],
    status: str = "official",
    entries: tuple[str, ...] | None = (),
    counts: str = "single",
    start_places: int = 3,
    reskate_rule: str = "better",
) -> EventState:
    """An event of one run, or two if `counts` says so; `outcomes` by skater for the first run."""
    starts = tuple(start(*item) for item in outcomes.items()) if isinstance(outcomes, dict) else outcomes
    runs = 1 if counts == "single" else 2
    return EventState(id, "M", runs, counts, status, start_places, entries, starts, reskate_rule)


def matrix(*lines: str) -> tuple[Position, ...]:
    """Lines such as "500 1" (place 1), "mass ben" (named) and "mass ?" (named, not known yet)."""
    positions = []
    for number, line in enumerate(lines, start=1):
        id, worth = line.split()
        place = int(worth) if worth.isdigit() else None
        positions.append(Position(number, id, place, None if place or worth == "?" else worth))
    return tuple(positions)


def contest(
    events: tuple[EventState, ...],
    positions: tuple[Position, ...],
    quota: int = 3,
    designations: tuple[Designation, ...] = (),
    max_designations: int = 0,
    start_assignments: tuple[StartAssignment, ...] = (),
) -> Contest:
    """Everyone who is mentioned anywhere is known."""
    names = [s for e in events for s in (*(e.entries or ()), *(start.skater for start in e.starts))]
    names += [p.named for p in positions if p.named] + [made.skater for made in designations]
    return Contest(
        "M",
        quota,
        max_designations,
        tuple(dict.fromkeys(names)),
        events,
        positions,
        designations,
        start_assignments,
    )


def okt_2021_document() -> dict[str, Any]:
    """The file of the real tournament, all of it skated."""
    document: dict[str, Any] = json.loads((GOLDEN / "okt-2021.json").read_text(encoding="utf-8"))
    return document


def okt_2021(sex: str, **changes: Any) -> Contest:
    """The real tournament; `changes` are keys of the document to put in its place."""
    return contest_from(okt_2021_document() | changes, sex)


def contest_from(document: dict[str, Any], sex: str) -> Contest:
    """The contest in a document, as it stands; nothing is checked."""
    rules = document["selection"][sex]
    events = [part for part in document["events"] if part["sex"] == sex]
    return Contest(
        sex=sex,
        quota=rules["quota"],
        max_designations=rules["max_designations"],
        skaters=tuple(part["id"] for part in document["skaters"] if part["sex"] == sex),
        events=tuple(_event(part) for part in events),
        positions=tuple(
            Position(part["position"], part["event"], part.get("place"), part.get("named"))
            for part in document["matrix"][sex]
        ),
        designations=tuple(
            Designation(part["skater"], part["kind"], part.get("event"), part.get("place"))
            for part in document["designations"]
            if part["sex"] == sex
        ),
        start_assignments=tuple(
            StartAssignment(part["event"], part["skater"])
            for part in document["start_assignments"]
            if part["event"] in {event["id"] for event in events}
        ),
    )


def _event(part: dict[str, Any]) -> EventState:
    entries = part["entries"]
    return EventState(
        id=part["id"],
        sex=part["sex"],
        runs=part["runs"],
        counts=part["counts"],
        status=part["status"],
        start_places=part["start_places"],
        entries=None if entries is None else tuple(entries),
        starts=tuple(
            start(one["skater"], one["time"] or one["status"], one["run"], one.get("reskate"))
            for one in part["starts"]
        ),
    )
