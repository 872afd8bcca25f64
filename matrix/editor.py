"""The committee's pages: what is in force, who holds what by name, designations."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from matrix import committee as decide
from matrix import forms, preview_page
from matrix.editor_page import committee_answer, committee_context, confirmation, done
from results.forms import SignedForm
from results.log import Refused
from results.models import LogEntry, Tournament
from results.rights import needs


@require_safe
@needs("see_committee")
def committee(request: HttpRequest) -> HttpResponse:
    """The newest tournament's page."""
    newest = Tournament.objects.order_by("-starts_on", "-pk").first()
    if newest is None:
        return render(request, "matrix/committee_empty.html")
    return redirect("committee_tournament", newest.slug)


@require_safe
@needs("see_committee")
@never_cache
def committee_tournament(request: HttpRequest, slug: str) -> HttpResponse:
    return render(request, "matrix/committee.html", committee_context(_tournament(slug)))


@require_POST
@needs("name_holder")
def name_holder(request: HttpRequest, slug: str) -> HttpResponse:
    tournament, form = _tournament(slug), forms.HolderForm(request.POST)

    def verb() -> LogEntry:
        data = form.cleaned_data
        skater = data["skater"] or None
        return decide.name_holder(
            tournament, data["sex"], data["number"], skater, data["reason"], form.signature(request)
        )

    return _answer(
        request, tournament, form, verb, lambda: preview_page.of_holder(tournament, form.cleaned_data)
    )


@require_POST
@needs("designate")
def designate(request: HttpRequest, slug: str) -> HttpResponse:
    tournament, form = _tournament(slug), forms.DesignateForm(request.POST)

    def verb() -> LogEntry:
        data, signature = form.cleaned_data, form.signature(request)
        return decide.designate(
            tournament,
            data["skater"],
            data["reason"],
            data["made_on"],
            signature,
            data["event"],
            data["place"],
            data["sex"],
        )

    return _answer(
        request, tournament, form, verb, lambda: preview_page.of_designation(tournament, form.cleaned_data)
    )


@require_POST
@needs("withdraw_designation")
def withdraw(request: HttpRequest, slug: str) -> HttpResponse:
    tournament, form = _tournament(slug), forms.WithdrawForm(request.POST)

    def verb() -> LogEntry:
        data = form.cleaned_data
        return decide.withdraw_designation(
            tournament, data["designation"], data["reason"], form.signature(request)
        )

    return _answer(
        request, tournament, form, verb, lambda: preview_page.of_withdrawal(tournament, form.cleaned_data)
    )


def _answer(
    request: HttpRequest,
    tournament: Tournament,
    form: SignedForm,
    verb: Callable[[], LogEntry],
    foresee: Callable[[], preview_page.Shown],
) -> HttpResponse:
    """Does it and shows the page anew, or first what it would do (`do=preview`); or says in a sentence why not, and
    keeps what was filled in."""
    try:
        _valid(form)
        if request.POST.get("do") == "preview":
            context = committee_context(tournament, request.POST) | {
                "preview": foresee(),
                "again": confirmation(request.POST),
                "confirm": request.path,
            }
            return render(request, "matrix/committee.html", context)
        verb()
    except Refused as refused:
        return committee_answer(request, tournament, refused)
    return done(request, tournament.slug)


def _valid(form: SignedForm) -> None:
    if not form.is_valid():
        raise Refused(form.complaint)


def _tournament(slug: str) -> Tournament:
    return get_object_or_404(Tournament, slug=slug)
