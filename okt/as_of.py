"""How it stood: the matrix and the start places after an entry of the log, computed anew from the log up to there."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from okt import panels
from okt.scenario_turns import Busy, Turns
from okt.tasks import built_at
from okt.wording import language
from results.models import LogEntry
from results.pages import page, published

MATRICES = ("matrix-M", "matrix-F")
TOPICS = (*MATRICES, "starts-M", "starts-F")
PATIENCE = 3.0  # seconds that a reader waits for the moments of others
MOMENTS: Turns[dict[str, dict[str, Any]]] = Turns(32, PATIENCE)


@require_safe
def as_of(request: HttpRequest, slug: str, seq: int) -> HttpResponseBase:
    """The page of one moment. Http404 for an entry that there is not (yet); 503 while others are computed."""
    found = published(slug)
    newest = found.tournament.seq
    if not 1 <= seq <= newest:
        raise Http404
    entry = get_object_or_404(LogEntry, tournament=found.tournament, seq=seq)
    key = (found.tournament.pk, slug, seq, str(entry.at))
    try:
        built = MOMENTS.get(key, lambda: built_at(found.tournament, seq))
    except Busy:
        busy = render(request, "matrix/as_of_busy.html", {"tournament": found.tournament}, status=503)
        busy["Retry-After"] = "5"
        busy["Cache-Control"] = "no-store"
        return busy
    shown = [topic for topic in TOPICS if not built[topic].get("absent")]
    told = [line for day in built["changes"]["days"] for line in day["news"]]
    return page(
        request,
        "matrix/as_of.html",
        found,
        matrices=[panels.render(topic, built[topic], language()) for topic in shown if topic in MATRICES],
        places=[panels.render(topic, built[topic], language()) for topic in shown if topic not in MATRICES],
        told=next((line for line in told if line["seq"] == seq), None),
        day=next((day["date"] for day in built["changes"]["days"]), None),
        seq=seq,
        earlier=seq - 1 if seq > 1 else None,
        later=seq + 1 if seq < newest else None,
    )
