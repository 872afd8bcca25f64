"""The preview says what will be true once it is decided, and nothing else."""

import re
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.test import Client

from matrix import committee as decide
from matrix.contest import contest_of
from matrix.cut_line import cut_line
from matrix.outlook import outlook
from matrix.preview import consequences, too_low
from matrix.preview_page import name_order, with_matrix
from matrix.selection import select
from results.document import Document
from results.models import LogEntry, Tournament
from tests.okt.stories import EVENING, real, rewound
from tests.small import all_skated, by, in_force, small

ROOM = "/commissie/klein/"


def moved(document: Document, sex: str, old: int, new: int) -> Document:
    lines = list(document.matrix[sex])  # type: ignore[index]  # "M" or "F"
    lines.insert(new - 1, lines.pop(old - 1))
    numbered = (line.model_copy(update={"position": at}) for at, line in enumerate(lines, start=1))
    return with_matrix(document, sex, tuple(numbered))


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.mark.parametrize("sex", ["M", "F"])
@pytest.mark.parametrize("old", [1, 8, 13, 15])
@pytest.mark.parametrize("new", [1, 7, 15])
def test_what_is_foreseen_is_what_the_rules_say_of_the_new_matrix(sex: str, old: int, new: int) -> None:
    for document in (real(), rewound(*EVENING)):
        after = contest_of(moved(document, sex, min(old, len(document.matrix[sex])), new), sex)  # type: ignore[index]
        before = contest_of(document, sex)
        found = consequences(before, after)
        goes = set(select(before).selected) - set(found.drops_out) | set(found.comes_in)
        assert goes == set(select(after).selected)
        told = {turn.skater: turn.after for turn in found.turns}
        kept = {one.skater: one for one in outlook(before)}
        assert kept | told == {one.skater: one for one in outlook(after)}
        assert [line.number for line in found.lines] == [part.number for part in after.positions]


def test_the_second_of_the_500_metres_at_position_seven_would_have_sent_ntab() -> None:
    """At the end of 2021 N'tab held 13 and stayed at home."""
    document = real()
    found = consequences(contest_of(document, "M"), contest_of(moved(document, "M", 13, 7), "M"))
    assert found.comes_in == ("dai-dai-ntab",)
    assert len(found.drops_out) == 1
    assert next(line for line in found.lines if line.number == 7).was == 13


def test_the_same_matrix_changes_nothing() -> None:
    contest = contest_of(real(), "M")
    assert consequences(contest, contest).nothing


def test_a_ticket_more_moves_the_line_and_says_how_much_less_is_missing() -> None:
    before = contest_of(rewound(*EVENING), "M")
    after = replace(before, quota=before.quota + 1)
    found, line = consequences(before, after), cut_line(after)
    assert found.line_was != found.line == (line.earliest, line.latest)
    depths = [
        (too_low(turn.before), too_low(turn.after))
        for turn in found.turns
        if turn.before.status == turn.after.status == "waiting" and turn.after.worst_rank
    ]
    assert depths
    assert all(was == would + 1 for was, would in depths)


def test_names_stand_as_in_dutch_lists() -> None:
    names = ["Wierda", "de Vos", "Bosker", "de Boer", "van 't Hof", "boer"]
    ordered = sorted(names, key=lambda last: name_order(last, "A."))
    assert ordered == ["boer", "de Boer", "Bosker", "van 't Hof", "de Vos", "Wierda"]


@pytest.fixture
def tournament(db: None) -> Tournament:
    tournament = small()
    all_skated(tournament)
    return tournament


@pytest.fixture
def room(client: Client, committee: User) -> Client:
    client.force_login(committee)
    return client


def fields(*lines: str, **more: Any) -> dict[str, Any]:
    event, worth = zip(*(line.split("/") for line in lines), strict=True)
    named = ["" for _ in lines]
    key = str(uuid4())
    return {"event": event, "worth": worth, "named": named, "seen": 1, "idempotency_key": key} | more


def test_beside_a_draft_stands_what_it_would_do(tournament: Tournament, room: Client) -> None:
    sent = fields("M-500/2", "M-1000/1", "M-mass-start/named", "M-500/1", do="preview")
    page = text(room.post(f"{ROOM}M/", sent))
    assert "Wat dit doet" in page
    assert "Bram van Bram" in page
    assert in_force(tournament)[0] == "M-500/1"


def test_a_draft_that_cannot_be_says_why_instead(tournament: Tournament, room: Client) -> None:
    page = text(room.post(f"{ROOM}M/", fields("M-500/1", "M-500/1", do="preview")))
    assert "Positie 2: deze plaats staat al hoger" in page


def test_each_move_is_said(tournament: Tournament, room: Client) -> None:
    lines = ("M-500/1", "M-1000/1", "M-mass-start/named", "M-500/2")
    assert "500 meter mannen, nummer 2: van positie 4 naar 3." in text(
        room.post(f"{ROOM}M/", fields(*lines, do="up:3"))
    )
    assert "Positie 1 blijft waar zij is." in text(
        room.post(f"{ROOM}M/", fields(*lines, do="up:0", revision=1))
    )
    assert "massastart mannen, op naam: van positie 1 naar 3." in text(
        room.post(f"{ROOM}M/", fields(*lines, do="moved:0:2", revision=2))
    )


DESIGNATION = {"skater": "daan", "kind": "team", "made_on": "2026-01-02", "reason": "ploeg"}


def test_a_designation_is_foreseen_and_then_made(tournament: Tournament, room: Client) -> None:
    sent = {"idempotency_key": str(uuid4()), **DESIGNATION}
    before = LogEntry.objects.count()
    page = text(room.post(f"{ROOM}aanwijzen/", sent | {"do": "preview"}))
    assert "Daan van Daan aanwijzen" in page
    assert "Komt erin Daan van Daan" in page
    assert "Valt eruit Bram van Bram" in page
    assert "Besloten op : 2 januari 2026 Reden (openbaar) : ploeg" in page.replace(":", " :")
    assert LogEntry.objects.count() == before
    assert room.post(f"{ROOM}aanwijzen/", sent).status_code == 302
    assert LogEntry.objects.count() == before + 1


def test_a_preview_keeps_what_was_filled_in_where_it_was_and_nowhere_else(
    tournament: Tournament, room: Client
) -> None:
    sent = {"idempotency_key": str(uuid4()), "sex": "M", **DESIGNATION, "do": "preview"}
    page = room.post(f"{ROOM}aanwijzen/", sent).content.decode()
    men, women = re.findall(
        r'<details class="more"[^>]*><summary>Wijs iemand aan.*?</details>', page, re.DOTALL
    )
    assert '<details class="more" open>' in men
    assert 'value="daan" selected' in men
    assert 'value="2026-01-02"' in men
    assert ">ploeg</textarea>" in men
    assert " open>" not in women
    assert "ploeg</textarea>" not in women
    held = {"idempotency_key": str(uuid4()), "sex": "M", "number": "3", "skater": "cees", "reason": "hij won"}
    page = room.post(f"{ROOM}op-naam/", held | {"do": "preview"}).content.decode()
    assert re.search(r'id="holder-why-M-3"[^>]* value="hij won"', page)
    assert page.count("hij won") == 3  # in the preview, in what confirms it, and in its own form
    assert 'value="cees" selected' in page


def test_withdrawing_and_naming_are_foreseen_too(tournament: Tournament, room: Client) -> None:
    made = decide.designate(tournament, "daan", "ploeg", date(2026, 1, 1), by("committee"))
    pk = tournament.designations.get().pk
    key = str(uuid4())
    sent = {"idempotency_key": key, "designation": pk, "reason": "ziek", "do": "preview"}
    page = text(room.post(f"{ROOM}intrekken/", sent))
    assert "De aanwijzing van Daan van Daan intrekken" in page
    assert "Komt erin Bram van Bram" in page
    sent = {
        "idempotency_key": key,
        "sex": "M",
        "number": 3,
        "skater": "cees",
        "reason": "",
        "do": "preview",
    }
    page = text(room.post(f"{ROOM}op-naam/", sent))
    assert "Cees van Cees op positie 3" in page
    assert LogEntry.objects.latest("seq").pk == made.pk


def test_what_would_be_refused_is_refused_before_it_is_foreseen(tournament: Tournament, room: Client) -> None:
    sent = {"idempotency_key": str(uuid4()), **DESIGNATION, "reason": "", "do": "preview"}
    response = room.post(f"{ROOM}aanwijzen/", sent)
    assert response.status_code == 422
    assert "Geef een reden" in text(response)
