"""A whole tournament from the document into the tables; the way back is `matrix.tables.load`."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from matrix.rows import put_assignment, put_designation, put_matrix
from matrix.tables import load
from results.document import Document, RuleOptions
from results.log import Refused, Signature
from results.models import Event, LogEntry, Publication, Skater, Tournament
from results.rows import create_event
from results.signals import changed
from results.tournament_file import to_json


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
            precision=rules.precision,
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
        told = {"tournament_id": tournament.pk, "slug": tournament.slug, "seq": tournament.seq}
        transaction.on_commit(lambda: changed.send(Tournament, **told), robust=True)
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
