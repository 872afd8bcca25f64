"""Who may do what: every role × action × state of an event, against the real pages."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.test import Client

from matrix import committee as decide
from matrix.models import Designation
from results import jury, stages, times
from results.document import EventStatus
from results.models import LogEntry, Start, Tournament
from results.rights import RIGHTS, ROLES, may
from tests.small import MEN, all_skated, at, by, skated, small, start

pytestmark = pytest.mark.django_db
STATES = EventStatus.__args__  # type: ignore[attr-defined]  # the words of the Literal
DESK, ROOM = "/tafel/klein/M-500/", "/commissie/klein/"
RULES = {"seen": 1, "false_start": "skater", "reskate": "last", "telt-M-500": "best"}
RULES |= {f"quota-{sex}": 2 for sex in "MF"} | {f"aanwijsplekken-{sex}": 1 for sex in "MF"}
RULES |= {f"startplekken-{event}": 2 for event in ("M-500", "M-1000", "M-mass-start", "F-500")}
STAGE_AFTER = {"open_event": "live", "make_provisional": "provisional", "make_official": "official"}
Ask = Callable[[Client], Any]


@pytest.fixture
def people(official: User, referee: User, committee: User, visitor: User) -> dict[str, User | None]:
    return {
        "official": official,
        "referee": referee,
        "committee": committee,
        "visitor": visitor,
        "nobody": None,
    }


def tournament_in(state: str) -> Tournament:
    """The 500 metres in that state; one designation that can be withdrawn."""
    tournament = small(status="scheduled")
    if state != "scheduled":
        all_skated(tournament)
    for stage in ("provisional", "official")[: max(STATES.index(state) - 1, 0)]:
        stages.set_stage(tournament, "M-500", stage, by("referee"))
    decide.designate(tournament, "albert", "nodig", date(2025, 12, 30), by("committee"))
    return tournament


def post(path: str, **fields: Any) -> Ask:
    return lambda client: client.post(
        path, {"idempotency_key": str(uuid4()), "reason": "een reden", **fields}
    )


def to_start(path: str, **fields: Any) -> Ask:
    return post(DESK + path, run=1, skater="albert", **fields)


def asks(state: str) -> dict[str, Ask]:
    """For each action of the table the request that does it."""
    back = {"official": "provisional"}.get(state, "live")
    found: dict[str, Ask] = {
        "see_desk": lambda client: client.get(DESK),
        "enter_time": to_start("tijd/", time="3450"),
        "call_false_start": to_start("valse-start/"),
        "note_fall": to_start("val/"),
        "scratch": to_start("uit/", status="DNF"),
        "correct": to_start("corrigeren/", status="DNF"),
        "disqualify": to_start("diskwalificatie/"),
        "grant_reskate": to_start("overrijden/"),
        "decline_reskate": to_start("niet-overrijden/"),
        "reopen": post(DESK + "status/", stage=back),
        "see_committee": lambda client: client.get(ROOM),
        "edit_draft": post(ROOM + "M/", seen=1, revision=0, event="M-500", worth="1", named="", do="add"),
        "see_state": lambda client: client.get("/toestand/"),
        "publish_matrix": post(ROOM + "M/publiceren/", seen=1, event="M-500", worth="1", named=""),
        "ask_unlock": post(ROOM + "slot/vragen/"),
        "unlock_matrix": post(ROOM + "slot/openen/"),
        "lock_matrix": post(ROOM + "slot/sluiten/"),
        "name_holder": post(ROOM + "op-naam/", sex="M", number=3, skater="bram"),
        "designate": post(ROOM + "aanwijzen/", skater="eva", kind="team", made_on="2025-12-30"),
        "change_rules": post(ROOM + "regels/vastleggen/", **RULES),
        "assign_start": post(ROOM + "startplekken/geven/", event="M-500", skater="albert"),
        "withdraw_assignment": post(ROOM + "startplekken/intrekken/", event="M-500", skater="albert"),
        "withdraw_designation": post(ROOM + "intrekken/", designation=Designation.objects.get().pk),
    }
    return found | {action: post(DESK + "status/", stage=stage) for action, stage in STAGE_AFTER.items()}


# A request to move a stage asks for the right of the move that it is in this state.
MOVES = {
    "scheduled": {},
    "live": {},
    "provisional": {"reopen": "open_event"},
    "official": {"make_provisional": "reopen", "open_event": "reopen"},
}
MOVES["scheduled"]["reopen"] = MOVES["live"]["reopen"] = "open_event"


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.mark.parametrize("state", STATES)
def test_every_role_may_do_what_the_table_says_and_nothing_else(
    state: str, people: dict[str, User | None]
) -> None:
    tournament_in(state)
    requests = asks(state)
    assert set(requests) == set(RIGHTS)
    for name, user in people.items():
        client = Client()
        if user:
            client.force_login(user)
        for action, ask in requests.items():
            right = MOVES[state].get(action, action)
            with undone():
                before = LogEntry.objects.count()
                status = ask(client).status_code
                logged = LogEntry.objects.count() - before
            allowed = name in RIGHTS[right]
            case = f"{name} × {action} × {state}: {status}, {logged} entries"
            if user is None:
                assert (status, logged) == (302, 0), case
            elif allowed:
                assert status in {200, 302, 409, 422}, case
            else:
                assert (status, logged) == (403, 0), case


def test_what_is_allowed_and_makes_sense_is_done(people: dict[str, User | None]) -> None:
    """So that the walk above is not passed by refusing everything."""
    done = {
        "scheduled": {"enter_time", "call_false_start", "note_fall", "scratch", "open_event"},
        "live": {"correct", "disqualify", "grant_reskate", "make_provisional", "note_fall"},
        "provisional": {"correct", "disqualify", "make_official"},
        "official": {"reopen"},
    }
    for state, expected in done.items():
        with undone():
            tournament_in(state)
            client = Client()
            client.force_login(people["referee"])  # type: ignore[arg-type]
            for action in expected:
                with undone():
                    before = LogEntry.objects.count()
                    asks(state)[action](client)
                    assert LogEntry.objects.count() == before + 1, f"{action} × {state}"


def test_undoing_asks_for_the_right_of_what_is_undone(people: dict[str, User | None]) -> None:
    tournament = small()
    jury.enter_time(tournament, at("albert"), times.parse("34,50"), by())
    entry = jury.disqualify(tournament, at("albert"), "hinderde", by("referee"))
    client = Client()
    for name, status in (("official", 403), ("committee", 403), ("referee", 302)):
        client.force_login(people[name])  # type: ignore[arg-type]
        response = client.post(DESK + "ongedaan/", {"idempotency_key": str(uuid4()), "seq": entry.seq})
        assert response.status_code == status, name
    assert Start.objects.get(run=1, skater__slug="albert").status == "finished"


def test_an_account_that_was_closed_may_nothing(people: dict[str, User | None]) -> None:
    for role in ROLES:
        user = people[role]
        assert user
        user.is_active = False
        assert not any(may(user, action) for action in RIGHTS)


def test_the_page_of_a_refusal_says_which_role_it_takes(people: dict[str, User | None]) -> None:
    small()
    client = Client()
    client.force_login(people["committee"])  # type: ignore[arg-type]
    response = client.get(DESK)
    assert response.status_code == 403
    assert "official of scheidsrechter" in response.content.decode()


def test_who_is_signed_out_comes_back_with_what_was_typed() -> None:
    small()
    fields = {"idempotency_key": str(uuid4()), "run": 1, "skater": MEN[0], "time": "3450"}
    response = Client().post(DESK + "tijd/", fields)
    expected = "/inloggen/?next=/tafel/klein/M-500/%3Frun%3D1%26skater%3Dalbert%26time%3D3450"
    assert (response.status_code, response["Location"]) == (302, expected)
    by_script = Client().post(DESK + "tijd/", fields, headers={"HX-Request": "true"})
    assert by_script.status_code == 401


@pytest.mark.parametrize(("standing", "asked"), [("finished", "DQ"), ("DQ", "finished")])
def test_only_the_referee_disqualifies_or_lifts_it_by_a_correction(
    client: Client, official: User, standing: str, asked: str
) -> None:
    tournament = small()
    skated(tournament, "albert", "34,50")
    if standing == "DQ":
        jury.disqualify(tournament, at("albert"), "hinderde", by("referee"))
    client.force_login(official)
    form = {"run": 1, "skater": "albert", "reason": "toch", "idempotency_key": uuid4(), "status": asked}
    answer = client.post(
        "/tafel/klein/M-500/corrigeren/", form | ({"time": "34,50"} if asked != "DQ" else {})
    )
    assert answer.status_code == 422
    assert start("albert").status == standing
