"""The consequences of what is being decided, as the committee's pages show them."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from matrix import proposals
from matrix.contest import contest_of
from matrix.outlook import Outlook
from matrix.preview import Consequences, Line, Turn, consequences, too_low
from matrix.proposals import Positions
from matrix.selection import Contest
from matrix.start_preview import start_turns
from matrix.tables import load
from results.document import Document
from results.log import Refused
from results.models import Tournament

Shown = dict[str, Any]


def shown(before: Document, after: Document, sex: str) -> Shown:
    """What `after` would do to this sex, for `matrix/committee_preview.html`."""
    was, would = contest_of(before, sex), contest_of(after, sex)
    found = consequences(was, would)
    told = _told(found, names_of(before), {event.id: event for event in before.events})
    starts = start_shown(before, was, would)
    return told | {"sex": sex, "starts": starts, "nothing": told["nothing"] and not starts}


def start_shown(document: Document, was: Contest, would: Contest) -> list[Shown]:
    """The events in which others would start, for `matrix/committee_starts_preview.html`."""
    names = names_of(document)
    return [
        {
            "event": event_facts(document, turn.event),
            "starters": [names[skater] | {"new": skater in turn.comes_in} for skater in turn.starters],
            "drops_out": [names[skater] for skater in turn.drops_out],
        }
        for turn in start_turns(was, would)
    ]


def with_matrix(document: Document, sex: str, positions: Positions) -> Document:
    return document.model_copy(update={"matrix": {**document.matrix, sex: positions}})


def of_matrix(tournament: Tournament, sex: str, positions: Positions) -> Shown:
    """What these positions would do in the place of the matrix in force."""
    before = load(tournament)
    return shown(before, with_matrix(before, sex, positions), sex)


def of_holder(tournament: Tournament, data: Mapping[str, Any]) -> Shown:
    """What naming this holder would do; `data` as the form cleaned it."""
    sex, number, skater = data["sex"], data["number"], data["skater"] or None
    before = load(tournament)
    after = with_matrix(before, sex, proposals.with_holder(tournament, sex, number, skater))
    name = str(proposals.skater_of(tournament, skater)) if skater else _("niemand")
    title = _("{name} op positie {number}").format(name=name, number=number)
    return shown(before, after, sex) | {"title": title, "reason": data["reason"]}


def of_designation(tournament: Tournament, data: Mapping[str, Any]) -> Shown:
    """What this designation would do; `data` as the form cleaned it."""
    before = load(tournament)
    made = proposals.designation(
        tournament, data["skater"], data["reason"], data["made_on"], data["event"], data["place"], data["sex"]
    )
    after = before.model_copy(update={"designations": (*before.designations, made)})
    name = proposals.skater_of(tournament, made.skater)
    title = _("{name} aanwijzen").format(name=name)
    given = {"reason": data["reason"], "made_on": data["made_on"]}
    return shown(before, after, made.sex) | {"title": title, **given}


def of_withdrawal(tournament: Tournament, data: Mapping[str, Any]) -> Shown:
    """What withdrawing this designation would do; `data` as the form cleaned it."""
    before = load(tournament)
    left = proposals.designations_without(tournament, data["designation"], data["reason"])
    gone = next(made for made in before.designations if made not in left)
    name = proposals.skater_of(tournament, gone.skater)
    title = _("De aanwijzing van {name} intrekken").format(name=name)
    would = shown(before, before.model_copy(update={"designations": left}), gone.sex)
    return would | {"title": title, "reason": data["reason"]}


def complaint(refused: Refused) -> Shown:
    """There is nothing to foresee: why."""
    return {"complaint": str(refused)}


def _told(found: Consequences, names: Mapping[str, Mapping[str, str]], events: Mapping[str, Any]) -> Shown:
    held = {line.turn.skater for line in found.lines if line.turn}
    return {
        "nothing": found.nothing,
        "comes_in": [names[skater]["name"] for skater in found.comes_in],
        "drops_out": [names[skater]["name"] for skater in found.drops_out],
        "lines": [_line(line, names, events) for line in found.lines],
        "others": [_turn(turn, names) for turn in found.turns if turn.skater not in held],
        "changed": len(found.turns),
        "line": None
        if found.line == found.line_was
        else {"was": _ends(*found.line_was), **_ends(*found.line)},
    }


def _line(line: Line, names: Mapping[str, Mapping[str, str]], events: Mapping[str, Any]) -> dict[str, Any]:
    event = events[line.event]
    return {
        "number": line.number,
        "was": line.was,
        "event": {"id": event.id, "distance": event.distance, "sex": event.sex},
        "place": line.place,
        "tied": [names[skater] for skater in line.tied],
        "repeat": line.repeat,
        "turn": _turn(line.turn, names) if line.turn else None,
    }


def _turn(turn: Turn, names: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    return {
        "name": names[turn.skater]["name"],
        "before": _outlook(turn.before),
        "after": _outlook(turn.after),
        "changed": turn.changed,
    }


def _ends(earliest: int | None, latest: int | None) -> dict[str, int | None]:
    return {"earliest": earliest, "latest": latest}


def _outlook(found: Outlook) -> dict[str, Any]:
    return {
        "status": found.status,
        "best": found.best_rank,
        "worst": found.worst_rank,
        "too_low": too_low(found),
    }


def event_facts(document: Document, id: str) -> dict[str, str]:
    """What an event's name is made of."""
    event = document.event(id)
    return {"id": event.id, "distance": event.distance, "sex": event.sex}


def distance_order(event: Mapping[str, str]) -> tuple[int, str]:
    """The shortest distance first, what has no length last."""
    distance = event["distance"]
    return (int(distance) if distance.isdigit() else 1_000_000, distance)


def name_order(last: str, first: str | None) -> tuple[str, str]:
    """As Dutch lists have them: de Boer at the B, capitals alike."""
    words = last.split()
    main = [at for at, word in enumerate(words) if not word.lstrip("'’")[:1].islower()]
    return (" ".join(words[main[0] if main else 0 :]).casefold(), f"{last} {first or ''}".casefold())


def names_of(document: Document) -> dict[str, dict[str, str]]:
    """Each skater's `name`, and the `short` one for in a sentence."""
    return {
        skater.id: {
            "name": f"{skater.first_name or ''} {skater.last_name}".strip(),
            "short": skater.last_name,
        }
        for skater in document.skaters
    }
