"""A scenario and what is wrong with it, as sentences in the language that is active."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from okt.picture import Picture
from okt.scenario import STRANGER, Scenario
from okt.scenario_names import Fault
from okt.scenario_query import write
from okt.wording import event_name, ordinal, sex


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
    for one in scenario.orders:
        places = ", ".join(
            f"{ordinal(place)} {_name(picture, skater)}"
            for place, skater in enumerate(one[1], start=1)
            if skater
        )
        said = f"{_start(event_name(picture.event_facts(one[0])))}: {places}."
        yield said, replace(scenario, orders=tuple(it for it in scenario.orders if it != one))
    for off in scenario.disqualified:
        event, run, skater = off
        text = _("{name} wordt gediskwalificeerd op de {event}.")
        if run:
            text = _("{name} wordt gediskwalificeerd op de {event}, omloop {run}.")
        without = tuple(it for it in scenario.disqualified if it != off)
        yield _told(picture, text, skater, event, run), replace(scenario, disqualified=without)
    for again in scenario.reskates:
        event, run, skater = again
        text = _("{name} mag overrijden op de {event}.")
        if picture.events[event].runs > 1:
            text = _("{name} mag overrijden op de {event}, omloop {run}.")
        kept = tuple(it for it in scenario.reskates if it != again)
        yield _told(picture, text, skater, event, run), replace(scenario, reskates=kept)
    for skater in scenario.designated:
        left = tuple(it for it in scenario.designated if it != skater)
        yield _told(picture, _("De commissie wijst {name} aan."), skater), replace(scenario, designated=left)
    for skater in scenario.withdrawn:
        left = tuple(it for it in scenario.withdrawn if it != skater)
        text = _("De aanwijzing van {name} gaat niet door.")
        yield _told(picture, text, skater), replace(scenario, withdrawn=left)
    for holds in scenario.named:
        letter, number, skater = holds
        said = _("Positie {number} van de {sex} gaat naar {name}.").format(
            number=number, sex=sex(letter), name=_name(picture, skater)
        )
        yield said, replace(scenario, named=tuple(it for it in scenario.named if it != holds))
    for letter, moves in scenario.moves:
        text = _("Positie {start} van de {sex} schuift naar {end}.")
        said = " ".join(text.format(start=start, end=end, sex=sex(letter)) for start, end in moves)
        yield said, replace(scenario, moves=tuple(it for it in scenario.moves if it[0] != letter))


def _told(picture: Picture, text: str, skater: str, event: str = "", run: int | None = None) -> str:
    name = event_name(picture.event_facts(event)) if event else ""
    return _start(text.format(name=_name(picture, skater), event=name, run=run))


def _name(picture: Picture, skater: str) -> str:
    return _("iemand anders") if skater == STRANGER else picture.person(skater)["name"]


def _start(said: str) -> str:
    return said[:1].upper() + said[1:]
