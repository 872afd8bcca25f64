"""A table out of whatever somebody saved or pasted as CSV: decoded, split, its columns found; or why it cannot be."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO

from django.utils.translation import gettext as _

LARGEST = 100_000  # bytes; a matrix is some 500
DELIMITERS = ";,\t"
BYTE_ORDER_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
# What other programs save under the same name.
FOREIGN = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF", b"\x1f\x8b")


class Unreadable(Exception):
    """There is no table in it; the sentence says what to do."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong on that line of the file (from 1; 0: the whole of it), and what to do."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Record:
    """One line of the table: its number in the file, and its cells by column."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    records: tuple[Record, ...]
    faults: tuple[Fault, ...]
    remarks: tuple[str, ...] = ()


def table_of(data: bytes, columns: Mapping[str, Sequence[str]], most: int) -> Table:
    """The lines under the header, which names each of the `columns` by one of its words, in any order.

    Raises Unreadable where there is no table at all; at most `most` lines are read.
    """
    text, remarks = decoded(data)
    lines = _lines(text)
    first = next(((number, line) for number, line in enumerate(lines, start=1) if line.strip()), None)
    if first is None:
        raise Unreadable(_("Er staat niets in. Kies een bestand of plak de regels."))
    skipped, delimiter = first[0] - 1, _delimiter(first[1])
    if first[1].casefold().startswith("sep="):  # Excel's own first line
        skipped += 1
    found: list[Record] = []
    faults: list[Fault] = []
    names: list[str] = []
    for number, cells in _read(lines, delimiter, faults, skipped):
        if not names:
            names = _columns(number, cells, columns, faults)
        elif len(found) == most:
            faults.append(
                Fault(number, _("Te lang: een matrix heeft hoogstens {most} posities.").format(most=most))
            )
            break
        else:
            found.append(_record(number, cells, names, faults))
    return Table(tuple(found), tuple(faults), remarks)


def decoded(data: bytes) -> tuple[str, tuple[str, ...]]:
    """The text, and what to look at where its encoding had to be guessed. Raises Unreadable."""
    if len(data) > LARGEST:
        raise Unreadable(
            _("Dit bestand is te groot: een matrix is hoogstens {size} kB.").format(size=LARGEST // 1000)
        )
    if data.startswith(FOREIGN):
        raise Unreadable(_("Dit is geen CSV. Kies in Excel ‘Opslaan als’ en dan ‘CSV UTF-8’."))
    guess = next((name for mark, name in BYTE_ORDER_MARKS.items() if data.startswith(mark)), "")
    remarks: tuple[str, ...] = ()
    for encoding in (guess,) if guess else ("utf-8", "cp1252"):
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            remarks = (_("Het bestand is niet in UTF-8; het is gelezen als Windows-1252. Kijk de namen na."),)
    else:
        raise Unreadable(
            _("Deze tekens zijn niet te lezen. Bewaar het bestand als ‘CSV UTF-8’ en probeer het opnieuw.")
        )
    if any(ord(sign) < 32 and sign not in "\t\r\n" for sign in text):
        raise Unreadable(_("Dit is geen tekst. Kies een bestand dat als CSV is opgeslagen."))
    return text, remarks


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _delimiter(line: str) -> str:
    if line.casefold().startswith("sep=") and line[4:5] in DELIMITERS and line[4:]:
        return line[4]
    return max(DELIMITERS, key=line.count)


def _read(
    lines: Sequence[str], delimiter: str, faults: list[Fault], skipped: int
) -> Iterator[tuple[int, list[str]]]:
    """The lines that are not empty, each with the number of its first line in the file."""
    reader = csv.reader(StringIO("\n".join(lines[skipped:])), delimiter=delimiter, strict=True)
    while True:
        number = skipped + reader.line_num + 1
        try:
            cells = [cell.strip() for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error:
            why = _(
                "Hier staat een aanhalingsteken verkeerd, en wat erna komt is niet gelezen: haal het weg of sluit het."
            )
            faults.append(Fault(number, why))
            return
        if any(cells):
            yield number, cells


def _columns(
    number: int, cells: list[str], columns: Mapping[str, Sequence[str]], faults: list[Fault]
) -> list[str]:
    """The columns in their order, an empty one where its word means nothing here."""
    words = {word: name for name, known in columns.items() for word in known}
    names = [words.get(cell.casefold(), "") for cell in cells]
    missing = [known[0] for name, known in columns.items() if name not in names]
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if len(missing) == len(columns):
        known = ";".join(word[0] for word in columns.values())
        raise Unreadable(_("De eerste regel moet de kolommen noemen: {columns}").format(columns=known))
    faults += [Fault(number, _("De kolom ‘{name}’ ontbreekt.").format(name=name)) for name in missing]
    faults += [
        Fault(number, _("De kolom ‘{name}’ staat er twee keer.").format(name=columns[name][0]))
        for name in twice
    ]
    return names


def _record(number: int, cells: list[str], names: list[str], faults: list[Fault]) -> Record:
    if any(cells[len(names) :]):
        faults.append(Fault(number, _("Hier staan meer vakken dan er kolommen zijn.")))
    by_name: dict[str, str] = {}
    for name, cell in zip(names, cells, strict=False):
        by_name.setdefault(name, cell)
    return Record(number, by_name)
