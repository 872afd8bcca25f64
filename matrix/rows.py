"""The committee's tables as parts of the document."""

from functools import lru_cache

from django.utils import timezone

from matrix.models import Designation, MatrixVersion, Position, StartAssignment
from matrix.rules import Rules
from results import document
from results.models import Event, Skater, Tournament


def matrix_in_force(tournament: Tournament, sex: str) -> MatrixVersion | None:
    """The newest version of the matrix of this sex; None while there is none."""
    return MatrixVersion.objects.filter(tournament=tournament, sex=sex).order_by("-number").first()


def position_parts(version: MatrixVersion | None) -> tuple[document.Position, ...]:
    if version is None:
        return ()
    rows = version.positions.order_by("number").values_list("number", "event__slug", "place", "named__slug")
    return tuple(_position(*row) for row in rows)


@lru_cache(maxsize=1024)
def _position(number: int, event: str, place: int | None, named: str | None) -> document.Position:
    """Remembered: a matrix hardly ever changes, and it is read after every entry."""
    if place is not None:
        return document.Position(position=number, event=event, place=place)
    return document.Position(position=number, event=event, named=named)


def put_matrix(
    tournament: Tournament, sex: str, parts: tuple[document.Position, ...], by: str, reason: str
) -> MatrixVersion:
    """Adds these positions as the next version."""
    last = matrix_in_force(tournament, sex)
    version = MatrixVersion.objects.create(
        tournament=tournament,
        sex=sex,
        number=last.number + 1 if last else 1,
        by=by,
        at=timezone.now(),
        reason=reason,
    )
    events = {event.slug: event for event in Event.objects.filter(tournament=tournament)}
    named = {part.named for part in parts if part.named}
    skaters = {skater.slug: skater for skater in Skater.objects.filter(tournament=tournament, slug__in=named)}
    Position.objects.bulk_create(
        Position(
            version=version,
            number=part.position,
            event=events[part.event],
            place=part.place,
            named=skaters[part.named] if part.named else None,
        )
        for part in parts
    )
    return version


def designation_parts(tournament: Tournament) -> tuple[document.Designation, ...]:
    rows = Designation.objects.filter(tournament=tournament).order_by("pk")
    columns = ("sex", "skater__slug", "kind", "event__slug", "place", "made_on", "reason")
    return tuple(
        document.Designation(
            sex=sex,
            skater=skater,
            kind=kind,
            event=event,
            place=place,
            made_on=made_on.isoformat(),
            reason=reason,
        )
        for sex, skater, kind, event, place, made_on, reason in rows.values_list(*columns)
    )


def put_designation(tournament: Tournament, part: document.Designation) -> Designation:
    return Designation.objects.create(
        tournament=tournament,
        sex=part.sex,
        skater=Skater.objects.get(tournament=tournament, slug=part.skater),
        kind=part.kind,
        event=Event.objects.get(tournament=tournament, slug=part.event) if part.event else None,
        place=part.place,
        made_on=part.made_on,
        reason=part.reason,
    )


def assignment_parts(tournament: Tournament) -> tuple[document.StartAssignment, ...]:
    rows = StartAssignment.objects.filter(tournament=tournament).order_by("pk")
    return tuple(
        document.StartAssignment(event=event, skater=skater, reason=reason)
        for event, skater, reason in rows.values_list("event__slug", "skater__slug", "reason")
    )


def put_assignment(tournament: Tournament, part: document.StartAssignment) -> StartAssignment:
    return StartAssignment.objects.create(
        tournament=tournament,
        event=Event.objects.get(tournament=tournament, slug=part.event),
        skater=Skater.objects.get(tournament=tournament, slug=part.skater),
        reason=part.reason,
    )


def remove_assignment(tournament: Tournament, part: document.StartAssignment) -> None:
    StartAssignment.objects.get(
        tournament=tournament, event__slug=part.event, skater__slug=part.skater
    ).delete()


def put_rules(tournament: Tournament, rules: Rules) -> None:
    tournament.selection = {sex: part.model_dump() for sex, part in rules.selection.items()}
    tournament.false_start_rule = rules.options.false_start
    tournament.reskate_rule = rules.options.reskate
    tournament.precision = rules.options.precision
    tournament.save(update_fields=["selection", "false_start_rule", "reskate_rule", "precision"])
    for row in Event.objects.filter(tournament=tournament):
        part = rules.events[row.slug]
        if (row.start_places, row.counts) != (part.start_places, part.counts):
            row.start_places, row.counts = part.start_places, part.counts
            row.save(update_fields=["start_places", "counts"])
