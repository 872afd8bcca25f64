"""How two orders of the matrix differ, as few moves as possible: what moved, what is new, gone, or named otherwise."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

Key = tuple[str, int]


class Worth(Protocol):
    """A line of a matrix: worth `place` (from 1) in `event`, or filled by name where `place` is None."""

    @property
    def event(self) -> str: ...
    @property
    def place(self) -> int | None: ...
    @property
    def named(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Difference:
    """`kind`: "moved", "added", "removed" or "named". `old` and `new` are position numbers, from 1."""

    kind: str
    event: str
    place: int | None
    old: int | None
    new: int | None
    named: str | None = None


def keys_of(lines: Sequence[Worth]) -> list[Key]:
    """What makes a line the same line elsewhere: its event and place; those by name are counted per event."""
    seen: Counter[str] = Counter()
    keys = []
    for line in lines:
        if line.place is None:
            keys.append((line.event, -seen[line.event]))
            seen[line.event] += 1
        else:
            keys.append((line.event, line.place))
    return keys


def differences(old: Sequence[Worth], new: Sequence[Worth]) -> tuple[Difference, ...]:
    """What changed from `old` to `new`, from the top of the new matrix, and then what is gone."""
    before = {key: number for number, key in enumerate(keys_of(old), start=1)}
    order = keys_of(new)
    moved = moved_lines(list(before), order)
    found = []
    for number, (key, line) in enumerate(zip(order, new, strict=True), start=1):
        was = before.get(key)
        if was is None:
            found.append(Difference("added", line.event, line.place, None, number, line.named))
            continue
        if key in moved:
            found.append(Difference("moved", line.event, line.place, was, number))
        if line.named != old[was - 1].named:
            found.append(Difference("named", line.event, None, was, number, line.named))
    gone = (key for key in before if key not in set(order))
    found += [_removed(old[before[key] - 1], before[key]) for key in gone]
    return tuple(found)


def moved_lines(old: Sequence[Key], new: Sequence[Key]) -> frozenset[Key]:
    """The fewest lines that have to move to bring the old order into the new one."""
    at = {key: index for index, key in enumerate(old)}
    both = [key for key in new if key in at]
    return frozenset(both) - frozenset(both[index] for index in _longest_rising([at[key] for key in both]))


def _removed(line: Worth, number: int) -> Difference:
    return Difference("removed", line.event, line.place, number, None, line.named)


def _longest_rising(numbers: Sequence[int]) -> list[int]:
    """The indexes of a longest rising part; of several the one that ends lowest, so who moved up has moved."""
    ends: list[int] = []
    at: list[int] = []
    before: list[int | None] = []
    for index, number in enumerate(numbers):
        where = bisect_left(ends, number)
        before.append(at[where - 1] if where else None)
        ends[where : where + 1] = [number]
        at[where : where + 1] = [index]
    found: list[int] = []
    step = at[-1] if at else None
    while step is not None:
        found.append(step)
        step = before[step]
    return found[::-1]
