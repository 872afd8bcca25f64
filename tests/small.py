"""A tournament small enough to keep in one's head: four men on the 500 metres, twice, and a matrix of four lines."""

from typing import Any

from matrix.rows import matrix_in_force, position_parts
from okt.archive import store
from results import jury, times
from results.document import Document, Position
from results.log import Signature
from results.models import LogEntry, Start, Tournament
from results.turns import At

MEN = ("albert", "bram", "cees", "daan")
WOMEN = ("eva", "fien")


def small(
    false_start: str = "skater", reskate: str = "better", counts: str = "best", status: str = "live"
) -> Tournament:
    """In the tables: nobody has skated. Run 1: albert–bram, cees–daan; run 2: bram–albert, daan–cees."""
    return store(Document.model_validate(_json(false_start, reskate, counts, status)), Signature("test"))


def at(skater: str, run: int = 1, **seen: Any) -> At:
    return At("M-500", run, skater, **seen)


def by(name: str = "official") -> Signature:
    """A new key each time."""
    return Signature(name)


def skated(tournament: Tournament, skater: str, time: str, run: int = 1) -> LogEntry:
    return jury.enter_time(tournament, at(skater, run), times.parse(time), by())


def all_skated(tournament: Tournament) -> None:
    """Albert 34,50, bram 34,60, cees 34,70, daan 34,80 in run 1; a second slower in run 2."""
    for run in (1, 2):
        for tenths, skater in enumerate(MEN, start=5):
            skated(tournament, skater, f"{33 + run},{tenths}0", run)


def start(skater: str, run: int = 1) -> Start:
    return Start.objects.select_related("skater", "heat").get(
        event__slug="M-500", skater__slug=skater, run=run
    )


def last(tournament: Tournament) -> LogEntry:
    return LogEntry.objects.filter(tournament=tournament).latest("seq")


def in_force(tournament: Tournament, sex: str = "M") -> list[str]:
    """The matrix as short words: `M-500/1`, `M-mass-start/daan`."""
    parts = position_parts(matrix_in_force(tournament, sex))
    return [f"{part.event}/{part.named if part.by_name else part.place}" for part in parts]


def places(*worth: str) -> tuple[Position, ...]:
    """`M-500/1`, or `M-mass-start/` for a position that nobody holds yet."""
    return tuple(_position(number, *one.split("/")) for number, one in enumerate(worth, start=1))


def _position(number: int, event: str, place: str) -> Position:
    if place.isdigit():
        return Position(position=number, event=event, place=int(place))
    return Position(position=number, event=event, named=place or None)


def _json(false_start: str, reskate: str, counts: str, status: str) -> dict[str, Any]:
    return {
        "format": "okt-tournament/1",
        "slug": "klein",
        "name": "Klein toernooi",
        "venue": "Thialf",
        "time_zone": "Europe/Amsterdam",
        "starts_on": "2025-12-26",
        "ends_on": "2025-12-30",
        "rules": {"false_start": false_start, "reskate": reskate},
        "selection": {sex: {"quota": 2, "max_designations": 1} for sex in ("M", "F")},
        "skaters": [_skater(name, "M") for name in MEN] + [_skater(name, "F") for name in WOMEN],
        "events": [
            _event("M-500", "500", 2, counts, status, list(MEN), _starts()),
            _event("M-1000", "1000", 1, "single", "scheduled", None, []),
            _event("M-mass-start", "mass-start", 1, "single", "scheduled", None, []),
            _event("F-500", "500", 1, "single", "scheduled", None, []),
        ],
        "matrix": {
            "M": [
                {"position": 1, "event": "M-500", "place": 1},
                {"position": 2, "event": "M-1000", "place": 1},
                {"position": 3, "event": "M-mass-start", "named": None},
                {"position": 4, "event": "M-500", "place": 2},
            ],
            "F": [{"position": 1, "event": "F-500", "place": 1}],
        },
        "designations": [],
        "start_assignments": [],
    }


def _skater(name: str, sex: str) -> dict[str, Any]:
    return {
        "id": name,
        "first_name": name.title(),
        "last_name": f"van {name.title()}",
        "sex": sex,
        "personal_bests": {"500": "34.60"},
    }


def _event(
    id: str, distance: str, runs: int, counts: str, status: str, entries: list[str] | None, starts: list[Any]
) -> dict[str, Any]:
    schedule = [{"run": run, "date": "2025-12-27", "order": run, "time": None} for run in range(1, runs + 1)]
    return {
        "id": id,
        "sex": id[0],
        "distance": distance,
        "runs": runs,
        "counts": counts,
        "start_places": 2,
        "schedule": schedule,
        "status": status,
        "entries": entries,
        "starts": starts,
    }


def _starts() -> list[dict[str, Any]]:
    drawn = [
        (1, 1, "albert", "bram"),
        (1, 2, "cees", "daan"),
        (2, 1, "bram", "albert"),
        (2, 2, "daan", "cees"),
    ]
    return [
        {"run": run, "pair": pair, "lane": lane, "skater": skater, "status": "to skate", "time": None}
        for run, pair, *both in drawn
        for lane, skater in zip(("inner", "outer"), both, strict=True)
    ]
