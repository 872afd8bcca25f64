"""A matrix as a CSV file, there and back: position, event, place, named. Reading says all that is wrong at once."""

import csv
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from io import StringIO

from django.utils.translation import gettext as _

from matrix.csv_table import Fault, Record, Unreadable, table_of
from matrix.draft_lines import BY_NAME, LAST, MOST, Row, Rows
from results.models import Event, Skater

COLUMNS = {  # the word that is written, and others that are understood
    "position": ("position", "positie", "nr", "#"),
    "event": ("event", "afstand"),
    "place": ("place", "plaats"),
    "named": ("named", "naam", "op naam"),
}
NAMED = ("op naam", "named", "by name")
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Read:
    """The matrix of a file, in the order of its positions; worth something only without `faults`."""

    rows: Rows
    faults: tuple[Fault, ...]
    remarks: tuple[str, ...] = ()


def written(rows: Rows, skaters: Iterable[Skater], delimiter: str) -> str:
    """The file: a name where only one has it, else the id. What a spreadsheet would run is marked as text."""
    skaters = list(skaters)
    often = Counter(_plain(str(skater)) for skater in skaters)
    names = {one.slug: str(one) if often[_plain(str(one))] == 1 else one.slug for one in skaters}
    out = StringIO()
    lines = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    lines.writerow(COLUMNS)
    for position, row in enumerate(rows, start=1):
        place = _("op naam") if row.by_name else row.worth
        lines.writerow([position, row.event, place, _as_text(names.get(row.named, row.named))])
    return out.getvalue()


def read(data: bytes, sex: str, events: Sequence[Event], skaters: Sequence[Skater]) -> Read:
    """The matrix of `sex` that the file holds. `events` and `skaters` are all of the tournament."""
    try:
        table = table_of(data, COLUMNS, MOST)
    except Unreadable as unreadable:
        return Read((), (Fault(0, str(unreadable)),))
    reader = _Reader(sex, events, skaters)
    found = [reader.line(record) for record in table.records]
    faults = [*table.faults, *reader.faults, *_numbers(found), *_twice(found)]
    if not found and not faults:
        faults.append(Fault(0, _("Onder de eerste regel staat geen enkele positie.")))
    rows = tuple(line.row for line in sorted(found, key=lambda line: line.position))
    return Read(rows, tuple(sorted(faults, key=lambda fault: fault.line)), table.remarks)


@dataclass(frozen=True, slots=True)
class _Line:
    line: int
    position: int  # 0: none that can be read
    row: Row


class _Reader:
    """Reads line after line, and collects what is wrong."""

    def __init__(self, sex: str, events: Sequence[Event], skaters: Sequence[Skater]) -> None:
        self.sex, self.events, self.skaters = sex, events, skaters
        self.faults: list[Fault] = []

    def line(self, record: Record) -> _Line:
        cell = {name: record.cells.get(name, "") for name in COLUMNS}
        position = _whole(cell["position"])
        if not position:
            self._wrong(record, _("‘{text}’ is geen positie: een getal vanaf 1."), cell["position"])
        row = replace(
            self._worth(record, cell["place"], cell["named"]), event=self._event(record, cell["event"])
        )
        return _Line(record.line, position, row)

    def _worth(self, record: Record, place: str, named: str) -> Row:
        if place.casefold() in NAMED or (not place and named):
            return Row("", BY_NAME, self._skater(record, named) if named else "")
        if named:
            self._wrong(record, _("Hier staan een plaats én een naam: maak een van beide leeg."), named)
        elif not place:
            self._wrong(
                record, _("De plaats ontbreekt: een getal van 1 tot en met {last}, of ‘op naam’."), place
            )
        elif not 1 <= _whole(place) <= LAST:
            words = _("‘{text}’ is geen plaats: een getal van 1 tot en met {last}, of ‘op naam’.")
            self._wrong(record, words, place)
        return Row("", str(_whole(place) or ""))

    def _event(self, record: Record, text: str) -> str:
        found = [event for event in self.events if _meant(text, event)]
        here = [event for event in found if event.sex == self.sex]
        if here:
            return here[0].slug
        if found:
            self._wrong(record, _("‘{text}’ is een afstand van het andere geslacht."), text)
        else:
            known = ", ".join(event.slug for event in self.events if event.sex == self.sex)
            words = _("‘{text}’ is geen afstand van dit toernooi. Kies uit: {known}.")
            self._wrong(record, words, text, known=known)
        return ""

    def _skater(self, record: Record, text: str) -> str:
        text = text[1:] if text.startswith("'") and text[1:].startswith(FORMULA) else text
        for match in (_same_id, _same_name, _same_last_name):
            found = [skater for skater in self.skaters if match(text, skater)]
            here = [skater for skater in found if skater.sex == self.sex]
            if len(here) > 1:
                known = ", ".join(f"{skater} ({skater.slug})" for skater in here)
                words = _(
                    "Meer dan één schaatser heet ‘{text}’: {known}. Zet er het id, tussen haakjes, voor in de plaats."
                )
                self._wrong(record, words, text, known=known)
            elif here:
                return here[0].slug
            elif found:
                self._wrong(record, _("‘{text}’ rijdt niet bij deze matrix."), text)
            else:
                continue
            return ""
        self._wrong(record, _("‘{text}’ doet niet mee aan dit toernooi: kijk de naam na."), text)
        return ""

    def _wrong(self, record: Record, words: str, text: str, known: str = "") -> None:
        self.faults.append(Fault(record.line, words.format(text=_short(text), known=known, last=LAST)))


def _numbers(found: Sequence[_Line]) -> list[Fault]:
    """Positions that stand there twice, and those that are missing between them."""
    at: dict[int, int] = {}
    faults = []
    for one in found:
        if one.position and one.position in at:
            words = _("Positie {number} staat er al, op regel {line}.")
            faults.append(Fault(one.line, words.format(number=one.position, line=at[one.position])))
        at.setdefault(one.position, one.line)
    last = max(at, default=0)
    if last > MOST:
        faults.append(
            Fault(at[last], _("Te lang: een matrix heeft hoogstens {most} posities.").format(most=MOST))
        )
    gaps = [str(number) for number in range(1, min(last, MOST)) if number not in at]
    if gaps:
        words = _("Deze posities ontbreken: {numbers}. Nummer door van 1 af.")
        faults.append(Fault(0, words.format(numbers=", ".join(gaps))))
    return faults


def _twice(found: Sequence[_Line]) -> list[Fault]:
    at: dict[tuple[str, str], int] = {}
    faults = []
    for one in found:
        worth = (one.row.event, one.row.worth)
        if all(worth) and not one.row.by_name and worth in at:
            words = _("Deze plaats op deze afstand staat er al, op regel {line}.")
            faults.append(Fault(one.line, words.format(line=at[worth])))
        at.setdefault(worth, one.line)
    return faults


def _meant(text: str, event: Event) -> bool:
    """`M-500`, `500`, `500 m`, `10.000 meter`, `massastart`."""
    plain = _plain(text)
    bare = re.sub(r"[\s.]|m(eter)?$", "", plain)
    words = {"massastart": "mass-start", "mass start": "mass-start"}
    return plain == _plain(event.slug) or _plain(event.distance) in {plain, bare, words.get(plain, "")}


def _same_id(text: str, skater: Skater) -> bool:
    return text.casefold() == skater.slug


def _same_name(text: str, skater: Skater) -> bool:
    return _plain(text) == _plain(str(skater))


def _same_last_name(text: str, skater: Skater) -> bool:
    return _plain(text) == _plain(skater.last_name)


def _plain(text: str) -> str:
    """Without capitals, accents, typographic apostrophes or more than one space."""
    apart = unicodedata.normalize("NFKD", text.replace("’", "'"))
    return " ".join("".join(sign for sign in apart if not unicodedata.combining(sign)).casefold().split())


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:40]}…"


def _as_text(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) else text
