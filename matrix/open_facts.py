"""What is still open and can change who goes: an event, a re-skate, a tie, a name, a designation.

`difference_in` leaves an event out where it is plain that it makes none: where all it can bring are names that are
there anyway, or always as many new names that can come from nowhere else. `smallest` knows the rest.
"""

from collections.abc import Iterable, Mapping
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
Key = tuple[str, int]
"""A fact that decides positions: an event ("M-500", 0), or the name for a position ("M-mass-start", 6)."""


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


def facts_of(contest: Contest, keys: Iterable[Key]) -> tuple[Fact, ...]:
    """These facts, events in the order of the contest, then names in that of the matrix."""
    events = [of_event(event) for event in contest.events if (event.id, 0) in set(keys)]
    named = sorted((number, event) for event, number in keys if number)
    return (*events, *(Fact("named", event, number) for number, event in named))


def keys_of_lines(contest: Contest, board: Board) -> dict[Key, tuple[int, ...]]:
    """What each fact decides: lines of the board, from 0."""
    numbers = sorted(position.number for position in contest.positions)
    found: dict[Key, tuple[int, ...]] = {}
    for n, line in enumerate(board.lines):
        if not line.holder:
            key = (line.event, 0 if line.place else numbers[n])
            found[key] = (*found.get(key, ()), n)
    return found


def named_above(contest: Contest, board: Board, number: int) -> set[Key]:
    """The names still to be given in the first `number` lines."""
    keys = keys_of_lines(contest, board).items()
    return {key for key, lines in keys if key[1] and lines[0] < number}


def difference_in(above: Mapping[str, Event], named: int, unknown: int, free: int) -> set[str]:
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
