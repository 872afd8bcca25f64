"""A change of the rules as facts for the news: which rule from what to what, and which results it turned."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from okt.picture import SEXES, Picture
from results import times
from results.document import RuleOptions
from results.standings import EventState, RunStart, places

Facts = dict[str, Any]
Changes = Sequence[Mapping[str, Any]]
OF_AN_EVENT = ("start_places", "counts")


def facts(picture: Picture, changes: Changes) -> Facts:
    """`rules` that changed, `outcomes` that turned with them, and the `sexes` that it is about."""
    rules = [one for change in changes for one in _rules(picture, change)]
    sexes = {one["sex"] or (one["event"] or {}).get("sex") for one in rules}
    return {
        "rules": rules,
        "outcomes": [_outcome(picture, change) for change in changes if change["at"][2:3] == ["starts"]],
        "sexes": [sex for sex in SEXES if sex in sexes or None in sexes],
    }


def moved(
    picture: Picture, line: Facts, before: Mapping[str, EventState], after: Mapping[str, EventState]
) -> list[Facts]:
    """The events in which a place changed with the rules, of which `line` (from `facts`) says nothing yet."""
    told = {one["event"]["id"] for one in (*line["rules"], *line["outcomes"]) if one["event"]}
    return [
        {"event": picture.event_facts(id)}
        for id in before
        if id not in told and places(before[id]) != places(after[id])
    ]


def about(line: Facts, event: str) -> bool:
    """Whether a change of rules touched this event."""
    told = [*line.get("rules", ()), *line.get("outcomes", ()), *line.get("places", ())]
    return any(one["event"] and one["event"]["id"] == event for one in told)


def notice(lines: Sequence[Facts], sex: str) -> Facts | None:
    """The newest change of rules that is about this sex, with what of it is."""
    line = next((line for line in lines if sex in line.get("sexes", ())), None)
    if line is None:
        return None

    def mine(one: Facts) -> bool:
        return sex == (one["event"]["sex"] if one["event"] else one.get("sex") or sex)

    kept = {kind: [one for one in line[kind] if mine(one)] for kind in ("rules", "outcomes", "places")}
    return line | kept


def before(moment: EventState, changes: Changes) -> EventState:
    """The event as it was before these changes, of rules and of starts."""
    for change in changes:
        at, old = change["at"], change["old"]
        if at == ["rules"]:
            rules = RuleOptions(**(old or {}))
            moment = replace(moment, reskate_rule=rules.reskate, precision=rules.precision)
        if at[:2] == ["events", moment.id] and at[2] == "counts":
            moment = replace(moment, counts=old)
        if at[:2] == ["events", moment.id] and at[2] == "start_places":
            moment = replace(moment, start_places=old)
    starts = {
        change["at"][3]: change["old"]
        for change in changes
        if change["at"][:3] == ["events", moment.id, "starts"]
    }
    return replace(
        moment,
        starts=tuple(
            start_of(starts[key]) if (key := f"{start.run}/{start.skater}") in starts else start
            for start in moment.starts
        ),
    )


def start_of(part: Mapping[str, Any]) -> RunStart:
    """A start of the log as the rules see it."""
    time = times.parse(part["time"]) if part["status"] == "finished" and part.get("time") else None
    return RunStart(part["skater"], part["run"], part["status"], time, part.get("reskate"))


def _rules(picture: Picture, change: Mapping[str, Any]) -> list[Facts]:
    at, old, new = change["at"], change["old"], change["new"]
    if at[:1] == ["selection"]:
        return _differing(old or {}, new, sex=at[1])
    if at == ["rules"]:
        was, would = (dict(RuleOptions(**(value or {}))) for value in (old, new))
        return _differing(was, would)
    if len(at) == 3 and at[2] in OF_AN_EVENT:
        return [_rule(at[2], old, new, event=picture.event_facts(at[1]))]
    return []


def _differing(old: Mapping[str, Any], new: Mapping[str, Any], sex: str | None = None) -> list[Facts]:
    return [_rule(kind, old.get(kind), new[kind], sex=sex) for kind in new if old.get(kind) != new[kind]]


def _rule(kind: str, old: Any, new: Any, sex: str | None = None, event: Facts | None = None) -> Facts:
    return {"kind": kind, "old": old, "new": new, "sex": sex, "event": event}


def _outcome(picture: Picture, change: Mapping[str, Any]) -> Facts:
    old, new = change["old"], change["new"]
    return {
        "event": picture.event_facts(change["at"][1]),
        "skater": picture.person(new["skater"]),
        "run": new["run"],
        "old": {"status": old["status"], "time": old["time"]},
        "new": {"status": new["status"], "time": new["time"]},
    }
