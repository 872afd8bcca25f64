"""Changing the rules of a tournament: what it does at once, what it refuses, who has to be two."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from matrix.lock import lock_after
from matrix.rules import rules_of
from matrix.tables import load
from okt.tasks import refresh
from okt.verify import differences
from results import jury, stages
from results.document import RuleOptions
from results.log import Refused, replay
from results.models import LogEntry, Panel, Tournament
from results.tournament_file import from_json, read, write
from tests.matrix.rule_changes import changed, of_event, options, selection, unlocked
from tests.okt.stories import text
from tests.small import all_skated, at, by, skated, small

pytestmark = pytest.mark.django_db
NEW_YEAR = date(2026, 1, 1)


@pytest.fixture
def tournament(db: None) -> Tournament:
    return small(status="scheduled")


def published(tournament: Tournament, topic: str) -> dict[str, Any]:
    refresh(tournament.pk)
    data: dict[str, Any] = Panel.objects.get(tournament=tournament, topic=topic).data
    return data


def places_of(tournament: Tournament) -> dict[str, int | None]:
    rows = published(tournament, "M-500")["standing"]["rows"]
    return {row["skater"]["id"]: row["place"] for row in rows}


def test_quota_and_designations_are_what_is_asked_and_the_file_knows(tournament: Tournament) -> None:
    entry = changed(tournament, selection(tournament, 4, 2), "meer startbewijzen van de bond")
    assert Tournament.objects.get().selection["M"] == {"quota": 4, "max_designations": 2}
    assert (entry.verb, entry.reason) == ("change_rules", "meer startbewijzen van de bond")
    assert [change["at"] for change in entry.changes] == [["selection", "M"]]
    whole = load(Tournament.objects.get())
    assert read(write(whole)) == whole
    assert published(tournament, "matrix-M")["quota"] == 4
    assert list(differences("klein")) == []


def test_the_public_reads_what_changed_and_why(tournament: Tournament) -> None:
    rules = options(tournament, reskate="last")
    rules = replace(rules, selection=selection(tournament, 4, 1).selection)
    changed(
        tournament, replace(rules, events=of_event(tournament, "M-500", 3, "sum").events), "brief van de bond"
    )
    refresh(tournament.pk)
    said = text(Panel.objects.get(topic="changes").html["nl"])
    assert (
        "De selectiecommissie wijzigt de regels: startbewijzen mannen van 2 naar 4; na een overrit telt voortaan de "
        "laatste tijd in plaats van de beste; startplekken 500 m mannen van 2 naar 3; op de 500 m mannen telt "
        "voortaan de som van twee omlopen in plaats van de snelste. Reden: brief van de bond."
    ) in said
    notice = text(Panel.objects.get(topic="matrix-M").html["nl"])
    assert "De commissie heeft de regels gewijzigd" in notice
    assert "Startbewijzen mannen van 2 naar 4" in notice
    assert "Na een overrit telt" in text(Panel.objects.get(topic="matrix-F").html["nl"])


def test_on_each_matrix_stand_the_rules_that_are_about_it(tournament: Tournament) -> None:
    changed(tournament, selection(tournament, 4, 1))
    assert published(tournament, "matrix-F")["rules_notice"] is None
    both = replace(options(tournament, reskate="last"), selection=selection(tournament, 3, 1).selection)
    changed(tournament, both)

    def kinds(sex: str) -> list[str]:
        return [one["kind"] for one in published(tournament, f"matrix-{sex}")["rules_notice"]["rules"]]

    assert kinds("M") == ["quota", "reskate"]
    assert kinds("F") == ["reskate"]


def test_in_english_it_is_a_sentence_too(tournament: Tournament) -> None:
    rules = of_event(tournament, "M-500", 3, "best")
    changed(tournament, replace(rules, selection=selection(tournament, 4, 1).selection))
    refresh(tournament.pk)
    said = text(Panel.objects.get(topic="changes").html["en"])
    assert (
        "changes the rules: tickets for men from 2 to 4; start places in the men’s 500 m from 2 to 3. Reason: besluit."
    ) in said


def test_sum_instead_of_best_turns_the_standing_at_once() -> None:
    tournament = small()
    skated(tournament, "albert", "34,50")
    skated(tournament, "bram", "34,60")
    skated(tournament, "albert", "35,90", run=2)
    skated(tournament, "bram", "35,00", run=2)
    assert (places_of(tournament)["albert"], places_of(tournament)["bram"]) == (1, 2)
    unlocked(tournament)
    changed(tournament, of_event(tournament, "M-500", 2, "sum"))
    assert (places_of(tournament)["albert"], places_of(tournament)["bram"]) == (2, 1)
    assert list(differences("klein")) == []


def test_another_reskate_rule_turns_the_podium_and_the_matrix_at_once() -> None:
    """Albert's 34,50 stood after a slower re-skate; where the last time counts he is fourth."""
    tournament = small()
    all_skated(tournament)
    jury.grant_reskate(tournament, at("albert"), "gehinderd", by("referee"))
    skated(tournament, "albert", "36,90")
    assert places_of(tournament) == {"albert": 1, "bram": 2, "cees": 3, "daan": 4}
    assert published(tournament, "matrix-M")["positions"][0]["skater"]["id"] == "albert"
    unlocked(tournament)
    entry = changed(tournament, options(tournament, reskate="last"))
    assert places_of(tournament) == {"bram": 1, "cees": 2, "daan": 3, "albert": 4}
    assert published(tournament, "matrix-M")["positions"][0]["skater"]["id"] == "bram"
    assert [change["at"] for change in entry.changes] == [
        ["rules"],
        ["events", "M-500", "starts", "1/albert"],
    ]
    said = text(Panel.objects.get(topic="M-500").html["nl"])
    assert "Daardoor: Van Albert (500 m mannen): 34,50 wordt 36,90." in said
    assert list(differences("klein")) == []
    unlocked(tournament)
    changed(tournament, options(tournament, reskate="better"), "toch niet")
    assert places_of(tournament)["albert"] == 1
    assert load(Tournament.objects.get()).rules is None
    assert list(differences("klein")) == []


def test_another_false_start_rule_disqualifies_at_once_and_gives_back() -> None:
    tournament = small()
    for skater in ("albert", "bram"):
        jury.call_false_start(tournament, at(skater), by())
    for tenths, skater in enumerate(("bram", "albert", "cees", "daan")):
        skated(tournament, skater, f"34,{tenths}0")
    assert places_of(tournament)["bram"] == 1
    unlocked(tournament)
    changed(tournament, options(tournament, false_start="pair"))
    assert (places_of(tournament)["bram"], places_of(tournament)["albert"]) == (None, 1)
    unlocked(tournament)
    changed(tournament, options(tournament, false_start="skater"))
    assert places_of(tournament)["bram"] == 1
    assert list(differences("klein")) == []


def test_earlier_news_keeps_the_place_of_its_moment() -> None:
    tournament = small()
    all_skated(tournament)
    jury.grant_reskate(tournament, at("albert"), "gehinderd", by("referee"))
    skated(tournament, "albert", "36,90")
    before = [
        line["place"] for line in published(tournament, "M-500")["news"] if line["verb"] == "enter_time"
    ]
    unlocked(tournament)
    changed(tournament, options(tournament, reskate="last"))
    after = [line["place"] for line in published(tournament, "M-500")["news"] if line["verb"] == "enter_time"]
    assert after == before[: len(after)]


def test_an_official_result_is_not_turned_by_a_rule() -> None:
    tournament = small()
    all_skated(tournament)
    jury.grant_reskate(tournament, at("albert"), "gehinderd", by("referee"))
    skated(tournament, "albert", "36,90")
    for stage in ("provisional", "official"):
        stages.set_stage(tournament, "M-500", stage, by("referee"))
    unlocked(tournament)
    for rules in (options(tournament, reskate="last"), of_event(tournament, "M-500", 2, "sum")):
        with pytest.raises(Refused, match="De uitslag van de 500 m mannen is officieel"):
            changed(tournament, rules)
    changed(tournament, of_event(tournament, "M-500", 3, "best"))


def test_with_the_first_start_the_rules_lock_like_the_matrix(tournament: Tournament) -> None:
    changed(tournament, selection(tournament, 3, 1))
    skated(tournament, "albert", "34,50")
    with pytest.raises(Refused, match="op slot"):
        changed(tournament, selection(tournament, 4, 1))
    unlocked(tournament)
    changed(tournament, selection(tournament, 4, 1))
    with pytest.raises(Refused, match="op slot"):
        changed(tournament, selection(tournament, 5, 1))


def test_verify_finds_locked_rules_that_were_changed(
    tournament: Tournament, monkeypatch: pytest.MonkeyPatch
) -> None:
    skated(tournament, "albert", "34,50")
    monkeypatch.setattr("matrix.committee.lock_of", lambda tournament: lock_after(begun=False))
    changed(tournament, selection(tournament, 3, 1))
    refresh(tournament.pk)
    assert list(differences("klein")) == ["log: entry 3 changes rules that were locked"]


def test_the_defaults_leave_no_key_in_the_file(tournament: Tournament) -> None:
    changed(tournament, options(tournament, reskate="last"))
    assert load(Tournament.objects.get()).rules == RuleOptions(reskate="last")
    changed(tournament, options(tournament, reskate="better"))
    assert load(Tournament.objects.get()).rules is None


def test_at_each_version_the_log_tells_the_rules_of_that_moment(tournament: Tournament) -> None:
    changed(tournament, selection(tournament, 3, 1))
    changed(tournament, of_event(tournament, "M-500", 4, "sum"))
    changed(tournament, options(tournament, false_start="pair"))
    log = list(LogEntry.objects.filter(tournament=tournament).order_by("seq"))
    seen = [rules_of(from_json(replay({}, log[:count]))) for count in range(1, len(log) + 1)]
    assert [rules.selection["M"].quota for rules in seen] == [2, 3, 3, 3]
    assert [rules.events["M-500"].counts for rules in seen] == ["best", "best", "sum", "sum"]
    assert [rules.options.false_start for rules in seen] == ["skater", "skater", "skater", "pair"]
    assert seen[-1] == rules_of(load(Tournament.objects.get()))
