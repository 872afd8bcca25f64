"""How an address changes the matrix, one part after the other: `13-7` or `13>7` moves a line, `8:M-1500:2` makes line 8
worth that place, `8:M-mass-start:naam` fills it by name (`…:naam:krol` by his), `erbij:8:M-1500:2` adds a line there,
and `eruit:8` takes it out. Lines count as the parts before left them.
"""

import re
from collections.abc import Iterable
from typing import NoReturn

from okt.scenario_matrix import Edit, Slot, Worth, edited, joined
from okt.scenario_names import Names
from results.document import Document

MOVE = re.compile(r"(\d{1,3})[->](\d{1,3})", re.ASCII)
NUMBER = re.compile(r"\d{1,3}", re.ASCII)
ADDED, REMOVED, BY_NAME = "erbij", "eruit", "naam"
MOST_ADDED = 10  # lines more than the matrix has in reality


def N_(sentence: str) -> str:
    """Marks a sentence for translation where it is shown."""
    return sentence


def read_edits(
    parts: Iterable[str], sex: str, slots: list[Slot], names: Names, document: Document
) -> tuple[Edit, ...]:
    """The edits that can be made to the lines of this sex; none if they leave everything as it was."""
    deepest = deepest_places(sex, slots, document)
    edits: list[Edit] = []
    states = [slots]
    for part in parts:
        try:
            edit = _Part(part, sex, states[-1], names).edit(deepest)
        except _Unfit:
            continue
        if edited(states[-1], [edit]) == states[-1]:
            continue
        if edit.kind == "add" and len(states[-1]) >= len(slots) + MOST_ADDED:
            names.fault(N_("“{given}”: meer dan {number} posities kan niet."), part, number=len(states[-1]))
            continue
        if edits and (both := joined(edits[-1], edit)):
            edits.pop()
            states.pop()
            edit = both
        after = edited(states[-1], [edit])
        if after != states[-1]:
            edits.append(edit)
            states.append(after)
    return () if states[-1] == slots else tuple(edits)


def written(edit: Edit) -> str:
    """The part of an address that gives this edit again."""
    if edit.kind == "move":
        return f"{edit.at}-{edit.to}"
    if edit.worth is None:
        return f"{REMOVED}:{edit.at}"
    head = f"{ADDED}:{edit.at}" if edit.kind == "add" else str(edit.at)
    return f"{head}:{written_worth(edit.worth)}"


def written_worth(worth: Worth) -> str:
    if worth.place is not None:
        return f"{worth.event}:{worth.place}"
    return f"{worth.event}:{BY_NAME}" + (f":{worth.named}" if worth.named else "")


def deepest_places(sex: str, slots: Iterable[Slot], document: Document) -> dict[str, int]:
    """By event of this sex the last place that a line can be worth: that of its last start."""
    deepest = {event.id: event.start_places for event in document.events if event.sex == sex}
    for slot in slots:
        deepest[slot.worth.event] = max(deepest.get(slot.worth.event, 0), slot.worth.place or 0)
    return deepest


class _Unfit(Exception):
    """A part that makes no edit; the names hold the fault."""


class _Part:
    """One part of the address, read against the lines as they are then. Whatever it asks raises _Unfit."""

    def __init__(self, part: str, sex: str, lines: list[Slot], names: Names) -> None:
        self.part, self.sex, self.lines, self.names = part, sex, lines, names

    def edit(self, deepest: dict[str, int]) -> Edit:
        """The edit that the part means."""
        if found := MOVE.fullmatch(self.part):
            return Edit("move", self._line(found[1]), self._line(found[2]))
        pieces = self.part.split(":")
        if pieces[0] == REMOVED and len(pieces) == 2:
            return self._removal(pieces[1])
        kind = "add" if pieces[0] == ADDED else "worth"
        number, *told = pieces[1:] or [""] if kind == "add" else pieces
        if not NUMBER.fullmatch(number) or len(told) not in (2, 3):
            self._fault(N_("“{given}”: verwacht bijvoorbeeld 13-7, 8:M-500:2, erbij:8:M-500:2 of eruit:8."))
        at = self._line(number, more=kind == "add")
        worth = self._worth(told, deepest)
        taken = [line.worth for i, line in enumerate(self.lines, start=1) if kind == "add" or i != at]
        if worth.place is not None and worth in taken:
            self._fault(N_("“{given}”: die plaats op de {event} staat al in de matrix."), worth.event)
        return Edit(kind, at, worth=worth)

    def _removal(self, number: str) -> Edit:
        at = self._line(number)
        if len(self.lines) == 1:
            self._fault(N_("“{given}”: de matrix houdt ten minste één positie."))
        return Edit("remove", at)

    def _line(self, text: str, *, more: bool = False) -> int:
        last = len(self.lines) + more
        if not NUMBER.fullmatch(text) or not 1 <= int(text) <= last:
            self._fault(N_("“{given}”: de matrix heeft {number} posities."), number=len(self.lines))
        return int(text)

    def _worth(self, told: list[str], deepest: dict[str, int]) -> Worth:
        event = self.names.event(told[0], self.part)
        if event is None:
            raise _Unfit
        if event.id not in deepest:
            self._fault(N_("“{given}”: de {event} hoort niet bij deze matrix."), event.id)
        if told[1] == BY_NAME:
            named = self.names.skater(told[2], self.sex, self.part) if len(told) == 3 else None
            if len(told) == 3 and not named:
                raise _Unfit
            return Worth(event.id, None, named)
        last = deepest[event.id]
        if len(told) != 2 or not NUMBER.fullmatch(told[1]) or not 1 <= int(told[1]) <= last:
            self._fault(
                N_("“{given}”: op de {event} gaat het om plaats 1 tot en met {number}."), event.id, last
            )
        return Worth(event.id, int(told[1]))

    def _fault(self, said: str, event: str | None = None, number: int | None = None) -> NoReturn:
        self.names.fault(said, self.part, event, number=number)
        raise _Unfit
