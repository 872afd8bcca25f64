"""Two people began with the same matrix; one published first. Both changes together, and where they disagree."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from matrix.differences import Key, Worth, keys_of, moved_lines

Line = TypeVar("Line", bound=Worth)


@dataclass(frozen=True, slots=True)
class Merged(Generic[Line]):
    """`lines` hold what both did; `disputed` are those that both changed differently: there `mine` stands."""

    lines: tuple[Line, ...]
    disputed: tuple[Line, ...]


def merged(base: Sequence[Line], mine: Sequence[Line], theirs: Sequence[Line]) -> Merged[Line]:
    """Their matrix with my changes in it. A line that one took away and the other changed stays, and is disputed."""
    begun, my, their = (dict(zip(keys_of(lines), lines, strict=True)) for lines in (base, mine, theirs))
    placed, touched = _placed(begun, my), _touched(begun, their)
    order = [key for key in their if key in my or key not in begun or key in touched]
    puts = [key for key in my if key in placed or (key in _touched(begun, my) and key not in order)]
    order = [key for key in order if key not in puts]
    for key in puts:
        order.insert(_where(key, list(my), order), key)
    lines = tuple(_line(key, begun, my, their) for key in order)
    gone = _gone(begun, my) & touched | _gone(begun, their) & _touched(begun, my)
    moved = {key for key in placed & _placed(begun, their) if _above(key, my) != _above(key, their)}
    named = {key for key in _named(begun, my) & _named(begun, their) if my[key].named != their[key].named}
    disputed = (key for key in order if key in gone | moved | named)
    return Merged(lines, tuple(_line(key, begun, my, their) for key in disputed))


def _placed(begun: dict[Key, Line], now: dict[Key, Line]) -> set[Key]:
    """What somebody moved or added."""
    return {key for key in now if key not in begun} | moved_lines(list(begun), list(now))


def _named(begun: dict[Key, Line], now: dict[Key, Line]) -> set[Key]:
    return {key for key in now if key in begun and now[key].named != begun[key].named}


def _touched(begun: dict[Key, Line], now: dict[Key, Line]) -> set[Key]:
    """What somebody moved, added or named otherwise."""
    return _placed(begun, now) | _named(begun, now)


def _gone(begun: dict[Key, Line], now: dict[Key, Line]) -> set[Key]:
    return {key for key in begun if key not in now}


def _where(key: Key, mine: list[Key], order: list[Key]) -> int:
    """The place in `order` where most lines stand on the side of `key` where `mine` has them; the highest of those."""
    at = mine.index(key)
    above, below = set(mine[:at]), set(mine[at + 1 :])

    def astray(index: int) -> int:
        return len(above & set(order[index:])) + len(below & set(order[:index]))

    return min(range(len(order) + 1), key=astray)


def _line(key: Key, begun: dict[Key, Line], my: dict[Key, Line], their: dict[Key, Line]) -> Line:
    if key not in their or (key in my and (key not in begun or my[key].named != begun[key].named)):
        return my[key]
    return their[key]


def _above(key: Key, lines: dict[Key, Line]) -> Key | None:
    """The line above this one."""
    order = list(lines)
    return order[order.index(key) - 1] if order[0] != key else None
