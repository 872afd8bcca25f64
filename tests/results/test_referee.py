"""What needs a reason: disqualification, re-skate, correction."""

from collections.abc import Callable
from typing import Any

import pytest

from results import jury, stages, times
from results.log import Refused
from results.models import Tournament
from tests.small import all_skated, at, by, skated, small, start

pytestmark = pytest.mark.django_db


@pytest.fixture
def tournament(db: None) -> Tournament:
    return small()


def test_a_disqualification_takes_the_time_and_the_log_keeps_it(tournament: Tournament) -> None:
    skated(tournament, "albert", "34,50")
    entry = jury.disqualify(tournament, at("albert"), "hinderde bij het wisselen", by("referee"))
    assert (start("albert").status, start("albert").time_ms) == ("DQ", None)
    assert (entry.changes[0]["old"]["time"], entry.reason) == ("34.50", "hinderde bij het wisselen")


@pytest.mark.parametrize("verb", ["disqualify", "grant_reskate", "correct"])
def test_what_needs_a_reason_is_refused_without_one(tournament: Tournament, verb: str) -> None:
    skated(tournament, "albert", "34,50")
    verbs: dict[str, Callable[[str], Any]] = {
        "disqualify": lambda why: jury.disqualify(tournament, at("albert"), why, by()),
        "grant_reskate": lambda why: jury.grant_reskate(tournament, at("albert"), why, by()),
        "correct": lambda why: jury.correct(tournament, at("albert"), "DNF", None, why, by()),
    }
    with pytest.raises(Refused, match="reden"):
        verbs[verb](" ")


def test_who_did_not_start_is_not_disqualified(tournament: Tournament) -> None:
    jury.scratch(tournament, at("albert"), "DNS", by())
    with pytest.raises(Refused, match="DNS"):
        jury.disqualify(tournament, at("albert"), "waarom niet", by())


@pytest.mark.parametrize(("rule", "again", "kept"), [
    ("better", "34,40", 34_400), ("better", "34,60", 34_500), ("last", "34,40", 34_400), ("last", "34,60", 34_600),
])  # fmt: skip
def test_a_reskate_counts_by_the_rule(db: None, rule: str, again: str, kept: int) -> None:
    tournament = small(reskate=rule)
    skated(tournament, "albert", "34,50")
    jury.grant_reskate(tournament, at("albert"), "gehinderd", by("referee"))
    assert start("albert").reskate == "granted"
    skated(tournament, "albert", again)
    assert (start("albert").time_ms, start("albert").reskate) == (kept, "skated")


@pytest.mark.parametrize(("rule", "status", "time"), [("better", "finished", 34_500), ("last", "DNF", None)])
def test_a_reskate_that_is_not_finished(db: None, rule: str, status: str, time: int | None) -> None:
    tournament = small(reskate=rule)
    skated(tournament, "albert", "34,50")
    jury.grant_reskate(tournament, at("albert"), "gehinderd", by("referee"))
    jury.scratch(tournament, at("albert"), "DNF", by())
    assert (start("albert").status, start("albert").time_ms, start("albert").reskate) == (
        status,
        time,
        "skated",
    )


def test_a_declined_reskate_leaves_the_first_time(tournament: Tournament) -> None:
    skated(tournament, "albert", "34,50")
    jury.grant_reskate(tournament, at("albert"), "gehinderd", by("referee"))
    jury.decline_reskate(tournament, at("albert"), by("referee"), "te moe")
    assert (start("albert").time_ms, start("albert").reskate) == (34_500, None)
    with pytest.raises(Refused, match="geen overrit"):
        jury.decline_reskate(tournament, at("albert"), by())


def test_a_reskate_is_granted_once_to_who_has_skated(tournament: Tournament) -> None:
    with pytest.raises(Refused, match="al gereden"):
        jury.grant_reskate(tournament, at("albert"), "gehinderd", by())
    skated(tournament, "albert", "34,50")
    jury.grant_reskate(tournament, at("albert"), "gehinderd", by())
    with pytest.raises(Refused, match="al een overrit"):
        jury.grant_reskate(tournament, at("albert"), "gehinderd", by())


def test_an_open_reskate_keeps_an_event_from_being_provisional(tournament: Tournament) -> None:
    all_skated(tournament)
    jury.grant_reskate(tournament, at("albert"), "gehinderd", by())
    with pytest.raises(Refused, match="Van Albert"):
        stages.set_stage(tournament, "M-500", "provisional", by())


def test_a_correction_keeps_the_old_value_and_the_reason(tournament: Tournament) -> None:
    skated(tournament, "albert", "34,56")
    entry = jury.correct(tournament, at("albert"), "finished", times.parse("34,57"), "fotofinish", by())
    change = entry.changes[0]
    assert (change["old"]["time"], change["new"]["time"], entry.reason) == ("34.56", "34.57", "fotofinish")
    assert start("albert").time_ms == 34_570


def test_a_correction_can_withdraw_a_disqualification_and_a_false_start(tournament: Tournament) -> None:
    for _ in range(2):
        jury.call_false_start(tournament, at("albert"), by())
    jury.correct(tournament, at("albert"), "to skate", None, "verkeerde baan", by("referee"), false_starts=1)
    assert (start("albert").status, start("albert").false_starts.count()) == ("to skate", 1)


def test_a_correction_is_possible_while_provisional(tournament: Tournament) -> None:
    all_skated(tournament)
    stages.set_stage(tournament, "M-500", "provisional", by())
    jury.correct(tournament, at("albert"), "DQ", None, "na protest", by("referee"))
    assert start("albert").status == "DQ"


@pytest.mark.parametrize(("status", "time"), [("finished", None), ("DNF", "34,50"), ("gewonnen", None)])
def test_a_correction_that_makes_no_sense_is_refused(
    tournament: Tournament, status: str, time: str | None
) -> None:
    skated(tournament, "albert", "34,56")
    with pytest.raises(Refused):
        jury.correct(tournament, at("albert"), status, times.parse(time) if time else None, "zomaar", by())


def test_a_correction_that_changes_nothing_is_refused(tournament: Tournament) -> None:
    skated(tournament, "albert", "34,56")
    with pytest.raises(Refused, match="niets te corrigeren"):
        jury.correct(tournament, at("albert"), "finished", times.parse("34,56"), "zomaar", by())


def test_a_corrected_time_below_a_passage_drops_the_passages(tournament: Tournament) -> None:
    jury.enter_time(tournament, at("albert"), times.parse("34,50"), by(), (times.parse("30,90"),))
    jury.correct(tournament, at("albert"), "finished", times.parse("30,50"), "verkeerd getypt", by())
    assert start("albert").splits == []
