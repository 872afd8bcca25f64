"""What is still open and can change who goes: an event, a re-skate, a tie, a name, a designation.

An event is left out where it makes no difference how it ends: where all it can bring are names that are
there anyway, or always as many new names that can come from nowhere else.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from matrix.board import Board
from matrix.outlook_search import Event
from matrix.selection import Contest
from results.standings import EventState, runs_of, still_to_skate


@dataclass(frozen=True, slots=True)
class Fact:
    """`kind`: "event", "reskate" (all that the event waits for, of `skaters`), "tie" (the committee orders it),
    "named" (position `position` has no name yet) or "designation"."""

    kind: str
    event: str | None = None
    position: int | None = None
    skaters: tuple[str, ...] = ()


DESIGNATION = Fact("designation")


def of_event(event: EventState) -> Fact:
    """What an event that can still end differently waits for."""
    if event.status == "official":
        return Fact("tie", event.id)
    waiting = [skater for skater, starts in runs_of(event).items() if still_to_skate(event, starts)]
    if event.entries is None:
        return Fact("event", event.id)
    if not waiting:
        return Fact("tie", event.id)
    again = {start.skater for start in event.starts if start.reskate == "granted"}
    fresh = any(
        start is None or (not start.over and start.reskate != "granted")
        for skater in waiting
        for start in runs_of(event)[skater]
    )
    if fresh or not again:
        return Fact("event", event.id)
    return Fact("reskate", event.id, skaters=tuple(skater for skater in waiting if skater in again))


def sorted_facts(contest: Contest, board: Board, events: set[str], lines: set[int]) -> tuple[Fact, ...]:
    """The facts of these events and of these lines (from 0) without a name, events in the order of the contest."""
    positions = sorted(position.number for position in contest.positions)
    found = [of_event(event) for event in contest.events if event.id in events]
    return (*found, *(Fact("named", board.lines[line].event, positions[line]) for line in sorted(lines)))


def that_matter(above: Mapping[str, Event], named: int, unknown: int, free: int) -> set[str]:
    """The events of which the ending makes a difference to the number of names that they bring together.

    `named` are there beside them, `unknown` more names are open, those in `free` are not counted.
    """
    return {id for id in above if _matters(id, above, named, unknown, free)}


def certain_names(event: Event) -> int:
    """Who hold one of the places in every ending of the event."""
    sure = -1
    for ending in event:
        everyone = ending.least >= ending.pool.bit_count()
        sure &= ending.held | (ending.pool if everyone else 0)
    return sure


def is_open(event: Event) -> bool:
    """Whether more than one set of skaters can come to hold the places."""
    return len(event) > 1 or event[0].most > 0


def _matters(id: str, above: Mapping[str, Event], named: int, unknown: int, free: int) -> bool:
    there, elsewhere = named | free, -1 if unknown else 0
    for other, event in above.items():
        if other != id:
            there |= certain_names(event)
            for ending in event:
                elsewhere |= ending.held | (ending.pool if ending.most else 0)
    numbers: set[int] = set()
    either, pools, always = 0, 0, -1
    for ending in above[id]:
        new = ending.held & ~there
        pool = ending.pool & ~there if ending.most else 0
        if ending.most and ending.pool & there:
            if pool:
                return True
            numbers.add(new.bit_count())
        else:
            numbers |= {new.bit_count() + ending.least, new.bit_count() + ending.most}
        either, always, pools = either | new, always & new, pools | pool
    return len(numbers) > 1 or bool((either & ~always | pools) & elsewhere & ~there)
