"""What is wrong, in words: facts in, sentences out; and the page that shows them."""

from dataclasses import replace
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from okt.findings import findings
from okt.health import Facts, Progress, look
from okt.tasks import refresh
from tests.small import skated, small

WELL = Facts(
    at=timezone.now(),
    database_seconds=0.003,
    progress=(Progress("klein", "Klein toernooi", 12, 12, timezone.now(), 0.0),),
    with_redis=True,
    redis_seconds=0.001,
    queued=0,
    worker_silent=1.5,
    forecaster_silent=1.5,
    disk_free=40 * 1024**3,
    disk_size=80 * 1024**3,
)
WAITS = Progress("klein", "Klein toernooi", 15, 12, timezone.now(), 42.0)


def test_when_all_is_well_nothing_is_to_be_done() -> None:
    assert {one.level for one in findings(WELL)} == {"good"}
    assert not any(one.do for one in findings(WELL))
    assert {one.subject for one in findings(WELL)} == {
        "Database", "Publicatie", "Schijf", "Redis", "Worker", "Forecaster",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("change", "subject", "level", "words"),
    [
        ({"database_seconds": None}, "Database", "wrong", "antwoordt niet"),
        ({"hub_behind": 9}, "Database", "wrong", "antwoordt niet"),
        ({"database_seconds": 0.9}, "Database", "attention", "900 ms"),
        ({"progress": (WAITS,)}, "Publicatie", "wrong", "3 invoeren wachten, de nieuwste al 42 seconden"),
        ({"redis_seconds": None, "queued": None}, "Redis", "attention", "antwoordt niet"),
        ({"redis_seconds": 0.4}, "Redis", "attention", "400 ms"),
        ({"worker_silent": None}, "Worker", "attention", "geen teken van leven"),
        ({"worker_silent": 30.0}, "Worker", "attention", "geen teken van leven"),
        ({"forecaster_silent": None}, "Forecaster", "attention", "Alleen de kansen"),
        ({"queued": 700}, "Worker", "attention", "700 opdrachten"),
        ({"disk_free": 10 * 1024**2}, "Schijf", "wrong", "0,0 GB vrij"),
        ({"disk_free": 900 * 1024**2}, "Schijf", "attention", "0,9 GB vrij"),
    ],
)
def test_each_thing_that_goes_wrong_stands_first_with_what_to_do(
    change: dict[str, Any], subject: str, level: str, words: str
) -> None:
    first = findings(replace(WELL, **change))[0]
    assert (first.subject, first.level) == (subject, level)
    assert words in first.says
    assert first.do


def test_without_redis_in_the_settings_nobody_asks_for_a_worker() -> None:
    alone = replace(WELL, with_redis=False, redis_seconds=None, queued=None, worker_silent=None)
    assert {one.subject for one in findings(alone)} == {"Database", "Publicatie", "Schijf"}


@pytest.mark.django_db
def test_the_facts_say_since_when_the_newest_entry_waits() -> None:
    tournament = small()
    refresh(tournament.pk)
    assert look().progress[0].waits == 0
    skated(tournament, "albert", "34,50")
    facts = look()
    assert facts.progress[0].waits > 0
    assert (facts.progress[0].entries, facts.progress[0].published) == (2, 1)


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/toestand/", "/en/toestand/"])
def test_the_page_says_it_to_committee_and_referee(
    client: Client, committee: User, referee: User, official: User, address: str
) -> None:
    refresh(small().pk)
    for person, status in ((committee, 200), (referee, 200), (official, 403)):
        client.force_login(person)
        answer = client.get(address)
        assert answer.status_code == status
        assert ("no-store" in answer.get("Cache-Control", "")) == (status == 200)
    client.force_login(committee)
    said = client.get(address).content.decode()
    assert "Klein toernooi" in said
    assert ("Alles werkt." in said) == (address == "/toestand/")
