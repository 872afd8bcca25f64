"""What is published: for pages that open, for the hub of each web process, and the guard that no entry waits long."""

import logging
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.conf import settings
from django.db.models import F, Q

from okt import metrics
from okt.chances_panel import TOPICS
from okt.live.hub import Hub
from results.models import LogEntry, Panel, Publication, Tournament
from results.version import seq_and_step

logger = logging.getLogger(__name__)
OVERDUE = 2  # entries that nobody has published after so many seconds are published by the web process itself
OVERDUE_CHANCES = 4  # and so are chances that nobody has computed


def panels_of(tournament: Tournament, topics: list[str], language: str) -> dict[str, dict[str, Any]]:
    """The published panels of these topics: {topic: {"seq", "html", "data"}}; topics without one are left out."""
    rows = Panel.objects.filter(tournament=tournament, topic__in=topics)
    return {row.topic: {"seq": row.version, "html": row.html[language], "data": row.data} for row in rows}


def look(marks: dict[str, float]) -> dict[str, tuple[float, dict[str, Any]]]:
    """What the hub asks each second: panels_since(), and how long the entries took that were shown meanwhile.

    It is told which entries wait, too: while nobody publishes them, its pages say that they are old.
    """
    for shown in [metrics.waiting.popleft() for _ in range(len(metrics.waiting))]:
        entries = LogEntry.objects.filter(
            tournament__slug=shown.slug, seq__gt=shown.before, seq__lte=shown.seq
        )
        for at in entries.values_list("at", flat=True):
            metrics.ENTRY_TO_FRAME.observe(max(shown.at - at.timestamp(), 0))
    if Hub.running is not None:
        how_far = Publication.objects.values_list("tournament__slug", "tournament__seq", "seq")
        Hub.running.unpublished.look(how_far, Hub.running.loop.time())
    return panels_since(marks)


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


class Guard:
    """What waits too long, by a clock that only goes on. Nobody's clock is compared with another's, and it makes no
    difference how fast entries follow each other."""

    def __init__(self) -> None:
        self.waiting: dict[int, tuple[object, float]] = {}

    def overdue(self, stuck: Mapping[int, object], seconds: float, now: float) -> list[int]:
        """The tournaments that have been stuck at the same thing for so long. To be called each second."""
        known = self.waiting
        self.waiting = {
            id: known[id] if id in known and known[id][0] == at else (at, now) for id, at in stuck.items()
        }
        return [id for id, (_, since) in self.waiting.items() if now - since >= seconds]


refreshes, forecasts = Guard(), Guard()


def refresh_if_overdue(now: float | None = None) -> None:
    """Refreshes tournaments of which nothing was published for two seconds although there are newer entries: no
    worker came, or a message was lost. `now` is in seconds, of a clock that only goes on."""
    from okt.tasks import refresh

    behind = Publication.objects.filter(tournament__seq__gt=F("seq")).values_list("tournament_id", "seq")
    late = refreshes.overdue(dict(behind), OVERDUE, time.monotonic() if now is None else now)
    for tournament_id in late:
        logger.warning("Nobody refreshed tournament %s for two seconds; this process does.", tournament_id)
    each(late, refresh)


def foresee_if_overdue(now: float | None = None) -> None:
    """Computes the chances that nobody has: at once where there is no worker for it, else after some seconds."""
    from okt.tasks import foresee

    stuck: dict[int, list[Any]] = {}
    for row in Panel.objects.filter(topic__in=TOPICS, data__late=True).order_by("topic"):
        stuck.setdefault(row.tournament_id, []).append((row.topic, (row.data["foreseen"] or {}).get("of")))
    seconds = 0 if settings.CELERY_TASK_ALWAYS_EAGER else OVERDUE_CHANCES
    each(forecasts.overdue(stuck, seconds, time.monotonic() if now is None else now), foresee)


def each(tournaments: Iterable[int], act: Callable[[int], object]) -> None:
    """All of them, whatever happens; the last fault is raised afterwards."""
    faults = []
    for tournament_id in tournaments:
        try:
            act(tournament_id)
        except Exception as fault:  # noqa: BLE001 - the others must not wait for one that cannot be drawn
            faults.append(fault)
    if faults:
        raise faults[-1]
