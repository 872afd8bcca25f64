"""What stands on the committee's pages."""

from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language

from matrix.drafts import kept, rows_of
from matrix.lock import lock_of
from matrix.models import Designation
from matrix.preview_page import distance_order, name_order
from matrix.proposals import decided_on, first_day, last_day
from matrix.rows import matrix_in_force
from matrix.tables import sexes_of
from matrix.version_lines import changes_told
from results.log import Refused
from results.models import Event, Panel, Publication, Skater, Tournament


def committee_context(
    tournament: Tournament, sent: QueryDict | None = None, refused: Refused | None = None
) -> dict[str, Any]:
    """What is in force for each sex, and the forms; with what was `sent` in the one that it was filled in."""
    given = {name: sent.get(name, "")[:500] for name in sent} if sent else {}
    return {
        "tournament": tournament,
        "sexes": [_of_sex(tournament, sex, given) for sex in sexes_of(tournament)],
        "version": Publication.objects.filter(tournament=tournament).values_list("seq", flat=True).first()
        or 0,
        "lock": lock_of(tournament),
        "first_day": first_day(tournament).isoformat(),
        "last_day": last_day(tournament).isoformat(),
        "today": decided_on(tournament).isoformat(),
        "refused": refused,
        "key": uuid4,  # called for each form, so each has its own
    }


def confirmation(sent: QueryDict) -> list[tuple[str, str]]:
    """What was sent, to be sent once more as it is: only the button is another."""
    return [(name, str(sent[name])[:500]) for name in sent if name not in {"do", "csrfmiddlewaretoken"}]


def committee_answer(request: HttpRequest, tournament: Tournament, refused: Refused) -> HttpResponse:
    """The page of the committee with what was refused, and what was filled in."""
    context = committee_context(tournament, request.POST, refused)
    return render(request, "matrix/committee.html", context, status=422)


def done(request: HttpRequest, slug: str) -> HttpResponse:
    page = reverse("committee_tournament", args=[slug])
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": page})
    return redirect(page)


def _of_sex(tournament: Tournament, sex: str, given: dict[str, str]) -> dict[str, Any]:
    version = matrix_in_force(tournament, sex)
    shared = kept(tournament, sex)
    made = Designation.objects.filter(tournament=tournament, sex=sex).select_related("skater", "event")
    allowed = tournament.selection.get(sex, {}).get("max_designations", 0)
    panel = Panel.objects.filter(tournament=tournament, topic=f"matrix-{sex}").first()
    by_name = version.positions.filter(place__isnull=True).select_related("event", "named") if version else []
    here = given.get("sex", sex) == sex
    return {
        "sex": sex,
        "topic": f"matrix-{sex}",
        "version": version,
        "shared": shared,
        "shared_changes": changes_told(tournament, rows_of(version), shared.rows),
        "by_name": [_sent(one, "number", one.number, given if here else {}) for one in by_name],
        "designations": [_sent(one, "designation", one.pk, given) for one in made],
        "sent": given if "kind" in given and here else {},
        "allowed": allowed,
        "left": max(allowed - len(made), 0),
        "skaters": skaters_of(tournament, sex),
        "events": events_of(tournament, sex),
        "seq": panel.seq if panel else 0,
        "html": panel.html.get((get_language() or "nl")[:2], "") if panel else "",
    }


def _sent(row: Any, field: str, own: int, given: dict[str, str]) -> Any:
    """The row, with what was sent in its form as `sent`."""
    row.sent = given if given.get(field) == str(own) else {}
    return row


def skaters_of(tournament: Tournament, sex: str) -> list[Skater]:
    found = Skater.objects.filter(tournament=tournament, sex=sex)
    return sorted(found, key=lambda one: name_order(one.last_name, one.first_name))


def events_of(tournament: Tournament, sex: str) -> list[Event]:
    """The shortest distance first."""
    found = Event.objects.filter(tournament=tournament, sex=sex)
    return sorted(found, key=lambda one: distance_order({"distance": one.distance}))
