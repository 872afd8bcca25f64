"""What the selection committee decides: the only writer of the matrix and the designations.

Each verb is one log entry that refuses with a sentence what the rules of the tournament do not allow.
"""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from matrix.models import Designation
from matrix.rows import (
    assignment_parts,
    designation_parts,
    matrix_in_force,
    position_parts,
    put_assignment,
    put_designation,
    put_matrix,
)
from results import document
from results.log import About, Change, Refused, Signature, decide
from results.models import Event, LogEntry, Skater, Tournament


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
        _sound(locked, sex, positions)
        put_matrix(locked, sex, positions, signature.by, reason.strip())
        return [Change(("matrix", sex), _json(old), _json(positions))]

    return decide(tournament, "publish_matrix", signature, About(reason=reason.strip()), work)


def name_holder(
    tournament: Tournament, sex: str, number: int, skater: str | None, reason: str, signature: Signature
) -> LogEntry:
    """Names who holds a position that is filled by name (1-based `number`), or leaves it open again (None)."""

    def work(locked: Tournament, seq: int) -> list[Change]:
        old = position_parts(matrix_in_force(locked, sex))
        part = next((part for part in old if part.position == number), None)
        if part is None or not part.by_name:
            raise Refused(_("Deze positie wordt niet op naam vergeven."))
        if part.named == skater:
            raise Refused(_("Er is niets veranderd."))
        filled = document.Position(position=number, event=part.event, named=skater)
        new = tuple(filled if one.position == number else one for one in old)
        _sound(locked, sex, new)
        put_matrix(locked, sex, new, signature.by, reason.strip())
        return [Change(("matrix", sex), _json(old), _json(new))]

    return decide(
        tournament, "name_holder", signature, About(skater=skater or "", reason=reason.strip()), work
    )


def designate(
    tournament: Tournament,
    skater: str,
    reason: str,
    made_on: date,
    signature: Signature,
    event: str | None = None,
    place: int | None = None,
) -> LogEntry:
    """Gives a skater a place in the team or, with `event` and 1-based `place`, that start place."""

    def work(locked: Tournament, seq: int) -> list[Change]:
        row = _skater(locked, skater)
        if not reason.strip():
            raise Refused(_("Geef een reden; die is openbaar."))
        old = designation_parts(locked)
        of_sex = [part for part in old if part.sex == row.sex]
        allowed = locked.selection.get(row.sex, {}).get("max_designations", 0)
        if len(of_sex) >= allowed:
            raise Refused(_("Alle {count} aanwijsplekken zijn al vergeven.").format(count=allowed))
        if event is None and any(part.kind == "team" and part.skater == skater for part in of_sex):
            raise Refused(_("{skater} is al aangewezen.").format(skater=row))
        if event is not None:
            _start_place(locked, row, event, place, of_sex)
        part = document.Designation(
            sex=row.sex,
            skater=skater,
            kind="team" if event is None else "start",
            event=event,
            place=place if event else None,
            made_on=made_on.isoformat(),
            reason=reason.strip(),
        )
        put_designation(locked, part)
        return [Change(("designations",), _json(old), _json((*old, part)))]

    return decide(tournament, "designate", signature, About(event or "", skater, reason=reason.strip()), work)


def withdraw_designation(
    tournament: Tournament, designation: int, reason: str, signature: Signature
) -> LogEntry:
    """Takes a designation back: a new decision, with its own reason."""
    row = Designation.objects.filter(tournament=tournament, pk=designation).select_related("skater").first()
    skater = row.skater.slug if row else ""

    def work(locked: Tournament, seq: int) -> list[Change]:
        standing = Designation.objects.filter(tournament=locked, pk=designation).first()
        if standing is None:
            raise Refused(_("Deze aanwijzing bestaat niet meer."))
        if not reason.strip():
            raise Refused(_("Geef een reden; die is openbaar."))
        old = designation_parts(locked)
        standing.delete()
        return [Change(("designations",), _json(old), _json(designation_parts(locked)))]

    return decide(
        tournament, "withdraw_designation", signature, About(skater=skater, reason=reason.strip()), work
    )


def assign_start(
    tournament: Tournament, event: str, skater: str, reason: str, signature: Signature
) -> LogEntry:
    """The committee's choice for a start place that became free; no effect on the matrix."""

    def work(locked: Tournament, seq: int) -> list[Change]:
        row = _skater(locked, skater)
        known = Event.objects.filter(tournament=locked, slug=event).first()
        if known is None or known.sex != row.sex:
            raise Refused(_("Kies een afstand van hetzelfde geslacht."))
        old = assignment_parts(locked)
        if any((part.event, part.skater) == (event, skater) for part in old):
            raise Refused(_("{skater} heeft deze startplek al.").format(skater=row))
        part = document.StartAssignment(event=event, skater=skater, reason=reason.strip())
        put_assignment(locked, part)
        return [Change(("start_assignments",), _json(old), _json((*old, part)))]

    return decide(tournament, "assign_start", signature, About(event, skater, reason=reason.strip()), work)


def _sound(tournament: Tournament, sex: str, positions: tuple[document.Position, ...]) -> None:
    events = dict(Event.objects.filter(tournament=tournament).values_list("slug", "sex"))
    worth: set[tuple[str, int | None]] = set()
    for expected, part in enumerate(positions, start=1):
        at = _("Positie {number}").format(number=expected)
        if part.position != expected:
            raise Refused(_("De posities moeten van 1 af doorgenummerd zijn."))
        if events.get(part.event) != sex:
            raise Refused(_("{at}: deze afstand hoort niet bij deze matrix.").format(at=at))
        if part.named is not None and _skater(tournament, part.named).sex != sex:
            raise Refused(_("{at}: deze schaatser rijdt niet bij deze matrix.").format(at=at))
        if not part.by_name and (part.event, part.place) in worth:
            raise Refused(_("{at}: deze plaats staat al hoger in de matrix.").format(at=at))
        worth.add((part.event, part.place))


def _start_place(
    tournament: Tournament, row: Skater, event: str, place: int | None, made: list[document.Designation]
) -> None:
    known = Event.objects.filter(tournament=tournament, slug=event).first()
    if known is None or known.sex != row.sex:
        raise Refused(_("Deze schaatser rijdt deze afstand niet: kies een afstand van hetzelfde geslacht."))
    if place is None or not 1 <= place <= max(known.start_places, 1):
        raise Refused(
            _("Kies een startplek van 1 tot en met {last}.").format(last=max(known.start_places, 1))
        )
    if any((part.event, part.skater) == (event, row.slug) for part in made):
        raise Refused(_("{skater} heeft op deze afstand al een aangewezen startplek.").format(skater=row))
    if any((part.event, part.place) == (event, place) for part in made):
        raise Refused(_("Deze startplek is al aangewezen."))


def _skater(tournament: Tournament, slug: str) -> Skater:
    row = Skater.objects.filter(tournament=tournament, slug=slug).first()
    if row is None:
        raise Refused(_("Deze schaatser doet niet mee aan dit toernooi."))
    return row


def _json(parts: tuple[Any, ...]) -> list[Any]:
    return [part.model_dump(mode="json") for part in parts]
