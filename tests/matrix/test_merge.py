"""Two people changed the same matrix: both changes together, also of lines that are none of a matrix yet."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matrix.draft_lines import Row, changes
from matrix.draft_lines import together as together_typed
from matrix.merge import merged
from tests.small import places

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
    ("abhcdefg", "bacdefgh", "bahcdefg", ""), ("habcdefg", "abcdefg", "habcdefg", "h"),
    ("abcdefg", "abcdefg", "abcdefg", ""),
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


WORDS = st.sampled_from(["", "M-500", "M-1000", "M-mass-start", "💥"])
TYPED = st.lists(
    st.builds(Row, WORDS, st.sampled_from(["1", "2", "named", "0", "x", "", "²"]), WORDS), max_size=6
)


@given(TYPED, TYPED, TYPED)
def test_whatever_was_typed_stands_together(base: list[Row], mine: list[Row], theirs: list[Row]) -> None:
    assert together_typed(base, mine, base).rows == tuple(mine)
    assert together_typed(mine, mine, theirs).rows == tuple(theirs)
    both = together_typed(base, mine, theirs)
    assert set(both.disputed) <= set(both.rows)
    assert not changes(both.rows, both.rows)


def test_an_empty_line_and_a_line_that_stands_twice_are_kept() -> None:
    base = (Row("M-500"), Row("M-1000"))
    mine, theirs = (*base, Row()), (Row("M-500"), *base)
    assert together_typed(base, mine, theirs).rows == (*theirs, Row())
    assert [(one.kind, one.event, one.new) for one in changes(base, mine)] == [("added", "", 3)]
