"""Signing in: to where one works, and not by guessing."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client

from results.models import Tournament
from tests.small import small

pytestmark = pytest.mark.django_db


@pytest.fixture
def tournament(db: None) -> Tournament:
    return small()


def words(response: Any) -> str:
    found: str = response.content.decode()
    return found


def test_who_signs_in_comes_straight_to_the_live_event(tournament: Tournament, official: User) -> None:
    client = Client()
    response = client.post(
        "/inloggen/", {"username": "official", "password": "official-secret-for-tests"}, follow=True
    )
    assert response.redirect_chain == [("/tafel/", 302), ("/tafel/klein/M-500/", 302)]
    assert "Tijd van Albert van Albert" in words(response)


def test_the_committee_comes_to_its_own_pages(tournament: Tournament, committee: User) -> None:
    fields = {"username": "committee", "password": "committee-secret-for-tests"}
    response = Client().post("/inloggen/", fields, follow=True)
    assert response.redirect_chain[-1] == ("/commissie/klein/", 302)


def test_a_wrong_password_is_said_and_too_many_are_stopped(official: User) -> None:
    cache.clear()
    client, wrong = Client(), {"username": "official", "password": "mis"}
    assert "horen niet bij elkaar" in words(client.post("/inloggen/", wrong))
    for _ in range(8):
        client.post("/inloggen/", wrong)
    right = wrong | {"password": "official-secret-for-tests"}
    assert "Te vaak" in words(client.post("/inloggen/", right))
    assert client.post("/inloggen/", right, REMOTE_ADDR="10.0.0.9").status_code == 302
    cache.clear()


def test_a_broken_counter_keeps_nobody_out(official: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise OSError

    monkeypatch.setattr(cache, "get", broken)
    monkeypatch.setattr(cache, "add", broken)
    assert Client().post("/inloggen/", {"username": "official", "password": "mis"}).status_code == 422
    right = {"username": "official", "password": "official-secret-for-tests"}
    assert Client().post("/inloggen/", right).status_code == 302
