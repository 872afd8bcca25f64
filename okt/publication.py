"""What is published: for pages that open, for the hub of each web process, and the guard that no entry waits long."""

import logging
from datetime import timedelta
from typing import Any

from django.db.models import F, Q
from django.utils import timezone

from results.models import Panel, Publication, Tournament
from results.version import seq_and_step

logger = logging.getLogger(__name__)
# An entry that nobody has published after this long is published by the web process itself.
OVERDUE = timedelta(seconds=2)


def panels_of(tournament: Tournament, topics: list[str], language: str) -> dict[str, dict[str, Any]]:
    """The published panels of these topics: {topic: {"seq", "html", "data"}}; topics without one are left out."""
    rows = Panel.objects.filter(tournament=tournament, topic__in=topics)
    return {row.topic: {"seq": row.version, "html": row.html[language], "data": row.data} for row in rows}


def panels_since(marks: dict[str, float]) -> dict[str, tuple[float, dict[str, Any]]]:
    """Per tournament slug: the published version and the panels newer than its mark (all for an unknown slug).

    The version is read before the panels, so that it is never ahead of them.
    """
    found: dict[str, tuple[float, dict[str, Any]]] = {}
    for publication in Publication.objects.select_related("tournament"):
        slug = publication.tournament.slug
        mark = marks.get(slug, -1)
        if publication.version == mark:
            continue
        if publication.version < mark:  # restored from a backup: everything is news
            mark = -1
        seq, step = seq_and_step(mark)
        newer = Q(seq__gt=seq) | Q(seq=seq, step__gt=step)
        rows = Panel.objects.filter(newer, tournament=publication.tournament)
        found[slug] = (
            publication.version,
            {row.topic: {"seq": row.version, "html": row.html} for row in rows},
        )
    return found


def refresh_if_overdue() -> None:
    """Refreshes tournaments whose newest entry has waited two seconds: no worker came, or a message was lost."""
    from okt.tasks import refresh

    limit = timezone.now() - OVERDUE
    late = Tournament.objects.filter(seq__gt=F("publication__seq"), changed_at__lt=limit)
    faults = []
    for tournament_id in late.values_list("pk", flat=True):
        logger.warning("Nobody refreshed tournament %s within two seconds; this process does.", tournament_id)
        try:
            refresh(tournament_id)
        except Exception as fault:  # noqa: BLE001 - the others must not wait for one that cannot be drawn
            faults.append(fault)
    if faults:
        raise faults[-1]
