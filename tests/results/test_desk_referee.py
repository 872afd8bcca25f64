"""What the referee does at the desk."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.test import Client

from results import stages
from results.models import Event, Tournament
from tests.small import all_skated, by, last, small, start

pytestmark = pytest.mark.django_db
DESK = "/tafel/klein/M-500/"
HTMX = {"HX-Request": "true"}
VERBS = [
    "tijd", "valse-start", "val", "uit", "diskwalificatie", "overrijden", "niet-overrijden", "corrigeren", "ongedaan",
    "status",
]  # fmt: skip


@pytest.fixture
def tournament(db: None) -> Tournament:
    return small()


@pytest.fixture
def desk(client: Client, official: User) -> Client:
    client.force_login(official)
    return client


@pytest.fixture
def chair(referee: User) -> Client:
    client = Client()
    client.force_login(referee)
    return client


def send(client: Client, path: str, skater: str = "albert", run: int = 1, **fields: Any) -> Any:
    headers = fields.pop("headers", {})
    sent = {"idempotency_key": str(uuid4()), "run": run, "skater": skater, "seen": start(skater, run).version}
    return client.post(DESK + path, sent | fields, headers=headers)


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def at_the_line(response: Any) -> str:
    """Whose time the field is for."""
    found = re.search(r'aria-label="Tijd van ([^"]+)"', text(response))
    return found[1] if found else ""


def test_only_the_referee_is_shown_what_only_the_referee_may(
    tournament: Tournament, desk: Client, chair: Client
) -> None:
    assert "diskwalificatie/" not in text(desk.get(DESK))
    assert "diskwalificatie/" in text(chair.get(DESK))


def test_a_reskate_comes_back_after_the_last_pair_of_its_run(tournament: Tournament, chair: Client) -> None:
    send(chair, "tijd/", time="3450")
    send(chair, "overrijden/", reason="gehinderd door de ander")
    for skater in ("bram", "cees", "daan"):
        response = send(chair, "tijd/", skater, time="3460", headers=HTMX)
    assert "Overrit" in text(response)
    assert at_the_line(response) == "Albert van Albert"
    assert "rijdt niet over" in text(response)
    assert at_the_line(send(chair, "niet-overrijden/", headers=HTMX)) == "Bram van Bram"
    assert start("albert").time_ms == 34_500


def test_the_stages_from_the_desk(tournament: Tournament, desk: Client, chair: Client) -> None:
    def stage(client: Client, word: str, reason: str = "") -> int:
        fields = {"idempotency_key": str(uuid4()), "stage": word, "reason": reason}
        return client.post(DESK + "status/", fields).status_code

    assert stage(desk, "provisional") == 422
    all_skated(tournament)
    assert "Iedereen heeft gereden" in text(desk.get(DESK))
    assert [stage(desk, "provisional"), stage(desk, "official"), stage(chair, "official")] == [302, 403, 302]
    assert [stage(desk, "provisional", "fout"), stage(chair, "provisional")] == [403, 422]
    assert stage(chair, "provisional", "protest") == 302
    assert Event.objects.get(slug="M-500").status == "provisional"


@pytest.mark.parametrize("address", [DESK, DESK + "?run=1&skater=albert"])
def test_the_desk_says_what_fits_the_stage(tournament: Tournament, desk: Client, address: str) -> None:
    def line() -> str:
        return text(desk.get(address)).split('id="line"')[1].split('class="stack"')[0]

    all_skated(tournament)
    to_check = "zet hem op voorlopig"
    assert (to_check in line()) == (address == DESK)
    stages.set_stage(tournament, "M-500", "provisional", by())
    assert to_check not in line()
    assert ("maakt hem officieel" in line()) == (address == DESK)
    stages.set_stage(tournament, "M-500", "official", by("referee"))
    assert "Verbeteren kan pas als de scheidsrechter hem heropent" in line()
    assert to_check not in line()
    assert "eerst heropenen" in text(desk.get(DESK))


def test_taking_back_what_made_a_result_provisional_asks_why(tournament: Tournament, chair: Client) -> None:
    all_skated(tournament)
    assert 'id="undo-why"' not in text(chair.get(DESK))
    for stage in ("provisional", "official"):
        stages.set_stage(tournament, "M-500", stage, by("referee"))
    entry = stages.set_stage(tournament, "M-500", "provisional", by("referee"), "protest")
    assert 'id="undo-why"' in text(chair.get(DESK))

    def undo(reason: str) -> Any:
        fields = {"idempotency_key": str(uuid4()), "seq": entry.seq, "reason": reason}
        return chair.post(DESK + "ongedaan/", fields)

    refused = undo(" ")
    assert refused.status_code == 422
    assert "Geef een reden" in text(refused)
    assert undo("protest ingetrokken").status_code == 302
    assert Event.objects.get(slug="M-500").status == "official"
    assert last(tournament).reason == "protest ingetrokken"
