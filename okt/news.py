"""What happened, newest first: the facts of each log entry, with what they meant at that moment."""

from collections.abc import Mapping
from datetime import datetime
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from matrix.differences import differences
from okt import rule_news
from okt.picture import Picture, span
from results import times
from results.document import Position
from results.standings import EventState, Row, counted, improvement, rank

Facts = dict[str, Any]


def gather(picture: Picture) -> list[Facts]:
    """One line of news per entry. The log is read backwards, so that a place is the place of that moment."""
    zone = ZoneInfo(picture.document.time_zone)
    moments = dict(picture.states)
    verbs = {entry["seq"]: entry["verb"] for entry in picture.entries}
    undone = {entry["undoes"] for entry in picture.entries if entry["undoes"]}
    found = []
    for entry in sorted(picture.entries, key=lambda entry: -int(entry["seq"])):
        at = datetime.fromisoformat(entry["at"]).astimezone(zone)
        line: Facts = {
            "seq": entry["seq"],
            "at": at.replace(tzinfo=None).isoformat(timespec="minutes"),
            "verb": entry["verb"],
            "event": picture.event_facts(entry["event"]) if entry["event"] in picture.events else None,
            "skater": picture.person(entry["skater"]) if entry["skater"] else None,
            "run": entry["run"],
            "reason": entry["reason"],
            "undone": entry["seq"] in undone,
            "undoes": verbs.get(entry["undoes"]) if entry["undoes"] else None,
        }
        moment = moments.get(entry["event"])
        for change in entry["changes"] if entry["verb"] != "change_rules" else ():
            line |= _told_by(picture, change, entry["verb"])
        if entry["verb"] == "change_rules":
            then = {id: rule_news.before(one, entry["changes"]) for id, one in moments.items()}
            line |= rule_news.facts(picture, entry["changes"])
            line["places"] = rule_news.moved(picture, line, then, moments)
            moments = then
        if moment is not None:
            line |= _meaning(picture, line, moment)
            moments[entry["event"]] = rule_news.before(moment, entry["changes"])
        found.append(line)
    return found


def of_event(news: list[Facts], event: str) -> list[Facts]:
    return [line for line in news if (line["event"] or {}).get("id") == event or rule_news.about(line, event)]


def by_day(news: list[Facts]) -> list[Facts]:
    return [
        {"date": day, "news": list(lines)}
        for day, lines in groupby(news, key=lambda line: str(line["at"])[:10])
    ]


def _told_by(picture: Picture, change: Mapping[str, Any], verb: str) -> Facts:
    """The old and the new value of one change, as far as a reader wants to know."""
    at, old, new = change["at"], change["old"], change["new"]
    if at[:1] == ["matrix"]:
        facts: Facts = {"sex": at[1]}
        if verb == "name_holder":
            named: Mapping[str, Any] = next((part for part in new if part not in old), {})
            facts["position"] = named.get("position")
        if verb == "publish_matrix":
            facts["differences"] = _differences(picture, old or [], new)
        return facts
    if at[:1] == ["designations"] and verb == "designate" and new:
        return {"kind": new[-1]["kind"], "place": new[-1].get("place")}
    if len(at) == 4 and at[2] == "starts":
        return {"old": _outcome(old), "new": _outcome(new)}
    if len(at) == 3 and at[2] == "status":
        return {"stage": new, "from": old}
    return {}


def _differences(picture: Picture, old: list[Any], new: list[Any]) -> list[Facts]:
    """What moved, came and went between two orders of the matrix."""
    before, after = (tuple(Position.model_validate(part) for part in parts) for parts in (old, new))
    return [
        {
            "kind": one.kind,
            "event": picture.event_facts(one.event),
            "place": one.place,
            "old": one.old,
            "new": one.new,
            "named": picture.person(one.named)["name"] if one.named else "",
        }
        for one in differences(before, after)
    ]


def _outcome(start: Mapping[str, Any]) -> Facts:
    return {key: start.get(key) for key in ("status", "time", "false_starts", "reskate")}


def _meaning(picture: Picture, line: Facts, moment: EventState) -> Facts:
    """What a time or a result meant when it came: place, improvement, what stays standing."""
    if line["verb"] == "enter_time" and line["skater"] and "new" in line:
        rows = rank(moment).rows
        row = next((row for row in rows if row.skater == line["skater"]["id"]), None)
        return (
            {}
            if row is None
            else _of_a_time(picture, line, row, moment, len([one for one in rows if one.place == 1]))
        )
    if line["verb"] in {"scratch", "note_fall"} and line["skater"]:
        row = next((row for row in rank(moment).rows if row.skater == line["skater"]["id"]), None)
        return {"stays": times.to_file(row.time) if row and row.time else None}
    if line["verb"] == "set_stage":
        first = [row for row in rank(moment).rows if row.place == 1 and row.time]
        return {
            "winners": [picture.person(row.skater) for row in first],
            "time": times.to_file(first[0].time) if first and first[0].time else None,
        }
    return {}


def _of_a_time(picture: Picture, line: Facts, row: Row, moment: EventState, leaders: int) -> Facts:
    distance = picture.events[line["event"]["id"]].distance
    best = picture.personal_best(row.skater, distance)
    text = line["new"]["time"]
    time = counted(moment, times.parse(text)) if text else None
    gained = improvement(time, best) if best and time else None
    return {
        "time": text,
        "place": row.place,
        "shared": row.place == 1 and leaders > 1,
        "counts": row.time == time,
        "stays": times.to_file(row.time) if row.time and row.time != time else None,
        "gained": span(gained) if gained is not None and gained.ms < 0 else None,
    }
