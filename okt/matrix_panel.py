"""What everybody sees of the matrix of one sex: the tickets, the ladder of positions, the cut line, who is next."""

from typing import Any

from matrix.selection import Holding
from okt import news, rule_news
from okt.picture import Picture, Team
from results.document import Event

FIRMNESS = ("designated", "certain", "certain_unless_designated", "waiting", "out")


def build(picture: Picture, sex: str, lines: list[news.Facts]) -> dict[str, Any]:
    team = picture.teams.get(sex)
    if team is None:
        return {"sex": sex, "positions": []}
    chances = _by_status(team)
    held = team.selection.positions
    holders = {skater for holding in held for skater in (holding.skater, *holding.tied) if skater}
    contest = team.contest
    line = cut_line(picture, team)
    return {
        "sex": sex,
        "quota": contest.quota,
        "free": team.selection.free,
        "left": max(contest.max_designations - len(contest.designations), 0),
        "decided": team.decided,
        "tickets": tickets(picture, team),
        "counts": {status: len(chances[status]) for status in FIRMNESS},
        "in_waiting_room": sum(skater in holders for skater in chances["waiting"]),
        "positions": [
            position(picture, team, holding) | {"zone": zone(line, holding.position)}
            for holding in team.selection.positions
        ],
        "line": line,
        "chasing": [picture.person(skater) for skater in chances["waiting"] if skater not in holders],
        "out": [
            picture.person(skater)
            for skater in chances["out"]
            if skater not in team.selection.reserves and _took_part(picture, skater)
        ],
        "designations": [
            {
                "skater": picture.person(made.skater),
                "kind": made.kind,
                "event": picture.event_facts(made.event) if made.event else None,
                "place": made.place,
                "made_on": made.made_on,
                "reason": made.reason,
            }
            for made in picture.document.designations
            if made.sex == sex
        ],
        "reserves": [picture.person(skater) for skater in team.selection.reserves],
        "start_places": start_places(picture, team),
        "news": _newest(picture, sex, lines),
        "rules_notice": rule_news.notice(lines, sex),
        "notice": next(
            (line for line in lines if line["verb"] == "publish_matrix" and line.get("sex") == sex), None
        ),
    }


def _by_status(team: Team) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {status: [] for status in FIRMNESS}
    for skater, one in team.outlooks.items():
        found[one.status].append(skater)
    return found


def _took_part(picture: Picture, skater: str) -> bool:
    return any(start.skater == skater for event in picture.document.events for start in event.starts)


def tickets(picture: Picture, team: Team) -> list[dict[str, Any]]:
    """As many as may go: the firmest first, then who has one as it stands, then empty ones."""
    status = {skater: team.outlooks[skater].status for skater in team.selection.selected}
    firmest = sorted(status, key=lambda skater: FIRMNESS.index(status[skater]))
    found: list[dict[str, Any]] = [
        {"skater": picture.person(skater), "status": status[skater]} for skater in firmest
    ]
    empty = team.contest.quota - len(found)
    return found + [{"skater": None, "status": "open"}] * max(empty, 0)


def position(picture: Picture, team: Team, holding: Holding) -> dict[str, Any]:
    first = team.first_position(holding.skater) if holding.skater else None
    return {
        "position": holding.position,
        "event": picture.event_facts(holding.event),
        "place": holding.place,
        "skater": picture.person(holding.skater) if holding.skater else None,
        "tied": [picture.person(skater) for skater in holding.tied],
        "state": holding.state,
        "rank": holding.rank,
        "also": first.position if first and holding.repeat else None,
        "outlook": picture.prospects(holding.skater) if holding.skater and not holding.repeat else None,
        "why": picture.reason(holding.skater) if holding.skater and not holding.repeat else None,
        "awaits": None if holding.skater or holding.tied else awaits(picture.events[holding.event], holding),
    }


def awaits(event: Event, holding: Holding) -> dict[str, Any]:
    """What an open position waits for: a name, the race that is on, or the hour of the run that decides."""
    if holding.place is None:
        return {"kind": "name"}
    if event.status == "official":
        return {"kind": "nobody"}
    if event.status in {"live", "provisional"}:
        return {"kind": "live"}
    last = max(event.schedule, key=lambda part: part.run, default=None)
    return {"kind": "run"} | (
        {"date": last.date, "time": last.time} if last else {"date": None, "time": None}
    )


def cut_line(picture: Picture, team: Team) -> dict[str, Any]:
    """After which position the last of the free tickets is given out, and what can still move that."""
    line = team.line
    return {
        "now": line.now,
        "earliest": line.earliest,
        "latest": line.latest,
        "moved_by": picture.facts(line.moved_by),
    }


def zone(line: dict[str, Any], number: int) -> str:
    """On which side of the cut line a position is; in the band it depends on what is still to be skated."""
    earliest, latest = line["earliest"], line["latest"]
    if earliest is None or number <= earliest:
        return "above"
    return "band" if latest is None or number <= latest else "below"


def start_places(picture: Picture, team: Team) -> list[dict[str, Any]]:
    """Who starts where, as it stands; `freed`: a proposal, as somebody placed higher does not go."""
    found = []
    for event_id, skaters in team.selection.start_places:
        places = {row.skater: row.place for row in picture.standings[event_id].rows}
        event = picture.events[event_id]
        chosen = {part.skater for part in picture.document.start_assignments if part.event == event_id}
        chosen |= {made.skater for made in team.contest.designations if made.event == event_id}
        names = [
            picture.person(skater)
            | {
                "chosen": skater in chosen,
                "freed": skater not in chosen and (places.get(skater) or 0) > event.start_places,
            }
            for skater in skaters
        ]
        if names:
            found.append({"event": picture.event_facts(event_id), "of": event.start_places, "skaters": names})
    return found


def _newest(picture: Picture, sex: str, lines: list[news.Facts]) -> dict[str, Any] | None:
    """The newest line of news about this matrix, with what it means for whom it is about."""
    team = picture.teams[sex]
    worth = {holding.event for holding in team.selection.positions}
    for line in lines:
        mine = (
            line["event"]["id"] in worth
            if line["event"]
            else sex in (line.get("sex"), *line.get("sexes", ()))
        )
        about = picture.skaters.get(line["skater"]["id"]) if line["skater"] else None
        if not mine and not (about and about.sex == sex and not line["event"]):
            continue
        held = team.first_position(about.id) if about else None
        outlook = team.outlooks.get(about.id) if about else None
        return line | {
            "holds": held.position if held else None,
            "outlook": outlook.status if outlook else None,
        }
    return None
