"""The second level: who starts where. The seats of each event, the ones that became free, and who is next.

A *seat* is a start place with its number. Who skated to it has it *by result*. It becomes *free* when he does
not go, or must make way for a decision of the committee; then the next selected skater in the result is a
*proposal*, and never more than that. Who starts is what `selection` says; this tells why.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from matrix.selection import Contest, Selection, start_places_of
from results.standings import EventState, Row, Standing, rank


@dataclass(frozen=True, slots=True)
class Seat:
    """Start place `place`, from 1. `kind`: "result", "proposal", "decision", "named", "tied" or "open".

    `skated` is the skater's place in the event; `freed_by` whose seat it was; `instead_of` whom the rule would
    have given it, had the committee decided nothing; `tied` those who share the last place, if not all fit.
    """

    place: int
    skater: str | None
    kind: str
    skated: int | None = None
    freed_by: str | None = None
    instead_of: str | None = None
    tied: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Freed:
    """A seat that its skater does not take. `why`: "not selected", or "decided" (somebody else was chosen)."""

    place: int
    skater: str
    why: str


@dataclass(frozen=True, slots=True)
class EventStarts:
    """`seats` in order, as many as the event has; `reserves`: the selected who are next in its result."""

    event: str
    seats: tuple[Seat, ...]
    freed: tuple[Freed, ...]
    reserves: tuple[str, ...]


def start_places(
    contest: Contest, selection: Selection, standings: Mapping[str, Standing] | None = None
) -> tuple[EventStarts, ...]:
    """The seats of every event of the contest, in its order; `selection` is `select(contest, standings)`.

    `standings` are those of the events, if they are known already.
    The rule: tournament-file.md, "Start places". Never raises.
    """
    standings = standings or {event.id: rank(event) for event in contest.events}
    starters = dict(selection.start_places)
    return tuple(
        _of(event, contest, selection, starters[event.id], standings[event.id]) for event in contest.events
    )


def _of(
    event: EventState,
    contest: Contest,
    selection: Selection,
    starters: tuple[str, ...],
    standing: Standing,
) -> EventStarts:
    rows = [row for row in standing.rows if row.place is not None]
    tied = _tied(event, rows, selection.selected, starters)
    freed = tuple(_freed(event, contest, rows, selection.selected, (*starters, *tied)))
    return EventStarts(
        event=event.id,
        seats=_seats(event, contest, selection, rows, starters, freed, tied),
        freed=freed,
        reserves=tuple(
            row.skater
            for row in rows
            if row.skater in selection.selected and row.skater not in (*starters, *tied)
        ),
    )


def _tied(
    event: EventState, rows: list[Row], selected: tuple[str, ...], starters: tuple[str, ...]
) -> tuple[str, ...]:
    """Those of the selected who share the place of the last one in by result, where not all of them fit."""
    by_result = [row for row in rows if row.skater in starters]
    if len(starters) < event.start_places or not by_result:
        return ()
    last = by_result[-1]
    alike = [row for row in rows if row.place == last.place and row.skater in selected]
    return tuple(row.skater for row in alike) if any(row.skater not in starters for row in alike) else ()


def _freed(
    event: EventState, contest: Contest, rows: list[Row], selected: tuple[str, ...], kept: tuple[str, ...]
) -> Iterable[Freed]:
    designated = contest.fixed(event.id)
    for number, row in enumerate(rows[: event.start_places], start=1):
        if row.skater not in kept:
            decided = row.skater in selected or number in designated
            yield Freed(number, row.skater, "decided" if decided else "not selected")


def _seats(
    event: EventState,
    contest: Contest,
    selection: Selection,
    rows: list[Row],
    starters: tuple[str, ...],
    freed: tuple[Freed, ...],
    tied: tuple[str, ...],
) -> tuple[Seat, ...]:
    kinds = _kinds(event, contest, rows, starters, tied)
    taken = _numbered(event, contest, rows, starters, kinds)
    skated = {row.skater: row.place for row in rows}
    was = {one.place: one.skater for one in freed}
    designated = contest.fixed(event.id)
    passed = iter(_passed_over(event, contest, selection, rows, starters))
    seats = []
    for place in range(1, event.start_places + 1):
        skater = taken.get(place)
        if skater is None:
            seats.append(Seat(place, None, "open", freed_by=was.get(place)))
            continue
        lost = was.get(place) if designated.get(place) == skater else None
        decided = kinds[skater] == "decision"
        seats.append(
            Seat(
                place=place,
                skater=skater,
                kind=kinds[skater],
                skated=skated.get(skater),
                freed_by=None if lost else was.get(place),
                instead_of=lost or (next(passed, None) if decided else None),
                tied=tied if skater in tied else (),
            )
        )
    return tuple(seats)


def _kinds(
    event: EventState, contest: Contest, rows: list[Row], starters: tuple[str, ...], tied: tuple[str, ...]
) -> dict[str, str]:
    named = {p.named for p in contest.positions if p.place is None and p.event == event.id}
    decided = set(contest.fixed(event.id).values())
    decided |= {made.skater for made in contest.start_assignments if made.event == event.id}
    own = {row.skater for row in rows[: event.start_places]}
    return {
        skater: "named"
        if skater in named
        else "decision"
        if skater in decided
        else "tied"
        if skater in tied
        else "result"
        if skater in own
        else "proposal"
        for skater in starters
    }


def _numbered(
    event: EventState,
    contest: Contest,
    rows: list[Row],
    starters: tuple[str, ...],
    kinds: Mapping[str, str],
) -> dict[int, str]:
    """The starters by the number of their seat: the designated and those by result keep their own."""
    fixed = {
        place: skater
        for place, skater in contest.fixed(event.id).items()
        if skater in starters and place <= event.start_places
    }
    taken = {place: skater for place, skater in fixed.items() if kinds[skater] == "decision"}
    for number, row in enumerate(rows[: event.start_places], start=1):
        if row.skater in starters and row.skater not in taken.values():
            taken.setdefault(number, row.skater)
    left = [skater for skater in starters if skater not in taken.values()]
    free = [place for place in range(1, event.start_places + 1) if place not in taken]
    return taken | dict(zip(free, left, strict=False))


def _passed_over(
    event: EventState,
    contest: Contest,
    selection: Selection,
    rows: list[Row],
    starters: tuple[str, ...],
) -> list[str]:
    """Who would start by the rule alone, and does not because of a decision about this event."""
    by_rule = start_places_of(event, contest, rows, selection.selected, decisions=False)
    return [skater for skater in by_rule if skater not in starters]
