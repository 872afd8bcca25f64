"""The course of one sex: a step for each event that was over, and what it made of everyone who had a position."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from okt.course import Moment, Stand, stand
from okt.picture import Picture


def build(picture: Picture, sex: str, moments: Sequence[Moment]) -> dict[str, Any]:
    team = picture.teams.get(sex)
    if team is None:
        return {"sex": sex, "steps": [], "rows": []}
    now = stand(team)
    told = [(moment, moment.stands[sex]) for moment in moments if sex in moment.stands]
    steps = [
        (_step(picture, sex, moment, number), found)
        for number, (moment, found) in enumerate(told)
        if not number or _of_sex(picture, sex, moment)
    ]
    if not steps or steps[-1][1] != now:
        steps.append(({"kind": "now", "events": []}, now))
    return {
        "sex": sex,
        "quota": team.contest.quota,
        "steps": [step for step, _ in steps],
        "rows": _rows(picture, [found for _, found in steps]),
    }


def _of_sex(picture: Picture, sex: str, moment: Moment) -> list[str]:
    return [event for event in moment.events if event in picture.events and picture.events[event].sex == sex]


def _step(picture: Picture, sex: str, moment: Moment, number: int) -> dict[str, Any]:
    events = [picture.event_facts(event) for event in _of_sex(picture, sex, moment)]
    return {"kind": "event" if number else "start", "events": events}


def _rows(picture: Picture, stands: list[Stand]) -> list[dict[str, Any]]:
    """Everyone who was in the row of names at some step, as they stand at the last one."""
    shown = {skater for found in stands for skater, one in found.items() if one["slot"]}

    def order(skater: str) -> tuple[int, int, str]:
        last = stands[-1].get(skater, {}).get("slot")
        best = min(found[skater]["slot"] or 99 for found in stands if skater in found)
        return (last or 99, best, skater)

    people = {skater: picture.person(skater) for skater in shown}
    taken = Counter(person["short"] for person in people.values())
    return [
        {
            "skater": people[skater],
            "label": people[skater]["short"]
            if taken[people[skater]["short"]] == 1
            else _with_initial(picture, skater),
            "cells": [found.get(skater) for found in stands],
        }
        for skater in sorted(shown, key=order)
    ]


def _with_initial(picture: Picture, skater: str) -> str:
    """A. de Jong: where two in the drawing have the same last name."""
    known = picture.skaters[skater]
    return f"{known.first_name[0]}. {known.last_name}" if known.first_name else known.last_name
