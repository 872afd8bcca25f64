"""The second level of a scenario: who would start in each event, and what differs from now.

The places that are given stand in the result here, between those that were skated. A place left open above a given
one is somebody's, so it takes its start place along.
"""

from dataclasses import replace
from typing import Any

from matrix.contest import contest_of
from matrix.selection import start_places_of
from matrix.start_places import Seat, start_places
from okt.picture import Picture
from okt.scenario import Imagined
from okt.starts_panel import order
from results.standings import Row, Standing


def starts(real: Picture, imagined: Imagined, picture: Picture, sex: str) -> list[dict[str, Any]]:
    """The events of one sex in which somebody has a start place now or in the scenario."""
    now = start_places(real.teams[sex].contest, real.teams[sex].selection)
    before = {one.event: [seat for seat in one.seats if seat.skater or seat.tied] for one in now}
    contest = contest_of(imagined.before, sex)
    standings = {
        id: _filled(standing, imagined.orders.get(id, {})) for id, standing in picture.standings.items()
    }
    team = picture.teams[sex].selection
    going = (*team.selected, *(row.skater for one in standings.values() for row in one.rows if _open(row)))
    selection = replace(
        team,
        selected=going,
        start_places=tuple(
            (event.id, start_places_of(event, contest, standings[event.id].rows, going))
            for event in contest.events
        ),
    )
    found = [
        _event(picture, one.event, one.seats, before[one.event])
        for one in start_places(contest, selection, standings)
        if before[one.event] or any(seat.skater or seat.tied for seat in one.seats)
    ]
    found.sort(key=lambda one: (not one["differs"], order(one["event"]["distance"])))
    return found


OPEN = "?"


def _open(row: Row) -> bool:
    return row.skater.startswith(OPEN)


def _filled(standing: Standing, given: dict[int, str]) -> Standing:
    """The standing with these skaters at these places, and the others at the places that are left."""
    if not given:
        return standing
    free = (
        place for place in range(1, len(standing.rows) + len(given) + max(given) + 1) if place not in given
    )
    places: dict[int, int] = {}
    rows = [_row(skater, place) for place, skater in given.items()]
    rest = [row for row in standing.rows if row.place is not None]
    slots = list(free)
    for row in rest:
        assert row.place
        places.setdefault(row.place, slots[row.place - 1])
        rows.append(replace(row, place=places[row.place]))
    taken = len(rest)
    rows += [_row(f"{OPEN}{place}", place) for place in slots[taken:] if place < max(given)]
    return replace(standing, rows=tuple(sorted(rows, key=lambda row: row.place or 0)))


def _row(skater: str, place: int) -> Row:
    return Row(skater, place, place, place, None, (), (), None, False)


def _event(picture: Picture, event: str, seats: tuple[Seat, ...], before: list[Seat]) -> dict[str, Any]:
    had = _people(before)
    have = _people(seats)
    return {
        "event": picture.event_facts(event),
        "seats": [
            {
                "place": seat.place,
                "skater": picture.person(seat.skater) if seat.skater else None,
                "kind": seat.kind,
                "new": seat.skater not in had,
                "tied": [picture.person(one) for one in seat.tied],
            }
            for seat in seats
            if (seat.skater or seat.tied) and not (seat.skater or "").startswith(OPEN)
        ],
        "open": sum(
            (seat.skater or "").startswith(OPEN) or (not seat.skater and not seat.tied) for seat in seats
        ),
        "gone": [picture.person(one) for one in had if one not in have],
        "differs": set(had) != set(have),
    }


def _people(seats: Any) -> list[str]:
    found = [one for seat in seats for one in (seat.tied or (seat.skater,)) if one]
    return [one for one in dict.fromkeys(found) if not one.startswith(OPEN)]
