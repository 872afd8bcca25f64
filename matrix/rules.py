"""The rules of a tournament as one value: all of it that the committee may change, and what two of them differ in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from results.document import Document, RuleOptions, SelectionRules, Sex

SEXES: tuple[Sex, ...] = ("M", "F")


@dataclass(frozen=True, slots=True)
class EventRules:
    """How many of this tournament may start there later, and how its runs count."""

    start_places: int
    counts: str


@dataclass(frozen=True, slots=True)
class Rules:
    """Per sex the quota and the designations, the rules of the sport, and per event (by id) its own."""

    selection: Mapping[Sex, SelectionRules]
    options: RuleOptions
    events: Mapping[str, EventRules]


@dataclass(frozen=True, slots=True)
class RuleChange:
    """`kind`: "quota", "max_designations" (of a `sex`), "false_start", "reskate", "precision", "start_places" or
    "counts" (of an `event`). `old` is None where there was no such rule."""

    kind: str
    old: int | str | None
    new: int | str
    sex: str | None = None
    event: str | None = None


def rules_of(document: Document) -> Rules:
    return Rules(
        selection=dict(document.selection),
        options=document.rules or RuleOptions(),
        events={event.id: EventRules(event.start_places, event.counts) for event in document.events},
    )


def with_rules(document: Document, rules: Rules) -> Document:
    """The document under these rules; what has been skated is `results.recount`'s."""
    events = tuple(
        event.model_copy(
            update={
                "start_places": rules.events[event.id].start_places,
                "counts": rules.events[event.id].counts,
            }
        )
        for event in document.events
    )
    options = None if rules.options == RuleOptions() else rules.options
    selection = {sex: rules.selection[sex] for sex in SEXES if sex in rules.selection}
    return document.model_copy(update={"rules": options, "selection": selection, "events": events})


def changes_between(old: Rules, new: Rules) -> tuple[RuleChange, ...]:
    """What `new` says otherwise, in the order of the page."""
    found = []
    for sex in SEXES:
        was, would = old.selection.get(sex), new.selection.get(sex)
        for kind in ("quota", "max_designations"):
            before, after = getattr(was, kind, None), getattr(would, kind, None)
            if before != after and after is not None:
                found.append(RuleChange(kind, before, after, sex=sex))
    for kind in ("false_start", "reskate", "precision"):
        before, after = getattr(old.options, kind), getattr(new.options, kind)
        if before != after:
            found.append(RuleChange(kind, before, after))
    for id, would_be in new.events.items():
        for kind in ("start_places", "counts"):
            before, after = getattr(old.events[id], kind), getattr(would_be, kind)
            if before != after:
                found.append(RuleChange(kind, before, after, event=id))
    return tuple(found)


def paths_between(old: Rules, new: Rules) -> list[tuple[tuple[str, ...], Any, Any]]:
    """The same as paths into the document, each with its old and its new value as JSON."""
    found: list[tuple[tuple[str, ...], Any, Any]] = []
    for sex in SEXES:
        was, would = old.selection.get(sex), new.selection.get(sex)
        if was != would:
            found.append((("selection", sex), _json(was), _json(would)))
    if old.options != new.options:
        found.append((("rules",), _options(old), _options(new)))
    found.extend(
        (("events", one.event, one.kind), one.old, one.new) for one in changes_between(old, new) if one.event
    )
    return found


def summary(rules: Rules) -> str:
    """All of it in one line, for the log."""
    said = [f"{sex} {part.quota} {part.max_designations}" for sex, part in sorted(rules.selection.items())]
    said.append(" ".join(value for _, value in rules.options))
    return ", ".join((*said, *(f"{id} {one.start_places} {one.counts}" for id, one in rules.events.items())))


def _options(rules: Rules) -> Any:
    return None if rules.options == RuleOptions() else _json(rules.options)


def _json(part: SelectionRules | RuleOptions | None) -> Any:
    return None if part is None else part.model_dump(mode="json")
