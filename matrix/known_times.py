"""A document seen by the forecast: the times that are known of each skater."""

from collections.abc import Iterator

from matrix.marks import Known, Mark
from results import times
from results.document import Document, Event, Skater


def known_of(document: Document, sex: str) -> Known:
    """Personal bests and the times skated here, of this sex ("M" or "F").

    Left out, because they say little of strength: times with a fall, and those that a re-skate was granted for.
    """
    skaters = [skater for skater in document.skaters if skater.sex == sex]
    events = [event for event in document.events if event.sex == sex and event.distance.isdigit()]
    return Known(
        distances=tuple((event.id, int(event.distance)) for event in events),
        marks=(
            *(mark for skater in skaters for mark in _personal_bests(skater)),
            *(mark for event in events for mark in _skated(event)),
        ),
    )


def _personal_bests(skater: Skater) -> Iterator[Mark]:
    for distance, time in skater.personal_bests.items():
        if distance.isdigit():
            yield Mark(skater.id, int(distance), times.parse(time), "personal best")


def _skated(event: Event) -> Iterator[Mark]:
    for start in event.starts:
        counts = start.status == "finished" and not start.fell and start.reskate != "granted"
        if counts and start.time is not None:
            yield Mark(start.skater, int(event.distance), times.parse(start.time), "here", event.id)
