"""The guard in the web process: entries that no worker publishes wait two seconds, however fast others follow."""

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from django.test import Client

from okt import publication
from okt.live.hub import Hub
from okt.publication import refresh_if_overdue
from okt.tasks import published_version, refresh
from results.models import Tournament
from tests.small import MEN, skated, small

pytestmark = pytest.mark.django_db


@pytest.fixture
def tournament() -> Iterator[Tournament]:
    publication.refreshes.waiting.clear()
    tournament = small()
    refresh(tournament.pk)
    yield tournament
    publication.refreshes.waiting.clear()


def test_an_entry_waits_two_seconds_and_no_longer(tournament: Tournament) -> None:
    skated(tournament, "albert", "34,50")
    for now in (100, 101):
        refresh_if_overdue(now)
        assert published_version(tournament.pk) == 1
    refresh_if_overdue(102)
    assert published_version(tournament.pk) == 2


def test_entries_that_keep_coming_do_not_put_it_off(tournament: Tournament) -> None:
    for now, skater in enumerate(MEN, start=100):
        skated(tournament, skater, "34,50")
        refresh_if_overdue(now)
    assert published_version(tournament.pk) == 4


def test_while_a_worker_publishes_the_guard_keeps_out_of_it(
    tournament: Tournament, monkeypatch: pytest.MonkeyPatch
) -> None:
    for now, skater in enumerate(MEN, start=100):
        refresh(tournament.pk)
        skated(tournament, skater, "34,50")
        with monkeypatch.context() as patch:
            patch.setattr("okt.tasks.refresh", lambda pk: pytest.fail("the guard interfered"))
            refresh_if_overdue(now)


def test_a_refresh_that_always_fails_is_told_to_the_hub_and_to_who_asks_until_one_succeeds(
    tournament: Tournament, monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    clock = SimpleNamespace(now=100)
    hub = Hub()
    monkeypatch.setattr(hub, "loop", SimpleNamespace(time=lambda: clock.now), raising=False)
    monkeypatch.setattr(Hub, "running", hub)
    asked = f"/panels/{tournament.slug}/?topics=M-500"

    def behind() -> int:
        publication.look({})
        answer = client.get(asked)
        unchanged = client.get(asked, headers={"If-None-Match": answer["ETag"]})
        assert (answer.status_code, unchanged.status_code) == (200, 304)
        seconds = hub.behind_of(tournament.slug)
        assert answer["OKT-Behind"] == unchanged["OKT-Behind"] == str(seconds)
        return seconds

    def fails(tournament_id: int) -> None:
        raise ValueError("it cannot be drawn")

    assert behind() == 0
    skated(tournament, "albert", "34,50")
    with monkeypatch.context() as patch:
        patch.setattr("okt.tasks.refresh", fails)
        told = []
        for clock.now in range(110, 120):
            told.append(behind())
            if clock.now >= 112:
                with pytest.raises(ValueError, match="drawn"):
                    refresh_if_overdue(clock.now)
            else:
                refresh_if_overdue(clock.now)
    assert told == [0, 0, 0, 0, 0, 0, 6, 7, 8, 9]
    refresh_if_overdue(120)
    assert behind() == 0
