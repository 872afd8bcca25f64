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
TOLD_FOR_GOOD = ("publish_matrix", "change_rules")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A tournament as of version `seq`."""

    tournament: Tournament
    seq: int
    document: Document
    entries: list[dict[str, Any]]
    course: tuple[course.Moment, ...]


@shared_task(name="okt.refresh")
def refresh(tournament_id: int) -> float:
    """Brings what is published up to date; the version that is published afterwards."""
    published = published_version(tournament_id)
    if published >= Tournament.objects.values_list("seq", flat=True).get(pk=tournament_id):
        return published  # a message that came late: an earlier refresh saw this entry too
    snapshot = read(tournament_id)
    built = compose(snapshot)
    while (before := published_version(tournament_id)) < snapshot.seq:
        publish(snapshot.tournament, before, snapshot.seq, render(tournament_id, built))
    return snapshot.seq


def compose(snapshot: Snapshot) -> dict[str, Any]:
    """The data of every topic as of this snapshot."""
    return panels.build(snapshot.document, snapshot.tournament.note, snapshot.entries, snapshot.course)


def republish(tournament_id: int) -> None:
    """Publishes anew what a new program draws otherwise, of the same facts."""
    done = False
    while not done:
        before = refresh(tournament_id)
        snapshot = read(tournament_id)
        if snapshot.seq == int(before):  # else something came in between
            changed = render(tournament_id, compose(snapshot), anew=True)
            done = not changed or publish(snapshot.tournament, before, snapshot.seq, changed)


def published_version(tournament_id: int) -> float:
    return Publication.objects.get(tournament_id=tournament_id).version


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


def render(tournament_id: int, built: dict[str, Any], *, anew: bool = False) -> list[Panel]:
    """The panels whose data (or, drawn `anew`, HTML) differ from what is published."""
    rows = Panel.objects.filter(tournament_id=tournament_id)
    have = dict(rows.values_list("topic", "data"))
    shown = dict(rows.values_list("topic", "html")) if anew else {}
    drawn = (
        Panel(
            tournament_id=tournament_id,
            topic=topic,
            data=data,
            html={language: panels.render(topic, data, language) for language in LANGUAGES},
        )
        for topic, data in built.items()
        if anew or have.get(topic) != data
    )
    return [
        panel
        for panel in drawn
        if not anew or (have.get(panel.topic), shown.get(panel.topic)) != (panel.data, panel.html)
    ]


def publish(tournament: Tournament, before: float, seq: int, changed: list[Panel]) -> bool:
    """Stores what changed since version `before`, and tells the viewers. False, and nothing is stored, if `before`
    is no longer what is published: then something else has changed too, or something newer is there.

    At the same `seq` as `before` it is one step further: nothing that is published is ever replaced unnoticed.
    """
    with transaction.atomic():
        publication = Publication.objects.select_for_update().get(tournament=tournament)
        if publication.version != before:
            return False
        publication.step = publication.step + 1 if publication.seq == seq else 0
        publication.seq, publication.at = seq, timezone.now()
        for panel in changed:
            panel.seq, panel.step = publication.seq, publication.step
        Panel.objects.bulk_create(
            changed,
            update_conflicts=True,
            unique_fields=["tournament", "topic"],
            update_fields=["seq", "step", "data", "html"],
        )
        publication.save(update_fields=["seq", "step", "at"])
    frames: dict[str, PanelUpdate] = {p.topic: {"seq": p.version, "html": p.html} for p in changed}
    announce(tournament.slug, publication.version, frames, after=before)
    return True
