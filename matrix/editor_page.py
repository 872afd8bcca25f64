"""What stands on the committee's pages."""

from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from matrix import preview_page
from matrix.differences import keys_of
from matrix.forms import Draft, Row
from matrix.lock import lock_of
from matrix.models import Designation, MatrixVersion
from matrix.proposals import ordered
from matrix.rows import matrix_in_force, position_parts
from matrix.version_lines import brought_together, overtaken
from results.document import Position
from results.log import Refused
from results.models import SEXES, Event, Panel, Publication, Skater, Tournament

PLACES = 12


def committee_context(
    tournament: Tournament, sent: QueryDict | None = None, refused: Refused | None = None
) -> dict[str, Any]:
    """What is in force for both sexes, and the forms; after a refusal with what was filled in."""
    return {
        "tournament": tournament,
        "sexes": [_of_sex(tournament, sex) for sex, _name in SEXES],
        "version": Publication.objects.filter(tournament=tournament).values_list("seq", flat=True).first()
        or 0,
        "lock": lock_of(tournament),
        "today": timezone.now().astimezone(ZoneInfo(tournament.time_zone)).date().isoformat(),
        "refused": refused,
        "draft": {name: sent.get(name, "")[:500] for name in sent} if sent else {},
        "key": uuid4,  # called for each form, so each has its own
    }


def confirmation(sent: QueryDict) -> list[tuple[str, str]]:
    """What was sent, to be sent once more as it is: only the button is another."""
    return [(name, str(sent[name])[:500]) for name in sent if name not in {"do", "csrfmiddlewaretoken"}]


def draft_context(
    tournament: Tournament, sex: str, draft: Draft, sent: QueryDict, refused: Refused | None
) -> dict[str, Any]:
    """A draft beside what is in force: each row with the position it had there."""
    version = matrix_in_force(tournament, sex)
    in_force = [Row.of(part) for part in position_parts(version)]
    events = list(Event.objects.filter(tournament=tournament, sex=sex))
    seen = draft.seen or _number(sent.get("seen"), version.number if version else 0)
    return {
        "tournament": tournament,
        "sex": sex,
        "version": version,
        "seen": seen,
        "rows": [_row(number, row, in_force) for number, row in enumerate(draft.rows, start=1)],
        "gone": [row for row in in_force if row not in draft.rows],
        "changed": list(draft.rows) != in_force,
        "focus": draft.focus,
        "said": _said(draft, events),
        "lock": lock_of(tournament),
        "overtaken": overtaken(tournament, sex, seen, _positions(draft)),
        "disputed": draft.disputed,
        "merged": draft.merged,
        "preview": _preview(tournament, sex, draft),
        "events": events,
        "skaters": _skaters(tournament, sex),
        "places": [str(place) for place in range(1, PLACES + 1)],
        "reason": sent.get("reason", "")[:500],
        "refused": refused,
        "key": uuid4,
    }


def draft_of_version(tournament: Tournament, sex: str, number: str) -> tuple[Draft, str]:
    """A draft of that version with the reason to give for it; of what is in force where there is none such."""
    version = matrix_in_force(tournament, sex)
    asked = MatrixVersion.objects.filter(tournament=tournament, sex=sex, number=_number(number, 0)).first()
    reason = _("Terug naar versie {number}").format(number=asked.number) if asked and asked != version else ""
    return Draft(tuple(Row.of(part) for part in position_parts(asked or version))), reason


def _said(draft: Draft, events: list[Event]) -> dict[str, Any] | None:
    """The last move in facts, to be said aloud: which line, from where to where (from 1)."""
    if draft.came_from < 0:
        return None
    row = draft.rows[draft.focus]
    event = next((event for event in events if event.slug == row.event), None)
    return {"event": event, "worth": row.worth, "old": draft.came_from + 1, "new": draft.focus + 1}


def merged_draft(tournament: Tournament, sex: str, draft: Draft, sent: QueryDict) -> Draft:
    """The draft with what others published since it began; as it is where it cannot be read."""
    mine = _positions(draft)
    if not mine:
        return draft
    order, disputed, seen = brought_together(tournament, sex, _number(sent.get("seen"), 0), mine)
    return Draft(tuple(Row.of(part) for part in order), seen=seen, disputed=tuple(disputed), merged=True)


def _positions(draft: Draft) -> tuple[Position, ...]:
    """The lines of the draft, nothing where one of them is no position or stands twice."""
    try:
        found = draft.positions()
    except Refused:
        return ()
    return found if len(set(keys_of(found))) == len(found) else ()


def _preview(tournament: Tournament, sex: str, draft: Draft) -> dict[str, Any]:
    try:
        return preview_page.of_matrix(tournament, sex, ordered(tournament, sex, draft.positions()))
    except Refused as refused:
        return preview_page.complaint(refused) | {"sex": sex}


def draft_answer(
    request: HttpRequest,
    tournament: Tournament,
    sex: str,
    draft: Draft,
    refused: Refused | None = None,
    reason: str = "",
) -> HttpResponse:
    """The page of a draft; with script only the draft."""
    part = "#draft" if request.headers.get("HX-Request") else ""
    context = draft_context(tournament, sex, draft, request.POST, refused)
    context["reason"] = context["reason"] or reason
    return render(request, f"matrix/committee_draft.html{part}", context, status=422 if refused else 200)


def committee_answer(request: HttpRequest, tournament: Tournament, refused: Refused) -> HttpResponse:
    """The page of the committee with what was refused, and what was filled in."""
    context = committee_context(tournament, request.POST, refused)
    return render(request, "matrix/committee.html", context, status=422)


def done(request: HttpRequest, slug: str) -> HttpResponse:
    page = reverse("committee_tournament", args=[slug])
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": page})
    return redirect(page)


def _row(number: int, row: Row, in_force: list[Row]) -> dict[str, Any]:
    was = in_force.index(row) + 1 if row in in_force else 0
    odd = (
        row.worth
        if not row.by_name and row.worth not in {str(place) for place in range(1, PLACES + 1)}
        else ""
    )
    return {"number": number, "row": row, "was": was, "moved": was != number, "odd": odd}


def _of_sex(tournament: Tournament, sex: str) -> dict[str, Any]:
    version = matrix_in_force(tournament, sex)
    made = Designation.objects.filter(tournament=tournament, sex=sex).select_related("skater", "event")
    allowed = tournament.selection.get(sex, {}).get("max_designations", 0)
    panel = Panel.objects.filter(tournament=tournament, topic=f"matrix-{sex}").first()
    by_name = version.positions.filter(place__isnull=True).select_related("event", "named") if version else []
    return {
        "sex": sex,
        "topic": f"matrix-{sex}",
        "version": version,
        "by_name": list(by_name),
        "designations": list(made),
        "allowed": allowed,
        "left": max(allowed - len(made), 0),
        "skaters": _skaters(tournament, sex),
        "events": list(Event.objects.filter(tournament=tournament, sex=sex)),
        "seq": panel.seq if panel else 0,
        "html": panel.html.get((get_language() or "nl")[:2], "") if panel else "",
    }


def _skaters(tournament: Tournament, sex: str) -> list[Skater]:
    return list(Skater.objects.filter(tournament=tournament, sex=sex).order_by("last_name", "first_name"))


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else otherwise
