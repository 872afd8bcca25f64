"""The draft of a matrix that the committee shares: the only writer of it.

Each change is a revision of its own, and none is ever changed. So what somebody saw is known by its number, and what
two people did to it at once can be brought together.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from matrix import committee as decide
from matrix.draft_lines import Row, Rows, together
from matrix.models import MatrixDraft, MatrixVersion
from matrix.rows import matrix_in_force, position_parts
from results import document
from results.log import Refused, Signature
from results.models import Tournament

REPLACED = ("discard", "begin", "import", "restore")  # what puts another draft in the place of the one before


@dataclass(frozen=True, slots=True)
class Kept:
    """The draft as it is kept, at its revision; where there is none (`empty`), it is the matrix in force (`base`)."""

    revision: int
    base: int
    rows: Rows
    reason: str = ""
    by: str = ""
    at: datetime | None = None
    empty: bool = True


@dataclass(frozen=True, slots=True)
class Saw:
    """What somebody had before them while changing it: that revision, or where there was none that version."""

    revision: int
    base: int


@dataclass(frozen=True, slots=True)
class Answer:
    """The draft now; `before` as others had left it; `disputed` are the lines that both sides changed differently."""

    now: Kept
    before: Kept
    disputed: Rows = ()
    refused: Refused | None = None


def kept(tournament: Tournament, sex: str) -> Kept:
    """The draft that everybody shares."""
    row = _of(tournament, sex).last()
    if row is not None and row.rows is not None:
        return _kept(row)
    version = matrix_in_force(tournament, sex)
    number = version.number if version else 0
    return Kept(row.revision if row else 0, number, rows_of(version))


def keep(tournament: Tournament, sex: str, rows: Rows, reason: str, saw: Saw, by: str) -> Answer:
    """Keeps what somebody made of what they saw, together with what others made of it since."""
    with transaction.atomic():
        _lock(tournament)
        before = kept(tournament, sex)
        seen = as_seen(tournament, sex, saw) or before
        both = together(seen.rows, rows, before.rows)
        reason = before.reason if reason == seen.reason else reason
        if (both.rows, reason) == (before.rows, before.reason):
            return Answer(before, before)
        now = _put(tournament, sex, "edit", both.rows, before.base, by, reason)
        return Answer(now, before, both.disputed)


def publish(
    tournament: Tournament,
    sex: str,
    positions: Sequence[document.Position],
    reason: str,
    saw: Saw,
    signature: Signature,
) -> Answer:
    """Publishes the draft, which is then empty; not when others changed it unseen: then it holds what both did."""
    rows = tuple(Row.of(part) for part in positions)
    with transaction.atomic():
        found = keep(tournament, sex, rows, reason, saw, signature.by)
        if found.now.rows != rows:
            return _but(
                found, _("Het ontwerp is intussen gewijzigd. Bekijk wat er nu staat en publiceer dat.")
            )
        try:
            decide.publish_matrix(tournament, sex, tuple(positions), reason, signature, found.now.base)
        except Refused as refused:
            return _but(found, refused)
        if not found.now.empty:
            _put(tournament, sex, "publish", None, found.now.base, signature.by)
        return Answer(kept(tournament, sex), found.before)


def discard(tournament: Tournament, sex: str, by: str) -> Answer:
    """Throws the draft away; it can be put back."""
    with transaction.atomic():
        _lock(tournament)
        before = kept(tournament, sex)
        if not before.empty:
            _put(tournament, sex, "discard", None, before.base, by)
        return Answer(kept(tournament, sex), before)


def begin(tournament: Tournament, sex: str, rows: Rows, reason: str, by: str, verb: str = "begin") -> Answer:
    """A draft with these rows, on what is in force, in the place of the one there is; that can be put back."""
    with transaction.atomic():
        _lock(tournament)
        before = kept(tournament, sex)
        version = matrix_in_force(tournament, sex)
        now = _put(tournament, sex, verb, rows, version.number if version else 0, by, reason)
        return Answer(now, before)


def restore(tournament: Tournament, sex: str, by: str) -> Answer:
    """Puts back what was replaced or thrown away last."""
    with transaction.atomic():
        _lock(tournament)
        before, old = kept(tournament, sex), replaced(tournament, sex)
        if old is None:
            return Answer(before, before, refused=Refused(_("Er is geen ontwerp om terug te zetten.")))
        put_back = _kept(old)
        now = _put(tournament, sex, "restore", put_back.rows, put_back.base, by, put_back.reason)
        return Answer(now, before)


def merge(tournament: Tournament, sex: str, by: str) -> Answer:
    """Brings the draft together with the version that was published since the one it builds on."""
    with transaction.atomic():
        _lock(tournament)
        before, newest = kept(tournament, sex), matrix_in_force(tournament, sex)
        if before.empty or newest is None or before.base == newest.number:
            return Answer(before, before)
        base = version_numbered(tournament, sex, before.base)
        both = together(rows_of(base), before.rows, rows_of(newest))
        now = _put(tournament, sex, "merge", both.rows, newest.number, by, before.reason)
        return Answer(now, now, both.disputed)


def as_seen(tournament: Tournament, sex: str, saw: Saw) -> Kept | None:
    """The draft as it stood before somebody; None where nothing is known of what they saw."""
    row = _of(tournament, sex).filter(revision=saw.revision).first()
    if row is not None and row.rows is not None:
        return _kept(row)
    version = version_numbered(tournament, sex, saw.base)
    known = version is not None or not saw.base
    return Kept(saw.revision, saw.base, rows_of(version)) if known else None


def revisions_since(tournament: Tournament, sex: str, revision: int) -> list[MatrixDraft]:
    return list(_of(tournament, sex).filter(revision__gt=revision))


def replaced(tournament: Tournament, sex: str) -> MatrixDraft | None:
    """The draft that was replaced or thrown away last, since the last publication; None where none was."""
    rows = _of(tournament, sex)
    published = rows.filter(verb="publish").last()
    since = rows.filter(revision__gt=published.revision) if published else rows
    last = since.filter(verb__in=REPLACED).last()
    if last is None:
        return None
    return since.filter(revision=last.revision - 1, rows__isnull=False).first()


def version_numbered(tournament: Tournament, sex: str, number: int) -> MatrixVersion | None:
    return MatrixVersion.objects.filter(tournament=tournament, sex=sex, number=number).first()


def rows_of(version: MatrixVersion | None) -> Rows:
    return tuple(Row.of(part) for part in position_parts(version))


def _of(tournament: Tournament, sex: str) -> QuerySet[MatrixDraft]:
    return MatrixDraft.objects.filter(tournament=tournament, sex=sex).order_by("revision")


def _kept(row: MatrixDraft) -> Kept:
    rows = tuple(Row(*texts) for texts in row.rows or ())
    return Kept(row.revision, row.base, rows, row.reason, row.by, row.at, empty=False)


def _lock(tournament: Tournament) -> None:
    """One writer at a time, as for the log: a draft is published under the same lock."""
    Tournament.objects.select_for_update().get(pk=tournament.pk)


def _put(
    tournament: Tournament, sex: str, verb: str, rows: Rows | None, base: int, by: str, reason: str = ""
) -> Kept:
    last = _of(tournament, sex).last()
    row = MatrixDraft.objects.create(
        tournament=tournament,
        sex=sex,
        revision=last.revision + 1 if last else 1,
        verb=verb,
        base=base,
        rows=None if rows is None else [[one.event, one.worth, one.named] for one in rows],
        reason=reason,
        by=by,
        at=timezone.now(),
    )
    return _kept(row)


def _but(found: Answer, why: Refused | str) -> Answer:
    refused = why if isinstance(why, Refused) else Refused(why)
    return Answer(found.now, found.before, found.disputed, refused)
