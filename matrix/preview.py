"""What a change would do, before it is made: the same rules on both contests, and what differs between them."""

from collections.abc import Mapping
from dataclasses import dataclass

from matrix.cut_line import cut_ends
from matrix.differences import keys_of
from matrix.outlook import Outlook, outlook
from matrix.selection import Contest, Holding, select

Ends = tuple[int | None, int | None]


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
    """Who comes in and who drops out as it stands now, each position, and everyone whose outlook changes.

    `line_was` and `line`: after which position the cut line lies at the earliest and the latest, as in `CutLine`.
    """

    comes_in: tuple[str, ...]
    drops_out: tuple[str, ...]
    lines: tuple[Line, ...]
    turns: tuple[Turn, ...]
    line_was: Ends
    line: Ends

    @property
    def nothing(self) -> bool:
        return not (self.comes_in or self.drops_out or self.turns) and self.line_was == self.line


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
        line_was=cut_ends(before),
        line=cut_ends(after),
    )


def _turns(before: Contest, after: Contest) -> dict[str, Turn]:
    future = {found.skater: found for found in outlook(after)}
    return {found.skater: Turn(found.skater, found, future[found.skater]) for found in outlook(before)}


def _line(holding: Holding, was: int | None, turns: Mapping[str, Turn]) -> Line:
    turn = turns.get(holding.skater) if holding.skater else None
    return Line(holding.position, was, holding.event, holding.place, holding.tied, holding.repeat, turn)


def too_low(found: Outlook) -> int:
    """How many names somebody in the waiting room can still end below the cut line; 0 for who is not in it."""
    lost = found.survives_designations
    return max(-lost, 0) if lost is not None and found.status == "waiting" else 0


def _told(found: Outlook) -> tuple[int | None, int | None, str, int]:
    return (found.best_rank, found.worst_rank, found.status, too_low(found))
