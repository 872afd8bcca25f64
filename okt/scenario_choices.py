"""What the form of a scenario offers: only what can be asked of this tournament as it stands now."""

from dataclasses import replace
from typing import Any

from matrix.contest import contest_of
from matrix.preview_page import name_order
from matrix.ties import who_may_hold
from okt.picture import Picture
from okt.scenario import STRANGER, Scenario, before_orders, with_edits
from okt.scenario_decisions import RULES
from okt.scenario_edits import ADDED, BY_NAME, MOST_ADDED, REMOVED, deepest_places, written, written_worth
from okt.scenario_matrix import Slot, Worth, edited, slots_of
from results.document import Document, Event
from results.standings import rank

Choice = dict[str, Any]


def choices(picture: Picture, scenario: Scenario, sex: str) -> Choice:
    """The fields for one sex, with what the scenario has in them."""
    document = picture.document
    decided = with_edits(before_orders(document, scenario), scenario)
    rules = decided.selection.get(sex)  # type: ignore[call-overload]  # "M" or "F"
    events = sorted((event for event in document.events if event.sex == sex), key=_when)
    designated = [made for made in document.designations if made.sex == sex]
    mine = [skater for skater in scenario.designated if picture.skaters[skater].sex == sex]
    kept = [made for made in designated if made.skater not in scenario.withdrawn]
    starts = [one for one in scenario.starts if picture.events[one[0]].sex == sex]
    room = max(rules.max_designations - len(kept) - len(mine) - len(starts), 0) if rules else 0
    ties = _ties(picture, scenario, sex)
    return {
        "sex": sex,
        "people": sorted(
            (picture.person(one.id) for one in document.skaters if one.sex == sex),
            key=lambda one: _alphabetical(picture, one["id"]),
        ),
        "orders": [order for event in events if (order := _order(picture, decided, scenario, event))],
        "designations": [*mine, *[""] * min(room, 3)],
        "starts": [
            _start(picture, one)
            | {"order": any(one[:2] == (tie["event"]["id"], tie["place"]) for tie in ties)}
            for one in starts
        ],
        "start_places": [
            {"value": f"{event.id}:{place}", "event": picture.event_facts(event.id), "place": place}
            for event in events
            for place in range(1, event.start_places + 1)
        ]
        if room
        else [],
        "ties": ties if room or any(tie["chosen"] for tie in ties) else [],
        "tied": bool(ties),
        "rules": [
            {"name": word, "kind": rule, "now": getattr(now, rule), "chosen": getattr(rules, rule)}
            for word, rule in RULES.items()
            if (now := document.selection.get(sex)) and rules  # type: ignore[call-overload]  # as above
        ],
        "ruled": any(one[0] == sex for one in scenario.rules),
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
        "edits": [written(edit) for one, edits in scenario.edits if one == sex for edit in edits],
        **_matrix(picture, scenario, decided, sex),
        "decided": bool(mine)
        or bool(starts)
        or len(kept) < len(designated)
        or any(one[0] == sex for one in scenario.named),
        "refereed": any(
            picture.events[id].sex == sex for id, *_ in (*scenario.disqualified, *scenario.reskates)
        ),
    }


def _alphabetical(picture: Picture, skater: str) -> tuple[str, str]:
    known = picture.skaters.get(skater)
    return name_order(known.last_name, known.first_name) if known else name_order(skater, None)


def touched(picture: Picture, scenario: Scenario, sex: str) -> bool:
    """Whether the scenario is about this sex."""
    events = [id for id, _ in scenario.orders]
    events += [id for id, _, _ in (*scenario.disqualified, *scenario.reskates, *scenario.starts)]
    people = (*scenario.designated, *scenario.withdrawn)
    return (
        any(picture.events[id].sex == sex for id in events)
        or any(picture.skaters[one].sex == sex for one in people)
        or any(one[0] == sex for one in (*scenario.named, *scenario.edits, *scenario.rules))
    )


def _when(event: Event) -> tuple[str, int]:
    """When the event is decided, as far as that is known."""
    return max(((one.date, one.order) for one in event.schedule), default=("9999", 0))


def _order(picture: Picture, decided: Document, scenario: Scenario, event: Event) -> Choice | None:
    """The places of an event that can still go to somebody else: those that the matrix asks."""
    reopened = any(id == event.id for id, *_ in scenario.reskates)
    asked = max((one.place or 0 for one in decided.matrix[event.sex] if one.event == event.id), default=0)
    given = dict(scenario.orders).get(event.id, ())
    if not asked or (event.status == "official" and not reopened):
        return None
    known = list(event.entries or ()) or [one.id for one in picture.document.skaters if one.sex == event.sex]
    places = max(asked, len(given))
    return {
        "event": picture.event_facts(event.id),
        "status": event.status,
        "given": bool(given),
        "options": sorted(
            (picture.person(skater) for skater in known), key=lambda one: _alphabetical(picture, one["id"])
        ),
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
        "options": sorted(options, key=lambda one: (_alphabetical(picture, one["id"]), one["run"] or 0)),
    }


def _start(picture: Picture, start: tuple[str, int, str]) -> Choice:
    event, place, skater = start
    return {
        "value": f"{event}:{place}:{skater}",
        "event": picture.event_facts(event),
        "place": place,
        "skater": picture.person(skater),
    }


def _ties(picture: Picture, scenario: Scenario, sex: str) -> list[Choice]:
    """The places of the matrix that two or more skaters hold together, until the committee orders them.

    Those that the scenario itself has ordered are among them, with who was `chosen`.
    """
    document = with_edits(before_orders(picture.document, replace(scenario, starts=())), scenario)
    contest = contest_of(document, sex)
    asked = {(one.event, one.place) for one in contest.positions}
    chosen = {(event, place): skater for event, place, skater in scenario.starts}
    found = []
    for event in contest.events:
        times = {row.skater: row.time for row in rank(event).rows if row.time}
        for place, holders in sorted(who_may_hold(times, contest.fixed(event.id)).items()):
            if len(holders) > 1 and (event.id, place) in asked:
                start = (event.id, place, chosen.get((event.id, place), ""))
                options = [_start(picture, (event.id, place, one)) for one in holders]
                found.append(
                    {"event": picture.event_facts(event.id), "place": place, "options": options}
                    | {"chosen": f"{event.id}:{place}:{start[2]}" if start[2] in holders else ""}
                )
    return found


def _matrix(picture: Picture, scenario: Scenario, decided: Document, sex: str) -> Choice:
    """The lines as they are in the scenario, with the part of an address that each button adds."""
    real = slots_of(before_orders(picture.document, scenario).matrix[sex])  # type: ignore[index]  # "M" or "F"
    slots = edited(real, dict(scenario.edits).get(sex, ()))
    taken = {slot.worth for slot in slots}
    return {
        "positions": [_position(picture, slots, number, real) for number in range(1, len(slots) + 1)],
        "room": len(slots) < len(real) + MOST_ADDED,
        "next": len(slots) + 1,
        "worths": [
            {"value": written_worth(worth), "event": picture.event_facts(worth.event), "place": worth.place}
            for event, deepest in deepest_places(sex, real, picture.document).items()
            for worth in (*(Worth(event, place) for place in range(1, deepest + 1)), Worth(event))
            if worth.place is None or worth not in taken
        ],
    }


def _position(picture: Picture, slots: list[Slot], number: int, real: list[Slot]) -> Choice:
    slot = slots[number - 1]
    own = next((one for one in real if one.was == slot.was), None)
    by_name = slot.worth.place is None and (own is None or own.worth.place is not None)
    return {
        "number": number,
        "was": slot.was,
        "changed": own is None or own.worth != slot.worth,
        "event": picture.event_facts(slot.worth.event),
        "place": slot.worth.place,
        "up": f"{number}-{number - 1}" if number > 1 else "",
        "down": f"{number}-{number + 1}" if number < len(slots) else "",
        "out": f"{REMOVED}:{number}" if len(slots) > 1 else "",
        "add": f"{ADDED}:{number}",
        "named": slot.worth.named or "" if by_name else None,
        "by_name": f"{number}:{slot.worth.event}:{BY_NAME}",
    }
