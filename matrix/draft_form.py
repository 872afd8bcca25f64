"""A draft of the matrix as its form sends it: all lines in their order, what its sender saw, and which button."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from pydantic import ValidationError

from matrix.draft_lines import MOST, Row, Rows
from matrix.drafts import Saw
from results import document
from results.forms import LARGEST, UNTYPED, SignedForm
from results.log import Refused


@dataclass(frozen=True, slots=True)
class Draft:
    """A matrix that is being edited. `did` says what the last button did to row `focus` (from 0), if anything:
    "moved" it there from `came_from`, "added" or "removed" it."""

    rows: Rows
    focus: int = -1
    came_from: int = -1
    did: str = ""

    @classmethod
    def sent(cls, data: QueryDict) -> "Draft":
        columns = (data.getlist("event"), data.getlist("worth"), data.getlist("named"))
        rows = [Row(*(storable(text)[:60] for text in texts)) for texts in zip(*columns, strict=False)]
        return cls(tuple(row if row.by_name else replace(row, named="") for row in rows[:MOST]))

    def after(self, act: str, to: Sequence[str]) -> "Draft":
        """The draft after a button: `up:3`, `down:3`, `to:3`, `remove:3` (rows from 0), `add`, or Enter in a `to`.

        After `moved:12:6` or `removed:3` the page did it already, and the rows come as they now are.
        """
        verb, _colon, number = act.partition(":")
        at = _index(number)
        if verb == "moved":
            return self._told(number)
        if verb == "removed":
            return replace(self, focus=at, did=verb) if at >= 0 else self
        if verb in {"preview", "see"}:
            return self
        if verb == "add":
            longer = (*self.rows, Row())[:MOST]
            return Draft(longer, len(longer) - 1, did="added")
        at = self._renumbered(to) if at < 0 else at
        if not 0 <= at < len(self.rows):
            return self
        if verb == "remove":
            return Draft(self.rows[:at] + self.rows[at + 1 :], at, did="removed")
        return self._moved(at, {"up": at - 1, "down": at + 1}.get(verb, _to(to, at)))

    def _moved(self, at: int, to: int) -> "Draft":
        rows = list(self.rows)
        to = max(0, min(to, len(rows) - 1))
        rows.insert(to, rows.pop(at))
        return Draft(tuple(rows), to, at, "moved")

    def _told(self, numbers: str) -> "Draft":
        came_from, focus = (_index(text) for text in (*numbers.split(":"), "", "")[:2])
        inside = max(came_from, focus) < len(self.rows) and min(came_from, focus) >= 0
        return replace(self, focus=focus, came_from=came_from, did="moved") if inside else self

    def _renumbered(self, to: Sequence[str]) -> int:
        return next((at for at in range(len(self.rows)) if _to(to, at) != at), -1)

    def positions(self) -> tuple[document.Position, ...]:
        """The draft as positions, or Refused that names the line which is none."""
        return positions(self.rows)


def positions(rows: Rows) -> tuple[document.Position, ...]:
    """These rows as positions, or Refused that names the first which is none."""
    return tuple(_position(number, row) for number, row in enumerate(rows, start=1))


def saw(data: QueryDict) -> Saw:
    """What the sender had before them; where that did not come along, nothing is known of it."""
    return Saw(number(data.get("revision"), -1), number(data.get("seen"), LARGEST))


def reason(data: QueryDict) -> str:
    return storable(data.get("reason", ""))[:500]


def number(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else otherwise


def storable(text: str) -> str:
    """Without what a database does not take."""
    return text.replace("\0", "").encode(errors="replace").decode()


def _index(text: str) -> int:
    """A row (from 0) as it was sent; −1 for what is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else -1


def _to(to: Sequence[str], at: int) -> int:
    text = to[at].strip() if at < len(to) else ""
    return int(text) - 1 if text.isascii() and text.isdigit() and len(text) < 4 else at


def _position(number: int, row: Row) -> document.Position:
    try:
        if row.by_name:
            return document.Position(position=number, event=row.event, named=row.named or None)
        return document.Position(position=number, event=row.event, place=int(row.worth))
    except (ValidationError, ValueError) as bad:
        raise Refused(_("Positie {number}: kies een afstand en een plaats.").format(number=number)) from bad


class PublishForm(SignedForm):
    """`seen`: the version of the matrix that the draft began with; 0 where there was none."""

    seen = forms.IntegerField(min_value=0, max_value=LARGEST, error_messages=UNTYPED)
