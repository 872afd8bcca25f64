"""Every version of the matrix that was published: who, when, why, and what it changed."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from matrix.differences import Difference, differences
from matrix.models import MatrixVersion
from matrix.rows import position_parts
from results.models import Event, Skater, Tournament
from results.rights import needs


@require_safe
@needs("see_committee")
@never_cache
def versions(request: HttpRequest, slug: str, sex: str) -> HttpResponse:
    """Newest first. Reverting begins with a draft of the old version: publishing it makes the next one."""
    tournament = get_object_or_404(Tournament, slug=slug)
    context = {"tournament": tournament, "sex": sex, "versions": told(tournament, sex)}
    return render(request, "matrix/committee_versions.html", context)


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
