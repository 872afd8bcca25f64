"""What digits in the field would mean."""

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client

from results.models import Tournament
from tests.small import skated, small

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
