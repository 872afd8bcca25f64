"""What everybody sees of one event: who is on the ice, the standing, the pairs, what it is worth, what is new."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from okt import news
from okt.asks import Asks, asks_of
from okt.picture import Picture, span
from results import times
from results.document import Event, Start
from results.standings import Row, RunStart, better, counted, improvement
from results.times import Time

NEWEST = 6
# A start whose note begins with one of these words carries that mark: `PB, old 34.90`.
MARKS = {"PB": "PR", "PR": "PR", "TR": "BR", "BR": "BR", "NR": "NR"}


def build(picture: Picture, event: Event, lines: list[news.Facts]) -> dict[str, Any]:
    pairs = pairs_of(picture, event, asks_of(picture, event))
    told = news.of_event(lines, event.id)
    waiting = pair_on_the_ice(pairs) if event.status in {"scheduled", "live"} else None
    return {
        "event": picture.event_facts(event.id)
        | {
            "runs": event.runs,
            "counts": event.counts,
            "status": event.status,
            "entries_known": event.entries is not None,
            "entered": [picture.person(skater) for skater in event.entries or ()],
            "schedule": [part.model_dump(mode="json") for part in event.schedule],
            "start_places": event.start_places,
        },
        "now": waiting,
        "just": last_skated(pairs, waiting, told) if event.status == "live" else None,
        "beat": to_beat(picture, event),
        "reskates": [picture.person(start.skater) for start in event.starts if start.reskate == "granted"],
        "drawn": bool(event.starts),
        "standing": standing(picture, event),
        "runs": start_list(pairs, waiting),
        "worth": worth(picture, event),
        "news": told[:NEWEST],
    }


def pairs_of(picture: Picture, event: Event, asks: Asks = lambda start: None) -> list[dict[str, Any]]:
    """The drawn pairs in order of skating; `of` is the last pair's number in that run."""
    drawn = [start for start in event.starts if start.pair is not None]
    last = {start.run: max(one.pair or 0 for one in drawn if one.run == start.run) for start in drawn}
    drawn.sort(key=lambda start: (start.run, start.pair or 0, start.lane != "inner"))
    found: list[dict[str, Any]] = []
    for (run, number), starts in groupby(drawn, key=lambda start: (start.run, start.pair)):
        lanes = [lane(picture, event, start) | {"asks": asks(start)} for start in starts]
        done = [one["status"] != "to skate" for one in lanes]
        state = "done" if all(done) else "begun" if any(done) else "open"
        found.append({"run": run, "pair": number, "of": last[run], "state": state, "lanes": lanes})
    return found


def start_list(pairs: list[dict[str, Any]], now: dict[str, Any] | None) -> list[dict[str, Any]]:
    """The pairs per run, with who is called now and next; the run that is on stands open."""
    open_pairs = [number for number, pair in enumerate(pairs) if pair["state"] != "done"]
    calls = dict(zip(open_pairs, ("now", "next"), strict=False)) if now else {}
    found = []
    for run, group in groupby(enumerate(pairs), key=lambda one: int(one[1]["run"])):
        called = [pair | {"call": calls.get(number)} for number, pair in group]
        left = sum(pair["state"] != "done" for pair in called)
        found.append({"run": run, "left": left, "open": bool(now and now["run"] == run), "pairs": called})
    return found


def lane(picture: Picture, event: Event, start: Start) -> dict[str, Any]:
    """One skater of a pair: what stands on the armband, what there is to know before and after the start."""
    earlier = next(iter(earlier_runs(picture, event, start)), None)
    best = picture.personal_best(start.skater, event.distance)
    known = outcome(picture, event, start)
    assert known is not None
    return known | {
        "skater": picture.person(start.skater),
        "lane": start.lane,
        "earlier": None if earlier is None else {"status": earlier.status, "time": _text(earlier.finish)},
        "best": _text(best),
    }


def outcome(picture: Picture, event: Event, start: Start | None) -> dict[str, Any] | None:
    """What became of one start."""
    if start is None:
        return None
    finished = start.status == "finished" and start.time is not None
    gained = _gained(picture, event, start) if finished else None
    return {
        "status": start.status,
        "time": start.time if finished else None,
        "fell": start.fell,
        "false_starts": start.false_starts,
        "reskate": start.reskate,
        "gained": span(gained),
        "mark": (_noted(start) if finished else None) or ("PR" if gained else None),
    }


def _gained(picture: Picture, event: Event, start: Start) -> Time | None:
    """What a time took off the personal best, below zero; None where it, or an earlier run, was as fast."""
    best = picture.personal_best(start.skater, event.distance)
    if best is None or start.time is None:
        return None
    time = counted(picture.states[event.id], times.parse(start.time))
    earlier = [run.finish for run in earlier_runs(picture, event, start) if run.finish]
    gained = improvement(time, best)
    return gained if gained.ms < 0 and all(better(time, one) for one in earlier) else None


def earlier_runs(picture: Picture, event: Event, start: Start) -> list[RunStart]:
    """What the skater did in the event before this start."""
    row = picture.rows.get((event.id, start.skater))
    return [run for run in row.runs[: start.run - 1] if run] if row else []


def _noted(start: Start) -> str | None:
    return MARKS.get((start.note or "").replace(",", " ").partition(" ")[0])


def pair_on_the_ice(pairs: Iterable[dict[str, Any]]) -> dict[str, Any] | None:
    """The first pair in which somebody is still to skate."""
    return next((pair for pair in pairs if pair["state"] != "done"), None)


def last_skated(
    pairs: list[dict[str, Any]], now: dict[str, Any] | None, told: list[news.Facts]
) -> dict[str, Any] | None:
    """The pair that skated last: of the newest outcome in the log, else the one before the pair on the ice."""
    for line in told:
        if line["verb"] in {"enter_time", "scratch"} and not line["undone"]:
            for pair in pairs:
                here = any(lane["skater"] == line["skater"] for lane in pair["lanes"])
                if here and pair["run"] == line["run"] and pair["state"] == "done":
                    return pair
    before = pairs[: pairs.index(now)] if now in pairs else pairs
    return before[-1] if before else None


def to_beat(picture: Picture, event: Event) -> dict[str, Any] | None:
    """The time that leads now."""
    leader = picture.standings[event.id].rows[:1]
    if not leader or leader[0].time is None:
        return None
    return {"time": _text(leader[0].time), "skater": picture.person(leader[0].skater)}


def standing(picture: Picture, event: Event) -> dict[str, Any]:
    found = picture.standings[event.id]
    shared = [row.place for row in found.rows if row.place is not None]
    return {
        "complete": found.complete,
        "rows": [
            row_facts(
                picture,
                event,
                row,
                [picture.starts.get((event.id, row.skater, run)) for run in range(1, event.runs + 1)],
            )
            | {"tied": row.place is not None and shared.count(row.place) > 1}
            for row in found.rows
        ],
    }


def row_facts(picture: Picture, event: Event, row: Row, starts: list[Start | None]) -> dict[str, Any]:
    runs = [outcome(picture, event, start) for start in starts]
    gained = [run["gained"] for run in runs if run and run["gained"]]
    marks = [run["mark"] for run in runs if run and run["mark"]]
    for run, facts in zip(row.runs, runs, strict=True):
        if facts is not None:
            facts["counts"] = (
                run is not None
                and run.finish is not None
                and (event.counts == "sum" or run.finish == row.time)
            )
    return {
        "skater": picture.person(row.skater),
        "place": row.place,
        "runs": runs,
        "run_places": list(row.run_places),
        "time": _text(row.time),
        "exact": row.show_thousandths,
        "gap": span(row.gap) if row.place != 1 else None,
        "gained": min(gained) if gained else None,
        "mark": marks[0] if marks else None,
    }


def worth(picture: Picture, event: Event) -> list[dict[str, Any]]:
    """The positions of the matrix that are decided here, with who holds them now."""
    team = picture.teams.get(event.sex)
    if team is None:
        return []
    return [
        {
            "position": holding.position,
            "place": holding.place,
            "skater": picture.person(holding.skater) if holding.skater else None,
            "tied": [picture.person(skater) for skater in holding.tied],
            "state": holding.state,
            "repeat": holding.repeat,
            "outlook": picture.prospects(holding.skater) if holding.skater else None,
        }
        for holding in team.holdings_in(event.id)
    ]


def _text(time: Time | None) -> str | None:
    return None if time is None else times.to_file(time)
