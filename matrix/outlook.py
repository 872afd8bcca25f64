"""What can still happen: the best and the worst rank that each skater can end with, exactly.

Events end independently of each other, so it is enough to know of each event which sets of skaters can
hold the places that matter (`endings`). A skater's rank then is 1 + the number of different names above
his first position: for the best the fewest names, for the worst the most, over every position that can
be his first (`outlook_search`).
"""

from dataclasses import dataclass, replace
from functools import cache

from matrix.endings import NOBODY, Ending, Somebody, endings_of
from matrix.fields import Field, field_of
from matrix.outlook_search import Event, fewest, most, settled
from matrix.selection import Contest
from results.standings import EventState


@dataclass(frozen=True, slots=True)
class Outlook:
    """Ranks from 1. `best_rank` None: no position any more; `worst_rank` None: may end without a position.

    `status`: "designated", "certain", "certain_unless_designated", "waiting" or "out".
    `survives_designations`: how many more there can be before the place in the team is lost.
    """

    skater: str
    best_rank: int | None
    worst_rank: int | None
    status: str
    survives_designations: int | None


def outlook(contest: Contest) -> tuple[Outlook, ...]:
    """The outlook of every skater of the contest, in its order.

    The events may still end in any way consistent with what has been skated, see tournament-file.md,
    "Outlook". Raises KeyError when a position is worth a place in an event that the contest does not have.
    """
    board = _Board(contest)
    alike: dict[tuple[int, ...], tuple[int | None, int | None]] = {}
    found = []
    for skater in contest.skaters:
        bit = board.bits[skater]
        kind = board.kind(bit)
        if kind not in alike:
            alike[kind] = (board.best_rank(bit), board.worst_rank(bit))
        found.append(_told(contest, skater, *alike[kind]))
    return tuple(found)


def _told(contest: Contest, skater: str, best: int | None, worst: int | None) -> Outlook:
    free = contest.free
    left = max(0, contest.max_designations - len(contest.designations))
    if skater in contest.team:
        status = "designated"
    elif worst is not None and worst <= free - left:
        status = "certain"
    elif worst is not None and worst <= free:
        status = "certain_unless_designated"
    elif best is not None and best <= free:
        status = "waiting"
    else:
        status = "out"
    return Outlook(skater, best, worst, status, None if worst is None else free - worst)


@dataclass(frozen=True, slots=True)
class _Line:
    """A position: `holder` has it, or who comes at `place` in `event`; neither: it can go to anyone."""

    holder: int
    event: str
    place: int


class _Board:
    """The matrix with all that can still become of it. Skaters are bits; lines are numbered from 0."""

    def __init__(self, contest: Contest) -> None:
        self.bits = _bits(contest)
        self.lines = _lines(contest, self.bits)
        self.team = sum(self.bits[skater] for skater in contest.team)
        self.fields = _fields(contest, self.lines, self.bits)
        self.endings = cache(self._endings)
        self.above = [self._above(line) for line in range(len(self.lines) + 1)]

    def kind(self, skater: int) -> tuple[int, ...]:
        """Equal for skaters who can do the same everywhere, so that what is found for one holds for all."""
        if any(line.holder == skater for line in self.lines):
            return (-skater,)
        kind = [1 if skater & self.team else 0]
        for field in self.fields.values():
            if field.matters & skater:
                return (-skater,)
            kind.append(1 if field.safe & skater else 2 if field.loose & skater else 0)
        return tuple(kind)

    def best_rank(self, skater: int) -> int | None:
        """The lowest rank, None if there is no position that the skater can hold.

        That he may hold a higher one too does no harm: then that one gives a rank at least as low.
        """
        free = self.team | skater
        best: int | None = None
        for number, line in enumerate(self.lines):
            above = self.above[number]
            if best is not None and (above.settled & ~free).bit_count() + 1 >= best:
                break
            events = self._events(number, line, skater)
            if events is not None:
                names = fewest(above.named, free, events, len(self.lines) + 1 if best is None else best - 1)
                best = best if names is None else names + 1
        return best

    def worst_rank(self, skater: int) -> int | None:
        """The highest rank, None if the skater may end without a position."""
        everything = self.above[-1]
        if not everything.named & skater and all(
            _without(skater, self.endings(event, places)) for event, places in everything.places.items()
        ):
            return None
        worst = 0
        for number in range(len(self.lines) - 1, -1, -1):
            above = self.above[number]
            if above.named & skater or above.ceiling <= worst:
                continue
            events = self._events(number, self.lines[number], skater)
            last = None if events is None else [_without(skater, event) for event in events]
            if last is not None and all(last):
                worst = max(worst, 1 + above.unknown + most(above.named, self.team | skater, last))
        return worst

    def _events(self, number: int, line: _Line, skater: int) -> list[Event] | None:
        """How the events can end above this line, if the skater holds it; None if he cannot."""
        places = self.above[number].places
        if not line.place:
            if line.holder not in (0, skater):
                return None
            return [self.endings(event, its) for event, its in places.items()]
        field = self.fields[line.event]
        if not skater & field.possible:
            return None
        own = self.endings(line.event, places.get(line.event, frozenset()), (skater, line.place))
        return (
            [own, *(self.endings(event, its) for event, its in places.items() if event != line.event)]
            if own
            else None
        )

    def _above(self, number: int) -> "_Above":
        places: dict[str, frozenset[int]] = {}
        named = unknown = 0
        for line in self.lines[:number]:
            if line.place:
                places[line.event] = places.get(line.event, frozenset()) | {line.place}
            else:
                named |= line.holder
                unknown += not line.holder
        known, undecided = settled(named, [self.endings(event, its) for event, its in places.items()])
        room = sum(max(ending.held.bit_count() + ending.most for ending in event) for event in undecided)
        return _Above(places, named, unknown, known, (known & ~self.team).bit_count() + unknown + room + 1)

    def _endings(self, event: str, places: frozenset[int], somebody: Somebody = NOBODY) -> Event:
        return endings_of(self.fields[event], places, somebody)


@dataclass(frozen=True, slots=True)
class _Above:
    """What stands above a line: the `places` of each event, the skaters `named`, how many `unknown` names,
    who is there for sure (`settled`), and the `ceiling` of the ranks that follow from it."""

    places: dict[str, frozenset[int]]
    named: int
    unknown: int
    settled: int
    ceiling: int


def _without(skater: int, event: Event) -> Event:
    """The endings in which the skater is not among the holders."""
    found = []
    for held, least, most_, pool in event:
        rest = pool & ~skater
        if not held & skater and least <= rest.bit_count():
            found.append(Ending(held, least, min(most_, rest.bit_count()), rest))
    return tuple(found)


def _bits(contest: Contest) -> dict[str, int]:
    """A bit for everyone who is mentioned."""
    names = [*contest.skaters, *(made.skater for made in contest.designations)]
    names += [position.named for position in contest.positions if position.named]
    for event in contest.events:
        names += event.entries or ()
        names += [start.skater for start in event.starts]
    return {skater: 1 << i for i, skater in enumerate(dict.fromkeys(names))}


def _lines(contest: Contest, bits: dict[str, int]) -> list[_Line]:
    lines = []
    for position in sorted(contest.positions, key=lambda position: position.number):
        designated = contest.fixed(position.event).get(position.place or 0)
        if position.place is None or designated:
            holder = designated or position.named
            lines.append(_Line(bits[holder] if holder else 0, position.event, 0))
        else:
            lines.append(_Line(0, position.event, position.place))
    return lines


def _fields(contest: Contest, lines: list[_Line], bits: dict[str, int]) -> dict[str, Field]:
    """The events that the matrix asks a place of. Strangers are enough bits above those of the known."""
    places: dict[str, set[int]] = {}
    for line in lines:
        if line.place:
            places.setdefault(line.event, set()).add(line.place)
    strangers = len(lines) + max((max(its) for its in places.values()), default=0)
    everyone = sum(bits[skater] for skater in contest.skaters) | ((1 << strangers) - 1) << len(bits)
    events = {event.id: event for event in contest.events}
    return {
        id: _field(events[id], frozenset(its), contest.fixed(id), bits, everyone)
        for id, its in places.items()
    }


def _field(
    event: EventState, places: frozenset[int], designated: dict[int, str], bits: dict[str, int], everyone: int
) -> Field:
    field = field_of(event, places, designated, bits, everyone)
    if field.tie_orders and not endings_of(field, places):
        return replace(field, tie_orders=None)  # no order by the clock has them all: they only replace
    return field
