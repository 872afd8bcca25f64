"""The lines of a draft as they were typed, which need not make a matrix yet: two drafts together, and what changed."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from matrix.differences import Difference, Worth, differences
from matrix.merge import merged

BY_NAME = "named"
MOST = 60  # lines of a draft
LAST = 12  # place that a position can be worth
COPY = "\0"  # in no row: what comes in is without it


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a draft as it was typed: `worth` is a place, or ‘named’; `named` a skater's id or empty."""

    event: str = ""
    worth: str = "1"
    named: str = ""

    @classmethod
    def of(cls, part: Worth) -> "Row":
        return cls(part.event, BY_NAME if part.place is None else str(part.place), part.named or "")

    @property
    def by_name(self) -> bool:
        return self.worth == BY_NAME


Rows = tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Together:
    """`rows` hold what both did; of `disputed` both changed the same, and what `mine` says stands."""

    rows: Rows
    disputed: Rows


@dataclass(frozen=True, slots=True)
class _Line:
    """A row as a line that stands once: a second of the same worth, or one of none, is told apart by its event."""

    row: Row
    event: str
    place: int | None

    @property
    def named(self) -> str | None:
        return self.row.named or None


def together(base: Sequence[Row], mine: Sequence[Row], theirs: Sequence[Row]) -> Together:
    """What became of `base` with what both changed in it."""
    found = merged(_lines(base), _lines(mine), _lines(theirs))
    return Together(tuple(line.row for line in found.lines), tuple(line.row for line in found.disputed))


def changes(old: Sequence[Row], new: Sequence[Row]) -> tuple[Difference, ...]:
    """What changed from `old` to `new`, as `differences` says it; the event of a line that names none is empty."""
    found = differences(_lines(old), _lines(new))
    return tuple(replace(one, event=one.event.partition(COPY)[0]) for one in found)


def keys_of_rows(rows: Sequence[Row]) -> list[str]:
    """A word for each row that no other has, and that it keeps when it moves."""
    seen: Counter[tuple[str, str]] = Counter()
    keys = []
    for row in rows:
        worth = (row.event, row.worth)
        keys.append("-".join((*worth, str(seen[worth]))))
        seen[worth] += 1
    return keys


def _lines(rows: Sequence[Row]) -> list[_Line]:
    seen: Counter[tuple[str, str]] = Counter()
    found = []
    for row in rows:
        worth = (row.event, row.worth)
        if row.by_name:
            found.append(_Line(row, row.event, None))
        elif row.worth.isascii() and row.worth.isdigit() and int(row.worth[:9]) > 0:
            found.append(_Line(row, row.event + COPY * seen[worth], int(row.worth)))
        else:
            found.append(_Line(row, f"{row.event}{COPY}{row.worth}{COPY * seen[worth]}", None))
        seen[worth] += 1
    return found
