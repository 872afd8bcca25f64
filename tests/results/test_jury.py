"""The jury's verbs: what each does, what it refuses, and that nothing is done twice or lost."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import IntegrityError

from results import jury, stages, times
from results.log import Refused, Signature, StaleHeat
from results.models import Event, LogEntry, Tournament
from results.turns import At
from tests.small import all_skated, at, by, last, skated, small, start

pytestmark = pytest.mark.django_db
Verb = Callable[[Tournament, Signature], LogEntry]


@pytest.fixture
def tournament(db: None) -> Tournament:
    return small()


def event() -> Event:
    return Event.objects.get(slug="M-500")


def count() -> int:
    return LogEntry.objects.count()


VERBS: dict[str, Verb] = {
    "enter_time": lambda t, s: jury.enter_time(t, at("albert"), times.parse("34,50"), s),
    "call_false_start": lambda t, s: jury.call_false_start(t, at("albert"), s),
    "note_fall": lambda t, s: jury.note_fall(t, at("albert"), s),
    "scratch": lambda t, s: jury.scratch(t, at("albert"), "DNF", s),
    "disqualify": lambda t, s: jury.disqualify(t, at("bram"), "hinderde", s),
    "grant_reskate": lambda t, s: jury.grant_reskate(t, at("bram"), "gehinderd", s),
    "correct": lambda t, s: jury.correct(t, at("bram"), "finished", times.parse("34,61"), "handtijd", s),
    "set_stage": lambda t, s: stages.set_stage(t, "M-1000", "live", s),
}


@pytest.mark.parametrize("verb", VERBS)
def test_each_verb_is_one_entry_however_often_it_is_sent(tournament: Tournament, verb: str) -> None:
    skated(tournament, "bram", "34,60")
    before, signature = count(), by("referee")
    entries = {VERBS[verb](tournament, signature).seq for _ in range(3)}
    assert (len(entries), count()) == (1, before + 1)
    assert (last(tournament).verb, last(tournament).by) == (verb, "referee")


@pytest.mark.parametrize("verb", [verb for verb in VERBS if verb != "set_stage"])
def test_no_verb_touches_an_official_event(tournament: Tournament, verb: str) -> None:
    all_skated(tournament)
    stages.set_stage(tournament, "M-500", "provisional", by())
    stages.set_stage(tournament, "M-500", "official", by("referee"))
    before = count()
    with pytest.raises(Refused, match="officieel"):
        VERBS[verb](tournament, by())
    assert count() == before


@pytest.mark.parametrize(
    "stranger", [At("M-500", 1, "eva"), At("M-500", 1, "niemand"), At("M-500", 3, "albert")]
)
def test_who_does_not_start_in_this_run_gets_no_time(tournament: Tournament, stranger: At) -> None:
    with pytest.raises(Refused, match="start niet in deze omloop"):
        jury.enter_time(tournament, stranger, times.parse("34,50"), by())


def test_an_unknown_event_is_refused_in_words(tournament: Tournament) -> None:
    with pytest.raises(Refused, match="programma"):
        jury.enter_time(tournament, At("M-9000", 1, "albert"), times.parse("34,50"), by())


def test_a_skater_who_is_not_in_that_pair_is_refused(tournament: Tournament) -> None:
    with pytest.raises(Refused, match="rit 2"):
        jury.enter_time(tournament, at("albert", pair=2), times.parse("34,50"), by())


def test_a_time_is_kept_with_its_passages_and_its_thousandth(tournament: Tournament) -> None:
    passages = (times.parse("9,80"), times.parse("24,911"))
    jury.enter_time(tournament, at("albert"), times.parse("34,501"), by(), passages)
    row = start("albert")
    assert (row.status, row.time_ms, row.thousandths) == ("finished", 34_501, True)
    assert row.splits == ["9.80", "24.911"]


@pytest.mark.parametrize("passages", [("24,91", "9,80"), ("9,80", "9,80"), ("34,50",), ("40,00",)])
def test_passages_rise_and_stay_below_the_time(tournament: Tournament, passages: tuple[str, ...]) -> None:
    with pytest.raises(Refused, match="oplopen"):
        jury.enter_time(
            tournament, at("albert"), times.parse("34,50"), by(), tuple(map(times.parse, passages))
        )


def test_the_first_time_makes_an_event_live(db: None) -> None:
    tournament = small(status="scheduled")
    skated(tournament, "albert", "34,50")
    assert event().status == "live"


def test_a_withdrawal_beforehand_starts_nothing(db: None) -> None:
    tournament = small(status="scheduled")
    jury.scratch(tournament, at("albert"), "WDR", by(), "ziek")
    assert (event().status, start("albert").status) == ("scheduled", "WDR")


def test_a_second_time_is_refused_and_says_what_stands_there(tournament: Tournament) -> None:
    skated(tournament, "albert", "34,50")
    with pytest.raises(Refused, match="34,50"):
        skated(tournament, "albert", "34,45")


def test_a_start_that_changed_since_is_stale_and_both_values_are_shown(tournament: Tournament) -> None:
    seen = start("albert").version
    skated(tournament, "albert", "34,50")
    with pytest.raises(StaleHeat) as stale:
        jury.enter_time(tournament, at("albert", seen=seen), times.parse("34,45"), by())
    assert (stale.value.now, stale.value.typed) == ("34,50", "34,45")
    assert start("albert").time_ms == 34_500


def test_a_key_that_returns_with_another_time_does_not_swallow_it(tournament: Tournament) -> None:
    signature = by()
    jury.enter_time(tournament, at("albert"), times.parse("34,50"), signature)
    with pytest.raises(Refused, match="iets anders"):
        jury.enter_time(tournament, at("albert"), times.parse("34,45"), signature)


def test_a_key_that_returns_for_another_skater_does_not_swallow_that_either(tournament: Tournament) -> None:
    signature = by()
    jury.note_fall(tournament, at("albert"), signature)
    with pytest.raises(Refused, match="iets anders"):
        jury.note_fall(tournament, at("bram"), signature)


def test_the_second_false_start_of_a_skater_disqualifies_him(tournament: Tournament) -> None:
    jury.call_false_start(tournament, at("albert"), by())
    assert (start("albert").status, start("albert").false_starts.count()) == ("to skate", 1)
    jury.call_false_start(tournament, at("albert"), by())
    assert (start("albert").status, start("albert").false_starts.count()) == ("DQ", 2)
    with pytest.raises(Refused):
        skated(tournament, "albert", "34,50")


def test_one_false_start_each_disqualifies_nobody(tournament: Tournament) -> None:
    jury.call_false_start(tournament, at("albert"), by())
    jury.call_false_start(tournament, at("bram"), by())
    assert {start("albert").status, start("bram").status} == {"to skate"}


def test_by_the_rule_of_the_pair_the_second_false_start_in_it_disqualifies_who_makes_it(db: None) -> None:
    tournament = small(false_start="pair")
    jury.call_false_start(tournament, at("albert"), by())
    jury.call_false_start(tournament, at("cees"), by())
    assert start("cees").status == "to skate"
    jury.call_false_start(tournament, at("bram"), by())
    assert (start("albert").status, start("bram").status) == ("to skate", "DQ")


def test_false_starts_count_per_run(tournament: Tournament) -> None:
    jury.call_false_start(tournament, at("albert", run=1), by())
    jury.call_false_start(tournament, at("albert", run=2), by())
    assert (start("albert", 1).status, start("albert", 2).status) == ("to skate", "to skate")


def test_who_falls_and_gets_up_has_a_time(tournament: Tournament) -> None:
    jury.note_fall(tournament, at("albert"), by())
    skated(tournament, "albert", "52,10")
    assert (start("albert").fell, start("albert").time_ms) == (True, 52_100)


def test_a_fall_is_noted_once_and_only_of_who_started(tournament: Tournament) -> None:
    jury.note_fall(tournament, at("albert"), by())
    with pytest.raises(Refused, match="staat er al"):
        jury.note_fall(tournament, at("albert"), by())
    jury.scratch(tournament, at("bram"), "DNS", by())
    with pytest.raises(Refused, match="niet gestart"):
        jury.note_fall(tournament, at("bram"), by())


@pytest.mark.parametrize("status", ["DNS", "DNF", "WDR"])
def test_who_has_no_time_has_one_of_three_words(tournament: Tournament, status: str) -> None:
    jury.scratch(tournament, at("albert"), status, by())
    assert (start("albert").status, start("albert").time_ms) == (status, None)


@pytest.mark.parametrize("status", ["DQ", "finished", "to skate", "", "dns"])
def test_no_other_word_scratches(tournament: Tournament, status: str) -> None:
    with pytest.raises(Refused, match="Kies"):
        jury.scratch(tournament, at("albert"), status, by())


def test_who_stood_at_the_line_does_not_withdraw(tournament: Tournament) -> None:
    jury.call_false_start(tournament, at("albert"), by())
    with pytest.raises(Refused, match="DNS of DNF"):
        jury.scratch(tournament, at("albert"), "WDR", by())


def test_the_log_has_no_gaps_and_a_refusal_leaves_no_trace(tournament: Tournament) -> None:
    skated(tournament, "albert", "34,50")
    with pytest.raises(Refused):
        skated(tournament, "albert", "34,50")
    skated(tournament, "bram", "34,60")
    assert list(LogEntry.objects.values_list("seq", flat=True)) == [1, 2, 3]
    tournament.refresh_from_db()
    assert tournament.seq == 3


def test_a_key_is_one_entry_in_the_database_too(tournament: Tournament) -> None:
    key = uuid4()
    jury.note_fall(tournament, at("albert"), Signature("official", key))
    with pytest.raises(IntegrityError):
        LogEntry.objects.create(
            tournament=tournament, seq=99, key=key, verb="x", at=last(tournament).at, by="x", changes=[]
        )


def test_a_key_that_returns_with_another_wish_is_another_request(tournament: Tournament) -> None:
    first, second = by(), by()
    jury.scratch(tournament, at("albert"), "DNS", first)
    with pytest.raises(Refused, match="iets anders"):
        jury.scratch(tournament, at("albert"), "DNF", first)
    stages.set_stage(tournament, "M-1000", "live", second)
    with pytest.raises(Refused, match="iets anders"):
        stages.set_stage(tournament, "M-1000", "scheduled", second, "vergissing")


def test_the_time_of_a_reskate_that_does_not_count_stands_in_the_log(tournament: Tournament) -> None:
    skated(tournament, "albert", "34,50")
    jury.grant_reskate(tournament, at("albert"), "gehinderd", by("referee"))
    entry = skated(tournament, "albert", "34,90")
    assert (start("albert").time_ms, entry.asked) == (34_500, "34.90")
