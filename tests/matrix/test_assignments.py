"""A start place that became free: given by the committee, taken back, and never more than there are."""

from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.test import Client

from matrix import committee as decide
from matrix.contest import contest_of
from matrix.models import StartAssignment
from matrix.selection import select
from matrix.tables import load
from okt.archive import store
from okt.tasks import refresh
from okt.verify import differences
from results.log import Refused, Signature
from results.models import LogEntry, Panel, Tournament
from tests.okt.stories import real, text
from tests.small import by, last, small

pytestmark = pytest.mark.django_db
REASON = "start nodig voor de ploegenachtervolging"


@pytest.fixture
def tournament(db: None) -> Tournament:
    """The end of 2021: on the 500 metres N'tab's second place is free for Krol, on the 5000 Snel's went to Bosker."""
    return store(real(), Signature("test"))


def starters(tournament: Tournament, event: str) -> tuple[str, ...]:
    return dict(select(contest_of(load(tournament), "M")).start_places)[event]


def test_a_free_start_place_is_given_and_taken_back(tournament: Tournament) -> None:
    before = starters(tournament, "M-500")
    decide.assign_start(tournament, "M-500", "kjeld-nuis", REASON, by("committee"))
    assert "kjeld-nuis" in starters(tournament, "M-500")
    assert "thomas-krol" not in starters(tournament, "M-500")
    decide.withdraw_assignment(tournament, "M-500", "kjeld-nuis", "ziek", by("committee"))
    assert starters(tournament, "M-500") == before
    assert [entry.verb for entry in LogEntry.objects.order_by("-seq")[:2]] == [
        "withdraw_assignment",
        "assign_start",
    ]
    refresh(tournament.pk)
    assert list(differences(tournament.slug)) == []
    said = text(Panel.objects.get(topic="changes").html["nl"])
    assert "De selectiecommissie geeft Nuis een vrijgekomen startplek op de 500 meter mannen." in said
    assert (
        "De selectiecommissie trekt de vrijgekomen startplek van Nuis op de 500 meter mannen weer in. Reden: ziek."
        in said
    )


def test_what_the_file_brought_can_be_withdrawn_too(tournament: Tournament) -> None:
    part = load(tournament).start_assignments[0]
    decide.withdraw_assignment(tournament, part.event, part.skater, "toch niet", by())
    assert load(tournament).start_assignments == ()
    assert last(tournament).changes[0]["old"][0]["skater"] == part.skater


def test_a_proposal_can_be_made_a_decision(tournament: Tournament) -> None:
    decide.assign_start(tournament, "M-500", "thomas-krol", REASON, by())
    assert starters(tournament, "M-500").count("thomas-krol") == 1
    with pytest.raises(Refused, match="geen startplek vrij"):
        decide.assign_start(tournament, "M-500", "kjeld-nuis", REASON, by())


@pytest.mark.parametrize(("event", "skater", "reason", "match"), [
    ("M-500", "irene-schouten", REASON, "hetzelfde geslacht"), ("M-9000", "kjeld-nuis", REASON, "hetzelfde geslacht"),
    ("M-500", "niemand", REASON, "doet niet mee"), ("M-500", "merijn-scheperkamp", REASON, "start hier al"),
    ("M-500", "dai-dai-ntab", REASON, "niet geselecteerd"), ("M-500", "kjeld-nuis", "  ", "reden"),
    ("M-1000", "merijn-scheperkamp", REASON, "geen startplek vrij"),
])  # fmt: skip
def test_a_start_place_that_cannot_be_given_is_refused(
    tournament: Tournament, event: str, skater: str, reason: str, match: str
) -> None:
    with pytest.raises(Refused, match=match):
        decide.assign_start(tournament, event, skater, reason, by())


def test_the_same_start_place_is_not_given_twice(tournament: Tournament) -> None:
    part = load(tournament).start_assignments[0]
    with pytest.raises(Refused, match="heeft deze startplek al"):
        decide.assign_start(tournament, part.event, part.skater, REASON, by())


def test_before_an_event_is_over_nothing_is_free(db: None) -> None:
    with pytest.raises(Refused, match="nog niet uitgereden"):
        decide.assign_start(small(), "M-500", "albert", REASON, by())


def test_withdrawing_needs_a_reason_and_something_to_withdraw(tournament: Tournament) -> None:
    part = load(tournament).start_assignments[0]
    with pytest.raises(Refused, match="reden"):
        decide.withdraw_assignment(tournament, part.event, part.skater, "", by())
    with pytest.raises(Refused, match="bestaat niet meer"):
        decide.withdraw_assignment(tournament, "M-500", "kjeld-nuis", "besluit", by())
    signature = by()
    for _ in range(2):
        decide.withdraw_assignment(tournament, part.event, part.skater, "besluit", signature)
    assert not StartAssignment.objects.filter(event__slug=part.event, skater__slug=part.skater).exists()


ROOM = "/commissie/okt-2021/startplekken/"


@pytest.fixture
def room(client: Client, committee: User) -> Client:
    client.force_login(committee)
    return client


def send(room: Client, path: str, **more: str) -> Any:
    form = {"idempotency_key": str(uuid4()), "event": "M-500", "skater": "kjeld-nuis", "reason": REASON}
    return room.post(ROOM + path, form | more)


def test_on_the_page_it_is_foreseen_who_starts_then_and_then_done(
    tournament: Tournament, room: Client
) -> None:
    page = text(room.get(ROOM).content.decode())
    assert "1 plek vrij" in page
    assert "Gegeven aan Marcel Bosker" in page
    shown = text(send(room, "geven/", do="preview").content.decode())
    assert "Kjeld Nuis op de 500 meter mannen Wie er dan start 500 m" in shown
    assert "niet meer: Krol" in shown
    assert LogEntry.objects.count() == 1
    assert send(room, "geven/").status_code == 302
    shown = text(send(room, "intrekken/", reason="ziek", do="preview").content.decode())
    assert "De startplek van Kjeld Nuis op de 500 meter mannen intrekken" in shown
    assert "Thomas Krol nieuw" in shown
    assert send(room, "intrekken/", reason="ziek").status_code == 302
    assert StartAssignment.objects.count() == 1


def test_a_proposal_that_becomes_a_decision_changes_nobody(tournament: Tournament, room: Client) -> None:
    shown = text(send(room, "geven/", skater="thomas-krol", do="preview").content.decode())
    assert "het voorstel wordt een besluit" in shown


def test_a_refusal_keeps_what_was_filled_in(tournament: Tournament, room: Client) -> None:
    response = send(room, "geven/", skater="merijn-scheperkamp", reason="blijft staan")
    assert response.status_code == 422
    assert "start hier al" in text(response.content.decode())
    assert 'value="blijft staan"' in response.content.decode()
    assert "Kies wie de startplek krijgt" in text(send(room, "geven/", skater="").content.decode())
