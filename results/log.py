"""The log: every decision is one entry, and the tables are what the entries add up to.

A decision takes the row lock of its tournament, so `seq` has no gaps and readers can order by it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from results.models import LogEntry, Tournament
from results.signals import changed


class Refused(Exception):
    """What was asked makes no sense or is not allowed; the message is a sentence for the person who asked."""


class StaleHeat(Refused):
    """Somebody else decided in between. `now` is what stands there, `typed` what was sent."""

    def __init__(self, message: str, now: str, typed: str) -> None:
        super().__init__(message)
        self.now = now
        self.typed = typed


@dataclass(frozen=True, slots=True)
class Signature:
    """Who decides, from which device, and the key that makes sending it twice harmless."""

    by: str
    key: UUID = field(default_factory=uuid4)
    device: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """A part of the document, by its path, and its value before and after."""

    at: tuple[str, ...]
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class About:
    """What an entry is about, for reading the log: all of it follows from the changes."""

    event: str = ""
    skater: str = ""
    run: int | None = None
    reason: str = ""
    undoes: int | None = None
    asked: str = ""  # what was asked for, as far as the other fields do not say it: the time, the stage, …


Work = Callable[[Tournament, int], list[Change]]


def decide(tournament: Tournament, verb: str, signature: Signature, about: About, work: Work) -> LogEntry:
    """Runs `work(tournament, seq)` under the tournament's lock, logs the changes it made, and tells on commit.

    The same key again gives the stored entry and does nothing. Refused from `work` leaves no trace.
    """
    with transaction.atomic():
        locked = Tournament.objects.select_for_update().get(pk=tournament.pk)
        known = LogEntry.objects.filter(key=signature.key).first()
        if known is not None:
            _same_request(known, locked, verb, about)
            return known
        seq = locked.seq + 1
        changes = work(locked, seq)
        entry = LogEntry.objects.create(
            tournament=locked,
            seq=seq,
            key=signature.key,
            verb=verb,
            at=timezone.now(),
            by=signature.by,
            device=signature.device[:200],
            event=about.event,
            skater=about.skater,
            run=about.run,
            changes=[{"at": list(change.at), "old": change.old, "new": change.new} for change in changes],
            reason=about.reason,
            undoes=about.undoes,
            asked=about.asked,
        )
        Tournament.objects.filter(pk=locked.pk).update(seq=seq, changed_at=entry.at)
        told = {"tournament_id": locked.pk, "slug": locked.slug, "seq": seq}
        transaction.on_commit(lambda: changed.send(Tournament, **told), robust=True)
        return entry


def _same_request(known: LogEntry, tournament: Tournament, verb: str, about: About) -> None:
    """A key that comes back with another decision (a page from the browser's history) must not swallow it."""
    before = (known.tournament_id, known.verb, known.event, known.run, known.undoes, known.asked)
    now = (tournament.pk, verb, about.event, about.run, about.undoes, about.asked)
    if before != now or about.skater not in ("", known.skater):
        raise Refused(
            _("Dit formulier is al voor iets anders gebruikt. Laad de pagina opnieuw en doe het nog eens.")
        )


def replay(document: dict[str, Any], entries: Sequence[LogEntry]) -> dict[str, Any]:
    """The document after these entries, as JSON; the first must be the one that brought the document in.

    Events and starts are found by id, so a path reads `events/M-500/starts/2/kai-verbij`.
    """
    for entry in entries:
        for change in entry.changes:
            document = _put(document, change["at"], change["new"])
    return document


def _put(part: Any, path: list[str], new: Any) -> Any:
    if not path:
        return new
    if isinstance(part, list):
        return [_put(one, path[1:], new) if _id(one) == path[0] else one for one in part]
    value = _put(part.get(path[0]), path[1:], new)
    return {**part, path[0]: value}


def _id(part: dict[str, Any]) -> str:
    return str(part["id"]) if "id" in part else f"{part['run']}/{part['skater']}"
