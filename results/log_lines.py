"""Log entries in a few words, for those who work at the desk: who, when, what."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from results import times
from results.models import LogEntry, Tournament


@dataclass(frozen=True, slots=True)
class Line:
    seq: int
    at: str
    says: str
    by: str
    device: str
    reason: str


def lines_of(
    tournament: Tournament, event: str, names: Mapping[str, str], reader: str, count: int
) -> list[Line]:
    """The newest decisions about this event, newest first."""
    about = Q(event=event) | Q(verb="change_rules")  # how a false start counts is the desk's business too
    entries = LogEntry.objects.filter(about, tournament=tournament).order_by("-seq")[:count]
    return [line_of(tournament, entry, names, reader) for entry in entries]


def line_of(tournament: Tournament, entry: LogEntry, names: Mapping[str, str], reader: str) -> Line:
    by = _("jij") if entry.by == reader else entry.by
    reason = entry.reason
    return Line(entry.seq, clock(tournament, entry), said(entry, names), by, entry.device, reason)


def clock(tournament: Tournament, entry: LogEntry, *, seconds: bool = False) -> str:
    """The time of day at the rink."""
    local = entry.at.astimezone(ZoneInfo(tournament.time_zone))
    mark = "." if language() == "nl" else ":"
    return local.strftime(f"%H{mark}%M{mark}%S" if seconds else f"%H{mark}%M")


def said(entry: LogEntry, names: Mapping[str, str]) -> str:
    """What was decided: ‘Nuis 34,81’."""
    name = names.get(entry.skater, entry.skater)
    if entry.verb == "change_rules":
        turned = [change["new"]["skater"] for change in entry.changes if change["at"][2:3] == ["starts"]]
        whose = ", ".join(names.get(skater, skater) for skater in turned)
        return (
            _("Regels gewijzigd; ander resultaat: {names}").format(names=whose)
            if whose
            else _("Regels gewijzigd")
        )
    if entry.verb == "undo":
        return _("{name}: ongedaan gemaakt").format(name=name) if name else _("Status ongedaan gemaakt")
    if not entry.changes:
        return entry.verb
    old, new = entry.changes[0]["old"], entry.changes[0]["new"]
    if entry.verb == "set_stage":
        return _("Van {old} naar {new}").format(old=stage_name(old), new=stage_name(new))
    if not isinstance(new, dict) or not isinstance(old, dict):
        return entry.verb
    if entry.verb == "enter_time" and new.get("reskate") == "skated" and entry.asked:
        again = times.show(times.parse(entry.asked.split()[0]), language())
        return _("{name} overrit {time}").format(name=name, time=again)
    return f"{name} {_did(entry.verb, old, new)}".strip()


def _did(verb: str, old: dict[str, Any], new: dict[str, Any]) -> str:
    if verb == "call_false_start":
        count = new.get("false_starts", 0)
        out = _(", gediskwalificeerd") if new["status"] == "DQ" else ""
        return _("{count}e valse start").format(count=count) + out
    if verb == "note_fall":
        return _("gevallen")
    if verb == "grant_reskate":
        return _("mag overrijden")
    if verb == "decline_reskate":
        return _("rijdt niet over")
    if verb == "correct":
        return _("{old} wordt {new}").format(old=outcome(old), new=outcome(new))
    if new.get("reskate") == "skated" and old.get("reskate") == "granted":
        return _("overgereden: {outcome}").format(outcome=outcome(new))
    return outcome(new)


def outcome(part: dict[str, Any]) -> str:
    """A start's outcome as shown: its time, or a word."""
    if part["status"] == "finished" and part["time"]:
        return times.show(times.parse(part["time"]), language(), thousandths=True)
    return status_name(part["status"])


def status_name(status: str) -> str:
    names = {"to skate": _("nog te rijden"), "finished": _("tijd"), "WDR": _("afgemeld")}
    return names.get(status, status)


def stage_name(stage: str) -> str:
    names = {
        "scheduled": _("gepland"),
        "live": _("live"),
        "provisional": _("voorlopig"),
        "official": _("officieel"),
    }
    return names.get(stage, stage)


def language() -> str:
    """The language of this page: nl or en."""
    return (get_language() or "nl")[:2]
