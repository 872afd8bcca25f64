"""Two people edit the draft at once: the second sees the first's change and loses nothing."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from matrix import committee as decide
from matrix.merge import merged
from results.models import Tournament
from tests.small import by, in_force, places, small

LETTERS = "abcdefgh"


def lines(order: str) -> Any:
    return places(*(f"{letter}/1" for letter in order))


def together(base: str, mine: str, theirs: str) -> tuple[str, str]:
    found = merged(lines(base), lines(mine), lines(theirs))
    return "".join(one.event for one in found.lines), "".join(one.event for one in found.disputed)


@pytest.mark.parametrize(("mine", "theirs", "both", "disputed"), [
    ("ahbcdefg", "abcdefgh", "ahbcdefg", ""), ("abcdefgh", "ahbcdefg", "ahbcdefg", ""),
    ("habcdefg", "bacdefgh", "hbacdefg", ""), ("abcdefg", "bacdefgh", "bacdefg", ""),
    ("abcdefghx", "abcdefghy", "abcdefghxy", ""), ("ahbcdefg", "ahbcdefg", "ahbcdefg", ""),
    ("habcdefg", "abchdefg", "habcdefg", "h"), ("abcdefg", "habcdefg", "habcdefg", "h"),
    ("habcdefg", "abcdefg", "habcdefg", "h"), ("abcdefg", "abcdefg", "abcdefg", ""),
])  # fmt: skip
def test_both_changes_stand_together(mine: str, theirs: str, both: str, disputed: str) -> None:
    assert together(LETTERS, mine, theirs) == (both, disputed)


def test_a_name_and_a_move_stand_together() -> None:
    base, mine = places("a/1", "b/1", "mass/"), places("a/1", "b/1", "mass/daan")
    found = merged(base, mine, places("mass/", "a/1", "b/1"))
    assert [(one.event, one.named) for one in found.lines] == [("mass", "daan"), ("a", None), ("b", None)]
    assert not found.disputed


@given(st.permutations(LETTERS + "xy"), st.permutations(LETTERS + "z"), st.integers(5, 10), st.integers(5, 9))
def test_nothing_is_lost_and_nothing_stands_twice(
    mine: list[str], theirs: list[str], mine_to: int, theirs_to: int
) -> None:
    my, their = mine[:mine_to], theirs[:theirs_to]
    both, _ = together(LETTERS, "".join(my), "".join(their))
    assert len(both) == len(set(both))
    added = (set(my) | set(their)) - set(LETTERS)
    kept = set(my) & set(their) & set(LETTERS)
    assert added | kept <= set(both)
    assert not set(LETTERS) - set(my) - set(their) & set(both)


@given(st.permutations(LETTERS))
def test_who_changed_nothing_gets_what_the_other_did(order: list[str]) -> None:
    assert together(LETTERS, LETTERS, "".join(order)) == ("".join(order), "")
    assert together(LETTERS, "".join(order), LETTERS) == ("".join(order), "")


LINES = [("M-500", "1"), ("M-1000", "1"), ("M-mass-start", "named"), ("M-500", "2")]
ROOM = "/commissie/klein/"


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.mark.django_db
def test_the_second_sees_the_firsts_change_and_publishes_both(client: Client, committee: User) -> None:
    tournament: Tournament = small(status="scheduled")
    theirs = places("M-1000/1", "M-500/1", "M-mass-start/", "M-500/2")
    decide.publish_matrix(tournament, "M", theirs, "om Salt Lake", by("anna"), seen=1)
    client.force_login(committee)
    mine = [LINES[3], *LINES[:3]]

    def sent(rows: list[tuple[str, str]], **more: Any) -> dict[str, Any]:
        event, worth = zip(*rows, strict=True)
        fields = {
            "event": event,
            "worth": worth,
            "named": [""] * len(rows),
            "seen": 1,
            "reason": "bewaar dit",
        }
        return fields | {"idempotency_key": str(uuid4())} | more

    refused = client.post(f"{ROOM}M/publiceren/", sent(mine))
    assert refused.status_code == 422
    page = text(refused)
    assert "anna heeft intussen versie 2 gepubliceerd : om Salt Lake" in page
    assert "1000 m 1e van positie 2 naar 1" in page
    assert "500 m 2e van positie 4 naar 1" in page
    both = client.post(f"{ROOM}M/", sent(mine, do="merge"))
    html = both.content.decode()
    assert re.findall(r'name="seen" value="(\d+)"', html) == ["2"]
    assert 'value="bewaar dit"' in html
    assert "Beide wijzigingen staan nu in dit ontwerp" in text(both)
    order = re.findall(r'<option value="(M-[^"]+)" selected', html)[:4]
    assert order == ["M-500", "M-1000", "M-500", "M-mass-start"]
    rows = [LINES[3], LINES[1], LINES[0], LINES[2]]
    assert client.post(f"{ROOM}M/publiceren/", sent(rows, seen=2)).status_code == 302
    assert in_force(tournament)[:3] == ["M-500/2", "M-1000/1", "M-500/1"]
