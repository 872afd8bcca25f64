"""How the matrix stood each time an event was over: from the log, so that a recomputation gives the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from matrix.contest import contest_of
from okt.picture import SEXES, Team, team_of
from results.document import Document
from results.history import History, history_of
from results.log import replay
from results.models import LogEntry
from results.tournament_file import from_json

OVER = {"provisional", "official"}
STAGE_VERBS = ("set_stage", "undo")  # what makes an event over, or no longer over

Stand = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Moment:
    """After entry `seq`: which `events` were over with it, and per sex what `stand` says of each skater.

    The first moment is the import, whatever was over by then.
    """

    seq: int
    events: tuple[str, ...]
    stands: Mapping[str, Stand]


def stand(team: Team) -> Stand:
    """Of each skater: rank, outlook, and the place (`slot`) in the row of who goes and then the reserves."""
    ranks = {holding.skater: holding.rank for holding in team.selection.positions if holding.skater}
    row = (*team.selection.selected, *team.selection.reserves)
    slots = {skater: number for number, skater in enumerate(row, start=1)}
    return {
        skater: {
            "rank": ranks.get(skater),
            "best": found.best_rank,
            "worst": found.worst_rank,
            "status": found.status,
            "slot": slots.get(skater),
        }
        for skater, found in team.outlooks.items()
    }


def told(log: Sequence[LogEntry]) -> tuple[Moment, ...]:
    """The moments in this log, from its import on; nothing is remembered."""
    if not log:
        return ()
    return tuple(
        _moment(from_json(replay({}, [entry for entry in log if entry.seq <= seq])), seq, events)
        for seq, events in _by_moment(_ends(log), log[0].seq)
    )


def remembered(tournament_id: int, history: History) -> tuple[Moment, ...]:
    """The same, for a refresh: what a moment was is kept in this process, as its log never changes."""
    log = history.entries
    return tuple(
        _kept(tournament_id, seq, log[seq - 1].key, events)
        for seq, events in _by_moment(_ends(log), log[0].seq)
    )


def _ends(log: Sequence[LogEntry]) -> dict[str, int]:
    """Each event that is over, with the seq of the entry that made it so; 0 if it came that way."""
    ends = {event["id"]: 0 for event in replay({}, log[:1])["events"] if event["status"] in OVER}
    for entry in log:
        for change in entry.changes if entry.verb in STAGE_VERBS else ():
            if change["at"][2:] == ["status"]:
                ends.pop(change["at"][1], None)
                if change["new"] in OVER:
                    ends[change["at"][1]] = entry.seq
    return ends


def _by_moment(ends: Mapping[str, int], start: int) -> list[tuple[int, tuple[str, ...]]]:
    seqs = sorted({seq for seq in ends.values() if seq})
    over = [(seq, tuple(event for event, end in ends.items() if end == seq)) for seq in seqs]
    return [(start, tuple(event for event, end in ends.items() if not end)), *over]


def _moment(document: Document, seq: int, events: tuple[str, ...]) -> Moment:
    stands = {
        sex: stand(team_of(contest_of(document, sex)))
        for sex in SEXES
        if document.matrix.get(sex)  # type: ignore[call-overload]  # a sex without a matrix
    }
    return Moment(seq, events, stands)


@lru_cache(maxsize=512)
def _kept(tournament_id: int, seq: int, key: UUID, events: tuple[str, ...]) -> Moment:
    """`key` is that of entry `seq`: another database may have the same numbers."""
    return _moment(history_of(tournament_id).at(seq), seq, events)
