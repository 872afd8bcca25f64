"""What an address says of the committee: the rules, the designations, and who holds a position by name.

`startbewijzen-M=10`, `aanwijsplekken-M=2`, `aanwijzen=sven-kramer` for the team, `aanwijzen=M-500:3:kai-verbij` for
that start place, `intrekken=sven-kramer`, `naam-M=6:jorrit-bergsma`. Nothing here allows more than the rules do.
"""

import re
from collections.abc import Callable, Iterable, Iterator

from okt.scenario import QUOTA, Rule, StartDesignation
from okt.scenario_names import Names
from results.document import Designation, Document

RULES = {"startbewijzen": QUOTA, "aanwijsplekken": "max_designations"}
NUMBER = re.compile(r"\d{1,2}", re.ASCII)
LARGEST = 50  # as in the file of a tournament
Parts = Callable[[str], Iterable[str]]


def N_(sentence: str) -> str:
    """Marks a sentence for translation where it is shown."""
    return sentence


def read_withdrawn(parts: Parts, document: Document, names: Names) -> Iterator[str]:
    designated = {made.skater for made in document.designations}
    for part in parts("intrekken"):
        skater = names.skater(part)
        if skater in designated:
            yield skater
        elif skater:
            names.fault(N_("{name} is niet aangewezen; er valt niets in te trekken."), part, skater=skater)


def read_rules(parts: Parts, document: Document, names: Names) -> Iterator[Rule]:
    """`document` has the designations that are left."""
    for word, rule in RULES.items():
        for sex, rules in document.selection.items():
            now, found = getattr(rules, rule), None
            made = [one for one in document.designations if one.sex == sex]
            least = sum(one.kind == "team" for one in made) or 1 if rule == QUOTA else len(made)
            for part in parts(f"{word}-{sex}"):
                if not NUMBER.fullmatch(part) or int(part) > LARGEST:
                    names.fault(
                        N_("“{given}”: verwacht een getal tot en met {number}."), part, number=LARGEST
                    )
                elif int(part) < least:
                    names.fault(N_("“{given}”: minder dan {number} kan hier niet."), part, number=least)
                else:
                    found = int(part)
            if found is not None and found != now:
                yield sex, rule, found


class Designating:
    """Designates one after the other, as long as the rules allow it. `document` has the rules and what is left."""

    def __init__(self, document: Document, names: Names) -> None:
        self.document, self.names = document, names
        self.made = list(document.designations)
        self.team: list[str] = []
        self.starts: list[StartDesignation] = []

    def read(self, parts: Iterable[str]) -> None:
        for part in parts:
            if ":" in part:
                self._start(part)
            elif skater := self.names.skater(part):
                self._team(part, skater)

    def _team(self, part: str, skater: str) -> None:
        if skater in self.team:
            return
        if any(one.skater == skater and one.kind == "team" for one in self.made):
            self.names.fault(N_("{name} is al aangewezen."), part, skater=skater)
        elif self._allowed(part, skater) and self._fits(part, skater):
            self.team.append(skater)
            self._add(skater, None, None)

    def _start(self, part: str) -> None:
        pieces = part.split(":")
        if len(pieces) != 3 or not all(pieces):
            said = N_("“{given}”: verwacht een startplek en een schaatser, zoals M-500:3:naam.")
            self.names.fault(said, part)
            return
        event = self.names.event(pieces[0], part)
        skater = self.names.skater(pieces[2], event.sex, part) if event else None
        if event is None or skater is None:
            return
        last = max(event.start_places, 1)
        place = int(pieces[1]) if NUMBER.fullmatch(pieces[1]) else 0
        same = [one for one in self.made if one.event == event.id]
        if (event.id, place, skater) in self.starts:
            return
        if not 1 <= place <= last:
            said = N_("“{given}”: de {event} heeft startplek 1 tot en met {number}.")
            self.names.fault(said, part, event.id, number=last)
        elif any(one.skater == skater for one in same):
            said = N_("{name} heeft op de {event} al een aangewezen startplek.")
            self.names.fault(said, part, event.id, skater)
        elif any(one.place == place for one in same):
            said = N_("Startplek {number} op de {event} is al aangewezen.")
            self.names.fault(said, part, event.id, number=place)
        elif self._allowed(part, skater):
            self.starts.append((event.id, place, skater))
            self._add(skater, event.id, place)

    def _allowed(self, part: str, skater: str) -> bool:
        sex = self.names.sexes[skater]
        rules = self.document.selection.get(sex)
        left = rules is not None and sum(one.sex == sex for one in self.made) < rules.max_designations
        if not left:
            self.names.fault(N_("De commissie heeft geen aanwijsplek meer voor {name}."), part, skater=skater)
        return left

    def _fits(self, part: str, skater: str) -> bool:
        sex = self.names.sexes[skater]
        team = {one.skater for one in self.made if one.sex == sex and one.kind == "team"}
        quota = self.document.selection[sex].quota
        if len(team) >= quota:
            self.names.fault(
                N_("Alle {number} startbewijzen zijn al vergeven; {name} past er niet bij."),
                part,
                skater=skater,
                number=quota,
            )
        return len(team) < quota

    def _add(self, skater: str, event: str | None, place: int | None) -> None:
        self.made.append(
            Designation(
                sex=self.names.sexes[skater],
                skater=skater,
                kind="start" if event else "team",
                event=event,
                place=place,
                made_on=self.document.ends_on,
                reason="",
            )
        )


def read_named(parts: Parts, document: Document, names: Names) -> Iterator[tuple[str, int, str]]:
    for sex, positions in document.matrix.items():
        by_name = {str(one.position): one for one in positions if one.by_name}
        for part in parts(f"naam-{sex}"):
            number, _, who = part.partition(":")
            skater = names.skater(who, sex, part) if number in by_name else None
            if number not in by_name:
                said = N_("“{given}”: dat is geen positie op naam; verwacht bijvoorbeeld 6:naam.")
                names.fault(said, part)
            elif skater and skater != by_name[number].named:
                yield sex, int(number), skater
