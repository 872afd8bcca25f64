"""A scenario in an address: `?M-1000=krol,verbij&dq=M-500:2:kai-verbij&aanwijzen=sven-kramer&matrix-M=13-7`.

An event's id gives who comes first, second, …; an empty place stays open, `ander` is somebody who is not known.
The committee's part is read in `scenario_decisions`, the lines of the matrix in `scenario_edits`. What cannot be read,
or does not fit the tournament any more, is left out and named; nothing here raises.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from urllib.parse import quote

from okt.scenario import STRANGER, Scenario, before_orders
from okt.scenario_decisions import RULES, Designating, read_named, read_rules, read_withdrawn
from okt.scenario_edits import read_edits, written
from okt.scenario_form import joined
from okt.scenario_matrix import Edit, slots_of
from okt.scenario_names import Fault, Names
from results.document import Document, Event

LONGEST = 3000  # letters of a query
MOST = 60  # parts of one parameter
SENT = "reken"  # the form's own mark
# Others put these behind an address that is shared.
PASSENGERS = re.compile(r"(utm_.*|fbclid|gclid|msclkid|igshid)", re.ASCII)


def N_(sentence: str) -> str:
    """Marks a sentence for translation where it is shown."""
    return sentence


@dataclass(frozen=True, slots=True)
class Reading:
    """What was understood, and what was not."""

    scenario: Scenario
    faults: tuple[Fault, ...]


def read(query: Iterable[tuple[str, str]], document: Document) -> Reading:
    """The scenario of the (name, value) pairs of a query. The same name twice is one list."""
    given: dict[str, list[str]] = {}
    pairs = list(query)
    if sum(len(name) + len(value) + 2 for name, value in pairs) > LONGEST:
        return Reading(Scenario(), (Fault(N_("Dit adres is te lang voor een scenario; er telt niets mee.")),))
    for name, value in joined(pairs):
        if name != SENT and not PASSENGERS.fullmatch(name):
            given.setdefault(name, []).extend(part.strip() for part in value.split(","))
    reader = _Reader(document, given)
    scenario = reader.scenario()
    return Reading(scenario, tuple(dict.fromkeys(reader.names.faults)))


def write(scenario: Scenario) -> str:
    """The query that gives this scenario again, always the same for the same scenario; empty for none."""
    parts: dict[str, str] = {
        event: ",".join(skater or "" for skater in order) for event, order in scenario.orders
    }
    parts["dq"] = ",".join(_joined(*one) for one in scenario.disqualified)
    parts["overrijden"] = ",".join(_joined(*one) for one in scenario.reskates)
    for word, rule in RULES.items():
        parts |= {f"{word}-{sex}": str(number) for sex, kind, number in scenario.rules if kind == rule}
    parts["aanwijzen"] = ",".join([*scenario.designated, *(_joined(*one) for one in scenario.starts)])
    parts["intrekken"] = ",".join(scenario.withdrawn)
    for sex in ("M", "F"):
        parts[f"naam-{sex}"] = ",".join(
            f"{number}:{who}" for one, number, who in scenario.named if one == sex
        )
    for sex, edits in scenario.edits:
        parts[f"matrix-{sex}"] = ",".join(written(edit) for edit in edits)
    return "&".join(f"{name}={quote(value, safe=',:')}" for name, value in parts.items() if value)


def _joined(*parts: str | int | None) -> str:
    return ":".join(str(part) for part in parts if part is not None)


class _Reader:
    """Reads one query against one document, the committee's decisions before what they change."""

    def __init__(self, document: Document, given: dict[str, list[str]]) -> None:
        self.document = document
        self.names = Names(document)
        self.given = given
        for name, parts in given.items():
            if name not in self._expected() and any(parts):
                self.names.fault(
                    N_("“{given}”: zo heet hier geen afstand en geen onderdeel van een scenario."), name
                )
            elif len(parts) > MOST:
                self.names.fault(N_("“{given}”: dit is te veel; alleen het begin telt mee."), name)

    def _expected(self) -> set[str]:
        own = {f"{kind}-{sex}" for kind in ("naam", "matrix", *RULES) for sex in ("M", "F")}
        return own | {"dq", "overrijden", "aanwijzen", "intrekken", *self.names.events}

    def scenario(self) -> Scenario:
        names, document = self.names, self.document
        withdrawn = read_withdrawn(self.parts, document, names)
        scenario = Scenario(withdrawn=tuple(dict.fromkeys(withdrawn)))
        rules = read_rules(self.parts, before_orders(document, scenario), names)
        scenario = replace(scenario, rules=tuple(rules))
        designating = Designating(before_orders(document, scenario), names)
        designating.read(self.parts("aanwijzen"))
        scenario = replace(scenario, designated=tuple(designating.team), starts=tuple(designating.starts))
        scenario = replace(scenario, disqualified=tuple(dict.fromkeys(self._disqualified())))
        scenario = replace(scenario, reskates=tuple(dict.fromkeys(self._reskates(scenario))))
        named = {(sex, number): who for sex, number, who in read_named(self.parts, document, names)}
        scenario = replace(
            scenario, named=tuple((sex, number, who) for (sex, number), who in sorted(named.items()))
        )
        document = before_orders(document, scenario)
        scenario = replace(scenario, orders=tuple(self._orders(document)))
        return replace(scenario, edits=tuple(self._edits(document)))

    def parts(self, name: str) -> Iterator[str]:
        return (part for part in self.given.get(name, [])[:MOST] if part)

    def _starts(self, name: str) -> Iterator[tuple[str, Event, int | None, str]]:
        """`event:run:skater` or `event:skater`, with an event, a run and a skater that are there."""
        for part in self.parts(name):
            pieces = part.split(":")
            if len(pieces) not in (2, 3):
                self.names.fault(
                    N_("“{given}”: verwacht een afstand en een schaatser, met “:” ertussen."), part
                )
                continue
            event = self.names.event(pieces[0], part)
            skater = self.names.starter(pieces[-1], event, part) if event else None
            run = self.names.run(pieces[1], event, part) if event and len(pieces) == 3 else None
            if event and skater and (run or len(pieces) == 2):
                yield part, event, run if event.runs > 1 else None, skater

    def _disqualified(self) -> Iterator[tuple[str, int | None, str]]:
        for part, event, run, skater in self._starts("dq"):
            runs = [run] if run else range(1, event.runs + 1)
            over = {start.run for start in event.starts if start.skater == skater and start.status == "DQ"}
            if over >= set(runs):
                self.names.fault(
                    N_("{name} is op de {event} al gediskwalificeerd."), part, event=event.id, skater=skater
                )
            else:
                yield event.id, run, skater

    def _reskates(self, scenario: Scenario) -> Iterator[tuple[str, int, str]]:
        gone = {(id, skater) for id, run, skater in scenario.disqualified}
        for part, event, run, skater in self._starts("overrijden"):
            skated = [
                start.run
                for start in event.starts
                if start.skater == skater and start.status != "to skate" and run in (None, start.run)
            ]
            if not skated:
                said = N_("{name} heeft op de {event} nog niets gereden om over te rijden.")
                self.names.fault(said, part, event=event.id, skater=skater)
            elif (event.id, skater) in gone:
                said = N_(
                    "{name} kan op de {event} niet gediskwalificeerd zijn en overrijden; overrijden telt niet mee."
                )
                self.names.fault(said, part, event=event.id, skater=skater)
            else:
                yield event.id, max(skated), skater

    def _orders(self, document: Document) -> Iterator[tuple[str, tuple[str | None, ...]]]:
        for event in document.events:
            order = self.given.get(event.id, [])[:MOST]
            if any(order) and event.status == "official":
                self.names.fault(
                    N_("De uitslag van de {event} is officieel; die volgorde telt niet mee."), event=event.id
                )
            elif any(order):
                found = list(self._places(event, order, document))
                while found and found[-1] is None:
                    found.pop()
                if found:
                    yield event.id, tuple(found)

    def _places(self, event: Event, order: list[str], document: Document) -> Iterator[str | None]:
        seen: set[str] = set()
        fixed = {made.place for made in document.designations if made.event == event.id}
        for place, part in enumerate(order, start=1):
            skater = self.names.finisher(part, event) if part else None
            if skater in seen:
                self.names.fault(
                    N_("{name} kan op de {event} maar één plaats hebben."), part, event.id, skater
                )
            elif skater and place in fixed:
                said = N_("Plaats {number} op de {event} is al vergeven door een aanwijzing.")
                self.names.fault(said, part, event.id, number=place)
            elif skater:
                seen |= {skater} - {STRANGER}
                yield skater
                continue
            yield None

    def _edits(self, document: Document) -> Iterator[tuple[str, tuple[Edit, ...]]]:
        for sex, positions in document.matrix.items():
            parts = self.parts(f"matrix-{sex}")
            if found := read_edits(parts, sex, slots_of(positions), self.names, document):
                yield sex, found
