"""What differs between two orders of the matrix, in as few moves as possible."""

from hypothesis import given
from hypothesis import strategies as st

from matrix.differences import Difference, differences, keys_of, moved_lines
from tests.small import places


def said(old: str, new: str) -> list[tuple[str, int | None, int | None]]:
    """Differences between two orders written as words: each word is an event, worth its first place."""
    before, after = (places(*(f"{word}/1" for word in order)) for order in (old, new))
    return [(one.event, one.old, one.new) for one in differences(before, after)]


def test_a_line_that_moves_far_is_one_difference_and_not_seven() -> None:
    assert said("abcdefgh", "ahbcdefg") == [("h", 8, 2)]
    assert said("abcdefgh", "bcdefgha") == [("a", 1, 8)]


def test_of_two_that_change_places_the_one_that_went_up_has_moved() -> None:
    assert said("abcd", "acbd") == [("c", 3, 2)]


def test_new_gone_and_the_same() -> None:
    assert said("abc", "xab") == [("x", None, 1), ("c", 3, None)]
    assert said("abc", "abc") == []


def test_a_name_on_a_line_is_a_difference_of_its_own() -> None:
    old, new = places("a/1", "mass/"), places("a/1", "mass/daan")
    assert differences(old, new) == (Difference("named", "mass", None, 2, 2, "daan"),)


def test_two_lines_by_name_in_one_event_stay_two_lines() -> None:
    assert keys_of(places("mass/", "mass/daan", "a/1")) == [("mass", 0), ("mass", -1), ("a", 1)]


@given(st.permutations("abcdefgh"))
def test_what_did_not_move_keeps_its_order_and_the_rest_cannot_be_fewer(new: list[str]) -> None:
    old = [(letter, 1) for letter in "abcdefgh"]
    order = [(letter, 1) for letter in new]
    moved = moved_lines(old, order)
    stayed = [key for key in order if key not in moved]
    assert stayed == sorted(stayed)
    longest = max(len(part) for part in rising(new))
    assert len(stayed) == longest


def rising(letters: list[str]) -> list[list[str]]:
    """Every rising part, by trying: short, but certainly right."""
    found: list[list[str]] = [[]]
    for letter in letters:
        found += [[*part, letter] for part in found if not part or part[-1] < letter]
    return found
