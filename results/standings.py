"""Who stands where in an event.

A skater's *counting time* is the time that the event ranks him by: of its one run, the better of two
(`best`) or the two together (`sum`). Equal hundredths are one place, unless both thousandths are known and the
rules have them decide (`precision`).
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from results.times import Time, gap


@dataclass(frozen=True, slots=True)
class RunStart:
    """One skater in one run. `reskate`: None, "granted" (still to be skated) or "skated" (in `time` already)."""

    skater: str
    run: int
    status: str
    time: Time | None
    reskate: str | None = None

    @property
    def finish(self) -> Time | None:
        """The time, if the skater finished."""
        return self.time if self.status == "finished" else None

    @property
    def over(self) -> bool:
        """Whether nothing can change this start any more, but a correction."""
        outcome = self.status != "to skate" and (self.status != "finished" or self.time is not None)
        return outcome and self.reskate != "granted"


@dataclass(frozen=True, slots=True)
class EventState:
    """All that decides an event: `entries` None is not known, `counts` is "single", "best" or "sum".

    `starts` have the times as they were entered; `runs_of` has them as they count by `precision`.
    """

    id: str
    sex: str
    runs: int
    counts: str
    status: str
    start_places: int
    entries: tuple[str, ...] | None
    starts: tuple[RunStart, ...]
    reskate_rule: str = "better"
    precision: str = "thousandths"


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the standing. Places are 1-based; `first` and `last` are those it may get once ties are ordered."""

    skater: str
    place: int | None
    first: int | None
    last: int | None
    time: Time | None
    runs: tuple[RunStart | None, ...]
    run_places: tuple[int | None, ...]
    gap: Time | None
    show_thousandths: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """The finished by place, then who is still to skate, then the unplaced; `complete`: nobody is to skate."""

    rows: tuple[Row, ...]
    complete: bool


@lru_cache(maxsize=1024)
def rank(event: EventState) -> Standing:
    """The standing of an event, with what has been skated so far. Never raises. Remembered: most events are as before.

    Equal times share a place and the next is skipped (tournament-file.md, "Standing of an event").
    With one thousandth unknown "equal" is not transitive; place is 1 + the number who are strictly better.
    """
    runs = runs_of(event)
    counting = {skater: counting_time(event, starts) for skater, starts in runs.items()}
    finished = {skater: time for skater, time in counting.items() if time is not None}
    spans = spans_of(finished)
    run_places = [_run_spans(starts[i] for starts in runs.values()) for i in range(event.runs)]
    alike = Counter(time.hundredths for time in finished.values())
    leader = min(finished.values(), key=lambda time: (time.hundredths, time.ms), default=None)

    def order(skater: str) -> tuple[int, int, int, int]:
        time = finished.get(skater)
        if time is None:
            return (1 if still_to_skate(event, runs[skater]) else 2, 0, 0, 0)
        return (0, *spans[skater], time.ms)

    def row(skater: str) -> Row:
        time = finished.get(skater)
        first, last = spans.get(skater, (None, None))
        return Row(
            skater=skater,
            place=first,
            first=first,
            last=last,
            time=time,
            runs=runs[skater],
            run_places=tuple(places[skater][0] if skater in places else None for places in run_places),
            gap=None if time is None or leader is None else gap(time, leader),
            show_thousandths=time is not None and time.thousandths and alike[time.hundredths] > 1,
        )

    return Standing(
        rows=tuple(row(skater) for skater in sorted(runs, key=order)),
        complete=bool(runs) and not any(still_to_skate(event, starts) for starts in runs.values()),
    )


def places(event: EventState) -> dict[str, int | None]:
    """The place of each skater in the standing."""
    return {row.skater: row.place for row in rank(event).rows}


def better(time: Time, other: Time) -> bool:
    """Whether `time` is strictly better: fewer hundredths, or as many and both thousandths known and fewer."""
    if time.hundredths != other.hundredths:
        return time.hundredths < other.hundredths
    return time.thousandths and other.thousandths and time.ms < other.ms


def spans_of(times: Mapping[str, Time]) -> dict[str, tuple[int, int]]:
    """For each skater the first and last place (1-based) that he may get once ties are ordered."""
    alike: dict[int, list[str]] = {}
    for skater, time in times.items():
        alike.setdefault(time.hundredths, []).append(skater)
    spans: dict[str, tuple[int, int]] = {}
    passed = 0
    for hundredths in sorted(alike):
        group = alike[hundredths]
        for skater in group:
            ahead = sum(better(times[other], times[skater]) for other in group)
            behind = sum(better(times[skater], times[other]) for other in group)
            spans[skater] = (passed + 1 + ahead, passed + len(group) - behind)
        passed += len(group)
    return spans


def improvement(time: Time, personal_best: Time) -> Time:
    """The gap to the personal best: negative where `time` is the new one."""
    return gap(time, personal_best)


def counted(event: EventState, time: Time) -> Time:
    """The time as it counts in this event: where equal hundredths share the place, without its thousandth."""
    return time.cut if event.precision == "hundredths" else time


def runs_of(event: EventState) -> dict[str, tuple[RunStart | None, ...]]:
    """Each skater who is entered or has a start, with a start or None for each run (index run - 1)."""
    found: dict[str, list[RunStart | None]] = {skater: [None] * event.runs for skater in event.entries or ()}
    for start in event.starts:
        if 1 <= start.run <= event.runs:
            cut = start.time.cut if start.time and event.precision == "hundredths" else None
            counts = replace(start, time=cut) if cut else start
            found.setdefault(start.skater, [None] * event.runs)[start.run - 1] = counts
    return {skater: tuple(starts) for skater, starts in found.items()}


def counting_time(event: EventState, starts: tuple[RunStart | None, ...]) -> Time | None:
    """The time that ranks a skater with these starts, as it is now; None without one."""
    times = [start.finish if start else None for start in starts]
    known = [time for time in times if time is not None]
    if event.counts == "sum":
        return _sum(known) if known and len(known) == len(times) else None
    return _best(known)


def still_to_skate(event: EventState, starts: tuple[RunStart | None, ...]) -> bool:
    """Whether a run has no outcome yet or a granted re-skate is open, and a counting time can come of it.

    In a `sum` a run without a time and without a re-skate rules that out.
    """
    if all(start is not None and start.over for start in starts):
        return False
    lost = any(start is not None and start.over and start.finish is None for start in starts)
    return not (event.counts == "sum" and lost)


def _best(times: list[Time]) -> Time | None:
    found: Time | None = None
    for time in times:
        if found is None or better(time, found):
            found = time
    return found


def _sum(times: list[Time]) -> Time:
    if all(time.thousandths for time in times):
        return Time(sum(time.ms for time in times), True)
    return Time(sum(time.hundredths for time in times) * 10, False)


def _run_spans(starts: Iterable[RunStart | None]) -> dict[str, tuple[int, int]]:
    times = {start.skater: start.finish for start in starts if start is not None}
    return spans_of({skater: time for skater, time in times.items() if time is not None})
