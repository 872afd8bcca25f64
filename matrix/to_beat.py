"""The slowest time that is worth a ticket now: who skates it is selected if nothing else changes any more."""

from dataclasses import dataclass, replace

from matrix.selection import Contest, Selection, select
from results.standings import EventState
from results.times import Time
from results.to_beat import asked, with_time

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
    """Asks of one contest, as it stands, what a ticket takes."""

    def __init__(self, contest: Contest) -> None:
        self.contest = contest
        self.now = select(contest)
        self.told: dict[tuple[EventState, str, int], Ticket | None] = {}

    def ticket(self, event: EventState, skater: str, run: int) -> Ticket | None:
        """What the skater has to skate in this run; None where no time is worth a ticket now."""
        asked_for = (event, skater, run)
        if asked_for not in self.told:
            self.told[asked_for] = self._ticket(event, skater, run)
        return self.told[asked_for]

    def _ticket(self, event: EventState, skater: str, run: int) -> Ticket | None:
        if skater in self.contest.team or skater in self._after(event, skater, run, None).selected:
            return Ticket("held")
        worth = {p.place for p in self.contest.positions if p.event == event.id and p.place is not None}
        for place in sorted(worth, reverse=True):
            found = asked(event, skater, run, place)
            if found is None or found.state == "held":
                continue
            after = self._after(event, skater, run, found.time or SLOWEST)
            if skater in after.selected:
                out = tuple(one for one in self.now.selected if one not in after.selected)
                return Ticket(found.state, place, found.time, out)
        return None

    def _after(self, event: EventState, skater: str, run: int, time: Time | None) -> Selection:
        """The selection once this stands, and nothing else changes."""
        changed = with_time(event, skater, run, time)
        events = tuple(changed if one.id == event.id else one for one in self.contest.events)
        return select(replace(self.contest, events=events))
