"""What the committee sends: a whole draft of the matrix, a designation, a name."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from pydantic import ValidationError

from results import document
from results.forms import CODES, LARGEST, UNTYPED, SignedForm
from results.log import Refused

MOST = 60
BY_NAME = "named"


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a draft as it was typed: `worth` is a place, or ‘named’; `named` a skater's id or empty."""

    event: str = ""
    worth: str = "1"
    named: str = ""

    @classmethod
    def of(cls, part: document.Position) -> "Row":
        return cls(part.event, BY_NAME if part.place is None else str(part.place), part.named or "")

    @property
    def by_name(self) -> bool:
        return self.worth == BY_NAME


@dataclass(frozen=True, slots=True)
class Draft:
    """A matrix that is being edited; it lives in the form alone. The row `focus` was moved last, and `came_from`
    there (both from 0). After bringing it together with version `seen`: `merged`, and the `disputed` lines."""

    rows: tuple[Row, ...]
    focus: int = -1
    came_from: int = -1
    seen: int = 0
    merged: bool = False
    disputed: tuple[dict[str, Any], ...] = ()

    @classmethod
    def sent(cls, data: QueryDict) -> "Draft":
        columns = (data.getlist("event"), data.getlist("worth"), data.getlist("named"))
        rows = [Row(*(text[:60] for text in texts)) for texts in zip(*columns, strict=False)]
        return cls(tuple(rows[:MOST]))

    def after(self, act: str, to: Sequence[str]) -> "Draft":
        """The draft after a button: `up:3`, `down:3`, `to:3`, `remove:3` (rows from 0), `add`, or Enter in a `to`.

        After `moved:12:6` the rows come in their new order already: dragged, or moved with the keyboard.
        """
        verb, _colon, number = act.partition(":")
        if verb == "moved":
            return self._told(number)
        if verb == "preview":
            return self
        if verb == "add":
            return replace(self, rows=(*self.rows, Row())[:MOST], focus=len(self.rows))
        at = _index(number)
        at = self._renumbered(to) if at < 0 else at
        if not 0 <= at < len(self.rows):
            return self
        if verb == "remove":
            return Draft(self.rows[:at] + self.rows[at + 1 :], at)
        return self._moved(at, {"up": at - 1, "down": at + 1}.get(verb, _number(to, at)))

    def _moved(self, at: int, to: int) -> "Draft":
        rows = list(self.rows)
        to = max(0, min(to, len(rows) - 1))
        rows.insert(to, rows.pop(at))
        return Draft(tuple(rows), to, at)

    def _told(self, numbers: str) -> "Draft":
        came_from, focus = (_index(text) for text in (*numbers.split(":"), "", "")[:2])
        inside = max(came_from, focus) < len(self.rows) and min(came_from, focus) >= 0
        return replace(self, focus=focus, came_from=came_from) if inside else self

    def _renumbered(self, to: Sequence[str]) -> int:
        return next((at for at in range(len(self.rows)) if _number(to, at) != at), -1)

    def positions(self) -> tuple[document.Position, ...]:
        """The draft as positions, or Refused that names the line which is none."""
        return tuple(_position(number, row) for number, row in enumerate(self.rows, start=1))


def _index(text: str) -> int:
    """A row (from 0) as it was sent; −1 for what is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else -1


def _number(to: Sequence[str], at: int) -> int:
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


class HolderForm(SignedForm):
    sex = forms.ChoiceField(choices=[("M", "M"), ("F", "F")], error_messages=UNTYPED)
    number = forms.IntegerField(min_value=1, max_value=1000, error_messages=UNTYPED)
    skater = forms.CharField(max_length=60, required=False, error_messages=UNTYPED)


class DesignateForm(SignedForm):
    skater = forms.CharField(
        max_length=60, error_messages=UNTYPED | {"required": _lazy("Kies wie je aanwijst.")}
    )
    kind = forms.ChoiceField(choices=[("team", "team"), ("start", "start")], error_messages=UNTYPED)
    event = forms.CharField(max_length=60, required=False, error_messages=UNTYPED)
    place = forms.IntegerField(
        min_value=1,
        max_value=1000,
        required=False,
        error_messages=dict.fromkeys(CODES, _lazy("Een startplek is een getal vanaf 1.")),
    )
    made_on = forms.DateField(
        error_messages=dict.fromkeys(CODES, _lazy("Geef de dag van het besluit, bijvoorbeeld 2026-01-02."))
    )

    def clean(self) -> dict[str, Any]:
        """A place in the team has no event; a start place has one."""
        data = self.cleaned_data
        if data.get("kind") == "team":
            data["event"], data["place"] = None, None
        elif not data.get("event"):
            raise forms.ValidationError(_("Kies de afstand en de startplek waarvoor je aanwijst."))
        return data


class WithdrawForm(SignedForm):
    designation = forms.IntegerField(min_value=1, max_value=LARGEST, error_messages=UNTYPED)
