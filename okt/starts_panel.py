"""The second level, of one sex: who starts where, what is only proposed, what the committee decided."""

from typing import Any

from matrix.start_places import EventStarts, Freed, Seat, start_places
from okt.picture import Picture


def build(picture: Picture, sex: str) -> dict[str, Any]:
    team = picture.teams.get(sex)
    if team is None:
        return {"sex": sex, "events": []}
    selection = team.selection
    ranks = {holding.skater: holding.rank for holding in selection.positions if holding.skater}
    return {
        "sex": sex,
        "quota": team.contest.quota,
        "decided": team.decided,
        "reserves": [picture.person(skater) | {"rank": ranks.get(skater)} for skater in selection.reserves],
        "events": sorted(
            (event(picture, found) for found in start_places(team.contest, selection) if found.seats),
            key=lambda one: order(one["event"]["distance"]),
        ),
    }


def order(distance: str) -> tuple[int, str]:
    """The shortest distance first, what has no length last."""
    return (int(distance) if distance.isdigit() else 1_000_000, distance)


def event(picture: Picture, found: EventStarts) -> dict[str, Any]:
    untaken = [one for one in found.seats if one.kind == "open" and not one.freed_by]
    return {
        "event": picture.event_facts(found.event),
        "status": picture.events[found.event].status,
        "skated": any(row.place is not None for row in picture.standings[found.event].rows),
        "seats": [seat(picture, found.event, one) for one in found.seats if one not in untaken],
        "open": len(untaken),
        "freed": [freed(picture, found, one) for one in found.freed],
        "reserves": [picture.person(skater) for skater in found.reserves],
    }


def seat(picture: Picture, event: str, one: Seat) -> dict[str, Any]:
    return {
        "place": one.place,
        "skater": picture.person(one.skater) if one.skater else None,
        "kind": one.kind,
        "skated": one.skated,
        "freed_by": picture.person(one.freed_by) if one.freed_by else None,
        "instead_of": picture.person(one.instead_of) if one.instead_of else None,
        "tied": [picture.person(skater) for skater in one.tied],
        "reason": reason(picture, event, one.skater) if one.kind == "decision" else "",
    }


def reason(picture: Picture, event: str, skater: str | None) -> str:
    """Why the committee chose this skater for this start."""
    document = picture.document
    made = [(one.event, one.skater, one.reason) for one in document.designations]
    made += [(one.event, one.skater, one.reason) for one in document.start_assignments]
    return next((reason for where, who, reason in made if (where, who) == (event, skater)), "")


def freed(picture: Picture, found: EventStarts, one: Freed) -> dict[str, Any]:
    """A seat that became free, and who has it now."""
    now = next((seat.skater for seat in found.seats if seat.place == one.place), None)
    return {
        "place": one.place,
        "skater": picture.person(one.skater),
        "why": one.why,
        "now": picture.person(now) if now else None,
    }
