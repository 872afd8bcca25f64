"""The committee's drafts and its pages."""

import re
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.http import QueryDict
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matrix import committee as decide
from matrix import drafts
from matrix.draft_form import Draft
from matrix.draft_lines import MOST, Row
from matrix.models import Designation
from results.log import Refused, Signature
from results.models import LogEntry, Tournament
from tests.small import by, in_force, places, small

pytestmark = pytest.mark.django_db
ROOM = "/commissie/klein/"
EDITOR = "/commissie/klein/M/"
LINES = [("M-500", "1", ""), ("M-1000", "1", ""), ("M-mass-start", "named", ""), ("M-500", "2", "")]
NEW_YEAR = date(2026, 1, 1)


@pytest.fixture
def tournament(db: None) -> Tournament:
    return small(status="scheduled")


@pytest.fixture
def room(client: Client, committee: User) -> Client:
    client.force_login(committee)
    return client


def columns(lines: list[tuple[str, str, str]], **more: Any) -> dict[str, Any]:
    event, worth, named = zip(*lines, strict=True) if lines else ((), (), ())
    return {"event": event, "worth": worth, "named": named, "seen": 1, "idempotency_key": str(uuid4())} | more


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def draft(*worth: str) -> Draft:
    return Draft(tuple(Row(one) for one in worth))


def order(one: Draft) -> str:
    return "".join(row.event for row in one.rows)


@pytest.mark.parametrize(("act", "to", "expected"), [
    ("up:2", [], "acbd"), ("down:0", [], "bacd"), ("up:0", [], "abcd"), ("down:3", [], "abcd"),
    ("to:3", ["1", "2", "3", "1"], "dabc"), ("to:0", ["9", "2", "3", "4"], "bcda"), ("remove:1", [], "acd"),
    ("enter", ["1", "4", "3", "4"], "acdb"), ("enter", ["1", "2", "3", "4"], "abcd"), ("", [], "abcd"),
    ("to:9", [], "abcd"), ("to:x", ["x"], "abcd"), ("up:-1", [], "abcd"), ("raar:1", ["1", "2", "3", "4"], "abcd"),
])  # fmt: skip
def test_buttons_move_the_lines_of_a_draft(act: str, to: list[str], expected: str) -> None:
    assert order(draft("a", "b", "c", "d").after(act, to)) == expected


def test_a_line_more_is_empty_and_there_is_an_end_to_them() -> None:
    longer = draft("a")
    for _ in range(MOST + 5):
        longer = longer.after("add", [])
    assert (longer.rows[1], len(longer.rows)) == (Row(), MOST)


def test_a_draft_names_the_line_that_is_no_position() -> None:
    with pytest.raises(Refused, match="Positie 2"):
        Draft((Row("M-500", "1"), Row("", "1"))).positions()


def test_a_form_that_came_in_half_is_the_lines_that_are_whole() -> None:
    assert Draft.sent(QueryDict("event=a&event=b&worth=1&named=&named=")).rows == (Row("a", "1", ""),)


def test_the_page_shows_what_is_in_force_and_who_has_decided(tournament: Tournament, room: Client) -> None:
    decide.designate(tournament, "daan", "ploegenachtervolging", NEW_YEAR, by())
    page = text(room.get("/commissie/", follow=True))
    assert "Daan van Daan" in page
    assert "ploegenachtervolging" in page
    assert "Nog 0 van 1 aanwijsplekken" in page
    assert "Positie 3" in page


def test_without_a_tournament_the_committee_is_told(room: Client) -> None:
    assert "nog geen toernooi" in text(room.get("/commissie/"))


def test_a_draft_is_moved_and_published_without_script(tournament: Tournament, room: Client) -> None:
    page = text(room.get(EDITOR))
    assert page.count('class="line') == 4
    moved = room.post(EDITOR, columns(LINES, do="up:3"))
    assert moved.status_code == 200
    assert "was 4" in text(moved)
    assert LogEntry.objects.count() == 1
    swapped = [LINES[0], LINES[1], LINES[3], LINES[2]]
    response = room.post(f"{EDITOR}publiceren/", columns(swapped, reason="om de tijden"))
    assert (response.status_code, response["Location"]) == (302, ROOM)
    assert in_force(tournament)[2:] == ["M-500/2", "M-mass-start/None"]


def test_with_script_only_the_draft_comes_back(tournament: Tournament, room: Client) -> None:
    response = room.post(EDITOR, columns(LINES, do="down:0"), headers={"HX-Request": "true"})
    assert "<html" not in text(response)
    assert 'id="draft"' in text(response)
    sent = columns(LINES[:2], reason="besluit", revision=1)
    done = room.post(f"{EDITOR}publiceren/", sent, headers={"HX-Request": "true"})
    assert (done.status_code, done["HX-Redirect"]) == (204, ROOM)


def test_a_refused_draft_keeps_its_lines_and_says_why(tournament: Tournament, room: Client) -> None:
    twice = [LINES[0], LINES[0], ("M-mass-start", "named", "daan")]
    response = room.post(f"{EDITOR}publiceren/", columns(twice, reason="bewaar dit"))
    assert response.status_code == 422
    assert "Positie 2: deze plaats staat al hoger" in text(response)
    assert 'value="bewaar dit"' in text(response)
    assert '<option value="daan" selected>' in text(response)


def test_without_a_line_nothing_is_published_and_the_draft_says_so(
    tournament: Tournament, room: Client
) -> None:
    page = room.post(EDITOR, columns(LINES[:1], do="remove:0"))
    assert "Een matrix heeft ten minste één positie. Voeg er een toe." in text(page)
    response = room.post(f"{EDITOR}publiceren/", columns([], reason="leeg", revision=1))
    assert response.status_code == 422
    assert "Een matrix heeft ten minste één positie." in text(response)
    assert len(in_force(tournament)) == 4


def test_a_draft_that_was_overtaken_says_so_and_is_not_lost(tournament: Tournament, room: Client) -> None:
    decide.publish_matrix(tournament, "M", places("M-mass-start/"), "besluit", Signature("een ander"), seen=1)
    drafts.begin(tournament, "M", tuple(Row(*line) for line in LINES), "", "committee")
    decide.name_holder(tournament, "M", 1, "daan", "besluit", Signature("een ander"))
    response = room.post(f"{EDITOR}publiceren/", columns(LINES, revision=1, reason="besluit"))
    assert response.status_code == 422
    assert "Iemand anders heeft de matrix" in text(response)
    assert text(response).count('id="line-') == 4
    assert "Begin met de nieuwe versie" in text(response)


def test_naming_designating_and_withdrawing_from_the_page(tournament: Tournament, room: Client) -> None:
    def send(path: str, **fields: Any) -> int:
        return room.post(ROOM + path, {"idempotency_key": str(uuid4()), **fields}).status_code

    assert send("op-naam/", sex="M", number=3, skater="daan", reason="wereldbekers") == 302
    assert in_force(tournament)[2] == "M-mass-start/daan"
    made = {
        "skater": "cees",
        "kind": "start",
        "event": "M-500",
        "place": 1,
        "made_on": "2026-01-02",
        "reason": "pech",
    }
    assert send("aanwijzen/", **made) == 302
    assert send("intrekken/", designation=Designation.objects.get().pk, reason="") == 422
    assert send("intrekken/", designation=Designation.objects.get().pk, reason="ziek") == 302
    assert not Designation.objects.exists()


@pytest.mark.parametrize(("change", "words"), [
    ({"skater": ""}, "Kies wie je aanwijst"), ({"made_on": "gisteren"}, "Geef de dag"), ({"reason": ""}, "reden"),
    ({"kind": "start"}, "Kies de afstand"), ({"kind": "start", "event": "M-500", "place": "x"}, "getal vanaf 1"),
    ({"idempotency_key": "x"}, "niet volledig"),
])  # fmt: skip
def test_a_designation_that_is_wrong_keeps_what_was_filled_in(
    tournament: Tournament, room: Client, change: dict[str, str], words: str
) -> None:
    sound = {
        "idempotency_key": str(uuid4()),
        "skater": "cees",
        "kind": "team",
        "made_on": "2026-01-02",
        "reason": "staat er nog",
    }
    response = room.post(f"{ROOM}aanwijzen/", sound | change)
    assert response.status_code == 422
    assert words in text(response)
    assert change.get("reason") == "" or "staat er nog" in text(response)


JUNK = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        ["", "\x00", "M", "F", "M-500", "named", "1", "0", "-1", "9" * 50, "daan", "2026-01-02", "team", "💥"]
    ),
)
NAMES = [
    "idempotency_key", "reason", "seen", "do", "event", "worth", "named", "to", "sex", "number", "skater", "kind",
    "place", "made_on", "designation", "revision", "since",
]  # fmt: skip
PATHS = [EDITOR, f"{EDITOR}publiceren/", f"{ROOM}aanwijzen/", f"{ROOM}intrekken/", f"{ROOM}op-naam/"]


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    path=st.sampled_from(PATHS),
    fields=st.dictionaries(st.sampled_from(NAMES), st.lists(JUNK, max_size=5)),
    sound=st.booleans(),
    act=st.sampled_from(
        [
            "up:1",
            "down:99",
            "to:0",
            "remove:1",
            "add",
            "remove:",
            "up:²",
            "see",
            "moved:1:0",
            "moved:9:9",
            "removed:7",
            "discard",
            "restore",
            "merge",
            "begin:1",
            "begin:x",
            "import",
        ]
    ),
)
def test_whatever_is_sent_is_answered_in_words(
    tournament: Tournament, room: Client, path: str, fields: dict[str, Any], sound: bool, act: str
) -> None:
    sent = columns(LINES, do=act) if sound else {}
    assert room.post(path, sent | fields).status_code in {200, 302, 422}


@pytest.mark.parametrize(
    "path", [f"{ROOM}X/", "/commissie/%00/", "/commissie/elders/", "/commissie/klein/M/raar/"]
)
def test_a_page_that_is_not_there_is_not_found(tournament: Tournament, room: Client, path: str) -> None:
    assert room.get(path).status_code == 404
