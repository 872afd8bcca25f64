"""What stands on the page of the draft: its lines beside what is in force, what others did to it, what it would do."""

import re
from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from matrix import drafts, preview_page
from matrix.draft_form import Draft, number, positions, reason, saw
from matrix.draft_lines import LAST, Row, Rows, keys_of_rows
from matrix.drafts import Answer, Kept, Saw
from matrix.editor_page import events_of, skaters_of
from matrix.lock import lock_of
from matrix.models import MatrixVersion
from matrix.proposals import ordered
from matrix.rows import matrix_in_force
from matrix.version_lines import changes_told
from results.log import Refused
from results.models import Event, Tournament

PLACES = tuple(str(place) for place in range(1, LAST + 1))


def kept_as_sent(request: HttpRequest, tournament: Tournament, sex: str) -> tuple[Draft, Answer]:
    """The draft that came in after its button, and what was kept of it."""
    sent = request.POST
    draft = Draft.sent(sent).after(sent.get("do", ""), sent.getlist("to"))
    by = request.user.get_username()
    return draft, drafts.keep(tournament, sex, draft.rows, reason(sent), saw(sent), by)


def draft_begun(tournament: Tournament, sex: str, version: str, by: str) -> Answer:
    """A draft of that version, with the reason to give for it; of what is in force where there is none such."""
    found = drafts.version_numbered(tournament, sex, number(version, 0))
    if found is None:
        now = drafts.kept(tournament, sex)
        return Answer(now, now, refused=Refused(_("Die versie is er niet.")))
    why = _("Terug naar versie {number}").format(number=found.number)
    return drafts.begin(tournament, sex, drafts.rows_of(found), why, by)


def draft_answer(
    request: HttpRequest,
    tournament: Tournament,
    sex: str,
    draft: Draft | None = None,
    answer: Answer | None = None,
    refused: Refused | None = None,
) -> HttpResponse:
    """The page of the draft; with script only the draft."""
    if answer is None:
        now = drafts.kept(tournament, sex)
        answer = Answer(now, now)
    as_sent = Draft.sent(request.POST).rows
    context = _context(tournament, sex, draft or Draft(()), answer, as_sent) | {"refused": refused}
    context |= _since(request, tournament, sex, answer, context["version"])
    part = "#draft" if request.headers.get("HX-Request") else ""
    return render(request, f"matrix/committee_draft.html{part}", context, status=422 if refused else 200)


def state_of(tournament: Tournament, sex: str) -> str:
    """A word for all that the page shows: the draft, and what it would change."""
    return f"{drafts.kept(tournament, sex).revision}-{tournament.seq}"


def _context(tournament: Tournament, sex: str, draft: Draft, answer: Answer, as_sent: Rows) -> dict[str, Any]:
    now, version = answer.now, matrix_in_force(tournament, sex)
    in_force = drafts.rows_of(version)
    events = events_of(tournament, sex)
    said = _said(draft, now, events)
    told = changes_told(tournament, in_force, now.rows)
    return {
        "tournament": tournament,
        "sex": sex,
        "version": version,
        "now": now,
        "merged": now.rows != as_sent,
        "state": state_of(tournament, sex),
        "rows": _rows(now.rows, in_force, {one["new"] for one in told}),
        "changes": told,
        "said": said,
        "focus": said["new"] - 1 if said else -1,
        "lock": lock_of(tournament),
        "overtaken": _overtaken(tournament, sex, now, version),
        "disputed": [{"event": _event(events, row), "place": row.worth} for row in answer.disputed],
        "replaced": drafts.replaced(tournament, sex),
        "preview": _preview(tournament, sex, now.rows),
        "events": events,
        "skaters": skaters_of(tournament, sex),
        "places": PLACES,
        "reason": now.reason,
        "key": uuid4,
    }


def _since(
    request: HttpRequest, tournament: Tournament, sex: str, answer: Answer, version: MatrixVersion | None
) -> dict[str, Any]:
    """What others did since this person did something; and from when to count the next time."""
    newest = version.number if version else 0
    here = {"since": f"{answer.now.revision}-{newest}", "others": None, "touched": ()}
    since = _parsed(request.POST)
    if since is None:
        return here
    seen = drafts.as_seen(tournament, sex, since)
    after = drafts.revisions_since(tournament, sex, since.revision)
    deeds = [
        (row.verb, row.by)
        for row in after
        if row.revision <= answer.before.revision and row.verb != "publish"
    ]
    published = MatrixVersion.objects.filter(tournament=tournament, sex=sex, number__gt=since.base)
    if answer.before.base == newest:
        deeds += [(f"version {row.number} {row.reason}", row.by) for row in published]
    told = changes_told(tournament, seen.rows, answer.before.rows) if seen else []
    if not deeds and not told:
        return here
    you = request.user.get_username()
    others = {"deeds": [_deed(verb, by, you) for verb, by in dict.fromkeys(deeds)], "changes": told}
    theirs = [answer.before.rows[one["new"] - 1] for one in told if one["new"]]
    touched = {answer.now.rows.index(row) + 1 for row in theirs if row in answer.now.rows}
    stays = answer.now.revision == answer.before.revision and _only_looks(request.POST)
    counted = f"{since.revision}-{since.base}" if stays else here["since"]
    return {"since": counted, "others": others, "touched": touched}


def _parsed(sent: QueryDict) -> Saw | None:
    found = re.fullmatch(r"([0-9]{1,9})-([0-9]{1,9})", sent.get("since", ""), re.ASCII)
    return Saw(int(found[1]), int(found[2])) if found else None


def _only_looks(sent: QueryDict) -> bool:
    return sent.get("do") == "see"


def _deed(verb: str, by: str, you: str) -> dict[str, Any]:
    word, version, why = (*verb.split(" ", 2), "", "")[:3]
    return {"verb": word, "by": by, "you": by == you, "number": version, "reason": why}


def _said(draft: Draft, now: Kept, events: list[Event]) -> dict[str, Any] | None:
    """What the last button did, in facts, to be said aloud: which line, from where to where (from 1)."""
    if draft.did != "moved":
        return {"did": draft.did, "new": draft.focus + 1} if draft.did else None
    row = draft.rows[draft.focus]
    new = now.rows.index(row) + 1 if row in now.rows else draft.focus + 1
    line = {"did": "moved", "old": draft.came_from + 1, "new": new}
    return line | {"event": _event(events, row), "worth": row.worth}


def _event(events: list[Event], row: Row) -> Event | None:
    return next((event for event in events if event.slug == row.event), None)


def _rows(rows: Rows, in_force: Rows, changed: set[int]) -> list[dict[str, Any]]:
    """Each row with the position it has in force (0: none), and whether it changed or only made room."""
    at = {key: number for number, key in enumerate(keys_of_rows(in_force), start=1)}
    found = []
    for position, (row, key) in enumerate(zip(rows, keys_of_rows(rows), strict=True), start=1):
        was = at.get(key, 0)
        odd = row.worth if not row.by_name and row.worth not in PLACES else ""
        line = {"number": position, "row": row, "was": was, "moved": was != position, "odd": odd}
        found.append(line | {"changed": position in changed, "key": re.sub(r"\W", "-", key)})
    return found


def _overtaken(
    tournament: Tournament, sex: str, now: Kept, newest: MatrixVersion | None
) -> dict[str, Any] | None:
    """What others published since the version that the draft builds on, and what the draft changed."""
    if newest is None or newest.number == now.base:
        return None
    base = drafts.rows_of(drafts.version_numbered(tournament, sex, now.base))
    return {
        "version": newest,
        "theirs": changes_told(tournament, base, drafts.rows_of(newest)),
        "mine": changes_told(tournament, base, now.rows),
    }


def _preview(tournament: Tournament, sex: str, rows: Rows) -> dict[str, Any]:
    try:
        return preview_page.of_matrix(tournament, sex, ordered(tournament, sex, positions(rows)))
    except Refused as refused:
        return preview_page.complaint(refused) | {"sex": sex}
