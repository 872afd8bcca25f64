"""What typed digits would mean, before they are saved: place, gap, personal best. The rule is `standings.rank`.

And a question, which refuses nothing, where they are hardly what the clock said; it is asked again once they are saved.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from results import document, times
from results.models import Event, LogEntry, Skater, Start, Tournament
from results.outcomes import first_time_holds
from results.pairs import Field, Lane
from results.rows import options_of
from results.standings import EventState, Row, RunStart, counted, improvement, rank


@dataclass(frozen=True, slots=True)
class Meaning:
    """`says` are short phrases; `record` is one more if the time is a personal best, `doubt` a question; else empty."""

    says: tuple[str, ...]
    record: str
    doubt: str


# A time is asked about when it is so much faster than the best, or slower than the slowest, that is known.
FASTER, SLOWER = 98, 115  # per cent


def meaning_of(event: Event, field: Field, lane: Lane, time: times.Time, language: str) -> Meaning:
    """What `time` in this start would make of the standing."""
    state = field.state
    start = RunStart(lane.part.skater, lane.part.run, "finished", _counted(event.tournament, lane, time))
    others = tuple(one for one in state.starts if (one.skater, one.run) != (start.skater, start.run))
    rows = rank(replace(state, starts=(*others, start))).rows
    mine = next(row for row in rows if row.skater == start.skater)
    says = [times.show(time, language, thousandths=True)]
    says += _counting(state, mine, counted(state, time), language)
    if mine.place is not None and mine.time is not None:
        says += [_("{place}e").format(place=mine.place), *_gap(rows, mine, mine.time, field.names, language)]
    doubt = doubt_about(event, lane.part, time, language)
    return Meaning(tuple(says), _record(lane, counted(state, time), language), doubt)


def doubt_about(event: Event, part: document.Start, time: times.Time, language: str) -> str:
    """A question if this start's time is far from every time known of its distance and sex, else empty.

    Known are the personal bests of the tournament and what others skated in it; who fell may be as slow as he was.
    """
    own = {"event": event, "run": part.run, "skater__slug": part.skater}
    skated = Start.objects.exclude(**own).filter(
        event__tournament=event.tournament_id, event__sex=event.sex, event__distance=event.distance
    )
    known = [ms for ms in skated.values_list("time_ms", flat=True) if ms]
    people = Skater.objects.filter(tournament=event.tournament_id, sex=event.sex)
    bests = (one.get(event.distance) for one in people.values_list("personal_bests", flat=True))
    known = sorted(known + (usual := [times.parse(best).ms for best in bests if best]))
    if not known:
        return ""
    # Another slip that was saved is no best time.
    best = next(ms for ms in known if not usual or ms * 100 >= min(usual) * FASTER)
    if time.ms * 100 < best * FASTER:
        says, ms = _("Dat is {gap} sneller dan de beste tijd die hier bekend is. Klopt dat?"), best
    elif time.ms * 100 > known[-1] * SLOWER and not part.fell:
        says, ms = (
            _("Dat is {gap} langzamer dan de langzaamste tijd die hier bekend is. Klopt dat?"),
            known[-1],
        )
    else:
        return ""
    return says.format(gap=times.show(times.gap(time.cut, times.Time(ms).cut), language))


def doubt_of(event: Event, entry: LogEntry, language: str) -> str:
    """The same question about a time that this entry saved; empty for any other entry."""
    new = entry.changes[0]["new"]
    if entry.verb not in {"enter_time", "correct"} or new["status"] != "finished":
        return ""
    return doubt_about(event, document.Start(**new), times.parse(new["time"]), language)


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
