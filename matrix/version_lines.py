"""The versions of a matrix, and what changed from one order to another, as the committee's pages show them."""

from collections.abc import Sequence
from typing import Any

from matrix.differences import Difference, differences
from matrix.merge import merged
from matrix.models import MatrixVersion
from matrix.rows import matrix_in_force, position_parts
from results import document
from results.models import Event, Skater, Tournament

Positions = Sequence[document.Position]


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
            "positions": len(now),
            "differences": []
            if before is None
            else [difference(one, events, names) for one in differences(before, now)],
        }
        for row, now, before in zip(rows, parts, [None, *parts], strict=False)
    ]
    return found[::-1]


def differences_told(tournament: Tournament, old: Positions, new: Positions) -> list[dict[str, Any]]:
    """What changed between two orders, for `matrix/_differences.html`."""
    events = {event.slug: event for event in Event.objects.filter(tournament=tournament)}
    names = {skater.slug: str(skater) for skater in Skater.objects.filter(tournament=tournament)}
    return [difference(one, events, names) for one in differences(old, new)]


def difference(one: Difference, events: dict[str, Event], names: dict[str, str]) -> dict[str, Any]:
    """A difference as `matrix/_differences.html` shows one."""
    event = events[one.event]
    return {
        "kind": one.kind,
        "event": {"id": event.slug, "distance": event.distance, "sex": event.sex},
        "place": one.place,
        "old": one.old,
        "new": one.new,
        "named": names.get(one.named or "", ""),
    }


def overtaken(tournament: Tournament, sex: str, seen: int, mine: Positions) -> dict[str, Any] | None:
    """What others published since version `seen`, and what `mine` changed; None where that version is in force."""
    newest = matrix_in_force(tournament, sex)
    begun = MatrixVersion.objects.filter(tournament=tournament, sex=sex, number=seen).first()
    if newest is None or newest.number == seen:
        return None
    base = position_parts(begun)
    return {
        "version": newest,
        "theirs": differences_told(tournament, base, position_parts(newest)),
        "mine": differences_told(tournament, base, mine),
    }


def brought_together(
    tournament: Tournament, sex: str, seen: int, mine: Positions
) -> tuple[Positions, list[dict[str, Any]], int]:
    """Both changes in one order, the lines where `mine` went before theirs, and the version this now builds on."""
    newest = matrix_in_force(tournament, sex)
    begun = MatrixVersion.objects.filter(tournament=tournament, sex=sex, number=seen).first()
    found = merged(position_parts(begun), mine, position_parts(newest))
    order = tuple(
        part.model_copy(update={"position": number}) for number, part in enumerate(found.lines, start=1)
    )
    events = {event.slug: event for event in Event.objects.filter(tournament=tournament)}
    disputed = [{"event": events[part.event], "place": part.place} for part in found.disputed]
    return order, disputed, newest.number if newest else 0
