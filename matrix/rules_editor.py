"""The committee changes the rules of the tournament: first what that would do, then in force at once."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from matrix import committee as decide
from matrix.editor_page import done
from matrix.rules_form import RulesForm
from matrix.rules_page import rules_answer, valid
from matrix.tables import load
from results.log import Refused
from results.models import Tournament
from results.rights import needs


@require_http_methods(["GET", "HEAD", "POST"])
@needs("see_committee")
@never_cache
def rules(request: HttpRequest, slug: str) -> HttpResponse:
    """GET: the rules in force. POST: what the filled in ones would do; nothing is stored."""
    return rules_answer(request, get_object_or_404(Tournament, slug=slug), look=True)


@require_POST
@needs("change_rules")
def change_rules(request: HttpRequest, slug: str) -> HttpResponse:
    tournament = get_object_or_404(Tournament, slug=slug)
    try:
        form = valid(RulesForm(request.POST, load(tournament)))
        data = form.cleaned_data
        decide.change_rules(tournament, form.rules(), data["reason"], form.signature(request), data["seen"])
    except Refused as refused:
        return rules_answer(request, tournament, refused)
    return done(request, slug)
