"""What is published: for pages that open, for the hub of each web process, and the guard that no entry waits long."""

import logging
import time
from typing import Any

from django.db.models import F, Q

from results.models import Panel, Publication, Tournament
from results.version import seq_and_step

logger = logging.getLogger(__name__)
# Entries that nobody has published after so many seconds are published by the web process itself.
OVERDUE = 2
# Of each tournament that waits for a refresh: the version that is published, and since when we know it to wait there.
_waiting: dict[int, tuple[int, float]] = {}


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


def refresh_if_overdue(now: float | None = None) -> None:
    """Refreshes tournaments of which nothing was published for two seconds although there are newer entries: no
    worker came, or a message was lost. To be called each second; `now` is in seconds, of a clock that only goes on.

    Nobody's clock is compared with another's, and it makes no difference how fast entries follow each other.
    """
    from okt.tasks import refresh

    now = time.monotonic() if now is None else now
    behind = Publication.objects.filter(tournament__seq__gt=F("seq")).values_list("tournament_id", "seq")
    for tournament_id in _waiting.keys() - dict(behind).keys():
        del _waiting[tournament_id]
    faults = []
    for tournament_id, published in behind:
        stuck, since = _waiting.get(tournament_id, (None, now))
        if stuck != published:
            _waiting[tournament_id] = (published, now)
        elif now - since >= OVERDUE:
            logger.warning(
                "Nobody refreshed tournament %s for two seconds; this process does.", tournament_id
            )
            try:
                refresh(tournament_id)
            except Exception as fault:  # noqa: BLE001 - the others must not wait for one that cannot be drawn
                faults.append(fault)
    if faults:
        raise faults[-1]
