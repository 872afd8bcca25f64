"""With the first start the matrix locks; two members of the committee unlock it, and the log knows."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from matrix import committee as decide
from matrix.lock import lock_after, lock_of
from okt.tasks import refresh
from okt.verify import differences
from results.log import Refused
from results.models import LogEntry, Panel, Tournament
from tests.small import by, in_force, places, skated, small

pytestmark = pytest.mark.django_db
NEW = places("M-500/2", "M-500/1", "M-1000/1", "M-mass-start/")
OTHER = places("M-500/2", "M-1000/1", "M-mass-start/", "M-500/1")
ROOM = "/commissie/klein/"


@pytest.fixture
def begun(db: None) -> Tournament:
    tournament = small(status="scheduled")
    skated(tournament, "albert", "34,50")
    return tournament


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_before_the_first_start_the_matrix_is_open(db: None) -> None:
    tournament = small(status="scheduled")
    decide.publish_matrix(tournament, "M", NEW, "besluit", by("anna"), seen=1)
    with pytest.raises(Refused, match="niet op slot"):
        decide.ask_unlock(tournament, "toch", by("anna"))


def test_with_the_first_start_it_locks_but_naming_goes_on(begun: Tournament) -> None:
    with pytest.raises(Refused, match="op slot"):
        decide.publish_matrix(begun, "M", NEW, "besluit", by("anna"), seen=1)
    decide.name_holder(begun, "M", 3, "daan", "besluit", by("anna"))
    assert in_force(begun)[2] == "M-mass-start/daan"


def test_two_members_unlock_it_for_one_publication(begun: Tournament) -> None:
    decide.ask_unlock(begun, "fout in de matrix", by("anna"))
    with pytest.raises(Refused, match="jij vroeg het zelf"):
        decide.unlock_matrix(begun, by("anna"))
    decide.unlock_matrix(begun, by("bart"))
    decide.publish_matrix(begun, "M", NEW, "fout hersteld", by("anna"), seen=1)
    assert lock_of(begun).locked
    with pytest.raises(Refused, match="op slot"):
        decide.publish_matrix(begun, "M", OTHER, "besluit", by("anna"), seen=2)
    verbs = list(LogEntry.objects.order_by("seq").values_list("verb", flat=True))
    assert verbs[-3:] == ["ask_unlock", "unlock_matrix", "publish_matrix"]


def test_a_reason_is_asked_and_nobody_unlocks_what_nobody_asked(begun: Tournament) -> None:
    with pytest.raises(Refused, match="reden"):
        decide.ask_unlock(begun, "  ", by("anna"))
    with pytest.raises(Refused, match="geen verzoek"):
        decide.unlock_matrix(begun, by("bart"))
    with pytest.raises(Refused, match="niets veranderd"):
        decide.lock_matrix(begun, by("bart"))


def test_a_request_and_an_unlocked_matrix_can_be_locked_again(begun: Tournament) -> None:
    decide.ask_unlock(begun, "fout", by("anna"))
    decide.lock_matrix(begun, by("bart"))
    assert lock_of(begun).asked_by == ""
    decide.ask_unlock(begun, "fout", by("anna"))
    decide.unlock_matrix(begun, by("bart"))
    decide.lock_matrix(begun, by("bart"))
    assert lock_of(begun).locked


def test_verify_knows_the_lock_and_the_public_reads_of_it(begun: Tournament) -> None:
    decide.ask_unlock(begun, "fout in de matrix", by("anna"))
    decide.unlock_matrix(begun, by("bart"))
    decide.publish_matrix(begun, "M", NEW, "hersteld", by("anna"), seen=1)
    refresh(begun.pk)
    assert list(differences("klein")) == []
    said = Panel.objects.get(topic="changes").html["nl"]
    assert (
        "Een tweede lid van de selectiecommissie heeft de matrix en de regels ontgrendeld. Reden: fout in de matrix."
        in said
    )


def test_verify_finds_a_locked_matrix_that_was_changed(
    begun: Tournament, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("matrix.committee.lock_of", lambda tournament: lock_after(begun=False))
    decide.publish_matrix(begun, "M", NEW, "stiekem", by("anna"), seen=1)
    refresh(begun.pk)
    assert list(differences("klein")) == ["log: entry 3 publishes a matrix that was locked"]


def test_on_the_page_the_draft_survives_asking_and_unlocking(begun: Tournament, committee: User) -> None:
    other = User.objects.create_user("tweede")
    other.groups.add(Group.objects.get(name="committee"))
    anna, bart = Client(), Client()
    anna.force_login(committee)
    bart.force_login(other)
    sent = {"event": ["M-500", "M-1000"], "worth": ["2", "1"], "named": ["", ""], "seen": 1, "sex": "M"}

    def key() -> dict[str, str]:
        return {"idempotency_key": str(uuid4())}

    page = anna.post(f"{ROOM}slot/vragen/", sent | key() | {"reason": "fout"})
    assert page.status_code == 200
    assert page.content.decode().count('class="line') == 2
    assert "Wacht tot een ander lid" in text(page)
    assert "committee vraagt haar te ontgrendelen: fout" in text(bart.get(ROOM))
    assert anna.post(f"{ROOM}slot/openen/", key()).status_code == 422
    assert bart.post(f"{ROOM}slot/openen/", key()).status_code == 302
    assert anna.post(f"{ROOM}M/publiceren/", sent | key() | {"reason": "hersteld"}).status_code == 302
    assert in_force(begun) == ["M-500/2", "M-1000/1"]
