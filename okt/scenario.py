"""What if: a document and a scenario give another document. No database, no clock, nothing stored.

A place that somebody is given in an event is taken out of that event: its position of the matrix becomes his by
name, he himself no longer starts there, and what is left of the event goes on deciding the other places. So the same
rules that speak of reality speak of the scenario, and of the places that were left open they say all that can happen.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields

from okt.scenario_matrix import Edit, Slot, Worth, edited, positions_of, slots_of
from results.document import Designation, Document, Event, Position, Sex, Skater, Start

STRANGER = "ander"  # somebody who is not known, where entries are not known
QUOTA = "quota"
StartDesignation = tuple[str, int, str]  # event, place from 1, skater
Rule = tuple[str, str, int]  # sex, "quota" or "max_designations", how many
Orders = dict[str, dict[int, str]]  # event, place, who has it


@dataclass(frozen=True, slots=True)
class Scenario:
    """What is imagined. Places, positions and runs are 1-based; `named` has the numbers of reality."""

    orders: tuple[
        tuple[str, tuple[str | None, ...]], ...
    ] = ()  # event, who comes 1st, 2nd, …; None: left open
    disqualified: tuple[tuple[str, int | None, str], ...] = ()  # event, run (None: all of them), skater
    reskates: tuple[tuple[str, int, str], ...] = ()
    rules: tuple[Rule, ...] = ()
    designated: tuple[str, ...] = ()  # for the team
    starts: tuple[StartDesignation, ...] = ()  # designated for a start
    withdrawn: tuple[str, ...] = ()  # whose designations do not count
    named: tuple[tuple[str, int, str], ...] = ()  # sex, position, who holds it by name
    edits: tuple[tuple[str, tuple[Edit, ...]], ...] = ()  # sex, one after the other

    def __bool__(self) -> bool:
        return any(getattr(self, field.name) for field in fields(self))


@dataclass(frozen=True, slots=True)
class Line:
    """A position as the scenario shows it. `was`: its number in reality, None for a new one; `worth_was`: what it is
    worth in reality, where that differs; `place`: what it is worth here; `given`: who holds it was filled in here."""

    was: int | None
    place: int | None
    given: bool
    worth_was: Worth | None


@dataclass(frozen=True, slots=True)
class Imagined:
    """The document with the given places as positions by name, and `before` that: with `orders` yet to be filled in."""

    document: Document
    before: Document
    orders: Orders
    lines: Mapping[str, tuple[Line, ...]]
    strangers: frozenset[str]


def imagine(document: Document, scenario: Scenario, stranger: str) -> Imagined:
    """The document as the scenario has it; `stranger` is the name of who is not known.

    The scenario is one that `okt.scenario_query.read` found to fit this document.
    """
    real, document = document, with_edits(before_orders(document, scenario), scenario)
    orders, strangers = _meet_strangers(document, scenario, stranger)
    lines: dict[str, tuple[Line, ...]] = {}
    matrix: dict[Sex, tuple[Position, ...]] = {}
    for sex, positions in document.matrix.items():
        matrix[sex] = tuple(_fill(part, orders) for part in positions)
        slots = edited(slots_of(real.matrix[sex]), dict(scenario.edits).get(sex, ()))
        lines[sex] = tuple(
            _line(slot, part, filled, real.matrix[sex])
            for slot, part, filled in zip(slots, positions, matrix[sex], strict=True)
        )
    changed = {
        "skaters": (*document.skaters, *strangers),
        "events": tuple(_without(event, orders.get(event.id, {}).values()) for event in document.events),
        "matrix": matrix,
        "designations": tuple(_shifted(made, orders) for made in document.designations),
    }
    before = document.model_copy(update={"skaters": changed["skaters"]})
    known = frozenset(one.id for one in strangers)
    return Imagined(document.model_copy(update=changed), before, orders, lines, known)


def before_orders(document: Document, scenario: Scenario) -> Document:
    """All of the scenario but the order of events and of positions."""
    sexes = {skater.id: skater.sex for skater in document.skaters}
    kept = [made for made in document.designations if made.skater not in scenario.withdrawn]
    facts: list[dict[str, object]] = [{"skater": skater, "kind": "team"} for skater in scenario.designated]
    facts += [
        {"skater": skater, "kind": "start", "event": event, "place": place}
        for event, place, skater in scenario.starts
    ]
    made = [
        Designation.model_validate(
            {"sex": sexes[str(one["skater"])], "made_on": document.ends_on, "reason": ""} | one
        )
        for one in facts
    ]
    selection = dict(document.selection)
    for sex, rule, number in scenario.rules:
        of_sex: Sex = "M" if sex == "M" else "F"
        selection[of_sex] = selection[of_sex].model_copy(update={rule: number})
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
    changed = {
        "selection": selection,
        "designations": (*kept, *made),
        "events": tuple(events.values()),
        "matrix": matrix,
    }
    return document.model_copy(update=changed)


def with_edits(document: Document, scenario: Scenario) -> Document:
    """The document with the lines of the matrix as the scenario has them."""
    edits = dict(scenario.edits)
    matrix = {
        sex: positions_of(edited(slots_of(positions), edits.get(sex, ())))
        for sex, positions in document.matrix.items()
    }
    return document.model_copy(update={"matrix": matrix})


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


def _fill(part: Position, orders: Orders) -> Position:
    """The position by name where its place is given, else worth what is left of its event."""
    given = orders.get(part.event, {})
    if part.place is None:
        return part
    if part.place in given:
        return Position(position=part.position, event=part.event, named=given[part.place])
    return part.model_copy(update={"place": _left(part.place, given)})


def _line(slot: Slot, part: Position, filled: Position, real: tuple[Position, ...]) -> Line:
    worth = None if slot.was is None else slots_of(real)[slot.was - 1].worth
    return Line(
        was=slot.was,
        place=part.place,
        given=filled.by_name and not part.by_name,
        worth_was=None if worth == slot.worth else worth,
    )


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
