"""What the selection committee decides: the only writer of the matrix and the designations.

Each verb is one log entry that refuses with a sentence what the rules of the tournament do not allow.
"""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from matrix import proposals, proposed_rules
from matrix.lock import lock_of
from matrix.models import Designation
from matrix.rows import (
    assignment_parts,
    designation_parts,
    matrix_in_force,
    position_parts,
    put_assignment,
    put_designation,
    put_matrix,
    put_rules,
    remove_assignment,
)
from matrix.rules import Rules, paths_between, rules_of, summary
from results import document
from results.log import About, Change, Refused, Signature, decide
from results.models import LogEntry, Tournament
from results.recount import put


def publish_matrix(
    tournament: Tournament,
    sex: str,
    positions: tuple[document.Position, ...],
    reason: str,
    signature: Signature,
    seen: int | None = None,
) -> LogEntry:
    """Puts a whole matrix of one sex in force as its next version. `seen`: the version that was edited."""

    def work(locked: Tournament, seq: int) -> list[Change]:
        if lock_of(locked).locked:
            raise Refused(
                _("De matrix is op slot. Een tweede lid van de commissie moet haar eerst ontgrendelen.")
            )
        version = matrix_in_force(locked, sex)
        old = position_parts(version)
        if seen is not None and version is not None and version.number != seen:
            raise Refused(
                _(
                    "Iemand anders heeft de matrix intussen gewijzigd. Bekijk de nieuwe versie en probeer het opnieuw."
                )
            )
        if positions == old:
            raise Refused(_("Er is niets veranderd."))
        proposals.reason_given(reason)
        put_matrix(locked, sex, proposals.ordered(locked, sex, positions), signature.by, reason.strip())
        return [Change(("matrix", sex), _json(old), _json(positions))]

    worth = " ".join(f"{part.event}/{part.named if part.by_name else part.place}" for part in positions)
    asked = f"{sex}: {worth}"
    return decide(tournament, "publish_matrix", signature, About(reason=reason.strip(), asked=asked), work)


def ask_unlock(tournament: Tournament, reason: str, signature: Signature) -> LogEntry:
    """Asks to unlock the matrix after the tournament began; another member has to do it."""

    def work(locked: Tournament, seq: int) -> list[Change]:
        if not lock_of(locked).locked:
            raise Refused(_("De matrix is niet op slot."))
        proposals.reason_given(reason)
        return []

    return decide(tournament, "ask_unlock", signature, About(reason=reason.strip()), work)


def unlock_matrix(tournament: Tournament, signature: Signature) -> LogEntry:
    """A second member unlocks the matrix, for the reason that the first one gave, until it is published."""
    reason = lock_of(tournament).reason

    def work(locked: Tournament, seq: int) -> list[Change]:
        lock = lock_of(locked)
        if not lock.asked_by:
            raise Refused(_("Er is geen verzoek om de matrix te ontgrendelen."))
        if lock.asked_by == signature.by:
            raise Refused(_("Een tweede lid van de commissie moet ontgrendelen: jij vroeg het zelf."))
        if lock.reason != reason:
            raise Refused(_("Er is intussen iets anders gevraagd. Lees het verzoek en probeer het opnieuw."))
        return []

    return decide(tournament, "unlock_matrix", signature, About(reason=reason), work)


def lock_matrix(tournament: Tournament, signature: Signature) -> LogEntry:
    """Locks again what was unlocked, or takes back a request."""

    def work(locked: Tournament, seq: int) -> list[Change]:
        lock = lock_of(locked)
        if not lock.opened and not lock.asked_by:
            raise Refused(_("Er is niets veranderd."))
        return []

    return decide(tournament, "lock_matrix", signature, About(), work)


def name_holder(
    tournament: Tournament, sex: str, number: int, skater: str | None, reason: str, signature: Signature
) -> LogEntry:
    """Names who holds a position that is filled by name (1-based `number`), or leaves it open again (None)."""

    def work(locked: Tournament, seq: int) -> list[Change]:
        proposals.reason_given(reason)
        old = position_parts(matrix_in_force(locked, sex))
        new = proposals.with_holder(locked, sex, number, skater)
        put_matrix(locked, sex, new, signature.by, reason.strip())
        return [Change(("matrix", sex), _json(old), _json(new))]

    return decide(
        tournament,
        "name_holder",
        signature,
        About(skater=skater or "", reason=reason.strip(), asked=f"{sex} {number} {skater or ''}"),
        work,
    )


def designate(
    tournament: Tournament,
    skater: str,
    reason: str,
    made_on: date,
    signature: Signature,
    event: str | None = None,
    place: int | None = None,
    sex: str = "",
) -> LogEntry:
    """Gives a skater a place in the team or, with `event` and 1-based `place`, that start place. With `sex` ("M",
    "F") only to one of that sex."""

    def work(locked: Tournament, seq: int) -> list[Change]:
        part = proposals.designation(locked, skater, reason, made_on, event, place, sex)
        old = designation_parts(locked)
        put_designation(locked, part)
        return [Change(("designations",), _json(old), _json((*old, part)))]

    asked = f"{event or 'team'} {place or ''} {made_on}"
    about = About(event or "", skater, reason=reason.strip(), asked=asked)
    return decide(tournament, "designate", signature, about, work)


def withdraw_designation(
    tournament: Tournament, designation: int, reason: str, signature: Signature
) -> LogEntry:
    """Takes a designation back: a new decision, with its own reason."""
    row = Designation.objects.filter(tournament=tournament, pk=designation).select_related("skater").first()
    skater = row.skater.slug if row else ""

    def work(locked: Tournament, seq: int) -> list[Change]:
        old = designation_parts(locked)
        left = proposals.designations_without(locked, designation, reason)
        Designation.objects.filter(tournament=locked, pk=designation).delete()
        return [Change(("designations",), _json(old), _json(left))]

    return decide(
        tournament,
        "withdraw_designation",
        signature,
        About(skater=skater, reason=reason.strip(), asked=str(designation)),
        work,
    )


def assign_start(
    tournament: Tournament, event: str, skater: str, reason: str, signature: Signature
) -> LogEntry:
    """The committee's choice for a start place that became free; no effect on the matrix."""

    def work(locked: Tournament, seq: int) -> list[Change]:
        part = proposals.assignment(locked, event, skater, reason)
        old = assignment_parts(locked)
        put_assignment(locked, part)
        return [Change(("start_assignments",), _json(old), _json((*old, part)))]

    return decide(tournament, "assign_start", signature, About(event, skater, reason=reason.strip()), work)


def withdraw_assignment(
    tournament: Tournament, event: str, skater: str, reason: str, signature: Signature
) -> LogEntry:
    """Takes a given start place back: a new decision, with its own reason. The rule proposes again who starts."""

    def work(locked: Tournament, seq: int) -> list[Change]:
        old = assignment_parts(locked)
        left = proposals.assignments_without(locked, event, skater, reason)
        for part in old:
            if part not in left:
                remove_assignment(locked, part)
        return [Change(("start_assignments",), _json(old), _json(left))]

    about = About(event, skater, reason=reason.strip())
    return decide(tournament, "withdraw_assignment", signature, about, work)


def change_rules(
    tournament: Tournament, rules: Rules, reason: str, signature: Signature, seen: int | None = None
) -> LogEntry:
    """Puts these rules in force, and with them what they make of the times that stand. `seen`: as `newest_rules` said
    when they were edited."""

    def work(locked: Tournament, seq: int) -> list[Change]:
        if lock_of(locked).locked:
            raise Refused(
                _("De regels zijn op slot. Een tweede lid van de commissie moet ze eerst ontgrendelen.")
            )
        if seen is not None and proposed_rules.newest_rules(locked) != seen:
            raise Refused(
                _("Iemand anders heeft de regels intussen gewijzigd. Bekijk ze en probeer het opnieuw.")
            )
        found = proposed_rules.proposed(locked, rules)
        proposals.reason_given(reason)
        put_rules(locked, rules)
        changed = [Change(*one) for one in paths_between(rules_of(found.before), rules)]
        return changed + put(locked, found.recount, seq)

    about = About(reason=reason.strip(), asked=summary(rules))
    return decide(tournament, "change_rules", signature, about, work)


def _json(parts: tuple[Any, ...]) -> list[Any]:
    return [part.model_dump(mode="json") for part in parts]
