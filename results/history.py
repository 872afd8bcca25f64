"""The log of a tournament and the document that follows from it, as this process remembers them.

The log never changes, so what was read once is not read again: a refresh asks for the entries that came since. It
is known by its keys; a log that went another way (a restored backup, another database) is read from its beginning.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

from results.document import Document, Event
from results.log import replay
from results.models import LogEntry
from results.tournament_file import from_json

MOST_TOURNAMENTS = 8


@dataclass(frozen=True, slots=True)
class History:
    """The entries up to `seq`, the first being the import; `document` is what they add up to, `plain` as JSON."""

    entries: tuple[LogEntry, ...]
    plain: dict[str, Any]
    document: Document

    @property
    def seq(self) -> int:
        return self.entries[-1].seq

    def at(self, seq: int) -> Document:
        """The document as of entry `seq`, counted from 1."""
        if seq == self.seq:
            return self.document
        return from_json(replay({}, self.entries[:seq]))


_remembered: dict[int, History] = {}  # the one asked for last stands last
_lock = Lock()


def history_of(tournament_id: int) -> History:
    """The whole log of this tournament, at one moment in time. Raises LogEntry.DoesNotExist if it has none."""
    known = _remembered.get(tournament_id)
    log = LogEntry.objects.filter(tournament_id=tournament_id).order_by("seq")
    newer = list(log.filter(seq__gte=known.seq)) if known else []
    if known and newer and newer[0].key == known.entries[-1].key:
        found = _continued(known, newer[1:]) if newer[1:] else known
    else:
        entries = tuple(log)
        if not entries:
            raise LogEntry.DoesNotExist(f"Tournament {tournament_id} has no log.")
        plain = replay({}, entries)
        found = History(entries, plain, from_json(plain))
    with _lock:  # pages and the guard ask in threads of their own
        _remembered.pop(tournament_id, None)
        while len(_remembered) >= MOST_TOURNAMENTS:
            del _remembered[next(iter(_remembered))]
        _remembered[tournament_id] = found
    return found


def _continued(known: History, newer: Sequence[LogEntry]) -> History:
    plain = replay(known.plain, newer)
    return History((*known.entries, *newer), plain, _document(known, plain))


def _document(known: History, plain: dict[str, Any]) -> Document:
    """What an entry left alone is the same object as before (`replay`): only events that changed are read again."""
    if [key for key in plain if plain[key] is not known.plain.get(key)] != ["events"]:
        return from_json(plain)
    before = {
        id(part): event for part, event in zip(known.plain["events"], known.document.events, strict=True)
    }
    events = tuple(before.get(id(part)) or Event.model_validate(part) for part in plain["events"])
    return known.document.model_copy(update={"events": events})
