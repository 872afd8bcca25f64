"""The rules of a tournament with one thing otherwise, and the two members who put them in force."""

from dataclasses import replace
from typing import Any

from matrix import committee as decide
from matrix.rules import EventRules, Rules, rules_of
from matrix.tables import load
from results.document import SelectionRules, Sex
from results.models import LogEntry, Tournament
from tests.small import by


def now(tournament: Tournament) -> Rules:
    return rules_of(load(Tournament.objects.get(pk=tournament.pk)))


def selection(tournament: Tournament, quota: int, designations: int, sex: Sex = "M") -> Rules:
    rules = now(tournament)
    made = SelectionRules.model_construct(quota=quota, max_designations=designations)
    return replace(rules, selection={**rules.selection, sex: made})


def options(tournament: Tournament, **changed: Any) -> Rules:
    rules = now(tournament)
    return replace(rules, options=rules.options.model_copy(update=changed))


def of_event(tournament: Tournament, event: str, start_places: int, counts: str = "single") -> Rules:
    rules = now(tournament)
    return replace(rules, events={**rules.events, event: EventRules(start_places, counts)})


def unlocked(tournament: Tournament) -> None:
    decide.ask_unlock(tournament, "regel klopt niet", by("anna"))
    decide.unlock_matrix(tournament, by("bart"))


def changed(tournament: Tournament, rules: Rules, why: str = "besluit") -> LogEntry:
    return decide.change_rules(tournament, rules, why, by("anna"))
