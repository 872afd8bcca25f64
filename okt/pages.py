"""The addresses that belong to no package: the front door, and the panels as data for a page whose stream is down."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from okt.live.hub import Hub
from okt.publication import panels_of
from results.models import Publication, Tournament
from results.pages import edition

MOST_TOPICS = 20


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The newest tournament's programme; a word of welcome while there is none."""
    newest = Tournament.objects.order_by("-starts_on", "-pk").first()
    if newest is None:
        return render(request, "empty.html")
    there = redirect("programme", slug=newest.slug)
    there["Cache-Control"] = "public, max-age=1, stale-while-revalidate=10"
    return there


@require_safe
def panels(request: HttpRequest, slug: str) -> HttpResponseBase:
    """`?topics=M-500,matrix-M&lang=nl`: {"seq": version, "panels": {topic: {"seq", "html"}}}, with an ETag.

    The header `OKT-Behind`, of a 304 too, says for how many seconds this is known to be old, as a stream does.
    """
    tournament = get_object_or_404(Tournament, slug=slug)
    language = request.GET.get("lang", "nl")
    topics = [topic for topic in request.GET.get("topics", "").split(",") if topic]
    if language not in ("nl", "en") or not 1 <= len(topics) <= MOST_TOPICS or any("\0" in t for t in topics):
        return JsonResponse(
            {"error": _("Verwacht: ?topics=M-500,matrix-M&lang=nl (ten hoogste 20).")}, status=400
        )
    version = Publication.objects.get(tournament=tournament).version
    found = panels_of(tournament, topics, language)
    body = {"seq": version, "panels": {t: {"seq": p["seq"], "html": p["html"]} for t, p in found.items()}}
    response = JsonResponse(body)
    response["ETag"] = f'"{version}-{language}-{edition()}"'
    response["Cache-Control"] = "public, max-age=1"
    answer = get_conditional_response(request, etag=response["ETag"], response=response) or response
    answer["OKT-Behind"] = Hub.running.behind_of(slug) if Hub.running else 0
    return answer
