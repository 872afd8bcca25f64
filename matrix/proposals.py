"""What the committee could decide: the part of the document as it would be, or Refused with a sentence.

Nothing is written here. The verbs of `committee` and the preview of their consequences both ask this.
"""

from datetime import date

from django.utils.translation import gettext as _

from matrix.models import Designation
from matrix.rows import assignment_parts, designation_parts, matrix_in_force, position_parts
from results import document
from results.log import Refused
from results.models import Event, Skater, Tournament

Positions = tuple[document.Position, ...]


def ordered(tournament: Tournament, sex: str, positions: Positions) -> Positions:
    """These positions, if they can be the matrix of this sex."""
    events = dict(Event.objects.filter(tournament=tournament).values_list("slug", "sex"))
    worth: set[tuple[str, int | None]] = set()
    for expected, part in enumerate(positions, start=1):
        at = _("Positie {number}").format(number=expected)
        if part.position != expected:
            raise Refused(_("De posities moeten van 1 af doorgenummerd zijn."))
        if events.get(part.event) != sex:
            raise Refused(_("{at}: deze afstand hoort niet bij deze matrix.").format(at=at))
        if part.named is not None and skater_of(tournament, part.named).sex != sex:
            raise Refused(_("{at}: deze schaatser rijdt niet bij deze matrix.").format(at=at))
        if not part.by_name and (part.event, part.place) in worth:
            raise Refused(_("{at}: deze plaats staat al hoger in de matrix.").format(at=at))
        worth.add((part.event, part.place))
    return positions


def with_holder(tournament: Tournament, sex: str, number: int, skater: str | None) -> Positions:
    """The matrix in force with position `number` (from 1) held by this skater, or by nobody yet."""
    old = position_parts(matrix_in_force(tournament, sex))
    part = next((part for part in old if part.position == number), None)
    if part is None or not part.by_name:
        raise Refused(_("Deze positie wordt niet op naam vergeven."))
    if part.named == skater:
        raise Refused(_("Er is niets veranderd."))
    filled = document.Position(position=number, event=part.event, named=skater)
    return ordered(tournament, sex, tuple(filled if one.position == number else one for one in old))


def designation(
    tournament: Tournament,
    skater: str,
    reason: str,
    made_on: date,
    event: str | None = None,
    place: int | None = None,
) -> document.Designation:
    """A designation for the team or, with `event` and 1-based `place`, for that start place."""
    row = skater_of(tournament, skater)
    of_sex = [part for part in designation_parts(tournament) if part.sex == row.sex]
    allowed = tournament.selection.get(row.sex, {}).get("max_designations", 0)
    if len(of_sex) >= allowed:
        raise Refused(_("Alle {count} aanwijsplekken zijn al vergeven.").format(count=allowed))
    if event is None and any(part.kind == "team" and part.skater == skater for part in of_sex):
        raise Refused(_("{skater} is al aangewezen.").format(skater=row))
    if event is not None:
        _start_place(tournament, row, event, place, of_sex)
    reason_given(reason)
    return document.Designation(
        sex=row.sex,
        skater=skater,
        kind="team" if event is None else "start",
        event=event,
        place=place if event else None,
        made_on=made_on.isoformat(),
        reason=reason.strip(),
    )


def designations_without(
    tournament: Tournament, designation: int, reason: str
) -> tuple[document.Designation, ...]:
    """The designations that are left when this one is withdrawn."""
    rows = list(Designation.objects.filter(tournament=tournament).order_by("pk").values_list("pk", flat=True))
    if designation not in rows:
        raise Refused(_("Deze aanwijzing bestaat niet meer."))
    reason_given(reason)
    parts = zip(rows, designation_parts(tournament), strict=True)
    return tuple(part for pk, part in parts if pk != designation)


def assignment(tournament: Tournament, event: str, skater: str, reason: str) -> document.StartAssignment:
    """The committee's choice for a start place that became free."""
    row = skater_of(tournament, skater)
    known = Event.objects.filter(tournament=tournament, slug=event).first()
    if known is None or known.sex != row.sex:
        raise Refused(_("Kies een afstand van hetzelfde geslacht."))
    if any((part.event, part.skater) == (event, skater) for part in assignment_parts(tournament)):
        raise Refused(_("{skater} heeft deze startplek al.").format(skater=row))
    return document.StartAssignment(event=event, skater=skater, reason=reason.strip())


def skater_of(tournament: Tournament, slug: str) -> Skater:
    row = Skater.objects.filter(tournament=tournament, slug=slug).first()
    if row is None:
        raise Refused(_("Deze schaatser doet niet mee aan dit toernooi."))
    return row


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


def reason_given(reason: str) -> None:
    """Refused where there is none: what the committee decides is public, with the reason."""
    if not reason.strip():
        raise Refused(_("Geef een reden; die is openbaar."))
