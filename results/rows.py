"""Rows of the tables as parts of the document, and back. The log speaks of the document, so both must agree."""

from typing import get_args

from results import document, times
from results.models import Event, FalseStart, Heat, Skater, Start, Tournament

# PostgreSQL keeps the keys of a JSON value in an order of its own; the file has the distances' order.
DISTANCES = get_args(document.Distance)


def options_of(row: Tournament) -> document.RuleOptions:
    """The rules of the sport in this tournament."""
    return document.RuleOptions(false_start=row.false_start_rule, reskate=row.reskate_rule)


def time_of(row: Start) -> times.Time | None:
    return None if row.time_ms is None else times.Time(row.time_ms, row.thousandths)


def skater_part(row: Skater) -> document.Skater:
    return document.Skater(
        id=row.slug,
        first_name=row.first_name,
        last_name=row.last_name,
        sex=row.sex,
        team=row.team,
        personal_bests={d: row.personal_bests[d] for d in DISTANCES if d in row.personal_bests},
        born=row.born,
        bib=row.bib,
        external_ids=dict(sorted(row.external_ids.items())),
    )


def start_part(row: Start) -> document.Start:
    """Needs `skater`, `heat` and `false_starts` at hand (select_related, prefetch_related)."""
    time = time_of(row)
    return document.Start(
        run=row.run,
        pair=row.heat.number if row.heat else None,
        lane=row.lane,
        skater=row.skater.slug,
        status=row.status,
        time=None if time is None else times.to_file(time),
        splits=tuple(row.splits),
        false_starts=len(row.false_starts.all()),
        fell=row.fell,
        reskate=row.reskate,
        note=row.note,
        source=row.source,
    )


def put_start(row: Start, part: document.Start, version: int) -> None:
    """Makes the row say what the part says (all but skater, run and heat) and saves it."""
    time = None if part.time is None else times.parse(part.time)
    row.lane = part.lane
    row.status = part.status
    row.time_ms = time.ms if time else None
    row.thousandths = bool(time and time.thousandths)
    row.splits = list(part.splits)
    row.fell = part.fell
    row.reskate = part.reskate
    row.note = part.note
    row.source = part.source
    row.version = version
    row.save()
    row.false_starts.filter(number__gt=part.false_starts).delete()
    have = row.false_starts.count()
    FalseStart.objects.bulk_create(
        FalseStart(start=row, number=n) for n in range(have + 1, part.false_starts + 1)
    )


def event_part(row: Event, starts: tuple[document.Start, ...]) -> document.Event:
    return document.Event(
        id=row.slug,
        sex=row.sex,
        distance=row.distance,
        runs=row.runs,
        counts=row.counts,
        start_places=row.start_places,
        schedule=tuple(document.ScheduledRun(**scheduled) for scheduled in row.schedule),
        status=row.status,
        entries=None if row.entries is None else tuple(row.entries),
        starts=starts,
    )


def create_event(row: Event, part: document.Event, skaters: dict[str, Skater]) -> None:
    """Saves a new event with its heats and starts, in the order of the document."""
    row.save()
    pairs = sorted({(start.run, start.pair) for start in part.starts if start.pair is not None})
    heats = {
        (heat.run, heat.number): heat
        for heat in Heat.objects.bulk_create(Heat(event=row, run=run, number=number) for run, number in pairs)
    }
    for start in part.starts:
        heat = None if start.pair is None else heats[start.run, start.pair]
        put_start(Start(event=row, run=start.run, heat=heat, skater=skaters[start.skater]), start, version=0)
