"""The stages of an event, and undo."""

import pytest

from results import jury, stages, times
from results.log import Refused
from results.models import Event, Tournament
from tests.small import MEN, all_skated, at, by, last, skated, small, start

pytestmark = pytest.mark.django_db


@pytest.fixture
def tournament(db: None) -> Tournament:
    return small()


def event() -> Event:
    return Event.objects.get(slug="M-500")


def test_undo_takes_back_the_last_decision_and_says_so_in_the_log(tournament: Tournament) -> None:
    entry = skated(tournament, "albert", "34,50")
    undone = stages.undo(tournament, entry.seq, by())
    assert (start("albert").status, start("albert").time_ms) == ("to skate", None)
    assert (undone.undoes, undone.skater, undone.verb) == (entry.seq, "albert", "undo")


def test_what_is_undone_is_not_undone_again(tournament: Tournament) -> None:
    entry = skated(tournament, "albert", "34,50")
    stages.undo(tournament, entry.seq, by())
    with pytest.raises(Refused, match="al ongedaan"):
        stages.undo(tournament, entry.seq, by())
    assert stages.last_to_undo(tournament, "M-500") is None


def test_undo_walks_back_through_the_decisions(tournament: Tournament) -> None:
    entries = [skated(tournament, skater, "34,50") for skater in MEN]
    for entry in reversed(entries):
        newest = stages.last_to_undo(tournament, "M-500")
        assert newest is not None
        assert newest.seq == entry.seq
        stages.undo(tournament, newest.seq, by())
    assert {start(skater).status for skater in MEN} == {"to skate"}


def test_what_was_changed_since_is_not_undone(tournament: Tournament) -> None:
    entry = skated(tournament, "albert", "34,50")
    jury.correct(tournament, at("albert"), "finished", times.parse("34,51"), "fotofinish", by())
    with pytest.raises(Refused, match="daarna nog gewijzigd"):
        stages.undo(tournament, entry.seq, by())


def test_undoing_the_first_time_makes_the_event_scheduled_again(db: None) -> None:
    tournament = small(status="scheduled")
    entry = skated(tournament, "albert", "34,50")
    stages.undo(tournament, entry.seq, by())
    assert event().status == "scheduled"


def test_undoing_the_first_time_leaves_the_event_live_when_others_skated_since(db: None) -> None:
    tournament = small(status="scheduled")
    first = skated(tournament, "albert", "34,50")
    jury.call_false_start(tournament, at("bram"), by())
    stages.undo(tournament, first.seq, by())
    assert (event().status, start("albert").status) == ("live", "to skate")


def test_an_official_result_is_not_undone_but_its_stage_is(tournament: Tournament) -> None:
    all_skated(tournament)
    time = last(tournament)
    stages.set_stage(tournament, "M-500", "provisional", by())
    with pytest.raises(Refused, match="voorlopig"):
        stages.undo(tournament, time.seq, by())
    official = stages.set_stage(tournament, "M-500", "official", by("referee"))
    with pytest.raises(Refused, match="officieel"):
        stages.undo(tournament, time.seq, by())
    stages.undo(tournament, official.seq, by("referee"))
    assert event().status == "provisional"


def test_the_import_is_not_undone(tournament: Tournament) -> None:
    with pytest.raises(Refused, match="niets om ongedaan"):
        stages.undo(tournament, 1, by())


def test_an_event_goes_through_its_stages_and_back(tournament: Tournament) -> None:
    all_skated(tournament)
    for stage in ("provisional", "official"):
        stages.set_stage(tournament, "M-500", stage, by("referee"))
    for stage in ("provisional", "live"):
        stages.set_stage(tournament, "M-500", stage, by("referee"), "protest")
    assert event().status == "live"


@pytest.mark.parametrize(("stage", "match"), [
    ("official", "Eerst voorlopig"), ("live", "al"), ("klaar", "Onbekende"), ("provisional", "nog gereden"),
    ("scheduled", "reden"),
])  # fmt: skip
def test_a_stage_that_makes_no_sense_is_refused(tournament: Tournament, stage: str, match: str) -> None:
    with pytest.raises(Refused, match=match):
        stages.set_stage(tournament, "M-500", stage, by())


def test_an_event_that_was_skated_does_not_become_scheduled(tournament: Tournament) -> None:
    skated(tournament, "albert", "34,50")
    with pytest.raises(Refused, match="al gereden"):
        stages.set_stage(tournament, "M-500", "scheduled", by(), "vergissing")


def test_an_event_without_a_single_time_is_not_provisional(tournament: Tournament) -> None:
    for run in (1, 2):
        for skater in MEN:
            jury.scratch(tournament, at(skater, run), "DNS", by())
    with pytest.raises(Refused, match="geen enkele tijd"):
        stages.set_stage(tournament, "M-500", "provisional", by())
