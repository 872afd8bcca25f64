"""What the form of a scenario offers: only what can be asked of this tournament as it stands now."""

from typing import Any

from okt.picture import Picture
from okt.scenario import STRANGER, Scenario, moved
from results.document import Event

Choice = dict[str, Any]


def choices(picture: Picture, scenario: Scenario, sex: str) -> Choice:
    """The fields for one sex, with what the scenario has in them."""
    document = picture.document
    events = sorted((event for event in document.events if event.sex == sex), key=_when)
    designated = [made for made in document.designations if made.sex == sex]
    rules = picture.teams[sex].contest
    mine = [skater for skater in scenario.designated if picture.skaters[skater].sex == sex]
    kept = [made for made in designated if made.skater not in scenario.withdrawn]
    return {
        "sex": sex,
        "people": sorted(
            (picture.person(one.id) for one in document.skaters if one.sex == sex),
            key=lambda one: one["short"],
        ),
        "orders": [order for event in events if (order := _order(picture, scenario, event))],
        "designations": [*mine, *[""] * min(max(rules.max_designations - len(kept) - len(mine), 0), 3)],
        "withdrawable": [
            picture.person(one) | {"on": one in scenario.withdrawn}
            for one in dict.fromkeys(made.skater for made in designated)
        ],
        "named": _named(picture, scenario, sex),
        "disqualified": _starts(events, scenario.disqualified),
        "reskates": _starts(events, scenario.reskates),
        "who_may_be_disqualified": [
            _people(picture, event) for event in events if event.starts or event.entries
        ],
        "who_may_skate_again": [
            group for event in events if (group := _people(picture, event, skated=True))["options"]
        ],
        "moves": [f"{start}-{end}" for one, moves in scenario.moves if one == sex for start, end in moves],
        "positions": _positions(picture, scenario, sex),
        "decided": bool(mine) or len(kept) < len(designated) or any(one[0] == sex for one in scenario.named),
        "refereed": any(
            picture.events[id].sex == sex for id, *_ in (*scenario.disqualified, *scenario.reskates)
        ),
    }


def touched(picture: Picture, scenario: Scenario, sex: str) -> bool:
    """Whether the scenario is about this sex."""
    events = [id for id, _ in scenario.orders]
    events += [id for id, _, _ in (*scenario.disqualified, *scenario.reskates)]
    people = (*scenario.designated, *scenario.withdrawn)
    return (
        any(picture.events[id].sex == sex for id in events)
        or any(picture.skaters[one].sex == sex for one in people)
        or any(one[0] == sex for one in (*scenario.named, *scenario.moves))
    )


def _when(event: Event) -> tuple[str, int]:
    """When the event is decided, as far as that is known."""
    return max(((one.date, one.order) for one in event.schedule), default=("9999", 0))


def _order(picture: Picture, scenario: Scenario, event: Event) -> Choice | None:
    """The places of an event that can still go to somebody else: those that the matrix asks."""
    reopened = any(id == event.id for id, *_ in scenario.reskates)
    team = picture.teams[event.sex]
    asked = max((one.place or 0 for one in team.contest.positions if one.event == event.id), default=0)
    given = dict(scenario.orders).get(event.id, ())
    if not asked or (event.status == "official" and not reopened):
        return None
    known = list(event.entries or ()) or [one.id for one in picture.document.skaters if one.sex == event.sex]
    places = max(asked, len(given))
    return {
        "event": picture.event_facts(event.id),
        "status": event.status,
        "given": bool(given),
        "options": sorted((picture.person(skater) for skater in known), key=lambda one: one["short"]),
        "stranger": STRANGER if event.entries is None else "",
        "places": [
            {"place": place, "skater": given[place - 1] if place <= len(given) else None}
            for place in range(1, places + 1)
        ],
    }


def _named(picture: Picture, scenario: Scenario, sex: str) -> list[Choice]:
    chosen = {number: skater for one, number, skater in scenario.named if one == sex}
    return [
        {
            "position": one.number,
            "event": picture.event_facts(one.event),
            "now": picture.person(one.named) if one.named else None,
            "chosen": chosen.get(one.number, ""),
        }
        for one in picture.teams[sex].contest.positions
        if one.place is None
    ]


def _starts(events: list[Event], given: tuple[tuple[str, int | None, str], ...]) -> list[str]:
    """Those already in the scenario, and one empty field."""
    own = {event.id for event in events}
    return [
        *(":".join(str(part) for part in one if part is not None) for one in given if one[0] in own),
        "",
    ]


def _people(picture: Picture, event: Event, *, skated: bool = False) -> Choice:
    """Who takes part in an event; `skated`: the runs that somebody skated."""
    if skated:
        found = [
            (f"{event.id}:{start.run}:{start.skater}", start.skater, start.run if event.runs > 1 else None)
            for start in event.starts
            if start.status != "to skate" and start.reskate != "granted"
        ]
    else:
        people = dict.fromkeys([*(event.entries or ()), *(start.skater for start in event.starts)])
        found = [(f"{event.id}:{skater}", skater, None) for skater in people]
        if event.runs > 1:
            found += [
                (f"{event.id}:{run}:{skater}", skater, run)
                for skater in people
                for run in range(1, event.runs + 1)
            ]
    options: list[Choice] = [
        {"value": value, "run": run, **picture.person(skater)} for value, skater, run in found
    ]
    return {
        "event": picture.event_facts(event.id),
        "options": sorted(options, key=lambda one: (one["short"], one["run"] or 0)),
    }


def _positions(picture: Picture, scenario: Scenario, sex: str) -> list[Choice]:
    positions = picture.teams[sex].contest.positions
    order = moved(len(positions), dict(scenario.moves).get(sex, ()))
    return [
        {
            "number": number,
            "was": was,
            "event": picture.event_facts(positions[was - 1].event),
            "place": positions[was - 1].place,
            "up": f"{number}-{number - 1}" if number > 1 else "",
            "down": f"{number}-{number + 1}" if number < len(order) else "",
        }
        for number, was in enumerate(order, start=1)
    ]
