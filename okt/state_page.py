"""The page that says in words how it goes, for whoever must do something about it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from okt.findings import findings
from okt.health import look
from results.rights import COMMITTEE, needs, roles_of


@require_safe
@needs("see_state")
@never_cache
def state(request: HttpRequest) -> HttpResponse:
    facts = look()
    found = findings(facts)
    context = {
        "facts": facts,
        "findings": found,
        "wrong": sum(one.level == "wrong" for one in found),
        "attention": sum(one.level == "attention" for one in found),
        "home": "committee" if COMMITTEE in roles_of(request.user) else "desk",
    }
    return render(request, "state.html", context)
