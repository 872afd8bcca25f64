"""What the committee could decide: the part of the document as it would be, or Refused with a sentence.

Nothing is written here. The verbs of `committee` and the preview of their consequences both ask this.
"""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _

from matrix.contest import contest_of
from matrix.draft_lines import LAST
from matrix.models import Designation
from matrix.rows import assignment_parts, designation_parts, matrix_in_force, position_parts
from matrix.selection import select
from matrix.start_preview import free, seats_of
from matrix.tables import load
from results import document
from results.log import Refused
from results.models import Event, Skater, Tournament

Positions = tuple[document.Position, ...]


def ordered(tournament: Tournament, sex: str, positions: Positions) -> Positions:
    """These positions, if they can be the matrix of this sex."""
    if not positions:
        raise Refused(_("Een matrix heeft ten minste één positie. Voeg er een toe."))
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
        if part.place is not None and not 1 <= part.place <= LAST:
            raise Refused(_("{at}: kies een plaats van 1 tot en met {last}.").format(at=at, last=LAST))
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
    sex: str = "",
) -> document.Designation:
    """A designation for the team or, with `event` and 1-based `place`, for that start place. `sex`: of the page."""
    row = skater_of(tournament, skater)
    if sex not in {"", row.sex}:
        raise Refused(_("{skater} rijdt niet bij de {sex}.").format(skater=row, sex=sex_word(sex)))
    of_sex = [part for part in designation_parts(tournament) if part.sex == row.sex]
    if event is None and any(part.kind == "team" and part.skater == skater for part in of_sex):
        raise Refused(_("{skater} is al aangewezen.").format(skater=row))
    rules = tournament.selection.get(row.sex, {})
    allowed = rules.get("max_designations", 0)
    if not allowed:
        raise Refused(_("Er zijn geen aanwijsplekken bij de {sex}.").format(sex=sex_word(row.sex)))
    if len(of_sex) >= allowed:
        raise Refused(_("Alle {count} aanwijsplekken zijn al vergeven.").format(count=allowed))
    if event is None and sum(part.kind == "team" for part in of_sex) >= rules.get("quota", 0):
        raise Refused(
            _("Alle {count} startbewijzen zijn al door aanwijzing vergeven.").format(count=rules["quota"])
        )
    _on_a_day(tournament, made_on)
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
        raise Refused(
            _("{skater} rijdt deze afstand niet: kies een afstand van hetzelfde geslacht.").format(skater=row)
        )
    if any((part.event, part.skater) == (event, skater) for part in assignment_parts(tournament)):
        raise Refused(_("{skater} heeft deze startplek al.").format(skater=row))
    given = {(part.event, part.skater) for part in designation_parts(tournament) if part.kind == "start"}
    if (event, skater) in given:
        raise Refused(_("{skater} heeft op deze afstand al een aangewezen startplek.").format(skater=row))
    if known.status not in {"provisional", "official"}:
        raise Refused(_("Deze afstand is nog niet uitgereden; er is nog geen startplek vrijgekomen."))
    contest = contest_of(load(tournament), known.sex)
    if skater not in select(contest).selected:
        raise Refused(
            _("{skater} is niet geselecteerd, en alleen wie gaat kan starten. Wijs eerst aan.").format(
                skater=row
            )
        )
    seats = seats_of(contest, event)
    if any(seat.skater == skater and not free(seat) for seat in seats):
        raise Refused(_("{skater} start hier al.").format(skater=row))
    if not any(free(seat) for seat in seats):
        raise Refused(_("Op deze afstand is geen startplek vrij."))
    reason_given(reason)
    return document.StartAssignment(event=event, skater=skater, reason=reason.strip())


def assignments_without(
    tournament: Tournament, event: str, skater: str, reason: str
) -> tuple[document.StartAssignment, ...]:
    """The start places that are left given when this one is withdrawn."""
    made = assignment_parts(tournament)
    left = tuple(part for part in made if (part.event, part.skater) != (event, skater))
    if left == made:
        raise Refused(_("Dit besluit bestaat niet meer."))
    reason_given(reason)
    return left


def skater_of(tournament: Tournament, slug: str) -> Skater:
    row = Skater.objects.filter(tournament=tournament, slug=slug).first()
    if row is None:
        raise Refused(_("Deze schaatser doet niet mee aan dit toernooi."))
    return row


def first_day(tournament: Tournament) -> date:
    """The first day on which a designation can have been made: a year before the tournament begins."""
    return tournament.starts_on - timedelta(days=365)


def last_day(tournament: Tournament) -> date:
    """The last: today at the rink, and 31 days after the tournament at most; by then the entries have been sent."""
    return min(_today(tournament), tournament.ends_on + timedelta(days=31))


def decided_on(tournament: Tournament) -> date:
    """The day to begin with: today, and the last day of a tournament that is long over."""
    return _today(tournament) if _today(tournament) == last_day(tournament) else tournament.ends_on


def _today(tournament: Tournament) -> date:
    return timezone.now().astimezone(ZoneInfo(tournament.time_zone)).date()


def _on_a_day(tournament: Tournament, made_on: date) -> None:
    first, last = first_day(tournament), last_day(tournament)
    if not first <= made_on <= last:
        raise Refused(
            _("De dag van het besluit ligt van {first} tot en met {last}.").format(
                first=f"{first:%d-%m-%Y}", last=f"{last:%d-%m-%Y}"
            )
        )


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


def sex_word(sex: str) -> str:
    return _("mannen") if sex == "M" else _("vrouwen")
