"""Rows of the tables as parts of the document, and back. The log speaks of the document, so both must agree."""

from collections import Counter
from functools import lru_cache
from typing import get_args

from results import document, times
from results.models import Event, FalseStart, Heat, Skater, Start, Tournament

# PostgreSQL keeps the keys of a JSON value in an order of its own; the file has the distances' order.
DISTANCES = get_args(document.Distance)


def options_of(row: Tournament) -> document.RuleOptions:
    """The rules of the sport in this tournament."""
    return document.RuleOptions(
        false_start=row.false_start_rule, reskate=row.reskate_rule, precision=row.precision
    )


def skater_parts(tournament: Tournament) -> tuple[document.Skater, ...]:
    rows = Skater.objects.filter(tournament=tournament).order_by("pk")
    columns = ("slug", "first_name", "last_name", "sex", "team", "born", "bib")
    return tuple(
        _skater(*plain, tuple(sorted(bests.items())), tuple(sorted(ids.items())))
        for *plain, bests, ids in rows.values_list(*columns, "personal_bests", "external_ids")
    )


@lru_cache(maxsize=4096)
def _skater(
    slug: str,
    first_name: str | None,
    last_name: str,
    sex: document.Sex,
    team: str | None,
    born: str | None,
    bib: int | str | None,
    bests: tuple[tuple[document.Distance, str], ...],
    external_ids: tuple[tuple[str, int | str], ...],
) -> document.Skater:
    """Remembered, as are the starts: from one entry to the next nearly all are as they were."""
    best = dict(bests)
    return document.Skater(
        id=slug,
        first_name=first_name,
        last_name=last_name,
        sex=sex,
        team=team,
        personal_bests={distance: best[distance] for distance in DISTANCES if distance in best},
        born=born,
        bib=bib,
        external_ids=dict(external_ids),
    )


def starts_by_event(tournament: Tournament) -> dict[int, tuple[document.Start, ...]]:
    """The starts of each event, by the event's primary key."""
    called = Counter(
        FalseStart.objects.filter(start__event__tournament=tournament).values_list("start", flat=True)
    )
    columns = (
        *("run", "heat__number", "lane", "skater__slug", "status", "time_ms", "thousandths"),
        *("fell", "reskate", "note", "source"),
    )
    rows = Start.objects.filter(event__tournament=tournament).order_by("pk")
    found: dict[int, list[document.Start]] = {}
    for pk, event, splits, *plain in rows.values_list("pk", "event", "splits", *columns):
        found.setdefault(event, []).append(_start(*plain, tuple(splits), called[pk]))
    return {event: tuple(starts) for event, starts in found.items()}


def start_part(row: Start) -> document.Start:
    """Needs `skater`, `heat` and `false_starts` at hand (select_related, prefetch_related)."""
    return _start(
        row.run,
        row.heat.number if row.heat else None,
        row.lane,
        row.skater.slug,
        row.status,
        row.time_ms,
        row.thousandths,
        row.fell,
        row.reskate,
        row.note,
        row.source,
        tuple(row.splits),
        len(row.false_starts.all()),
    )


@lru_cache(maxsize=8192)
def _start(
    run: int,
    pair: int | None,
    lane: str | None,
    skater: str,
    status: str,
    time_ms: int | None,
    thousandths: bool,
    fell: bool,
    reskate: str | None,
    note: str | None,
    source: str | None,
    splits: tuple[str, ...],
    false_starts: int,
) -> document.Start:
    return document.Start(
        run=run,
        pair=pair,
        lane=lane,
        skater=skater,
        status=status,
        time=None if time_ms is None else times.to_file(times.Time(time_ms, thousandths)),
        splits=splits,
        false_starts=false_starts,
        fell=fell,
        reskate=reskate,
        note=note,
        source=source,
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
