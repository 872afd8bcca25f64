"""Who starts where in the end: what is a result, what a proposal, what a decision of the committee."""

import random

from hypothesis import given
from hypothesis import strategies as st

from matrix.selection import Contest, Designation, StartAssignment, select
from matrix.start_places import EventStarts, Freed, Seat, start_places
from tests.matrix.contests import contest, event, matrix, okt_2021
from tests.matrix.imagined import imagined


def told(of: Contest) -> dict[str, EventStarts]:
    return {found.event: found for found in start_places(of, select(of))}


def names(found: EventStarts) -> list[str | None]:
    return [seat.skater for seat in found.seats]


def test_the_500_metres_that_ntab_leaves_are_proposed_to_krol() -> None:
    found = told(okt_2021("M"))["M-500"]
    assert names(found) == ["merijn-scheperkamp", "thomas-krol", "kai-verbij"]
    assert found.seats[1] == Seat(2, "thomas-krol", "proposal", skated=4, freed_by="dai-dai-ntab")
    assert found.freed == (Freed(2, "dai-dai-ntab", "not selected"),)
    assert found.reserves == ("kjeld-nuis", "hein-otterspeer")


def test_the_1500_metres_that_snel_leaves_are_given_to_bosker_over_roest() -> None:
    found = told(okt_2021("M"))["M-1500"]
    assert names(found) == ["kjeld-nuis", "thomas-krol", "marcel-bosker"]
    assert found.seats[2] == Seat(
        3, "marcel-bosker", "decision", freed_by="tijmen-snel", instead_of="patrick-roest"
    )
    assert found.reserves == ("patrick-roest",)


def test_without_the_choice_the_1500_metres_are_proposed_to_roest() -> None:
    found = told(okt_2021("M", start_assignments=[]))["M-1500"]
    assert (found.seats[2].skater, found.seats[2].kind) == ("patrick-roest", "proposal")


def test_who_is_named_has_a_seat_and_the_rest_stay_open() -> None:
    found = told(okt_2021("F"))["F-mass-start"]
    assert [(seat.skater, seat.kind) for seat in found.seats] == [("irene-schouten", "named"), (None, "open")]


SPRINT = event("500", {"ann": "37.00", "ben": "37.10", "cor": "37.20"}, start_places=2)
MILE = event("1500", {"dirk": "1:45.00", "ann": "1:46.00"}, start_places=1)
LINES = matrix("500 1", "1500 1", "500 2", "500 3")


def test_a_designation_has_its_own_seat_and_says_who_must_make_way() -> None:
    designated = Designation("dirk", "start", "500", 1)
    found = told(contest((SPRINT, MILE), LINES, quota=3, designations=(designated,)))["500"]
    assert found.seats == (
        Seat(1, "dirk", "decision", instead_of="ann"),
        Seat(2, "ben", "result", skated=2),
    )
    assert found.freed == (Freed(1, "ann", "decided"),)
    assert found.reserves == ("cor",)


def test_an_assignment_to_who_had_the_seat_anyway_takes_nothing_from_anyone() -> None:
    chosen = StartAssignment("500", "ben")
    found = told(contest((SPRINT, MILE), LINES, quota=4, start_assignments=(chosen,)))["500"]
    assert names(found) == ["ann", "ben"]
    assert found.seats[1] == Seat(2, "ben", "decision", skated=2)
    assert found.freed == ()


def test_who_share_the_last_place_wait_for_the_committee() -> None:
    shared = event("500", {"ann": "37.00", "ben": "37.10", "cor": "37.10"}, start_places=2)
    found = told(contest((shared,), LINES[:1] + LINES[2:], quota=3))["500"]
    assert found.seats[1].kind == "tied"
    assert found.seats[1].tied == ("ben", "cor")
    assert found.freed == ()


def test_an_event_that_nobody_skated_has_open_seats() -> None:
    coming = event("500", {}, status="scheduled", entries=None, start_places=2)
    found = told(contest((coming, MILE), LINES, quota=3))["500"]
    assert found == EventStarts("500", (Seat(1, None, "open"), Seat(2, None, "open")), (), ())


def agrees(of: Contest) -> None:
    """Who starts is the selection's answer; nobody is said to be free or next who starts."""
    selection = select(of)
    for found, (id, starters) in zip(start_places(of, selection), selection.start_places, strict=True):
        seated = [seat.skater for seat in found.seats if seat.skater is not None]
        assert (found.event, sorted(seated)) == (id, sorted(starters))
        assert not {one.skater for one in found.freed} & set(starters)
        assert not set(found.reserves) & set(starters)
        assert set(found.reserves) <= set(selection.selected)
        assert all(seat.kind == "open" for seat in found.seats if seat.skater is None)


@given(st.integers(0, 2**32))
def test_it_agrees_with_the_selection(seed: int) -> None:
    chance = random.Random(seed)
    agrees(imagined(chance.choice))


def test_it_agrees_with_the_selection_of_2021() -> None:
    for sex in "MF":
        agrees(okt_2021(sex))
        agrees(okt_2021(sex, designations=[], start_assignments=[]))
