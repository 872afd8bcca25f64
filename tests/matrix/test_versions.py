"""Every version stays; going back is a new one; and the public reads what changed."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.test import Client

from matrix import committee as decide
from matrix.models import MatrixDraft
from okt.tasks import NEWEST_ENTRIES, refresh
from okt.verify import differences
from results.models import Panel, Tournament
from tests.small import by, in_force, places, skated, small

pytestmark = pytest.mark.django_db
ROOM = "/commissie/klein/"
FIRST = ("M-500/1", "M-1000/1", "M-mass-start/", "M-500/2")


@pytest.fixture
def tournament(db: None) -> Tournament:
    tournament = small(status="scheduled")
    new = places("M-500/2", *FIRST[:3])
    decide.publish_matrix(tournament, "M", new, "tijden in Salt Lake", by("anna"), seen=1)
    return tournament


@pytest.fixture
def room(client: Client, committee: User) -> Client:
    client.force_login(committee)
    return client


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def panel(tournament: Tournament, topic: str, language: str = "nl") -> str:
    refresh(tournament.pk)
    html = Panel.objects.get(tournament=tournament, topic=topic).html[language]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html))


def test_the_versions_stand_newest_first_with_author_reason_and_difference(
    tournament: Tournament, room: Client
) -> None:
    page = text(room.get(f"{ROOM}M/versies/"))
    assert page.index("Versie 2") < page.index("Versie 1")
    assert "geldt nu" in page
    assert "anna" in page
    assert "tijden in Salt Lake" in page
    assert "500 m 2e van positie 4 naar 1" in page


def test_reverting_is_a_draft_of_the_old_version_and_publishes_a_new_one(
    tournament: Tournament, room: Client
) -> None:
    page = room.post(f"{ROOM}M/", {"do": "begin:1"}).content.decode()
    assert 'value="Terug naar versie 1"' in page
    assert "was 1" in page
    assert "Er is al een ontwerp" in text(room.get(f"{ROOM}M/versies/"))
    event, worth = zip(*(line.split("/") for line in FIRST), strict=True)
    sent = {
        "event": event,
        "worth": [one or "named" for one in worth],
        "named": [""] * 4,
        "seen": 2,
        "revision": 1,
    }
    sent |= {"reason": "Terug naar versie 1", "idempotency_key": str(uuid4())}
    assert room.post(f"{ROOM}M/publiceren/", sent).status_code == 302
    assert in_force(tournament)[0] == "M-500/1"
    assert "Versie 3" in text(room.get(f"{ROOM}M/versies/"))


@pytest.mark.parametrize("asked", ["9", "x", "-1", "²", "0", "9" * 40])
def test_a_version_that_is_not_there_is_said_and_the_draft_stays(
    tournament: Tournament, room: Client, asked: str
) -> None:
    page = room.post(f"{ROOM}M/", {"do": f"begin:{asked}"})
    assert page.status_code == 422
    assert "Die versie is er niet." in text(page)
    assert "was " not in text(page)
    assert not MatrixDraft.objects.exists()


def test_the_public_reads_what_changed_and_why(tournament: Tournament) -> None:
    said = panel(tournament, "matrix-M")
    assert "De commissie heeft deze matrix gewijzigd" in said
    assert "Reden: tijden in Salt Lake" in said
    assert "500 m 2e van positie 4 naar 1" in said
    assert "gewijzigd" not in panel(tournament, "matrix-F")
    news = "de 2e plaats op de 500 m gaat van positie 4 naar 1. Reden: tijden in Salt Lake."
    assert news in panel(tournament, "changes")
    assert "the 2nd place in the 500 m goes from position 4 to 1" in panel(tournament, "changes", "en")


def test_a_busy_evening_does_not_wash_the_notice_away(tournament: Tournament) -> None:
    for number in range(NEWEST_ENTRIES + 1):
        decide.name_holder(tournament, "M", 4, ("daan", None)[number % 2], "besluit", by())
    skated(tournament, "albert", "34,50")
    assert "500 m 2e van positie 4 naar 1" in panel(tournament, "matrix-M")
    assert list(differences("klein")) == []


def test_verify_agrees_after_going_back_and_forth(tournament: Tournament) -> None:
    decide.publish_matrix(tournament, "M", places(*FIRST), "terug", by(), seen=2)
    refresh(tournament.pk)
    assert list(differences("klein")) == []
