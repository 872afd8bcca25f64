"""The events as the forecast imagines them: who keeps which time, who has which runs before him."""

from collections.abc import Iterable
from dataclasses import dataclass

from matrix.marks import Known
from matrix.selection import Contest
from matrix.times_model import Turn, reference
from results.standings import EventState, RunStart, better, counting_time, runs_of, still_to_skate
from results.times import Time


@dataclass(frozen=True, slots=True)
class Runner:
    """A skater in an event. `kept`: a counting time that he cannot lose, though he may better it.

    `turns` are numbers in the list of all turns, each with the time that stands if it is not skated after all
    (a re-skate that would replace it). `skated` are the times of his other runs.
    """

    skater: str
    kept: Time | None
    turns: tuple[tuple[int, Time | None], ...] = ()
    skated: tuple[Time, ...] = ()


@dataclass(frozen=True, slots=True)
class Race:
    """An event of which the first `depth` places matter. `reference` in milliseconds, of one run.

    `designated`: who of the runners is designated for a start, by place.
    """

    id: str
    sum: bool
    runners: tuple[Runner, ...]
    reference: float
    depth: int
    designated: tuple[tuple[int, str], ...]


def open_field(event: EventState) -> bool:
    """Whether anyone may still take part, strangers too."""
    return event.entries is None and event.status != "official"


def races_of(contest: Contest, known: Known) -> tuple[tuple[Race, ...], tuple[Turn, ...]]:
    """The events that the matrix asks a place of and whose entries are known, and all turns in them.

    Raises KeyError when a position is worth a place in an event that the contest does not have.
    """
    events = {event.id: event for event in contest.events}
    asked: dict[str, int] = {}
    for position in contest.positions:
        if position.place is not None:
            asked[position.event] = max(position.place, asked.get(position.event, 0))
    distances = dict(known.distances)
    turns: list[Turn] = []
    races = [
        _race(contest, events[id], depth, distances.get(id), turns)
        for id, depth in asked.items()
        if not open_field(events[id])
    ]
    return tuple(races), tuple(turns)


def barred(event: EventState, place: int) -> tuple[str, ...]:
    """Who have skated and are sure not to come at this place (from 1), whoever else takes part."""
    runners = [_runner(event, *item, None, []) for item in runs_of(event).items()]
    kept = [runner.kept for runner in runners if runner.kept]
    return tuple(
        runner.skater
        for runner in runners
        if not runner.turns
        and (runner.kept is None or sum(better(other, runner.kept) for other in kept) >= place)
    )


def tied(runner: Runner, others: Iterable[Runner]) -> bool:
    """Whether somebody else keeps a time that is neither better nor worse."""
    return any(
        other is not runner
        and runner.kept is not None
        and other.kept is not None
        and not better(runner.kept, other.kept)
        and not better(other.kept, runner.kept)
        for other in others
    )


def _race(contest: Contest, event: EventState, depth: int, distance: int | None, turns: list[Turn]) -> Race:
    everyone = [_runner(event, *item, distance, turns) for item in runs_of(event).items()]
    runners = tuple(runner for runner in everyone if runner.kept or runner.turns)
    kept = [runner.kept.ms for runner in runners if runner.kept]
    there = {runner.skater for runner in runners}
    return Race(
        id=event.id,
        sum=event.counts == "sum",
        runners=runners,
        reference=reference(contest.sex, distance) or min(kept, default=1),
        depth=depth,
        designated=tuple(item for item in contest.fixed(event.id).items() if item[1] in there),
    )


def _runner(
    event: EventState,
    skater: str,
    starts: tuple[RunStart | None, ...],
    distance: int | None,
    turns: list[Turn],
) -> Runner:
    if event.status == "official" or not still_to_skate(event, starts):
        return Runner(skater, counting_time(event, starts))
    replaces = event.reskate_rule == "last"
    ahead: list[tuple[int, Time | None]] = []
    for run, start in enumerate(starts, start=1):
        if start is None or not start.over:
            ahead.append((len(turns), start.finish if start else None))
            turns.append(Turn(skater, event.id, run, distance))
    behind = tuple(start if start and start.over else None for start in starts)
    return Runner(
        skater=skater,
        kept=counting_time(event, behind if replaces else starts),
        turns=tuple(ahead),
        skated=tuple(start.finish for start in behind if start and start.finish),
    )
