"""The lock on the committee's pages: asking, unlocking by a second member, locking again.

The buttons stand in the form of the draft, or of the rules: what was being edited is kept.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from matrix import committee as decide
from matrix.draft_page import draft_answer, kept_as_sent
from matrix.editor_page import committee_answer, done
from matrix.rules_page import rules_answer
from results.forms import SignedForm
from results.log import Refused, Signature
from results.models import LogEntry, Tournament
from results.rights import needs


@require_POST
@needs("ask_unlock")
def ask_unlock(request: HttpRequest, slug: str) -> HttpResponse:
    return _act(request, slug, lambda at, form, by: decide.ask_unlock(at, form.cleaned_data["reason"], by))


@require_POST
@needs("unlock_matrix")
def unlock_matrix(request: HttpRequest, slug: str) -> HttpResponse:
    return _act(request, slug, lambda at, form, by: decide.unlock_matrix(at, by))


@require_POST
@needs("lock_matrix")
def lock_matrix(request: HttpRequest, slug: str) -> HttpResponse:
    return _act(request, slug, lambda at, form, by: decide.lock_matrix(at, by))


def _act(
    request: HttpRequest, slug: str, verb: Callable[[Tournament, SignedForm, Signature], LogEntry]
) -> HttpResponse:
    tournament, form = get_object_or_404(Tournament, slug=slug), SignedForm(request.POST)
    sex, refused = request.POST.get("sex", ""), None
    try:
        if not form.is_valid():
            raise Refused(form.complaint)
        verb(tournament, form, form.signature(request))
    except Refused as caught:
        refused = caught
    if request.POST.get("page") == "rules":
        return rules_answer(request, tournament, refused)
    if sex in {"M", "F"}:
        draft, answer = kept_as_sent(request, tournament, sex)
        return draft_answer(request, tournament, sex, draft, answer, refused)
    return committee_answer(request, tournament, refused) if refused else done(request, slug)
