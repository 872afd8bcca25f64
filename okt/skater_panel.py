"""What everybody sees of one skater: what he skated, the positions he holds, and what can still become of him."""

from datetime import date
from typing import Any

from okt.event_panel import outcome
from okt.picture import Picture, span
from results import times
from results.document import Event, Skater


def build(picture: Picture, skater: Skater) -> dict[str, Any]:
    team = picture.teams.get(skater.sex)
    held = [holding for holding in team.selection.positions if holding.skater == skater.id] if team else []
    tied = [holding for holding in team.selection.positions if skater.id in holding.tied] if team else []
    return {
        "skater": picture.person(skater.id) | {"sex": skater.sex},
        "born": skater.born,
        "age": age(skater.born, picture.document.starts_on),
        "team": skater.team,
        "bests": [{"distance": name, "time": time} for name, time in skater.personal_bests.items()],
        "events": [facts for event in picture.document.events if (facts := part(picture, skater, event))],
        "positions": [
            {
                "position": holding.position,
                "event": picture.event_facts(holding.event),
                "place": holding.place,
                "state": holding.state,
                "repeat": holding.repeat,
                "tied": [picture.person(one) for one in holding.tied],
            }
            for holding in (*held, *tied)
        ],
        "outlook": picture.prospects(skater.id),
        "why": picture.reason(skater.id),
    }


def part(picture: Picture, skater: Skater, event: Event) -> dict[str, Any] | None:
    """The skater's part in an event; None without one."""
    row = picture.rows.get((event.id, skater.id))
    if row is None:
        return None
    runs = []
    for run in range(1, event.runs + 1):
        scheduled = next((one for one in event.schedule if one.run == run), None)
        start = picture.starts.get((event.id, skater.id, run))
        runs.append(
            {
                "run": run,
                "date": scheduled.date if scheduled else None,
                "time_of_day": scheduled.time if scheduled else None,
                "pair": start.pair if start else None,
                "lane": start.lane if start else None,
                "place": row.run_places[run - 1],
                "outcome": outcome(picture, event, start),
            }
        )
    return {
        "event": picture.event_facts(event.id),
        "status": event.status,
        "place": row.place,
        "time": times.to_file(row.time) if row.time else None,
        "exact": row.show_thousandths,
        "gap": span(row.gap) if row.place != 1 else None,
        "runs": runs,
        "date": runs[0]["date"],
    }


def age(born: str | None, on: str) -> int | None:
    """Whole years on that day; None unless the day of birth is known."""
    if born is None or len(born) < 10:
        return None
    birth, day = date.fromisoformat(born), date.fromisoformat(on)
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))
