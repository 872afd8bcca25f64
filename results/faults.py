"""What is wrong in a document that no single value can tell: references, doubles, contradictions."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from results import times
from results.document import Document, Event

# Words that addresses and topics already use (docs/how-it-works.md).
RESERVED = {"en", "live", "panels", "static", "tafel", "commissie", "inloggen", "uitloggen"}
TOPICS = {"programme", "changes", "matrix", "matrix-M", "matrix-F", "wijzigingen", "schaatser"}
TOPICS |= {"wat-als", "verloop", "startplekken", "course-M", "course-F", "starts-M", "starts-F"}


@dataclass(frozen=True)
class Known:
    """What references may point at: the sex of each skater, and each event, by id."""

    sexes: dict[str, str]
    events: dict[str, Event]

    def skater(self, path: str, id: str, sex: str | None) -> Iterator[str]:
        if id not in self.sexes:
            yield f"{path}: no skater has the id {id!r}"
        elif sex is not None and self.sexes[id] != sex:
            yield f"{path}: {id!r} is of the other sex"

    def event(self, path: str, id: str, sex: str | None) -> Iterator[str]:
        if id not in self.events:
            yield f"{path}: no event has the id {id!r}"
        elif sex is not None and self.events[id].sex != sex:
            yield f"{path}: {id!r} is of the other sex"


def faults_of(document: Document) -> Iterator[str]:
    """Each fault as one line that begins with its JSON path."""
    known = Known(
        {skater.id: skater.sex for skater in document.skaters},
        {event.id: event for event in document.events},
    )
    if document.slug in RESERVED:
        yield f"$.slug: {document.slug!r} is an address of the program's own"
    for i, event in enumerate(document.events):
        if event.id in TOPICS or event.id.startswith("skater-"):
            yield f"$.events[{i}].id: {event.id!r} is a word of the program's own"
    if document.ends_on < document.starts_on:
        yield "$.ends_on: before starts_on"
    yield from _doubles("$.skaters[{}].id", [skater.id for skater in document.skaters])
    yield from _doubles("$.events[{}].id", [event.id for event in document.events])
    for i, event in enumerate(document.events):
        yield from _event_faults(f"$.events[{i}]", event, known)
        yield from _start_faults(f"$.events[{i}].starts", event, known)
    yield from _matrix_faults(document, known)
    yield from _designation_faults(document, known)
    yield from _assignment_faults(document, known)


def _doubles(path: str, values: Sequence[object]) -> Iterator[str]:
    seen: set[object] = set()
    for i, value in enumerate(values):
        if value in seen:
            yield f"{path.format(i)}: {value!r} stands twice"
        seen.add(value)


def _event_faults(path: str, event: Event, known: Known) -> Iterator[str]:
    if (event.runs == 1) != (event.counts == "single"):
        yield f"{path}.counts: {event.counts!r} does not go with {event.runs} run(s)"
    for j, scheduled in enumerate(event.schedule):
        if scheduled.run > event.runs:
            yield f"{path}.schedule[{j}].run: the event has {event.runs} run(s)"
    yield from _doubles(path + ".schedule[{}].run", [scheduled.run for scheduled in event.schedule])
    yield from _doubles(path + ".entries[{}]", list(event.entries or ()))
    for j, entry in enumerate(event.entries or ()):
        yield from known.skater(f"{path}.entries[{j}]", entry, event.sex)


def _start_faults(path: str, event: Event, known: Known) -> Iterator[str]:
    yield from _doubles(path + "[{}]", [start.key for start in event.starts])
    lanes: set[tuple[int, int, str]] = set()
    for j, start in enumerate(event.starts):
        at = f"{path}[{j}]"
        yield from known.skater(f"{at}.skater", start.skater, event.sex)
        if start.run > event.runs:
            yield f"{at}.run: the event has {event.runs} run(s)"
        if start.pair is not None and start.lane is not None:
            lane = (start.run, start.pair, start.lane)
            if lane in lanes:
                yield f"{at}.lane: the {start.lane} lane of pair {start.pair} is taken"
            lanes.add(lane)
        if start.status == "finished" and start.time is None:
            yield f"{at}.time: missing for a skater who finished"
        if start.status == "to skate" and start.time is not None:
            yield f"{at}.time: a skater still to skate has no time"
        passages = [times.parse(split).ms for split in start.splits]
        if any(later <= earlier for earlier, later in itertools.pairwise(passages)):
            yield f"{at}.splits: passage times must go up"


def _matrix_faults(document: Document, known: Known) -> Iterator[str]:
    for sex, positions in document.matrix.items():
        if positions and sex not in document.selection:
            yield f"$.selection: nothing for {sex!r}, which has a matrix"
        yield from _doubles(
            f"$.matrix.{sex}[{{}}]",
            [
                position.position if position.by_name else (position.event, position.place)
                for position in positions
            ],
        )
        for i, position in enumerate(positions):
            path = f"$.matrix.{sex}[{i}]"
            if position.position != i + 1:
                yield f"{path}.position: expected {i + 1}, positions are numbered from 1 without gaps"
            yield from known.event(f"{path}.event", position.event, sex)
            if position.named is not None:
                yield from known.skater(f"{path}.named", position.named, sex)


def _designation_faults(document: Document, known: Known) -> Iterator[str]:
    for i, made in enumerate(document.designations):
        path = f"$.designations[{i}]"
        yield from known.skater(f"{path}.skater", made.skater, made.sex)
        if made.kind == "team":
            if made.event is not None or made.place is not None:
                yield f'{path}: a designation of kind "team" has no "event" and no "place"'
        elif made.event is None or made.place is None:
            yield f'{path}: a designation of kind "start" needs "event" and "place"'
        else:
            yield from known.event(f"{path}.event", made.event, made.sex)
        if made.sex not in document.selection:
            yield f"$.selection: nothing for {made.sex!r}, which has designations"
    yield from _doubles(
        "$.designations[{}]",
        [
            (made.skater,) if made.kind == "team" else (made.event or "", made.place or 0)
            for made in document.designations
        ],
    )
    yield from _doubles(
        "$.designations[{}]",
        [(made.skater, made.event or f"team {i}") for i, made in enumerate(document.designations)],
    )
    for sex, rules in document.selection.items():
        count = sum(made.sex == sex for made in document.designations)
        if count > rules.max_designations:
            yield f"$.designations: {count} for {sex!r}, of {rules.max_designations} allowed"


def _assignment_faults(document: Document, known: Known) -> Iterator[str]:
    for i, assignment in enumerate(document.start_assignments):
        path = f"$.start_assignments[{i}]"
        yield from known.event(f"{path}.event", assignment.event, None)
        event = known.events.get(assignment.event)
        yield from known.skater(f"{path}.skater", assignment.skater, event.sex if event else None)
    yield from _doubles(
        "$.start_assignments[{}]",
        [(assignment.event, assignment.skater) for assignment in document.start_assignments],
    )
