"""The slowest time that still gives a place, as the event stands now: what a skater has to beat.

To come before an equal hundredth the thousandth has to be known of both. So the time asked is one
thousandth below a known thousandth, and one hundredth below a time known to the hundredth.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from results.standings import EventState, RunStart, better, counting_time, runs_of
from results.times import Time


@dataclass(frozen=True, slots=True)
class Asked:
    """For `place` (from 1) or better, whatever the committee makes of ties: `time` or faster.

    `state`: "time"; "any" (no time) where every time is enough; "held" (no time) where he has it already.
    """

    place: int
    state: str
    time: Time | None


def asked(event: EventState, skater: str, run: int, place: int) -> Asked | None:
    """What the skater has to skate in this run for the place; None where no time gives it, or none ranks him yet."""
    return Asking(event).of(skater, run, place)


class Asking:
    """The same for many questions about one event: it counts the times once."""

    def __init__(self, event: EventState) -> None:
        self.event = event
        self.starts = runs_of(event)
        counting = {skater: counting_time(event, its) for skater, its in self.starts.items()}
        self.times = {skater: time for skater, time in counting.items() if time}

    def of(self, skater: str, run: int, place: int) -> Asked | None:
        event, mine = self.event, self.starts.get(skater, (None,) * self.event.runs)
        others = [time for other, time in self.times.items() if other != skater]
        kept = _kept(event, mine, run)
        if kept is not None and _sure(kept, others, place):
            return Asked(place, "held", None)
        if counting_time(event, _once(event, mine, skater, run, Time(1, True))) is None:
            return None
        if len(others) < place:
            return Asked(place, "any", None)

        def gives(time: Time) -> bool:
            counting = counting_time(event, _once(event, mine, skater, run, time))
            return counting is not None and _sure(counting, others, place)

        slowest = next((ms for ms in _candidates(event, mine, run, others) if gives(Time(ms, True))), None)
        if slowest is None:
            return None
        hundredth = Time(slowest // 10 * 10, False)
        plain = slowest % 10 == 9 and hundredth.ms > 0 and gives(hundredth)
        return Asked(place, "time", hundredth if plain else Time(slowest, True))


def with_time(event: EventState, skater: str, run: int, time: Time | None) -> EventState:
    """The event once this time stands for the skater in this run; without one he did not finish.

    In a re-skate that may replace a better first time only by a better one, the better of the two stands.
    """
    mine = runs_of(event).get(skater, (None,) * event.runs)
    others = tuple(one for one in event.starts if (one.skater, one.run) != (skater, run))
    return replace(event, starts=(*others, _start(event, mine[run - 1], skater, run, time)))


def _kept(event: EventState, mine: tuple[RunStart | None, ...], run: int) -> Time | None:
    """The counting time that he keeps whatever he skates in this run."""
    before = mine[run - 1]
    loses = before is None or before.reskate != "granted" or event.reskate_rule == "last"
    return counting_time(event, (*mine[: run - 1], None if loses else before, *mine[run:]))


def _once(
    event: EventState, mine: tuple[RunStart | None, ...], skater: str, run: int, time: Time
) -> tuple[RunStart | None, ...]:
    return (*mine[: run - 1], _start(event, mine[run - 1], skater, run, time), *mine[run:])


def _start(event: EventState, before: RunStart | None, skater: str, run: int, time: Time | None) -> RunStart:
    first = before.finish if before and before.reskate == "granted" else None
    if first and event.reskate_rule == "better" and (time is None or not better(time, first)):
        time = first
    return RunStart(skater, run, "DNF" if time is None else "finished", time)


def _sure(time: Time, others: list[Time], place: int) -> bool:
    """Whether it gives this place even if everyone with whom it is equal comes before."""
    return sum(not better(time, other) for other in others) < place


def _candidates(
    event: EventState, mine: tuple[RunStart | None, ...], run: int, others: list[Time]
) -> Iterator[int]:
    """The slowest first, in milliseconds: just below each thousandth and each hundredth that somebody has."""
    rest = [start.finish for n, start in enumerate(mine, start=1) if start and n != run]
    known = [time for time in rest if time] if event.counts == "sum" else []
    exact = all(time.thousandths for time in known)
    less = sum(time.ms if exact else time.hundredths * 10 for time in known)
    found = {other.hundredths * 10 - 1 - less for other in others}
    found |= {other.ms - 1 - less for other in others if other.thousandths and exact}
    yield from (ms for ms in sorted(found, reverse=True) if ms > 0)
