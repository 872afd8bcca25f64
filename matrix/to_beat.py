"""The slowest time that is worth a ticket now: who skates it is selected if nothing else changes any more."""

from dataclasses import dataclass

from matrix.selection import Contest, holders_of, selected_of
from results.standings import EventState, rank
from results.times import Time
from results.to_beat import Asking, with_time

SLOWEST = Time(5_999_990)


@dataclass(frozen=True, slots=True)
class Ticket:
    """`place` in the event with `time` gives a ticket now, and costs those in `out` theirs.

    `state`: "time"; "any" (no time) where every time is enough; "held" (no place, no time) where he has a
    ticket as it stands even without finishing.
    """

    state: str
    place: int | None = None
    time: Time | None = None
    out: tuple[str, ...] = ()


class Tickets:
    """Asks of one contest, as it stands, what a ticket takes. What it was asked before it remembers."""

    def __init__(self, contest: Contest) -> None:
        self.contest = contest
        self.asking = {event.id: Asking(event) for event in contest.events}
        self.holders = {event.id: holders_of(contest, event.id, rank(event)) for event in contest.events}
        self.now = selected_of(contest, self.holders)
        self.told: dict[tuple[str, str, int], Ticket | None] = {}

    def ticket(self, event: str, skater: str, run: int) -> Ticket | None:
        """What the skater has to skate in this run; None where no time is worth a ticket now."""
        asked_for = (event, skater, run)
        if asked_for not in self.told:
            self.told[asked_for] = self._ticket(self.asking[event], skater, run)
        return self.told[asked_for]

    def _ticket(self, asking: Asking, skater: str, run: int) -> Ticket | None:
        event = asking.event
        if skater in self.contest.team or skater in self._after(event, skater, run, None):
            return Ticket("held")
        worth = {p.place for p in self.contest.positions if p.event == event.id and p.place is not None}
        for place in sorted(worth, reverse=True):
            found = asking.of(skater, run, place)
            if found is None or found.state == "held":
                continue
            after = self._after(event, skater, run, found.time or SLOWEST)
            if skater in after:
                out = tuple(one for one in self.now if one not in after)
                return Ticket(found.state, place, found.time, out)
        return None

    def _after(self, event: EventState, skater: str, run: int, time: Time | None) -> tuple[str, ...]:
        """Who is selected once this stands, and nothing else changes."""
        standing = rank(with_time(event, skater, run, time))
        return selected_of(
            self.contest, {**self.holders, event.id: holders_of(self.contest, event.id, standing)}
        )
