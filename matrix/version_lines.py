"""The versions of a matrix, and what changed from one order to another, as the committee's pages show them."""

from typing import Any

from matrix.differences import Difference, differences
from matrix.draft_lines import Rows, changes
from matrix.models import MatrixVersion
from matrix.rows import position_parts
from results.models import Event, Skater, Tournament


def told(tournament: Tournament, sex: str) -> list[dict[str, Any]]:
    """Each version with what it changed from the one before, newest first."""
    rows = list(MatrixVersion.objects.filter(tournament=tournament, sex=sex).order_by("number"))
    parts = [position_parts(row) for row in rows]
    events = {event.slug: event for event in Event.objects.filter(tournament=tournament)}
    names = {skater.slug: str(skater) for skater in Skater.objects.filter(tournament=tournament)}
    found = [
        {
            "version": row,
            "in_force": row is rows[-1],
            "first": before is None,
            "lines": [
                {
                    "event": events.get(part.event),
                    "place": part.place,
                    "named": names.get(part.named or "", ""),
                }
                for part in now
            ],
            "differences": []
            if before is None
            else [difference(one, events, names) for one in differences(before, now)],
        }
        for row, now, before in zip(rows, parts, [None, *parts], strict=False)
    ]
    return found[::-1]


def changes_told(tournament: Tournament, old: Rows, new: Rows) -> list[dict[str, Any]]:
    """What changed between two drafts, for `matrix/_differences.html`."""
    events = {event.slug: event for event in Event.objects.filter(tournament=tournament)}
    names = {skater.slug: str(skater) for skater in Skater.objects.filter(tournament=tournament)}
    return [difference(one, events, names) for one in changes(old, new)]


def difference(one: Difference, events: dict[str, Event], names: dict[str, str]) -> dict[str, Any]:
    """A difference as `matrix/_differences.html` shows one."""
    event = events.get(one.event)
    return {
        "kind": one.kind,
        "event": {"id": event.slug, "distance": event.distance, "sex": event.sex} if event else None,
        "place": one.place,
        "old": one.old,
        "new": one.new,
        "named": names.get(one.named or "", ""),
    }
