"""The desk as a page or, for `desk.js`, as a partial: what stands on it follows from the tables and one start."""

from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from results.log import Refused, StaleHeat
from results.log_lines import clock, language, line_of, lines_of
from results.meaning import doubt_of
from results.models import Event, LogEntry, Panel, Publication, Tournament
from results.pairs import Field, Lane, field_of
from results.rights import RIGHTS, action_of_stage, action_to_undo, roles_of
from results.stages import last_to_undo, wants_reason

LINES = 6
KEPT = ("time", "status", "reason", "false_starts", "splits", "stage")


def page_of(
    request: HttpRequest, event: Event, key: str, typed: str = "", refused: Refused | None = None
) -> HttpResponse:
    """The desk turned to the start `key` (`2/kai-verbij`), or to the next one where there is no such start."""
    field = field_of(event)
    lane = field.lane(key) or field.next_open()
    draft = {name: request.POST.get(name, "")[:500] for name in KEPT} if refused else {"time": typed}
    context = context_of(request, event, field, lane) | {
        "refused": str(refused or ""),
        "stale": refused if isinstance(refused, StaleHeat) else None,
        "refused_by": request.resolver_match.url_name if refused and request.resolver_match else "",
        "draft": draft,
    }
    status = 200 if refused is None else 409 if isinstance(refused, StaleHeat) else 422
    response = _rendered(request, context, status)
    if refused is not None:
        response["OKT-Refused"] = "1"
    return response


def go_on(request: HttpRequest, event: Event, entry: LogEntry) -> HttpResponse:
    """After a decision: the desk turned to what comes next. Undone or corrected: to that start, while it is open."""
    field = field_of(event)
    lane = field.next_open(f"{entry.run}/{entry.skater}" if entry.skater else "")
    if not request.headers.get("HX-Request"):
        page = reverse("desk_event", args=[event.tournament.slug, event.slug])
        turned = lane is not None and lane != field.next_open()
        return redirect(f"{page}?{_query(lane)}" if lane and turned else page)
    response = _rendered(request, context_of(request, event, field, lane), 200)
    response["OKT-Saved"] = clock(event.tournament, entry, seconds=True)
    return response


def context_of(request: HttpRequest, event: Event, field: Field, lane: Lane | None) -> dict[str, Any]:
    tournament, pair = event.tournament, field.pair_of(lane.key) if lane else None
    roles, reader = roles_of(request.user), request.user.get_username()
    names, last = field.names, last_to_undo(tournament, event.slug)
    mine = LogEntry.objects.filter(tournament=tournament, by=reader).order_by("-seq").first()
    return {
        "tournament": tournament,
        "event": event,
        "pair": pair,
        "of": field.of(pair.run) if pair else 0,
        "active": lane,
        "enter": lane is not None and lane.open and event.status in {"scheduled", "live"},
        "queue": field.queue(pair),
        "pairs": field.pairs,
        "may": {action: bool(allowed & roles) for action, allowed in RIGHTS.items()},
        "lines": lines_of(tournament, event.slug, names, reader, LINES),
        "undo": line_of(tournament, last, names, reader) if last else None,
        "may_undo": last is not None
        and event.status != "official"
        and bool(RIGHTS[action_to_undo(last)] & roles),
        "doubt": doubt_of(event, last, language()) if last else "",
        "undo_wants_reason": last is not None and wants_reason(last),
        "saved": clock(tournament, mine, seconds=True) if mine else "",
        "stages": _steps(event, roles),
        "outcomes": ("DNS", "DNF", *(["DQ"] if RIGHTS["disqualify"] & roles else []), "WDR", "to skate"),
        **_published(tournament, event, lane),
        "key": uuid4,  # called for each form, so each has its own
        "draft": {},
    }


def _published(tournament: Tournament, event: Event, lane: Lane | None) -> dict[str, Any]:
    """What everybody sees of this event, the version that is published, and what a ticket takes of this start.

    The last only if the newest decision is in what is published: a time to beat of before it would mislead.
    """
    panel = Panel.objects.filter(tournament=tournament, topic=event.topic).first()
    version = Publication.objects.filter(tournament=tournament).values_list("seq", flat=True).first()
    newest = (
        LogEntry.objects.filter(tournament=tournament).order_by("-seq").values_list("seq", flat=True).first()
    )
    return {
        "public": panel.html.get(language(), "") if panel else "",
        "version": version or 0,
        "asks": _asks(panel.data, lane) if panel and lane and version == newest else None,
    }


def _asks(data: dict[str, Any], lane: Lane) -> dict[str, Any] | None:
    lanes = [
        one
        for run in data.get("runs", ())
        if run["run"] == lane.part.run
        for pair in run["pairs"]
        for one in pair["lanes"]
    ]
    return next((one.get("asks") for one in lanes if one["skater"]["id"] == lane.part.skater), None)


def _steps(event: Event, roles: frozenset[str]) -> list[dict[str, Any]]:
    """The stages that the event can move to from here; back asks for a reason."""
    ways = {
        "scheduled": [("live", _("Afstand beginnen"), False)],
        "live": [("provisional", _("Maak voorlopig"), False)],
        "provisional": [("official", _("Maak officieel"), False), ("live", _("Terug naar live"), True)],
        "official": [("provisional", _("Heropenen"), True)],
    }
    steps = []
    for stage, label, back in ways[event.status]:
        allowed = bool(RIGHTS[action_of_stage(event.status, stage)] & roles)
        if allowed or not back:
            steps.append({"stage": stage, "label": label, "back": back, "may": allowed})
    return steps


def _query(lane: Lane) -> str:
    return urlencode({"run": str(lane.part.run), "skater": lane.part.skater})


def _rendered(request: HttpRequest, context: dict[str, Any], status: int) -> HttpResponse:
    part = "#desk" if request.headers.get("HX-Request") else ""
    return render(request, f"results/desk.html{part}", context, status=status)
