"""A whole tournament from the tables into the document: what everything is computed from."""

from typing import Any

from matrix.rows import assignment_parts, designation_parts, matrix_in_force, position_parts
from results.document import Document, RuleOptions, SelectionRules, Sex
from results.models import Event, Skater, Start, Tournament
from results.rows import event_part, options_of, skater_part, start_part

SEXES: tuple[Sex, ...] = ("M", "F")


def load(tournament: Tournament) -> Document:
    """The tables as a document. For one moment in time, call it in a transaction that holds the row lock."""
    starts: dict[int, list[Any]] = {}
    rows = Start.objects.filter(event__tournament=tournament).select_related("skater", "heat")
    for row in rows.prefetch_related("false_starts").order_by("pk"):
        starts.setdefault(row.event_id, []).append(start_part(row))
    rules = options_of(tournament)
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
