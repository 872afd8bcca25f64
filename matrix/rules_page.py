"""What stands on the committee's page of the rules: what is in force, what was filled in, and what that would do."""

from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from matrix import preview_page, rules_form
from matrix.contest import contest_of, state_of
from matrix.editor_page import confirmation
from matrix.lock import lock_of
from matrix.preview_page import distance_order, event_facts, names_of
from matrix.proposals import reason_given
from matrix.proposed_rules import Proposed, newest_rules, proposed
from matrix.rules import SEXES, RuleChange, rules_of
from matrix.rules_form import RulesForm
from matrix.tables import load
from results.document import Document, Start
from results.log import Refused
from results.models import Tournament
from results.standings import rank

Shown = dict[str, Any]
PODIUM = 3


def rules_answer(
    request: HttpRequest, tournament: Tournament, refused: Refused | None = None, *, look: bool = False
) -> HttpResponse:
    """The page; with `look` what the filled in rules would do. A refusal keeps what was filled in."""
    document = load(tournament)
    sent = request.POST if request.method == "POST" else None
    foreseen: Shown = {}
    again: list[tuple[str, str]] = []
    if sent is not None and look and refused is None:
        try:
            foreseen, again = foresee(tournament, valid(RulesForm(sent, document))), confirmation(sent)
        except Refused as caught:
            refused = caught
    context = rules_context(tournament, document, sent) | {"refused": refused}
    context |= {"foreseen": foreseen, "again": again}
    return render(request, "matrix/committee_rules.html", context, status=422 if refused else 200)


def valid(form: RulesForm) -> RulesForm:
    """The form, if it can be read; else Refused with what is wrong."""
    if not form.is_valid():
        raise Refused(form.complaint)
    return form


def foresee(tournament: Tournament, form: RulesForm) -> Shown:
    """What these rules would do: to each sex, to results, and to what they cannot tell."""
    found = proposed(tournament, form.rules())
    reason_given(form.cleaned_data["reason"])
    before, after = found.before, found.after
    names = names_of(before)
    return {
        "rules": [_change(before, one) for one in found.changes],
        "outcomes": [
            {
                "event": event_facts(before, one.event),
                "skater": names[one.new.skater],
                "old": _outcome(one.old),
                "new": _outcome(one.new),
            }
            for one in found.recount.turned
        ],
        "podiums": _podiums(found, names),
        "unclear": [
            {"event": event_facts(before, event), "name": names[key.split("/", 1)[1]]["name"]}
            for event, key in found.recount.unclear
        ],
        "previews": [
            _short(preview_page.shown(before, after, sex))
            for sex in SEXES
            if before.matrix.get(sex) and contest_of(before, sex) != contest_of(after, sex)
        ],
    }


def rules_context(tournament: Tournament, document: Document, sent: QueryDict | None) -> Shown:
    """The fields with what was sent, or with what is in force."""
    in_force = rules_form.typed(rules_of(document))
    values = {name: sent.get(name, "")[:20] for name in sent} if sent else in_force
    return {
        "tournament": tournament,
        "page": "rules",
        "seen": values.get("seen") or newest_rules(tournament),
        "sexes": [_of_sex(document, sex, values, in_force) for sex in document.sexes],
        "false_start": values.get("false_start"),
        "reskate": values.get("reskate"),
        "precision": values.get("precision"),
        "in_force": in_force,
        "reason": sent.get("reason", "")[:500] if sent else "",
        "lock": lock_of(tournament),
        "key": uuid4,
    }


def _of_sex(document: Document, sex: str, values: Shown, in_force: Shown) -> Shown:
    return {
        "sex": sex,
        "quota": _field(rules_form.quota(sex), values, in_force),
        "designations": _field(rules_form.designations(sex), values, in_force),
        "made": sum(one.sex == sex for one in document.designations),
        "events": sorted(
            (
                {
                    "event": event_facts(document, event.id),
                    "runs": event.runs,
                    "official": event.status == "official",
                    "places": _field(rules_form.places(event.id), values, in_force),
                    "counts": _field(rules_form.counts(event.id), values, in_force),
                }
                for event in document.events
                if event.sex == sex
            ),
            key=lambda one: distance_order(one["event"]),
        ),
    }


def _field(name: str, values: Shown, in_force: Shown) -> Shown:
    return {"name": name, "value": values.get(name, ""), "was": in_force.get(name)}


def _change(document: Document, one: RuleChange) -> Shown:
    event = event_facts(document, one.event) if one.event else None
    return {"kind": one.kind, "old": one.old, "new": one.new, "sex": one.sex, "event": event}


def _outcome(part: Start) -> Shown:
    return {"status": part.status, "time": part.time}


def _short(preview: Shown) -> Shown:
    """Without its positions where these rules change nothing for anybody of this sex."""
    return preview | {"lines": []} if preview["nothing"] else preview


def _podiums(found: Proposed, names: dict[str, dict[str, str]]) -> list[Shown]:
    """The events of which the first three change, with who they would be."""
    shown = []
    for old, new in zip(found.before.events, found.after.events, strict=True):
        was, would = (
            [row for row in rank(state_of(event, document)).rows if row.place and row.place <= PODIUM]
            for event, document in ((old, found.before), (new, found.after))
        )
        if [(row.skater, row.place) for row in was] != [(row.skater, row.place) for row in would]:
            first = [{"place": row.place, **names[row.skater]} for row in would]
            shown.append({"event": event_facts(found.before, old.id), "first": first})
    return shown
