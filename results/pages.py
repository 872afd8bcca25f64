"""The public pages of the results. They show what is published, the same to everyone: no cookie, no session."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from results.models import Event, Panel, Publication, Skater, Tournament

ANYWHERE = "programme"  # every page shows in its menu what is on


@dataclass(frozen=True, slots=True)
class Published:
    """The panels of one page, as of this version."""

    tournament: Tournament
    version: float
    at: datetime | None
    panels: dict[str, Panel]
    topics: tuple[str, ...]

    @property
    def etag(self) -> str:
        return f'"{self.tournament.slug}-{self.version}-{get_language()}-{edition()}"'

    def data(self, topic: str) -> dict[str, Any]:
        """What a topic says; empty while it has not been published."""
        panel = self.panels.get(topic)
        return panel.data if panel else {}


@require_safe
def programme(request: HttpRequest, slug: str) -> HttpResponseBase:
    return page(request, "results/programme.html", published(slug, "programme"), here="programme")


@require_safe
def changes(request: HttpRequest, slug: str) -> HttpResponseBase:
    return page(request, "results/changes.html", published(slug, "changes"), here="changes")


@require_safe
def event(request: HttpRequest, slug: str, event: str) -> HttpResponseBase:
    get_object_or_404(Event, tournament__slug=slug, slug=event)
    found = published(slug, event)
    return page(request, "results/event.html", found, event_here=found.data(event).get("event"))


@require_safe
def skater(request: HttpRequest, slug: str, skater: str) -> HttpResponseBase:
    person = get_object_or_404(Skater, tournament__slug=slug, slug=skater)
    return page(request, "results/skater.html", published(slug, f"skater-{skater}"), person=person)


def published(slug: str, *topics: str) -> Published:
    """What is published of these topics. Http404 for an unknown tournament."""
    tournament = get_object_or_404(Tournament.objects.select_related("publication"), slug=slug)
    publication: Publication = tournament.publication
    rows = Panel.objects.filter(tournament=tournament, topic__in=[*topics, ANYWHERE])
    return Published(
        tournament, publication.version, publication.at, {row.topic: row for row in rows}, topics
    )


def page(request: HttpRequest, template: str, found: Published, **more: Any) -> HttpResponseBase:
    """The page, or 304 for who has this version already."""
    language = get_language() or "nl"
    headers = {"ETag": found.etag, "Cache-Control": "public, max-age=1, stale-while-revalidate=10"}
    if found.topics:  # whoever keeps the page knows by this when it is an old one
        headers["Surrogate-Key"] = " ".join([*found.topics, ANYWHERE])
    known = get_conditional_response(request, etag=found.etag)
    if known is not None:
        return _with(known, headers)
    context = {
        "tournament": found.tournament,
        "version": str(found.version),  # as it is: a decimal comma would be another number
        "made": found.at.astimezone(ZoneInfo(found.tournament.time_zone)) if found.at else None,
        "live_events": [one["event"] for one in found.data(ANYWHERE).get("live", ())],
        "panels": [
            {"topic": topic, "html": found.panels[topic].html[language] if topic in found.panels else ""}
            for topic in found.topics
            if not found.data(topic).get("absent")
        ],
        "data": [found.data(topic) for topic in found.topics],
    }
    return _with(render(request, template, context | more), headers)


def _with(response: HttpResponseBase, headers: dict[str, str]) -> HttpResponseBase:
    for name, value in headers.items():
        response[name] = value
    return response


@cache
def edition() -> str:
    """Changes when templates or styles do: then a page that somebody kept is an old one, at the same version."""
    files = [
        path for folder in ("templates", "static") for path in (Path(settings.BASE_DIR) / folder).rglob("*.*")
    ]
    marks = sorted(f"{path.name} {path.stat().st_mtime_ns}" for path in files)
    return sha256("\n".join(marks).encode()).hexdigest()[:8]
