"""What a change would do, before it is made: the same rules on both contests, and what differs between them."""

from collections.abc import Mapping
from dataclasses import dataclass

from matrix.differences import keys_of
from matrix.outlook import Outlook, outlook
from matrix.selection import Contest, Holding, select


@dataclass(frozen=True, slots=True)
class Turn:
    """The outlook of a skater as it is and as it would be."""

    skater: str
    before: Outlook
    after: Outlook

    @property
    def changed(self) -> bool:
        return _told(self.before) != _told(self.after)


@dataclass(frozen=True, slots=True)
class Line:
    """A position as it would be; `was` is its number now (None: new), `turn` that of its holder."""

    number: int
    was: int | None
    event: str
    place: int | None
    tied: tuple[str, ...]
    repeat: bool
    turn: Turn | None


@dataclass(frozen=True, slots=True)
class Consequences:
    """Who comes in and who drops out as it stands now, each position, and everyone whose outlook changes."""

    comes_in: tuple[str, ...]
    drops_out: tuple[str, ...]
    lines: tuple[Line, ...]
    turns: tuple[Turn, ...]

    @property
    def nothing(self) -> bool:
        return not (self.comes_in or self.drops_out or self.turns)


def consequences(before: Contest, after: Contest) -> Consequences:
    """What changes for whom when `after` takes the place of `before`; both of the same sex and skaters."""
    then, now = select(after), select(before)
    turns = _turns(before, after)
    was = {key: number for number, key in enumerate(keys_of(before.positions), start=1)}
    keys = keys_of(after.positions)
    return Consequences(
        comes_in=tuple(skater for skater in then.selected if skater not in now.selected),
        drops_out=tuple(skater for skater in now.selected if skater not in then.selected),
        lines=tuple(
            _line(holding, was.get(key), turns) for key, holding in zip(keys, then.positions, strict=True)
        ),
        turns=tuple(turn for turn in turns.values() if turn.changed),
    )


def _turns(before: Contest, after: Contest) -> dict[str, Turn]:
    future = {found.skater: found for found in outlook(after)}
    return {found.skater: Turn(found.skater, found, future[found.skater]) for found in outlook(before)}


def _line(holding: Holding, was: int | None, turns: Mapping[str, Turn]) -> Line:
    turn = turns.get(holding.skater) if holding.skater else None
    return Line(holding.position, was, holding.event, holding.place, holding.tied, holding.repeat, turn)


def _told(found: Outlook) -> tuple[int | None, int | None, str]:
    return (found.best_rank, found.worst_rank, found.status)
