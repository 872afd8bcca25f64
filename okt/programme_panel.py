"""What everybody sees of the programme: the days with their runs, what is on, who leads, how the teams stand."""

from typing import Any

from okt import event_panel, matrix_panel, news
from okt.picture import Picture
from results import times
from results.document import Event


def build(picture: Picture, lines: list[news.Facts]) -> dict[str, Any]:
    runs = [
        run_facts(picture, event, part.run) | {"date": part.date, "order": part.order, "time": part.time}
        for event in picture.document.events
        for part in event.schedule
    ]
    runs.sort(key=lambda run: (run["date"], run["order"], run["event"]["id"], run["run"]))
    days = sorted({run["date"] for run in runs})
    return {
        "days": [{"date": day, "runs": [run for run in runs if run["date"] == day]} for day in days],
        "unscheduled": [
            run_facts(picture, event, 1) for event in picture.document.events if not event.schedule
        ],
        "live": [live(picture, event) for event in picture.document.events if event.status == "live"],
        "teams": [team(picture, sex) for sex in picture.teams],
        "news": lines[:4],
    }


def run_facts(picture: Picture, event: Event, run: int) -> dict[str, Any]:
    """One run on the programme; `status` is the run's own word, `first` who leads or won."""
    standing = picture.standings[event.id]
    of_run = [start for start in event.starts if start.run == run]
    last = run == event.runs
    ahead: list[dict[str, Any]] = []
    if last:
        ahead = [_first(picture, row.skater, times.to_file(row.time), row.show_thousandths)
                 for row in standing.rows if row.place == 1 and row.time]  # fmt: skip
    else:
        ahead = [
            _first(picture, row.skater, times.to_file(one.time), False)
            for row in standing.rows
            if row.run_places[run - 1] == 1 and (one := row.runs[run - 1]) and one.time
        ]
    skated = any(start.status == "finished" for start in of_run)
    return {
        "event": picture.event_facts(event.id),
        "run": run,
        "runs": event.runs,
        "status": _status(event, run),
        "first": ahead if skated else [],
        "final": last and event.status in {"provisional", "official"},
        "starts": len([start for start in of_run if start.status != "WDR"]),
    }


def _first(picture: Picture, skater: str, time: str, exact: bool) -> dict[str, Any]:
    return {"skater": picture.person(skater), "time": time, "exact": exact}


def _status(event: Event, run: int) -> str:
    """Of one run: an event that is live has runs that are over, one that is on, and runs to come."""
    if event.status != "live":
        return event.status
    to_come = {start.run for start in event.starts if start.status == "to skate"}
    if to_come and run == min(to_come):
        return "live"
    if run in to_come or not any(start.run == run for start in event.starts):
        return "scheduled"
    return "skated" if to_come or run < event.runs else "live"


def live(picture: Picture, event: Event) -> dict[str, Any]:
    """An event that is on: the pair on the ice and the time to beat."""
    pairs = event_panel.pairs_of(picture, event)
    leader = event_panel.to_beat(picture, event)
    return {
        "event": picture.event_facts(event.id),
        "runs": event.runs,
        "now": event_panel.pair_on_the_ice(pairs),
        "leader": leader,
    }


def team(picture: Picture, sex: str) -> dict[str, Any]:
    known = picture.teams[sex]
    return {"sex": sex, "quota": known.contest.quota, "tickets": matrix_panel.tickets(picture, known)}
