"""A whole tournament between the document and the tables."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from matrix.rows import (
    assignment_parts,
    designation_parts,
    matrix_in_force,
    position_parts,
    put_assignment,
    put_designation,
    put_matrix,
)
from results.document import Document, RuleOptions, SelectionRules, Sex
from results.log import Refused, Signature
from results.models import Event, LogEntry, Publication, Skater, Start, Tournament
from results.rows import create_event, event_part, skater_part, start_part
from results.signals import changed
from results.tournament_file import to_json

SEXES: tuple[Sex, ...] = ("M", "F")


def store(document: Document, signature: Signature, note: str = "") -> Tournament:
    """Puts a new tournament into the tables, all of it or nothing; its log begins with the document itself."""
    if Tournament.objects.filter(slug=document.slug).exists():
        raise Refused(f"There is already a tournament {document.slug!r}; nothing was changed.")
    rules = document.rules or RuleOptions()
    now = timezone.now()
    with transaction.atomic():
        tournament = Tournament.objects.create(
            slug=document.slug,
            name=document.name,
            venue=document.venue,
            time_zone=document.time_zone,
            starts_on=date.fromisoformat(document.starts_on),
            ends_on=date.fromisoformat(document.ends_on),
            selection={sex: part.model_dump() for sex, part in document.selection.items()},
            false_start_rule=rules.false_start,
            reskate_rule=rules.reskate,
            note=note,
            seq=1,
            changed_at=now,
        )
        Publication.objects.create(tournament=tournament)
        _fill(tournament, document, signature.by)
        LogEntry.objects.create(
            tournament=tournament,
            seq=1,
            key=signature.key,
            verb="import",
            at=now,
            by=signature.by,
            device=signature.device,
            changes=[{"at": [], "old": None, "new": to_json(load(tournament))}],
        )
        transaction.on_commit(lambda: changed.send(Tournament, tournament_id=tournament.pk), robust=True)
    return tournament


def _fill(tournament: Tournament, document: Document, by: str) -> None:
    rows = [
        Skater(
            tournament=tournament,
            slug=part.id,
            first_name=part.first_name,
            last_name=part.last_name,
            sex=part.sex,
            team=part.team,
            born=part.born,
            bib=part.bib,
            personal_bests=part.personal_bests,
            external_ids=part.external_ids,
        )
        for part in document.skaters
    ]
    skaters = {row.slug: row for row in Skater.objects.bulk_create(rows)}
    for part in document.events:
        event = Event(
            tournament=tournament,
            slug=part.id,
            sex=part.sex,
            distance=part.distance,
            runs=part.runs,
            counts=part.counts,
            start_places=part.start_places,
            schedule=[scheduled.model_dump(mode="json") for scheduled in part.schedule],
            status=part.status,
            entries=None if part.entries is None else list(part.entries),
        )
        create_event(event, part, skaters)
    for sex, positions in document.matrix.items():
        put_matrix(tournament, sex, positions, by, "")
    for designation in document.designations:
        put_designation(tournament, designation)
    for assignment in document.start_assignments:
        put_assignment(tournament, assignment)


def load(tournament: Tournament) -> Document:
    """The tables as a document. For one moment in time, call it in a transaction that holds the row lock."""
    starts: dict[int, list[Any]] = {}
    rows = Start.objects.filter(event__tournament=tournament).select_related("skater", "heat")
    for row in rows.prefetch_related("false_starts").order_by("pk"):
        starts.setdefault(row.event_id, []).append(start_part(row))
    rules = RuleOptions(
        false_start=tournament.false_start_rule,
        reskate=tournament.reskate_rule,
    )
    sexes: list[Sex] = [sex for sex in SEXES if matrix_in_force(tournament, sex)]
    return Document.model_construct(
        format="okt-tournament/1",
        slug=tournament.slug,
        name=tournament.name,
        venue=tournament.venue,
        time_zone=tournament.time_zone,
        starts_on=tournament.starts_on.isoformat(),
        ends_on=tournament.ends_on.isoformat(),
        rules=None if rules == RuleOptions() else rules,
        selection={
            sex: SelectionRules(**tournament.selection[sex]) for sex in SEXES if sex in tournament.selection
        },
        skaters=tuple(
            skater_part(row) for row in Skater.objects.filter(tournament=tournament).order_by("pk")
        ),
        events=tuple(
            event_part(row, tuple(starts.get(row.pk, ())))
            for row in Event.objects.filter(tournament=tournament).order_by("pk")
        ),
        matrix={sex: position_parts(matrix_in_force(tournament, sex)) for sex in sexes},
        designations=designation_parts(tournament),
        start_assignments=assignment_parts(tournament),
    )
