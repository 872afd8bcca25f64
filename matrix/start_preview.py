"""Who starts where, as it is and as it would be: what a decision does to the second level."""

from dataclasses import dataclass

from matrix.selection import Contest, select
from matrix.start_places import Seat, start_places


@dataclass(frozen=True, slots=True)
class StartTurn:
    """An event of which the starters change: all that would start, in order, and who comes and goes."""

    event: str
    starters: tuple[str, ...]
    comes_in: tuple[str, ...]
    drops_out: tuple[str, ...]


def start_turns(before: Contest, after: Contest) -> tuple[StartTurn, ...]:
    """The events in which others would start, once `after` takes the place of `before`."""
    was, would = dict(select(before).start_places), dict(select(after).start_places)
    return tuple(
        StartTurn(
            event=event,
            starters=starters,
            comes_in=tuple(skater for skater in starters if skater not in was[event]),
            drops_out=tuple(skater for skater in was[event] if skater not in starters),
        )
        for event, starters in would.items()
        if set(starters) != set(was[event])
    )


def seats_of(contest: Contest, event: str) -> tuple[Seat, ...]:
    """The start places of this event as it stands."""
    found = {one.event: one.seats for one in start_places(contest, select(contest))}
    return found.get(event, ())


def free(seat: Seat) -> bool:
    """Whether nobody has it by his own result, a name or a decision."""
    return seat.kind in {"proposal", "open", "tied"}
