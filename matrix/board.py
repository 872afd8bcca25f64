"""The matrix with all that can still become of it, and the best and worst rank in it.

Events end independently of each other, so it is enough to know of each event which sets of skaters can
hold the places that matter (`endings`). A skater's rank then is 1 + the number of different names above
his first position: for the best the fewest names, for the worst the most, over every position that can
be his first (`outlook_search`).
"""

from dataclasses import dataclass, replace
from functools import cache

from matrix.endings import NOBODY, Ending, Somebody, Way, endings_of, too_many, ways_of
from matrix.fields import Field, field_of
from matrix.outlook_search import Event, fewest, most, settled
from matrix.selection import Contest
from results.standings import EventState

ORDERS = 1000
"""Steps to put the ties of an event in order, once; it is done again for every skater and line."""
WAYS = 20_000
"""Steps to know everyone who can hold the lines of an event."""


@dataclass(frozen=True, slots=True)
class Line:
    """A position: `holder` has it, or who comes at `place` in `event`; neither: it can go to anyone."""

    holder: int
    event: str
    place: int


class Board:
    """The matrix with all that can still become of it. Skaters are bits; lines are numbered from 0."""

    def __init__(self, contest: Contest) -> None:
        self.bits = _bits(contest)
        self.lines = _lines(contest, self.bits)
        self.team = sum(self.bits[skater] for skater in contest.team)
        self.strangers = _strangers(self.lines) << len(self.bits)
        self.fields = _fields(contest, self.lines, self.bits, self.strangers)
        self.endings = cache(self._endings)
        self.ways = cache(self._ways)
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
        for number in range(len(self.lines)):
            above = self.above[number]
            if best is not None and (above.settled & ~free).bit_count() + 1 >= best:
                break
            events = self.events_above(number, skater)
            if events is not None:
                below = len(self.lines) + 1 if best is None else best - 1
                names = fewest(above.named, free, list(events.values()), below)
                best = best if names is None else names + 1
        return best

    def worst_rank(self, skater: int) -> int | None:
        """The highest rank, None if the skater may end without a position."""
        everything = self.above[-1]
        if not everything.named & skater and all(
            without(skater, self.endings(event, places)) for event, places in everything.places.items()
        ):
            return None
        worst = 0
        for number in range(len(self.lines) - 1, -1, -1):
            above = self.above[number]
            if above.named & skater or above.ceiling <= worst:
                continue
            events = self.events_above(number, skater)
            last = None if events is None else [without(skater, event) for event in events.values()]
            if last is not None and all(last):
                worst = max(worst, 1 + above.unknown + most(above.named, self.team | skater, last))
        return worst

    def events_above(self, number: int, skater: int) -> dict[str, Event] | None:
        """How the events can end above this line, if the skater holds it; None if he cannot."""
        line, places = self.lines[number], self.above[number].places
        if not line.place:
            if line.holder not in (0, skater):
                return None
            return {event: self.endings(event, its) for event, its in places.items()}
        if not skater & self.fields[line.event].possible:
            return None
        own = self.endings(line.event, places.get(line.event, frozenset()), (skater, line.place))
        others = {event: self.endings(event, its) for event, its in places.items() if event != line.event}
        return {line.event: own} | others if own else None

    def first_held(self, number: int, skater: int) -> dict[str, Event] | None:
        """How the events can end above this line, if it is the first that the skater holds; None if it cannot be."""
        events = None if self.above[number].named & skater else self.events_above(number, skater)
        if events is None:
            return None
        last = {event: without(skater, endings) for event, endings in events.items()}
        return last if all(last.values()) else None

    def kept_line(self, skater: int) -> int | None:
        """The line at or above which the skater ends in any case; None if he may end without."""
        for number in range(1, len(self.lines) + 1):
            above = self.above[number]
            if above.named & skater or not all(
                without(skater, self.endings(event, places)) for event, places in above.places.items()
            ):
                return number - 1
        return None

    def _above(self, number: int) -> "Above":
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
        return Above(places, named, unknown, known, (known & ~self.team).bit_count() + unknown + room + 1)

    def _ways(self, event: str) -> tuple[Way, ...]:
        """Every way to fill the lines of this event, from above."""
        places = [line.place for line in self.lines if line.event == event and line.place]
        return ways_of(self.fields[event], places, WAYS)

    def _endings(self, event: str, places: frozenset[int], somebody: Somebody = NOBODY) -> Event:
        return endings_of(self.fields[event], places, somebody)


@dataclass(frozen=True, slots=True)
class Above:
    """What stands above a line: the `places` of each event, the skaters `named`, how many `unknown` names,
    who is there for sure (`settled`), and the `ceiling` of the ranks that follow from it."""

    places: dict[str, frozenset[int]]
    named: int
    unknown: int
    settled: int
    ceiling: int


def without(skater: int, event: Event) -> Event:
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


def _lines(contest: Contest, bits: dict[str, int]) -> list[Line]:
    lines = []
    for position in sorted(contest.positions, key=lambda position: position.number):
        designated = contest.fixed(position.event).get(position.place or 0)
        if position.place is None or designated:
            holder = designated or position.named
            lines.append(Line(bits[holder] if holder else 0, position.event, 0))
        else:
            lines.append(Line(0, position.event, position.place))
    return lines


def _strangers(lines: list[Line]) -> int:
    """Bits for enough of those whom nobody has mentioned."""
    return (1 << len(lines) + max((line.place for line in lines), default=0)) - 1


def _fields(contest: Contest, lines: list[Line], bits: dict[str, int], strangers: int) -> dict[str, Field]:
    """The events that the matrix asks a place of."""
    asked = _asked(lines)
    everyone = sum(bits[skater] for skater in contest.skaters) | strangers
    events = {event.id: event for event in contest.events}
    return {id: _field(events[id], its, contest.fixed(id), bits, everyone) for id, its in asked.items()}


def _asked(lines: list[Line]) -> dict[str, frozenset[int]]:
    """By event the places that the matrix asks."""
    places: dict[str, frozenset[int]] = {}
    for line in lines:
        if line.place:
            places[line.event] = places.get(line.event, frozenset()) | {line.place}
    return places


def endless(contest: Contest, most: int) -> list[str]:
    """The events that can end in so many ways that going through them takes more than `most` steps."""
    bits = _bits(contest)
    lines = _lines(contest, bits)
    everyone = sum(bits[skater] for skater in contest.skaters) | _strangers(lines) << len(bits)
    events = {event.id: event for event in contest.events}
    return [
        id
        for id, places in _asked(lines).items()
        if too_many(field_of(events[id], places, contest.fixed(id), bits, everyone), places, most)
    ]


def _field(
    event: EventState, places: frozenset[int], designated: dict[int, str], bits: dict[str, int], everyone: int
) -> Field:
    field = field_of(event, places, designated, bits, everyone)
    if too_many(field, places, ORDERS):
        return field_of(event, places, designated, bits, everyone, in_any_order=True)
    if field.tie_orders and not endings_of(field, places):
        return replace(field, tie_orders=None)  # no order by the clock has them all: they only replace
    return field
