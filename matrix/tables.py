"""A whole tournament from the tables into the document: what everything is computed from."""

from matrix.rows import assignment_parts, designation_parts, matrix_in_force, position_parts
from results.document import Document, RuleOptions, SelectionRules, Sex
from results.models import Event, Tournament
from results.rows import event_part, options_of, skater_parts, starts_by_event

SEXES: tuple[Sex, ...] = ("M", "F")


def sexes_of(tournament: Tournament) -> tuple[Sex, ...]:
    """`Document.sexes` of what the tables hold, without reading all of it."""
    found = {*tournament.selection, *tournament.skaters.values_list("sex", flat=True).distinct()}
    found |= set(tournament.events.values_list("sex", flat=True).distinct())
    return tuple(sex for sex in SEXES if sex in found) or SEXES


def load(tournament: Tournament) -> Document:
    """The tables as a document. For one moment in time, call it in a transaction that holds the row lock."""
    starts, rules = starts_by_event(tournament), options_of(tournament)
    versions = {sex: matrix_in_force(tournament, sex) for sex in SEXES}
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
        skaters=skater_parts(tournament),
        events=tuple(
            event_part(row, starts.get(row.pk, ()))
            for row in Event.objects.filter(tournament=tournament).order_by("pk")
        ),
        matrix={sex: position_parts(version) for sex, version in versions.items() if version},
        designations=designation_parts(tournament),
        start_assignments=assignment_parts(tournament),
    )
