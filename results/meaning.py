"""What typed digits would mean, before they are saved: place, gap, personal best. The rule is `standings.rank`."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from results import times
from results.models import Tournament
from results.outcomes import first_time_holds
from results.pairs import Field, Lane
from results.rows import options_of
from results.standings import EventState, Row, RunStart, counted, improvement, rank


@dataclass(frozen=True, slots=True)
class Meaning:
    """`says` are short phrases; `record` is one more if the time is a personal best, else empty."""

    says: tuple[str, ...]
    record: str


def meaning_of(tournament: Tournament, field: Field, lane: Lane, time: times.Time, language: str) -> Meaning:
    """What `time` in this start would make of the standing."""
    state = field.state
    start = RunStart(lane.part.skater, lane.part.run, "finished", _counted(tournament, lane, time))
    others = tuple(one for one in state.starts if (one.skater, one.run) != (start.skater, start.run))
    rows = rank(replace(state, starts=(*others, start))).rows
    mine = next(row for row in rows if row.skater == start.skater)
    says = [times.show(time, language, thousandths=True)]
    says += _counting(state, mine, counted(state, time), language)
    if mine.place is not None and mine.time is not None:
        says += [_("{place}e").format(place=mine.place), *_gap(rows, mine, mine.time, field.names, language)]
    return Meaning(tuple(says), _record(lane, counted(state, time), language))


def _counted(tournament: Tournament, lane: Lane, time: times.Time) -> times.Time:
    if lane.part.reskate == "granted" and first_time_holds(lane.part, time, options_of(tournament)):
        return lane.time or time
    return time


def _counting(state: EventState, mine: Row, time: times.Time, language: str) -> list[str]:
    if mine.time is None or mine.time == time:
        return []
    shown = times.show(mine.time, language)
    return [(_("samen {time}") if state.counts == "sum" else _("{time} blijft staan")).format(time=shown)]


def _gap(
    rows: tuple[Row, ...], mine: Row, time: times.Time, names: Mapping[str, str], language: str
) -> list[str]:
    others = [(row, row.time) for row in rows if row.time is not None and row.skater != mine.skater]
    if not others:
        return []
    other, its = next(((row, its) for row, its in others if row.place == mine.place), others[0])
    size = times.show_gap(times.gap(time, its), language).lstrip("+−")
    name = names.get(other.skater, other.skater)
    if other.place == mine.place:
        return [_("gelijk met {name}").format(name=name)]
    says = _("{gap} voor {name}") if mine.place == 1 else _("{gap} achter {name}")
    return [says.format(gap=size, name=name)]


def _record(lane: Lane, time: times.Time, language: str) -> str:
    if lane.best is None or (better := improvement(time, lane.best)).ms >= 0:
        return ""
    return _("PR {gap}").format(gap=times.show_gap(better, language))
