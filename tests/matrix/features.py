"""What is difficult in a contest, by name: so that a test can tell that the contests it tries have all of it."""

from collections.abc import Iterator

from matrix.selection import Contest, select
from results.standings import EventState, RunStart, runs_of, still_to_skate


def features(contest: Contest) -> Iterator[str]:
    """The same may be named twice."""
    for made in contest.designations:
        yield f"designated, {made.kind}"
        event = next((event for event in contest.events if event.id == made.event), None)
        if event is not None and is_open(event):
            yield "designated for a start that is still skated for"
    for position in contest.positions:
        if position.place is None:
            yield "holder named" if position.named else "holder not named yet"
    for held in select(contest).positions:
        if held.state == "tied":
            event = next(event for event in contest.events if event.id == held.event)
            yield "tie in an event that is over" if not is_open(event) else "tie in an event that goes on"
            if any(made.kind == "start" and made.event == event.id for made in contest.designations):
                yield "tie with a start designation"
    for event in contest.events:
        if any(position.event == event.id and position.place for position in contest.positions):
            yield from _of_event(event)
    entered = [set(runs_of(event)) for event in contest.events if is_open(event)]
    if any(one & other for i, one in enumerate(entered) for other in entered[:i]):
        yield "a skater in two events that go on"


def is_open(event: EventState) -> bool:
    """Whether somebody can still skate there."""
    return event.status != "official" and (
        event.entries is None or any(still_to_skate(event, starts) for starts in runs_of(event).values())
    )


def _of_event(event: EventState) -> Iterator[str]:
    if event.status == "official":
        yield "official"
        return
    yield "entries unknown" if event.entries is None else "entries known"
    for starts in runs_of(event).values():
        again = [start for start in starts if start is not None and start.reskate == "granted"]
        if again:
            yield f"re-skate granted, the {event.reskate_rule} counts"
            yield "re-skate after a time" if any(start.time for start in again) else "re-skate without a time"
        if (
            event.runs == 2
            and any(_over(start) for start in starts)
            and not all(_over(start) for start in starts)
        ):
            yield f"half skated, {event.counts}"
            if any(_over(start) and start and start.time is None for start in starts):
                yield f"half skated and no time, {event.counts}"


def _over(start: RunStart | None) -> bool:
    return start is not None and start.over
