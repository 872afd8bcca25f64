"""The course of the real tournament as acts of the jury and the committee, in the order in which they happened."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from matrix import committee
from okt.sample import EVENING, SIGNED, before_the_evening, real
from results import document, jury, stages, times
from results.log import Signature
from results.models import LogEntry, Tournament
from results.turns import At

Deed = Callable[[Tournament, Signature], LogEntry]


@dataclass(frozen=True, slots=True)
class Act:
    """One decision of the real tournament: the day (ISO date), what is said of it, and the verb that does it."""

    day: str
    event: str
    run: int
    skater: str
    says: str
    deed: Deed

    def play(self, tournament: Tournament) -> LogEntry:
        return self.deed(tournament, Signature(SIGNED))


def acts() -> Iterator[Act]:
    """Everything from the evening of 27 December to the designations of 2 January."""
    whole, drawn = real(), before_the_evening()
    programme = sorted(
        (scheduled.date, scheduled.order, event.id, scheduled.run)
        for event in drawn.events
        for scheduled in event.schedule
        if event.status != "official"
    )
    for day, _order, event_id, run in programme:
        event = drawn.event(event_id)
        outcomes = {start.key: start for start in whole.event(event_id).starts}
        for start in sorted(event.starts, key=lambda start: (start.pair or 0, start.lane or "")):
            if start.run == run:
                yield from _start_acts(day, event, start, outcomes.get(start.key))
        if run == event.runs:
            for stage in ("provisional", "official"):
                yield Act(day, event_id, run, "", f"{event_id}: {stage}", _stage(event_id, stage))
    for designation in whole.designations:
        yield Act(
            designation.made_on,
            "",
            0,
            designation.skater,
            f"{designation.skater}: designated",
            _designate(designation),
        )
    for choice in whole.start_assignments:
        yield Act(
            whole.designations[-1].made_on,
            choice.event,
            0,
            choice.skater,
            f"{choice.skater}: start place",
            _assign(choice),
        )


def play_until_scheperkamp(tournament: Tournament) -> None:
    """The evening of 27 December, but for the one time that a newcomer enters."""
    for act in acts():
        if act.day != EVENING:
            break
        last = (act.event, act.run, act.skater) == ("M-500", 2, "merijn-scheperkamp")
        stage = act.event == "M-500" and not act.skater
        if not last and not stage:
            act.play(tournament)


def _start_acts(
    day: str, event: document.Event, start: document.Start, outcome: document.Start | None
) -> Iterator[Act]:
    at = At(event.id, start.run, start.skater, start.pair)

    def act(says: str, deed: Deed) -> Act:
        return Act(day, event.id, start.run, start.skater, f"{event.id} {start.skater}: {says}", deed)

    if outcome is None:
        # Why, the note of the sample says: what people read as a reason stays as it was typed, in one language.
        yield act("not reported", lambda t, s: jury.scratch(t, at, "DNS", s))
        return
    for _ in range(outcome.false_starts):
        yield act("false start", lambda t, s: jury.call_false_start(t, at, s))
    if outcome.fell:
        yield act("falls", lambda t, s: jury.note_fall(t, at, s))
    if outcome.time is not None and outcome.status == "finished":
        time = times.parse(outcome.time)
        yield act(times.show(time, "en"), lambda t, s: jury.enter_time(t, at, time, s))
    else:
        yield act(outcome.status, lambda t, s: jury.scratch(t, at, outcome.status, s))


def _stage(event: str, stage: str) -> Deed:
    return lambda t, s: stages.set_stage(t, event, stage, s)


def _designate(part: document.Designation) -> Deed:
    made_on = date.fromisoformat(part.made_on)
    return lambda t, s: committee.designate(t, part.skater, part.reason, made_on, s)


def _assign(part: document.StartAssignment) -> Deed:
    return lambda t, s: committee.assign_start(t, part.event, part.skater, part.reason, s)
