"""What digits in the field would mean."""

import re
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.test import Client

from results import jury
from results.models import Skater, Tournament
from tests.small import at, by, skated, small, start

pytestmark = pytest.mark.django_db
DESK = "/tafel/klein/M-500/"


@pytest.fixture
def tournament(db: None) -> Tournament:
    return small()


@pytest.fixture
def desk(client: Client, official: User) -> Client:
    client.force_login(official)
    return client


def meaning(client: Client, time: str, skater: str = "albert", run: int = 1) -> str:
    found = client.get(
        f"{DESK}betekenis/", {"run": str(run), "skater": skater, "time": time}
    ).content.decode()
    return re.sub(r"<[^>]+>", "", found).strip()


def test_the_digits_mean_a_place_a_gap_and_a_record(tournament: Tournament, desk: Client) -> None:
    assert meaning(desk, "3445") == "34,45 · 1e · PR −0,15"
    skated(tournament, "bram", "34,53")
    assert meaning(desk, "3445") == "34,45 · 1e · 0,08 voor Van Bram · PR −0,15"
    assert meaning(desk, "3453") == "34,53 · 1e · gelijk met Van Bram · PR −0,07"
    assert meaning(desk, "34,70") == "34,70 · 2e · 0,17 achter Van Bram"
    assert meaning(desk, "") == ""
    assert "34,45" in meaning(desk, "34")


def test_in_a_second_run_the_better_time_stays(tournament: Tournament, desk: Client) -> None:
    skated(tournament, "albert", "34,50")
    assert meaning(desk, "3490", run=2) == "34,90 · 34,50 blijft staan · 1e"


def test_in_a_sum_the_two_count_together(db: None, desk: Client) -> None:
    tournament = small(counts="sum")
    skated(tournament, "albert", "34,50")
    assert meaning(desk, "3450") == "34,50 · PR −0,10"
    assert meaning(desk, "3490", run=2) == "34,90 · samen 1.09,40 · 1e"


@pytest.mark.parametrize(
    ("typed", "doubt"),
    [
        ("3145", "Dat is 3,15 sneller dan de beste tijd die hier bekend is. Klopt dat?"),
        ("3390", "Dat is 0,70 sneller dan de beste tijd die hier bekend is. Klopt dat?"),
        ("3391", ""),
        ("3979", ""),
        ("3980", "Dat is 5,20 langzamer dan de langzaamste tijd die hier bekend is. Klopt dat?"),
        ("5445", "Dat is 19,85 langzamer dan de langzaamste tijd die hier bekend is. Klopt dat?"),
    ],
)
def test_a_time_far_from_all_that_are_known_is_asked_about_and_saved_all_the_same(
    tournament: Tournament, desk: Client, typed: str, doubt: str
) -> None:
    """All that is known are personal bests of 34,60: 2 % faster is 33,908, 15 % slower is 39,79."""
    assert ("Klopt dat?" in meaning(desk, typed)) == bool(doubt)
    assert doubt in meaning(desk, typed)
    fields = {"idempotency_key": str(uuid4()), "run": 1, "skater": "albert", "time": typed, "seen": 0}
    page = desk.post(f"{DESK}tijd/", fields | {"seen": start("albert").version}, follow=True).content.decode()
    assert start("albert").status == "finished"
    said = page.split('id="doubt"')[1].split("</section>")[0]
    assert doubt in said
    assert ("Van Albert" in said and "ongedaan/" in said) == bool(doubt)


def test_who_fell_may_be_slow_and_a_saved_slip_is_no_best_time(tournament: Tournament, desk: Client) -> None:
    jury.note_fall(tournament, at("albert"), by())
    assert "Klopt" not in meaning(desk, "5445")
    skated(tournament, "bram", "31,45")
    assert "3,20 sneller" in meaning(desk, "3140")
    Skater.objects.update(personal_bests={})
    assert "Klopt" not in meaning(desk, "3140")
