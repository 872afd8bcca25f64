"""What if: a document and a scenario give another document. No database, no clock, nothing stored.

A place that somebody is given in an event is taken out of that event: its position of the matrix becomes his by
name, he himself no longer starts there, and what is left of the event goes on deciding the other places. So the same
rules that speak of reality speak of the scenario, and of the places that were left open they say all that can happen.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields

from results.document import Designation, Document, Event, Position, Sex, Skater, Start

STRANGER = "ander"  # somebody who is not known, where entries are not known
Move = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Scenario:
    """What is imagined. Places, positions and runs are 1-based; positions are numbered as they are in reality."""

    orders: tuple[
        tuple[str, tuple[str | None, ...]], ...
    ] = ()  # event, who comes 1st, 2nd, …; None: left open
    disqualified: tuple[tuple[str, int | None, str], ...] = ()  # event, run (None: all of them), skater
    reskates: tuple[tuple[str, int, str], ...] = ()
    designated: tuple[str, ...] = ()  # for the team
    withdrawn: tuple[str, ...] = ()  # whose designations do not count
    named: tuple[tuple[str, int, str], ...] = ()  # sex, position, who holds it by name
    moves: tuple[tuple[str, tuple[Move, ...]], ...] = ()  # sex, (from, to) one after the other

    def __bool__(self) -> bool:
        return any(getattr(self, field.name) for field in fields(self))


@dataclass(frozen=True, slots=True)
class Line:
    """A position as the scenario shows it: what it was in reality, what it is worth, whether it was filled here."""

    was: int
    place: int | None
    given: bool


@dataclass(frozen=True, slots=True)
class Imagined:
    document: Document
    lines: Mapping[str, tuple[Line, ...]]
    strangers: frozenset[str]


def imagine(document: Document, scenario: Scenario, stranger: str) -> Imagined:
    """The document as the scenario has it; `stranger` is the name of who is not known.

    The scenario is one that `okt.scenario_query.read` found to fit this document.
    """
    document = before_orders(document, scenario)
    orders, strangers = _meet_strangers(document, scenario, stranger)
    lines: dict[str, tuple[Line, ...]] = {}
    matrix: dict[Sex, tuple[Position, ...]] = {}
    moves = dict(scenario.moves)
    for sex, positions in document.matrix.items():
        order = moved(len(positions), moves.get(sex, ()))
        shown = [_fill(positions[was - 1], number, orders) for number, was in enumerate(order, start=1)]
        matrix[sex] = tuple(shown)
        lines[sex] = tuple(
            Line(was, positions[was - 1].place, shown[i].by_name and not positions[was - 1].by_name)
            for i, was in enumerate(order)
        )
    changed = {
        "skaters": (*document.skaters, *strangers),
        "events": tuple(_without(event, orders.get(event.id, {}).values()) for event in document.events),
        "matrix": matrix,
        "designations": tuple(_shifted(made, orders) for made in document.designations),
    }
    return Imagined(document.model_copy(update=changed), lines, frozenset(one.id for one in strangers))


def before_orders(document: Document, scenario: Scenario) -> Document:
    """All of the scenario but the order of events and of positions."""
    sexes = {skater.id: skater.sex for skater in document.skaters}
    kept = [made for made in document.designations if made.skater not in scenario.withdrawn]
    made = [
        Designation(sex=sexes[skater], skater=skater, kind="team", made_on=document.ends_on, reason="")
        for skater in scenario.designated
    ]
    events = {event.id: event for event in document.events}
    for id, run, skater in scenario.disqualified:
        runs = range(1, events[id].runs + 1) if run is None else (run,)
        events[id] = _outcomes(events[id], [Start(**_nowhere(skater, one), status="DQ") for one in runs])
    for id, run, skater in scenario.reskates:
        events[id] = _granted(_reopened(events[id]), run, skater)
    named = {(sex, number): skater for sex, number, skater in scenario.named}
    matrix = {
        sex: tuple(
            part.model_copy(update={"named": named[sex, part.position]})
            if (sex, part.position) in named
            else part
            for part in positions
        )
        for sex, positions in document.matrix.items()
    }
    changed = {"designations": (*kept, *made), "events": tuple(events.values()), "matrix": matrix}
    return document.model_copy(update=changed)


def moved(length: int, moves: Iterable[Move]) -> list[int]:
    """The numbers 1 to `length` after the moves: at each place the number that stood there in reality."""
    order = list(range(1, length + 1))
    for start, end in moves:
        order.insert(end - 1, order.pop(start - 1))
    return order


Orders = dict[str, dict[int, str]]


def _meet_strangers(document: Document, scenario: Scenario, name: str) -> tuple[Orders, list[Skater]]:
    """The places that are given per event, and a skater for each stranger among them."""
    known = {skater.id for skater in document.skaters}
    orders: Orders = {}
    strangers: list[Skater] = []
    for id, order in scenario.orders:
        for place, skater in enumerate(order, start=1):
            who = skater
            if skater == STRANGER:
                who = f"{STRANGER}-{len(strangers) + 1}"
                while who in known:
                    who += "-"
                sex = document.event(id).sex
                strangers.append(Skater(id=who, first_name=None, last_name=name, sex=sex))
            if who is not None:
                orders.setdefault(id, {})[place] = who
    return orders, strangers


def _fill(part: Position, number: int, orders: Orders) -> Position:
    """The position at its number here: by name where its place is given, else worth what is left of its event."""
    given = orders.get(part.event, {})
    if part.place is None:
        return part.model_copy(update={"position": number})
    if part.place in given:
        return Position(position=number, event=part.event, named=given[part.place])
    return part.model_copy(update={"position": number, "place": _left(part.place, given)})


def _left(place: int, given: Iterable[int]) -> int:
    return place - sum(one < place for one in given)


def _shifted(made: Designation, orders: Orders) -> Designation:
    if made.place is None or made.event not in orders:
        return made
    return made.model_copy(update={"place": _left(made.place, orders[made.event])})


def _without(event: Event, skaters: Iterable[str]) -> Event:
    gone = [
        Start(**_nowhere(skater, run), status="DNS") for skater in skaters for run in range(1, event.runs + 1)
    ]
    return _outcomes(event, gone) if gone else event


def _outcomes(event: Event, starts: Iterable[Start]) -> Event:
    """The event with these starts in the place of those of the same skater and run."""
    new = {start.key: start for start in starts}
    kept = tuple(start for start in event.starts if start.key not in new)
    return event.model_copy(update={"starts": (*kept, *new.values())})


def _reopened(event: Event) -> Event:
    """An official event on the ice again: nobody can come to it who was not in its result."""
    if event.status != "official":
        return event
    skaters = tuple(dict.fromkeys([*(event.entries or ()), *(start.skater for start in event.starts)]))
    over = {start.key for start in event.starts if start.status != "to skate"}
    absent = [
        Start(**_nowhere(skater, run), status="DNS")
        for skater in skaters
        for run in range(1, event.runs + 1)
        if f"{run}/{skater}" not in over
    ]
    return _outcomes(event, absent).model_copy(update={"status": "live", "entries": skaters})


def _granted(event: Event, run: int, skater: str) -> Event:
    start = next(start for start in event.starts if (start.run, start.skater) == (run, skater))
    return _outcomes(event, [start.model_copy(update={"reskate": "granted"})])


def _nowhere(skater: str, run: int) -> dict[str, object]:
    return {"run": run, "pair": None, "lane": None, "skater": skater, "time": None}
