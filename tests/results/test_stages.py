"""The stages of an event: what has been skated decides where it may stand, also when a stage is taken back."""

import pytest

from results import jury, stages
from results.log import Refused
from results.models import Event, Tournament
from tests.small import MEN, all_skated, at, by, skated, small

pytestmark = pytest.mark.django_db


@pytest.fixture
def tournament(db: None) -> Tournament:
    return small()


def event() -> Event:
    return Event.objects.get(slug="M-500")


def test_undo_does_not_leave_a_stage_that_what_was_skated_contradicts(tournament: Tournament) -> None:
    opened = stages.set_stage(tournament, "M-500", "scheduled", by(), "te vroeg")
    skated(tournament, "albert", "34,50")
    with pytest.raises(Refused):
        stages.undo(tournament, opened.seq, by())
    for other in MEN[1:]:
        skated(tournament, other, "34,60")
    for skater in MEN:
        skated(tournament, skater, "35,00", 2)
    stages.set_stage(tournament, "M-500", "provisional", by())
    stages.set_stage(tournament, "M-500", "official", by("referee"))
    reopened = stages.set_stage(tournament, "M-500", "provisional", by("referee"), "protest")
    jury.correct(tournament, at("bram"), "to skate", None, "rijdt opnieuw", by("referee"))
    with pytest.raises(Refused, match="Er moet nog gereden worden"):
        stages.undo(tournament, reopened.seq, by("referee"), "protest ingetrokken")
    assert event().status == "provisional"


def test_a_stage_is_not_moved_from_another_than_the_one_that_was_seen(tournament: Tournament) -> None:
    all_skated(tournament)
    stages.set_stage(tournament, "M-500", "provisional", by())
    stages.set_stage(tournament, "M-500", "official", by("referee"))
    with pytest.raises(Refused, match="intussen"):
        stages.set_stage(tournament, "M-500", "provisional", by(), "terug", seen="live")


def test_an_official_result_is_reopened_with_a_reason_never_by_undo(tournament: Tournament) -> None:
    all_skated(tournament)
    stages.set_stage(tournament, "M-500", "provisional", by())
    official = stages.set_stage(tournament, "M-500", "official", by("referee"))
    with pytest.raises(Refused, match="reden"):
        stages.undo(tournament, official.seq, by("referee"))
    assert event().status == "official"
