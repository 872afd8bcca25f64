"""The rink-side desk: one start at a time, one field, what it means, five large buttons, undo.

Every decision is a form that works without JavaScript. With it, `desk.js` sends the same form from its outbox and
gets the same desk back as a partial.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from results import forms, jury, stages, times
from results.desk_page import go_on, page_of
from results.log import Refused, Signature
from results.meaning import meaning_of
from results.models import Event, LogEntry, Tournament
from results.pairs import field_of
from results.rights import action_of_stage, action_to_undo, may, needs, require
from results.turns import At

Verb = Callable[[], LogEntry]


@require_safe
@needs("see_desk")
@never_cache
def desk(request: HttpRequest) -> HttpResponse:
    """Which event? The one that is live, if exactly one is; `?kies` shows the list anyway."""
    tournament = Tournament.objects.order_by("-starts_on", "-pk").first()
    events = list(tournament.events.all()) if tournament else []
    live = [event for event in events if event.status == "live"]
    if tournament and len(live) == 1 and "kies" not in request.GET:
        return redirect("desk_event", tournament.slug, live[0].slug)
    return render(
        request, "results/desk_events.html", {"tournament": tournament, "days": _days(events), "live": live}
    )


@require_safe
@needs("see_desk")
@never_cache
def desk_event(request: HttpRequest, slug: str, event: str) -> HttpResponse:
    """The desk at one event; `?run=2&skater=kai-verbij` turns it to that start, `&time=` fills the field.

    `?from=2/kai-verbij`: there as long as it is open, else to what comes next; this is how a desk refreshes itself.
    """
    row = _event(slug, event)
    if "from" in request.GET:
        return page_of(request, row, field_of(row).next_key(request.GET["from"]))
    return page_of(
        request, row, request.GET.get("at") or _start(request.GET), typed=request.GET.get("time", "")[:20]
    )


@require_safe
@needs("see_desk")
@never_cache
def desk_meaning(request: HttpRequest, slug: str, event: str) -> HttpResponse:
    """What the digits in the field mean, in a line."""
    row = _event(slug, event)
    field, typed = field_of(row), request.GET.get("time", "")
    lane = field.lane(_start(request.GET))
    try:
        time = times.parse(typed)
    except times.BadTime as bad:
        return render(
            request, "results/desk.html#meaning", {"complaint": _(str(bad)) if typed.strip() else ""}
        )
    meaning = meaning_of(row, field, lane, time, get_language() or "nl") if lane else None
    return render(request, "results/desk.html#meaning", {"meaning": meaning})


@require_POST
@needs("enter_time")
def desk_time(request: HttpRequest, slug: str, event: str) -> HttpResponse:
    row, form = _event(slug, event), forms.TimeForm(request.POST)

    def verb() -> LogEntry:
        data = form.cleaned_data
        return jury.enter_time(
            row.tournament, form.at(event), data["time"], form.signature(request), data["splits"]
        )

    return _answer(request, row, form, verb)


@require_POST
@needs("call_false_start")
def desk_false_start(request: HttpRequest, slug: str, event: str) -> HttpResponse:
    row, form = _event(slug, event), forms.NoTimeForm(request.POST)
    return _answer(
        request,
        row,
        form,
        lambda: jury.call_false_start(row.tournament, form.at(event), form.signature(request)),
    )


@require_POST
@needs("note_fall")
def desk_fall(request: HttpRequest, slug: str, event: str) -> HttpResponse:
    row, form = _event(slug, event), forms.StartForm(request.POST)
    return _answer(
        request, row, form, lambda: jury.note_fall(row.tournament, form.at(event), form.signature(request))
    )


@require_POST
@needs("scratch")
def desk_out(request: HttpRequest, slug: str, event: str) -> HttpResponse:
    row, form = _event(slug, event), forms.OutForm(request.POST)

    def verb() -> LogEntry:
        data = form.cleaned_data
        return jury.scratch(
            row.tournament, form.at(event), data["status"], form.signature(request), data["reason"]
        )

    return _answer(request, row, form, verb)


@require_POST
@needs("disqualify")
def desk_disqualify(request: HttpRequest, slug: str, event: str) -> HttpResponse:
    row, form = _event(slug, event), forms.NoTimeForm(request.POST)
    return _answer(request, row, form, lambda: jury.disqualify(row.tournament, *_said(request, form, event)))


@require_POST
@needs("grant_reskate")
def desk_reskate(request: HttpRequest, slug: str, event: str) -> HttpResponse:
    row, form = _event(slug, event), forms.NoTimeForm(request.POST)
    return _answer(
        request, row, form, lambda: jury.grant_reskate(row.tournament, *_said(request, form, event))
    )


@require_POST
@needs("decline_reskate")
def desk_no_reskate(request: HttpRequest, slug: str, event: str) -> HttpResponse:
    row, form = _event(slug, event), forms.NoTimeForm(request.POST)

    def verb() -> LogEntry:
        at, reason, signature = _said(request, form, event)
        return jury.decline_reskate(row.tournament, at, signature, reason)

    return _answer(request, row, form, verb)


@require_POST
@needs("correct")
def desk_correct(request: HttpRequest, slug: str, event: str) -> HttpResponse:
    row, form = _event(slug, event), forms.CorrectForm(request.POST)

    def verb() -> LogEntry:
        at, reason, signature = _said(request, form, event)
        data = form.cleaned_data
        stands = row.starts.filter(run=at.run, skater__slug=at.skater).values_list("status", flat=True)
        if "DQ" in (data["status"], *stands) and not may(request.user, "disqualify"):
            raise Refused(_("Alleen de scheidsrechter diskwalificeert, of trekt een diskwalificatie in."))
        return jury.correct(
            row.tournament, at, data["status"], data["time"], reason, signature, data["false_starts"]
        )

    return _answer(request, row, form, verb)


@require_POST
@needs("see_desk")
def desk_undo(request: HttpRequest, slug: str, event: str) -> HttpResponse:
    """Takes back one decision; whoever may take it may take it back."""
    row, form = _event(slug, event), forms.UndoForm(request.POST)

    def verb() -> LogEntry:
        seq, reason = form.cleaned_data["seq"], form.cleaned_data["reason"]
        entry = LogEntry.objects.filter(tournament=row.tournament, seq=seq, event=event).first()
        if entry is None or entry.verb not in stages.TAKEN_BACK:
            raise Refused(_("Er is niets om ongedaan te maken."))
        require(request.user, action_to_undo(entry))
        return stages.undo(row.tournament, seq, form.signature(request), reason)

    return _answer(request, row, form, verb)


@require_POST
@needs("see_desk")
def desk_stage(request: HttpRequest, slug: str, event: str) -> HttpResponse:
    row, form = _event(slug, event), forms.StageForm(request.POST)

    def verb() -> LogEntry:
        stage, reason = form.cleaned_data["stage"], form.cleaned_data["reason"]
        require(request.user, action_of_stage(row.status, stage))
        return stages.set_stage(row.tournament, event, stage, form.signature(request), reason, row.status)

    return _answer(request, row, form, verb)


def _answer(request: HttpRequest, event: Event, form: forms.SignedForm, verb: Verb) -> HttpResponse:
    """Does it, and turns the desk to what comes next; or says in a sentence why not, and keeps what was typed."""
    try:
        if not form.is_valid():
            raise Refused(form.complaint)
        entry = verb()
    except Refused as refused:
        event.refresh_from_db()
        return page_of(request, event, _start(request.POST), refused=refused)
    event.refresh_from_db()
    return go_on(request, event, entry)


def _said(request: HttpRequest, form: forms.StartForm, event: str) -> tuple[At, str, Signature]:
    return form.at(event), form.cleaned_data["reason"], form.signature(request)


def _start(sent: QueryDict) -> str:
    """The start that a request is about, by its key in the event (`2/kai-verbij`)."""
    return f"{sent.get('run', '')}/{sent.get('skater', '')}"


def _event(slug: str, event: str) -> Event:
    return get_object_or_404(Event.objects.select_related("tournament"), tournament__slug=slug, slug=event)


def _days(events: list[Event]) -> list[tuple[str, list[Event]]]:
    """The events by the days on which they are skated, in the order of the programme."""
    runs = sorted((run["date"], run["order"], i) for i, event in enumerate(events) for run in event.schedule)
    days: dict[str, list[Event]] = {}
    for day, _order, i in runs:
        if events[i] not in days.setdefault(day, []):
            days[day].append(events[i])
    unplanned = [event for event in events if not event.schedule]
    return [*days.items(), *([("", unplanned)] if unplanned else [])]
