"""Whatever is typed, clicked or sent by a broken program is answered in words, never with an error of ours."""

from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from results.models import Tournament
from tests.small import small

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


JUNK = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        ["", "\x00", "34,\x0045", "9" * 400, "-1", "1e9", "2147483648", str(2**70), "İ", "\u202e", "💥"]
    ),
    st.sampled_from(["1", "2", "albert", "to skate", "finished", "DNF", "live", "official", "3450"]),
    st.uuids().map(str),
)
NAMES = [
    "idempotency_key", "run", "skater", "pair", "seen", "time", "splits", "status", "reason", "stage", "seq",
    "false_starts", "was",
]  # fmt: skip


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    path=st.sampled_from(VERBS),
    fields=st.dictionaries(st.sampled_from(NAMES), JUNK),
    sound=st.booleans(),
    script=st.booleans(),
)
def test_whatever_is_sent_is_answered_in_words(
    tournament: Tournament, chair: Client, path: str, fields: dict[str, str], sound: bool, script: bool
) -> None:
    sent = {"idempotency_key": str(uuid4()), "run": "1", "skater": "albert", "seq": "1"} if sound else {}
    response = chair.post(f"{DESK}{path}/", sent | fields, headers=HTMX if script else {})
    assert response.status_code in {200, 302, 409, 422}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(fields=st.dictionaries(st.sampled_from(["run", "skater", "time", "from", "at", "kies"]), JUNK))
def test_whatever_is_asked_is_answered(tournament: Tournament, desk: Client, fields: dict[str, str]) -> None:
    for page in ("/tafel/", DESK, DESK + "betekenis/"):
        assert desk.get(page, fields).status_code in {200, 302}


@pytest.mark.parametrize(
    "path", ["/tafel/%00/M-500/", "/tafel/klein/%00/", "/tafel/klein/M-500%0a/", "/tafel/../x/"]
)
def test_a_broken_address_is_not_found(tournament: Tournament, desk: Client, path: str) -> None:
    assert desk.get(path).status_code == 404


@pytest.mark.parametrize("verb", VERBS)
def test_a_form_is_posted_and_carries_its_token(tournament: Tournament, official: User, verb: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(official)
    assert strict.get(f"{DESK}{verb}/").status_code == 405
    response = strict.post(f"{DESK}{verb}/", {})
    assert response.status_code == 403
    assert "verlopen" in response.content.decode()
