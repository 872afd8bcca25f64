"""What stands on the committee's page of the start places: each with who has it, and what may be decided about it."""

from typing import Any
from uuid import uuid4

from django.http import QueryDict

from matrix import proposals
from matrix.contest import contest_of
from matrix.preview_page import Shown, distance_order, event_facts, name_order, names_of, start_shown
from matrix.selection import Contest, Selection, select
from matrix.start_places import EventStarts, start_places
from matrix.start_preview import free
from matrix.tables import load
from results.document import Document, StartAssignment
from results.log import Refused
from results.models import Tournament

OVER = {"provisional", "official"}


def starts_context(
    tournament: Tournament, sent: QueryDict | None = None, refused: Refused | None = None
) -> dict[str, Any]:
    """Of each sex who starts where; after a refusal with what was filled in."""
    document = load(tournament)
    return {
        "tournament": tournament,
        "page": "starts",
        "sexes": [_of_sex(document, sex) for sex in document.sexes],
        "refused": refused,
        "draft": {name: sent.get(name, "")[:500] for name in sent} if sent else {},
        "key": uuid4,
    }


def of_assignment(tournament: Tournament, data: dict[str, Any]) -> Shown:
    """What giving this start place would do; `data` as the form cleaned it."""
    made = proposals.assignment(tournament, data["event"], data["skater"], data["reason"])
    before = load(tournament)
    after = before.model_copy(update={"start_assignments": (*before.start_assignments, made)})
    return _shown(before, after, made, data["reason"]) | {"verb": "assign"}


def of_withdrawal(tournament: Tournament, data: dict[str, Any]) -> Shown:
    """What taking it back would do; `data` as the form cleaned it."""
    left = proposals.assignments_without(tournament, data["event"], data["skater"], data["reason"])
    before = load(tournament)
    gone = next(made for made in before.start_assignments if made not in left)
    return _shown(before, before.model_copy(update={"start_assignments": left}), gone, data["reason"]) | {
        "verb": "withdraw"
    }


def _shown(before: Document, after: Document, made: StartAssignment, reason: str) -> Shown:
    sex = before.event(made.event).sex
    return {
        "event": event_facts(before, made.event),
        "name": names_of(before)[made.skater]["name"],
        "reason": reason,
        "starts": start_shown(before, contest_of(before, sex), contest_of(after, sex)),
    }


def _of_sex(document: Document, sex: str) -> Shown:
    contest = contest_of(document, sex)
    selection = select(contest)
    return {
        "sex": sex,
        "events": sorted(
            (
                _of_event(document, contest, selection, found)
                for found in start_places(contest, selection)
                if found.seats
            ),
            key=lambda one: distance_order(one["event"]),
        ),
    }


def _of_event(document: Document, contest: Contest, selection: Selection, found: EventStarts) -> Shown:
    names = names_of(document)
    given = [made for made in document.start_assignments if made.event == found.event]
    settled = {seat.skater for seat in found.seats if not free(seat)}
    over = document.event(found.event).status in OVER
    return {
        "event": event_facts(document, found.event),
        "over": over,
        "free": sum(free(seat) for seat in found.seats) if over else 0,
        "seats": [
            {
                "place": seat.place,
                "name": names[seat.skater]["name"] if seat.skater else "",
                "kind": seat.kind,
                "freed_by": names[seat.freed_by]["short"] if seat.freed_by else "",
                "tied": [names[skater] for skater in seat.tied],
            }
            for seat in found.seats
        ],
        "given": [
            {
                "id": made.skater,
                **names[made.skater],
                "reason": made.reason,
                "goes": made.skater in selection.selected,
            }
            for made in given
        ],
        "choices": sorted(
            ({"id": skater, **names[skater]} for skater in selection.selected if skater not in settled),
            key=lambda one: name_order(one["short"], one["name"]),
        ),
    }
