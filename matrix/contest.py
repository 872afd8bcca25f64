"""A document seen by the pure core: one contest per sex."""

from matrix.selection import Contest, Designation, Position, StartAssignment
from results import times
from results.document import Document, Event, RuleOptions
from results.standings import EventState, RunStart


def contest_of(document: Document, sex: str) -> Contest:
    """What decides who goes of this sex ("M" or "F"). Without selection rules nobody can go: quota 0."""
    rules = document.selection.get(sex)  # type: ignore[call-overload]  # a sex that is not there gives None
    events = tuple(state_of(event, document) for event in document.events if event.sex == sex)
    ids = {event.id for event in events}
    return Contest(
        sex=sex,
        quota=rules.quota if rules else 0,
        max_designations=rules.max_designations if rules else 0,
        skaters=tuple(skater.id for skater in document.skaters if skater.sex == sex),
        events=events,
        positions=tuple(
            Position(part.position, part.event, part.place, part.named)
            for part in document.matrix.get(sex, ())  # type: ignore[call-overload]  # as above
        ),
        designations=tuple(
            Designation(part.skater, part.kind, part.event, part.place)
            for part in document.designations
            if part.sex == sex
        ),
        start_assignments=tuple(
            StartAssignment(part.event, part.skater)
            for part in document.start_assignments
            if part.event in ids
        ),
    )


def state_of(event: Event, document: Document) -> EventState:
    """An event as the rules see it."""
    rules = document.rules or RuleOptions()
    return EventState(
        id=event.id,
        sex=event.sex,
        runs=event.runs,
        counts=event.counts,
        status=event.status,
        start_places=event.start_places,
        entries=event.entries,
        starts=tuple(
            RunStart(
                start.skater,
                start.run,
                start.status,
                times.parse(start.time) if start.time is not None and start.status == "finished" else None,
                start.reskate,
            )
            for start in event.starts
        ),
        reskate_rule=rules.reskate,
        precision=rules.precision,
    )
