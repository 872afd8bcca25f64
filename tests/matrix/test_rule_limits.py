"""Rules that contradict each other, or what was decided already, are refused in words."""

from datetime import date

import pytest

from matrix import committee as decide
from matrix.proposed_rules import newest_rules
from matrix.tables import load
from okt.archive import store
from results.document import SelectionRules
from results.log import Refused, Signature
from results.models import LogEntry, Tournament
from tests.matrix.rule_changes import changed, of_event, options, selection
from tests.small import by, last, small

pytestmark = pytest.mark.django_db
NEW_YEAR = date(2026, 1, 1)


@pytest.fixture
def tournament(db: None) -> Tournament:
    return small(status="scheduled")


@pytest.mark.parametrize(("quota", "designations", "match"), [
    (0, 0, "een getal van 1 tot en met 50"), (-1, 0, "een getal van 1"), (51, 0, "een getal van 1"),
    (2, -1, "een getal van 0"), (2, 3, "niet boven dat van de startbewijzen"),
    (7, 1, "zijn er 6 startplekken"), (2, 0, "1 keer aangewezen"),
    (2, 1, "niets veranderd"),
])  # fmt: skip
def test_limits_that_contradict_are_refused(
    tournament: Tournament, quota: int, designations: int, match: str
) -> None:
    decide.designate(tournament, "daan", "ploeg", NEW_YEAR, by())
    before = LogEntry.objects.count()
    with pytest.raises(Refused, match=match):
        changed(tournament, selection(tournament, quota, designations))
    assert LogEntry.objects.count() == before


def test_no_fewer_tickets_than_designated_skaters(tournament: Tournament) -> None:
    changed(tournament, selection(tournament, 2, 2))
    for skater in ("cees", "daan"):
        decide.designate(tournament, skater, "ploeg", NEW_YEAR, by())
    with pytest.raises(Refused, match="mannen is 2 keer voor de ploeg aangewezen"):
        changed(tournament, selection(tournament, 1, 1))


@pytest.mark.parametrize(("event", "start_places", "counts", "match"), [
    ("M-500", 0, "best", "al over 2 van de startplekken"), ("M-500", 1, "best", "al over 2 van de startplekken"),
    ("M-500", 51, "best", "een getal van 0"), ("M-500", 2, "single", "snelste van twee"),
    ("M-1000", 2, "sum", "snelste van twee"), ("F-500", 1, "single", "er 1 startplekken"),
])  # fmt: skip
def test_event_rules_that_cannot_be_are_refused(
    tournament: Tournament, event: str, start_places: int, counts: str, match: str
) -> None:
    decide.designate(tournament, "daan", "pech", NEW_YEAR, by(), "M-500", 2)
    with pytest.raises(Refused, match=match):
        changed(tournament, of_event(tournament, event, start_places, counts))


def test_a_reason_is_asked_and_one_key_is_one_change(tournament: Tournament) -> None:
    with pytest.raises(Refused, match="reden"):
        changed(tournament, selection(tournament, 3, 1), " ")
    signature, rules = by(), selection(tournament, 3, 1)
    for _ in range(2):
        decide.change_rules(tournament, rules, "besluit", signature, seen=1)
    assert LogEntry.objects.count() == 2
    with pytest.raises(Refused, match="al voor iets anders"):
        decide.change_rules(tournament, selection(tournament, 4, 1), "besluit", signature, seen=1)


def test_who_edited_older_rules_is_told(tournament: Tournament) -> None:
    changed(tournament, selection(tournament, 3, 1))
    assert newest_rules(tournament) == last(tournament).seq
    with pytest.raises(Refused, match="Iemand anders heeft de regels"):
        decide.change_rules(tournament, selection(tournament, 4, 1), "besluit", by("bart"), seen=1)


def test_a_tournament_that_came_in_with_odd_limits_can_still_be_edited() -> None:
    """More tickets than start places for the women: only who touches that is told."""
    whole = load(small(status="scheduled")).model_copy(update={"slug": "ander"})
    many = {**whole.selection, "F": SelectionRules(quota=9, max_designations=1)}
    tournament = store(whole.model_copy(update={"selection": many}), Signature("test"))
    changed(tournament, selection(tournament, 3, 1))
    changed(tournament, options(tournament, reskate="last"))
    with pytest.raises(Refused, match="zijn er 2 startplekken; 9 startbewijzen"):
        changed(tournament, selection(tournament, 9, 2, "F"))
