"""A scenario and what is wrong with it, as sentences in the language that is active."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from okt.picture import Picture
from okt.scenario import QUOTA, STRANGER, Scenario
from okt.scenario_matrix import Edit, Worth
from okt.scenario_names import Fault
from okt.scenario_query import write
from okt.wording import event_name, ordinal, sex, worth


def fault_sentence(fault: Fault, picture: Picture) -> str:
    return _(fault.said).format(
        given=fault.given,
        number=fault.number,
        name=_name(picture, fault.skater or ""),
        event=event_name(picture.event_facts(fault.event)) if fault.event else "",
    )


def parts_of(scenario: Scenario, picture: Picture) -> list[dict[str, Any]]:
    """Each thing that is imagined, in words, with the query of the scenario without it."""
    return [{"said": said, "without": write(without)} for said, without in _parts(scenario, picture)]


def _parts(scenario: Scenario, picture: Picture) -> Iterator[tuple[str, Scenario]]:
    yield from _races(scenario, picture)
    yield from _decisions(scenario, picture)


def _without(scenario: Scenario, field: str, part: object) -> Scenario:
    kept = tuple(one for one in getattr(scenario, field) if one != part)
    return replace(scenario, **{field: kept})


def _races(scenario: Scenario, picture: Picture) -> Iterator[tuple[str, Scenario]]:
    for order in scenario.orders:
        places = ", ".join(
            f"{ordinal(place)} {_name(picture, skater)}"
            for place, skater in enumerate(order[1], start=1)
            if skater
        )
        said = f"{_start(event_name(picture.event_facts(order[0])))}: {places}."
        yield said, _without(scenario, "orders", order)
    for off in scenario.disqualified:
        event, run, skater = off
        text = _("{name} wordt gediskwalificeerd op de {event}.")
        if run:
            text = _("{name} wordt gediskwalificeerd op de {event}, omloop {run}.")
        yield _told(picture, text, skater, event, run), _without(scenario, "disqualified", off)
    for again in scenario.reskates:
        event, run, skater = again
        text = _("{name} mag overrijden op de {event}.")
        if picture.events[event].runs > 1:
            text = _("{name} mag overrijden op de {event}, omloop {run}.")
        yield _told(picture, text, skater, event, run), _without(scenario, "reskates", again)


def _decisions(scenario: Scenario, picture: Picture) -> Iterator[tuple[str, Scenario]]:
    for set_to in scenario.rules:
        letter, rule, number = set_to
        said = _("De {sex} hebben {number} startbewijzen.")
        if rule != QUOTA:
            said = _("De commissie heeft voor de {sex} {number} aanwijsplekken.")
        yield said.format(sex=sex(letter), number=number), _without(scenario, "rules", set_to)
    for skater in scenario.designated:
        said = _told(picture, _("De commissie wijst {name} aan."), skater)
        yield said, _without(scenario, "designated", skater)
    for start in scenario.starts:
        event, number, skater = start
        text = _("De commissie wijst {name} aan voor startplek {number} op de {event}.")
        said = _told(picture, text, skater, event, number=number)
        yield said, _without(scenario, "starts", start)
    for skater in scenario.withdrawn:
        said = _told(picture, _("De aanwijzing van {name} gaat niet door."), skater)
        yield said, _without(scenario, "withdrawn", skater)
    for holds in scenario.named:
        letter, number, skater = holds
        said = _("Positie {number} van de {sex} gaat naar {name}.").format(
            number=number, sex=sex(letter), name=_name(picture, skater)
        )
        yield said, _without(scenario, "named", holds)
    for edits in scenario.edits:
        said = " ".join(_edit(picture, edit, edits[0]) for edit in edits[1])
        yield said, _without(scenario, "edits", edits)


def _edit(picture: Picture, edit: Edit, letter: str) -> str:
    if edit.kind == "move":
        text = _("Positie {start} van de {sex} schuift naar {end}.")
    elif edit.kind == "remove":
        text = _("Positie {start} van de {sex} vervalt.")
    elif edit.kind == "add":
        text = _("Nieuw bij de {sex}: positie {start}, {worth}.")
    else:
        text = _("Positie {start} van de {sex} is goed voor {worth}.")
    told = worth_words(picture, edit.worth) if edit.worth else ""
    return text.format(start=edit.at, end=edit.to, sex=sex(letter), worth=told)


def worth_words(picture: Picture, told: Worth) -> str:
    """What a line is worth: de 2e plaats op de 500 m; by name with who holds it."""
    said = worth({"event": picture.event_facts(told.event), "place": told.place})
    return f"{said} ({_name(picture, told.named)})" if told.named else said


def _told(
    picture: Picture,
    text: str,
    skater: str,
    event: str = "",
    run: int | None = None,
    number: int | None = None,
) -> str:
    name = event_name(picture.event_facts(event)) if event else ""
    return _start(text.format(name=_name(picture, skater), event=name, run=run, number=number))


def _name(picture: Picture, skater: str) -> str:
    return _("iemand anders") if skater == STRANGER else picture.person(skater)["name"]


def _start(said: str) -> str:
    return said[:1].upper() + said[1:]
