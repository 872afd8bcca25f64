"""The committee gives a start place that became free, or takes it back: first what that would do, then for good."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from matrix import committee as decide
from matrix.editor_page import confirmation
from matrix.forms import StartPlaceForm
from matrix.preview_page import Shown
from matrix.starts_page import of_assignment, of_withdrawal, starts_context
from results.log import Refused, Signature
from results.models import LogEntry, Tournament
from results.rights import needs

PAGE = "matrix/committee_starts.html"


@require_safe
@needs("see_committee")
@never_cache
def committee_starts(request: HttpRequest, slug: str) -> HttpResponse:
    return render(request, PAGE, starts_context(get_object_or_404(Tournament, slug=slug)))


@require_POST
@needs("assign_start")
def assign_start(request: HttpRequest, slug: str) -> HttpResponse:
    return _answer(request, slug, decide.assign_start, of_assignment)


@require_POST
@needs("withdraw_assignment")
def withdraw_assignment(request: HttpRequest, slug: str) -> HttpResponse:
    return _answer(request, slug, decide.withdraw_assignment, of_withdrawal)


def _answer(
    request: HttpRequest,
    slug: str,
    verb: Callable[[Tournament, str, str, str, Signature], LogEntry],
    foresee: Callable[[Tournament, dict[str, Any]], Shown],
) -> HttpResponse:
    """Does it, or first shows what it would do (`do=preview`); or says in a sentence why not."""
    tournament, form = get_object_or_404(Tournament, slug=slug), StartPlaceForm(request.POST)
    try:
        if not form.is_valid():
            raise Refused(form.complaint)
        data = form.cleaned_data
        if request.POST.get("do") == "preview":
            context = starts_context(tournament, request.POST) | {
                "preview": foresee(tournament, data),
                "again": confirmation(request.POST),
                "confirm": request.path,
            }
            return render(request, PAGE, context)
        verb(tournament, data["event"], data["skater"], data["reason"], form.signature(request))
    except Refused as refused:
        return render(request, PAGE, starts_context(tournament, request.POST, refused), status=422)
    return redirect("committee_starts", slug)
