"""Something changed: read → rank → select → foresee → publish. Everything is computed anew, what differs published.

Safe to run twice, late, or at the same time elsewhere: the version decides, never the order of the messages.
"""

import logging
from dataclasses import dataclass
from typing import Any

from celery import shared_task
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from matrix.tables import load
from okt import course, panels
from okt.live.announce import announce
from okt.live.hub import PanelUpdate
from results.document import Document
from results.models import LogEntry, Panel, Publication, Tournament

logger = logging.getLogger(__name__)
LANGUAGES = ("nl", "en")
NEWEST_ENTRIES = 60
TOLD_FOR_GOOD = ("publish_matrix",)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A tournament as of version `seq`."""

    tournament: Tournament
    seq: int
    document: Document
    entries: list[dict[str, Any]]
    course: tuple[course.Moment, ...]


@shared_task(name="okt.refresh")
def refresh(tournament_id: int) -> int:
    """Brings what is published up to date; the version that is published afterwards."""
    published = published_version(tournament_id)
    if published >= Tournament.objects.values_list("seq", flat=True).get(pk=tournament_id):
        return published  # a message that came late: an earlier refresh saw this entry too
    snapshot = read(tournament_id)
    built = compose(snapshot)
    while (before := published_version(tournament_id)) < snapshot.seq:
        changed = render(tournament_id, snapshot.seq, built)
        if store(tournament_id, before, snapshot.seq, changed):
            frames: dict[str, PanelUpdate] = {p.topic: {"seq": p.seq, "html": p.html} for p in changed}
            announce(snapshot.tournament.slug, snapshot.seq, frames, after=before)
    return snapshot.seq


def compose(snapshot: Snapshot) -> dict[str, Any]:
    """The data of every topic as of this snapshot."""
    return panels.build(snapshot.document, snapshot.tournament.note, snapshot.entries, snapshot.course)


def republish(tournament_id: int) -> None:
    """Draws what is published anew, at the version it has: a new program may draw the same facts otherwise."""
    refresh(tournament_id)
    snapshot = read(tournament_id)
    store(
        tournament_id,
        snapshot.seq,
        snapshot.seq,
        render(tournament_id, snapshot.seq, compose(snapshot), anew=True),
    )


def published_version(tournament_id: int) -> int:
    return Publication.objects.values_list("seq", flat=True).get(tournament_id=tournament_id)


def read(tournament_id: int) -> Snapshot:
    """One moment in time: the row lock keeps writers out while the tables are read."""
    with transaction.atomic():
        tournament = Tournament.objects.select_for_update().get(pk=tournament_id)
        told = entries_told(tournament, tournament.seq)
        return Snapshot(tournament, tournament.seq, load(tournament), told, course.remembered(tournament))


def entries_told(tournament: Tournament, seq: int) -> list[dict[str, Any]]:
    """What is told as of version `seq`, newest first: the newest entries, and those that are told for good."""
    log = LogEntry.objects.filter(tournament=tournament, seq__lte=seq)
    told = log.filter(Q(seq__gt=seq - NEWEST_ENTRIES) | Q(verb__in=TOLD_FOR_GOOD))
    return [entry_facts(entry) for entry in told.order_by("-seq")]


def entry_facts(entry: LogEntry) -> dict[str, Any]:
    """A log entry as plain data, without the whole document that an import carries."""
    return {
        "seq": entry.seq,
        "verb": entry.verb,
        "at": entry.at.isoformat(),
        "by": entry.by,
        "event": entry.event,
        "skater": entry.skater,
        "run": entry.run,
        "reason": entry.reason,
        "undoes": entry.undoes,
        "changes": [] if entry.verb == "import" else entry.changes,
    }


def render(tournament_id: int, seq: int, built: dict[str, Any], *, anew: bool = False) -> list[Panel]:
    """The panels whose data differ from what is published (or, `anew`, all of them), with their HTML."""
    have = (
        {} if anew else dict(Panel.objects.filter(tournament_id=tournament_id).values_list("topic", "data"))
    )
    return [
        Panel(
            tournament_id=tournament_id,
            topic=topic,
            seq=seq,
            data=data,
            html={language: panels.render(topic, data, language) for language in LANGUAGES},
        )
        for topic, data in built.items()
        if have.get(topic) != data
    ]


def store(tournament_id: int, before: int, seq: int, changed: list[Panel]) -> bool:
    """Stores what changed between version `before` and `seq`; False, and nothing stored, if `before` is no longer
    what is published: then something else has changed too, or something newer is there."""
    with transaction.atomic():
        publication = Publication.objects.select_for_update().get(tournament_id=tournament_id)
        if publication.seq != before:
            return False
        Panel.objects.bulk_create(
            changed,
            update_conflicts=True,
            unique_fields=["tournament", "topic"],
            update_fields=["seq", "data", "html"],
        )
        publication.seq, publication.at = seq, timezone.now()
        publication.save(update_fields=["seq", "at"])
    return True
