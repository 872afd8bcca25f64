"""Something changed: read → rank → select → foresee → publish. Everything is computed anew, what differs published.

Safe to run twice, late, or at the same time elsewhere: the version decides, never the order of the messages.
"""

import json
import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from celery import shared_task
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast
from django.utils import timezone

from okt import course, foresight, metrics, panels
from okt.chances_panel import TOPICS
from okt.foresight import Foreseen
from okt.live.announce import announce
from okt.live.hub import PanelUpdate
from okt.messenger import messenger
from okt.picture import Picture, draw
from results.document import Document
from results.history import history_of
from results.models import LogEntry, Panel, Publication, Tournament
from results.version import seq_and_step, version_of

logger = logging.getLogger(__name__)
LANGUAGES = ("nl", "en")
NEWEST_ENTRIES = 60
ATTEMPTS = 20  # to publish chances between two refreshes; nobody loses that race so often
TOLD = ("seq", "verb", "at", "by", "event", "skater", "run", "reason", "undoes", "changes")
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
    publication = Publication.objects.select_related("tournament").get(tournament_id=tournament_id)
    before = publication.version
    if before >= publication.tournament.seq:
        return before  # a message that came late: an earlier refresh saw this entry too
    metrics.refresh_begins()
    snapshot = read(publication.tournament)
    while before < snapshot.seq:
        changed = render(tournament_id, compose(snapshot))
        if publish(snapshot.tournament, before, snapshot.seq, changed):
            if any(map(is_late, changed)):
                queue_foresee(tournament_id)
            break
        before = published_version(tournament_id)
    return snapshot.seq


@shared_task(name="okt.foresee")
def foresee(tournament_id: int) -> float:
    """Brings the chances up to date with what is published, where they are not; the version published afterwards.

    They follow from the log alone, up to the version that is published: no lock keeps a writer waiting. Numbers that
    something newer overtook meanwhile are published too, and called late: in a burst they would else never come.
    """
    while sexes := late_sexes(tournament_id):
        seq = int(published_version(tournament_id))
        picture = picture_at(tournament_id, seq)
        found = {sex: foresight.foresee(picture, sex, seq) for sex in sexes if sex in picture.teams}
        if not any(publish_chances(tournament_id, found) for _ in range(ATTEMPTS)):
            logger.warning("The chances of tournament %s were overtaken %s times.", tournament_id, ATTEMPTS)
            break  # who looks for overdue chances, or the next entry, begins anew
        if int(published_version(tournament_id)) == seq:
            break
    return published_version(tournament_id)


def publish_chances(tournament_id: int, found: Mapping[str, Foreseen]) -> bool:
    """Publishes the chances of these sexes beside the standing that is published; False if that just changed."""
    publication = Publication.objects.select_related("tournament").get(tournament_id=tournament_id)
    known = foreseen(published_chances(tournament_id))
    newest = known | {
        sex: one for sex, one in found.items() if sex not in known or known[sex]["of"] <= one["of"]
    }
    picture = picture_at(tournament_id, publication.seq)
    changed = render(tournament_id, panels.chances(picture, newest))
    return not changed or publish(publication.tournament, publication.version, publication.seq, changed)


def queue_foresee(tournament_id: int) -> None:
    """Asks the worker for new chances. Without one, the web process computes them in a thread of its own as soon as
    it hears of the publication: neither the refresh nor the request that called for it waits for them."""
    if not settings.CELERY_TASK_ALWAYS_EAGER:
        messenger.take(foresee, tournament_id)


def compose(snapshot: Snapshot) -> dict[str, Any]:
    """The data of every topic as of this snapshot, with the chances as they were computed last."""
    return panels.build(
        snapshot.document,
        snapshot.tournament.note,
        snapshot.entries,
        snapshot.course,
        foreseen(published_chances(snapshot.tournament.pk)),
    )


def foreseen(published: Iterable[Panel]) -> dict[str, Foreseen]:
    """The chances per sex as they were computed last, of these panels; a sex without any is left out."""
    return {
        TOPICS[panel.topic]: panel.data["foreseen"]
        for panel in published
        if panel.topic in TOPICS and panel.data.get("foreseen")
    }


def published_chances(tournament_id: int) -> QuerySet[Panel]:
    return Panel.objects.filter(tournament_id=tournament_id, topic__in=TOPICS).defer("html")


def is_late(panel: Panel) -> bool:
    return panel.topic in TOPICS and bool(panel.data.get("late"))


def late_sexes(tournament_id: int) -> list[str]:
    return [TOPICS[panel.topic] for panel in published_chances(tournament_id) if is_late(panel)]


def picture_at(tournament_id: int, seq: int) -> Picture:
    """The tournament as of entry `seq`, from the log."""
    return draw(history_of(tournament_id).at(seq), "", ())


def built_at(tournament: Tournament, seq: int) -> dict[str, dict[str, Any]]:
    """The data of every topic as of entry `seq`, from the log; the course and the chances are left out."""
    history = history_of(tournament.pk)
    return panels.build(history.at(seq), tournament.note, entries_told(history.entries[:seq]))


def republish(tournament_id: int) -> None:
    """Publishes anew what a new program draws otherwise, of the same facts.

    Decisions wait while it draws: during a race, with one after the other, it would else never be done.
    """
    done = False
    with transaction.atomic():
        tournament = Tournament.objects.select_for_update(no_key=True).get(pk=tournament_id)
        while not done:  # a refresh that was under way may still come in between
            before = refresh(tournament_id)
            snapshot = read(tournament)
            changed = render(tournament_id, compose(snapshot), anew=True)
            done = not changed or publish(snapshot.tournament, before, snapshot.seq, changed)


def published_version(tournament_id: int) -> float:
    return Publication.objects.get(tournament_id=tournament_id).version


def read(tournament: Tournament) -> Snapshot:
    """One moment in time: what the log says as far as it goes now."""
    history = history_of(tournament.pk)
    moments = course.remembered(tournament.pk, history)
    return Snapshot(tournament, history.seq, history.document, entries_told(history.entries), moments)


def entries_told(log: Sequence[LogEntry]) -> list[dict[str, Any]]:
    """What is told of this log, newest first: the newest entries, and those that are told for good."""
    newest = [
        *(entry for entry in log[:-NEWEST_ENTRIES] if entry.verb in TOLD_FOR_GOOD),
        *log[-NEWEST_ENTRIES:],
    ]
    return [entry_facts(entry) for entry in reversed(newest)]


def entry_facts(entry: LogEntry) -> dict[str, Any]:
    """A log entry as plain data, without the whole document that an import carries."""
    changes = [] if entry.verb == "import" else entry.changes
    facts = {name: getattr(entry, name) for name in TOLD}
    return facts | {"at": entry.at.isoformat(), "changes": changes}


def render(tournament_id: int, built: dict[str, Any], *, anew: bool = False) -> list[Panel]:
    """The panels whose data (or, drawn `anew`, HTML) differ from what is published."""
    rows = Panel.objects.filter(tournament_id=tournament_id)
    have = {
        topic: stored(data)
        for topic, data in rows.annotate(text=Cast("data", TextField())).values_list("topic", "text")
    }
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


@lru_cache(maxsize=512)
def stored(data: str) -> Any:
    """What this JSON says, to compare with; remembered, as most panels stay as they are."""
    return json.loads(data)


def publish(tournament: Tournament, before: float, seq: int, changed: list[Panel]) -> bool:
    """Stores what changed since version `before`, and tells the viewers. False, and nothing is stored, if `before`
    is no longer what is published: then something else has changed too, or something newer is there.

    At the same `seq` as `before` it is one step further: nothing that is published is ever replaced unnoticed.
    """
    was, step = seq_and_step(before)
    next_step = step + 1 if was == seq else 0
    for panel in changed:
        panel.seq, panel.step = seq, next_step
    with transaction.atomic():
        here = Publication.objects.filter(tournament=tournament, seq=was, step=step)
        if not here.update(seq=seq, step=next_step, at=timezone.now()):
            return False
        Panel.objects.bulk_create(
            changed,
            update_conflicts=True,
            unique_fields=["tournament", "topic"],
            update_fields=["seq", "step", "data", "html"],
            batch_size=1,  # in one statement psycopg would quote the HTML of all character by character
        )
    frames: dict[str, PanelUpdate] = {p.topic: {"seq": p.version, "html": p.html} for p in changed}
    version = version_of(seq, next_step)
    # Nobody sees what might still be undone.
    transaction.on_commit(lambda: announce(tournament.slug, version, frames, after=before))
    return True
