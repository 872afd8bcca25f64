"""What a skater who is still to skate has to beat: for the first three places, and for a ticket."""

from collections.abc import Callable
from typing import Any

from okt.picture import Picture
from results import times
from results.document import Event, Start
from results.times import Time
from results.to_beat import Asking

PODIUM = (1, 2, 3)
Asks = Callable[[Start], dict[str, Any] | None]


def asks_of(picture: Picture, event: Event) -> Asks:
    """Tells of a start of this event what it takes, as it stands; None where nobody waits for a time any more."""
    if event.status not in {"scheduled", "live"}:
        return lambda start: None
    team, asking = picture.teams.get(event.sex), Asking(picture.states[event.id])
    tickets = None
    if team and any(position.event == event.id and position.place for position in team.contest.positions):
        tickets = team.tickets

    def tell(start: Start) -> dict[str, Any] | None:
        if start.status != "to skate" and start.reskate != "granted":
            return None
        places = [asking.of(start.skater, start.run, place) for place in PODIUM]
        ticket = tickets.ticket(event.id, start.skater, start.run) if tickets else None
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
