"""What a skater who is still to skate has to beat: for the first three places, and for a ticket."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from matrix.selection import Contest
from matrix.to_beat import Tickets
from okt.picture import Picture
from results import times
from results.document import Event, Start
from results.times import Time
from results.to_beat import asked

PODIUM = (1, 2, 3)
Asks = Callable[[Start], dict[str, Any] | None]


@lru_cache(maxsize=8)
def tickets_of(contest: Contest) -> Tickets:
    """Remembered with what it has been asked: an entry of one sex leaves the other as it was."""
    return Tickets(contest)


def asks_of(picture: Picture, event: Event) -> Asks:
    """Tells of a start of this event what it takes, as it stands; None where nobody waits for a time any more."""
    if event.status not in {"scheduled", "live"}:
        return lambda start: None
    team, state = picture.teams.get(event.sex), picture.states[event.id]
    tickets = None
    if team and any(position.event == event.id and position.place for position in team.contest.positions):
        tickets = tickets_of(team.contest)

    def tell(start: Start) -> dict[str, Any] | None:
        if start.status != "to skate" and start.reskate != "granted":
            return None
        places = [asked(state, start.skater, start.run, place) for place in PODIUM]
        ticket = tickets.ticket(state, start.skater, start.run) if tickets else None
        return {
            "places": [
                {"place": one.place, "time": _text(one.time)} for one in places if one and one.state == "time"
            ],
            "ticket": None
            if ticket is None
            else {
                "state": ticket.state,
                "place": ticket.place,
                "time": _text(ticket.time),
                "out": [picture.person(skater) for skater in ticket.out],
            },
        }

    return tell


def _text(time: Time | None) -> str | None:
    return None if time is None else times.to_file(time)
