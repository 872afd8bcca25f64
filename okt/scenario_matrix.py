"""The lines of an imagined matrix: moved, added, taken out, or worth something else. Pure.

Edits come one after the other; each counts the lines as the edits before it left them, from 1.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from results.document import Position


@dataclass(frozen=True, slots=True)
class Worth:
    """A place in an event (from 1) or, where `place` is None, by name: held by `named`, None while unknown."""

    event: str
    place: int | None = None
    named: str | None = None


@dataclass(frozen=True, slots=True)
class Slot:
    """A line: the number that it has in reality (None: it is new), and what it is worth here."""

    was: int | None
    worth: Worth


@dataclass(frozen=True, slots=True)
class Edit:
    """`kind`: "move" line `at` to `to`; "worth" of line `at`; "add" one at `at`; "remove" line `at`."""

    kind: str
    at: int
    to: int = 0
    worth: Worth | None = None


def slots_of(positions: Iterable[Position]) -> list[Slot]:
    return [Slot(part.position, Worth(part.event, part.place, part.named)) for part in positions]


def edited(slots: Sequence[Slot], edits: Iterable[Edit]) -> list[Slot]:
    """The lines after these edits, each of which has a line to work on."""
    lines = list(slots)
    for edit in edits:
        at = edit.at - 1
        if edit.kind == "move":
            lines.insert(edit.to - 1, lines.pop(at))
        elif edit.kind == "remove":
            lines.pop(at)
        elif edit.worth and edit.kind == "add":
            lines.insert(at, Slot(None, edit.worth))
        elif edit.worth:
            lines[at] = replace(lines[at], worth=edit.worth)
    return lines


def joined(before: Edit, after: Edit) -> Edit | None:
    """One edit that does what these two do, for two that work on the same line; else None.

    A new line that is taken out again is a move of nothing: `Edit("move", 1, 1)`.
    """
    now_at = before.to if before.kind == "move" else before.at
    if before.kind == "remove" or after.at != now_at or after.kind == "add":
        return None
    if before.kind == "add":
        if after.kind == "move":
            return replace(before, at=after.to)
        return Edit("move", 1, 1) if after.kind == "remove" else replace(before, worth=after.worth)
    if before.kind == "move" and after.kind in ("move", "remove"):
        return replace(after, at=before.at)
    if before.kind == "worth" and after.kind in ("worth", "remove"):
        return after
    return None


def positions_of(slots: Iterable[Slot]) -> tuple[Position, ...]:
    """The lines as a matrix, numbered from 1."""
    return tuple(
        Position(position=number, event=slot.worth.event, named=slot.worth.named)
        if slot.worth.place is None
        else Position(position=number, event=slot.worth.event, place=slot.worth.place)
        for number, slot in enumerate(slots, start=1)
    )
