"""Who goes: the matrix read from the top."""

import dataclasses

import pytest

from matrix.selection import Designation, Holding, Selection, StartAssignment, select
from tests.matrix.contests import contest, event, matrix, okt_2021, start


def holding(selection: Selection, position: int) -> Holding:
    return next(held for held in selection.positions if held.position == position)


def holders(selection: Selection) -> list[str | None]:
    return [held.skater for held in selection.positions]


def team(skater: str) -> Designation:
    return Designation(skater, "team")


def at_start(skater: str, event: str, place: int) -> Designation:
    return Designation(skater, "start", event, place)


SPRINT = event("500", {"ann": "34.10", "ben": "34.20", "cor": "34.30", "dirk": "34.40"})
MILE = event("1500", {"ben": "1:44.00", "ann": "1:44.10", "eef": "1:44.20", "fons": "DNF"})


def test_second_position_of_a_selected_skater_moves_the_next_one_up() -> None:
    selection = select(
        contest((SPRINT, MILE), matrix("500 1", "1500 1", "1500 2", "500 2", "500 3", "1500 3"))
    )
    assert holders(selection) == ["ann", "ben", "ann", "ben", "cor", "eef"]
    assert [held.repeat for held in selection.positions] == [False, False, True, True, False, False]
    assert [held.rank for held in selection.positions] == [1, 2, 1, 2, 3, 4]
    assert selection.selected == ("ann", "ben", "cor")
    assert selection.reserves == ("eef",)


def test_a_team_designation_costs_the_last_place_and_is_not_counted_in_ranks() -> None:
    places = matrix("500 1", "500 2", "500 3", "500 4")
    selection = select(contest((SPRINT,), places, designations=(team("ben"), team("zeb"))))
    assert selection.free == 1
    assert [held.rank for held in selection.positions] == [1, 2, 2, 3]
    assert selection.selected == ("ann", "ben", "zeb")
    assert selection.reserves == ("cor", "dirk")


def test_a_start_designation_takes_the_position_of_who_skated_to_it_and_nobody_shifts() -> None:
    places = matrix("500 1", "500 2", "500 3", "500 4")
    selection = select(contest((SPRINT,), places, designations=(at_start("zeb", "500", 2),)))
    assert holders(selection) == ["ann", "zeb", "cor", "dirk"]
    assert holding(selection, 2).state == "designated"
    assert selection.selected == ("ann", "zeb", "cor")
    assert "ben" not in selection.reserves


def test_a_start_designation_of_one_who_skated_himself_leaves_him_his_own_place() -> None:
    selection = select(
        contest((SPRINT,), matrix("500 1", "500 2", "500 3"), designations=(at_start("cor", "500", 1),))
    )
    assert holders(selection) == ["cor", "ben", "cor"]
    assert holding(selection, 3).repeat


TIED = event("500", {"ann": "34.10", "ben": "34.20", "cor": "34.20", "dirk": "34.30"})


def test_two_with_equal_times_hold_the_two_positions_together() -> None:
    selection = select(contest((TIED,), matrix("500 1", "500 2", "500 3", "500 4"), quota=4))
    assert holding(selection, 2) == Holding(2, "500", 2, None, ("ben", "cor"), "tied", None, False)
    assert holding(selection, 3).tied == ("ben", "cor")
    assert holding(selection, 4).rank == 4
    assert selection.selected == ("ann", "ben", "cor", "dirk")


def test_a_tie_over_the_last_ticket_leaves_it_undecided() -> None:
    selection = select(contest((TIED,), matrix("500 1", "500 2", "500 3", "500 4"), quota=2))
    assert selection.selected == ("ann",)
    assert selection.reserves == ("ben", "cor", "dirk")


def test_thousandths_settle_a_tie_where_both_are_known() -> None:
    known = event("500", {"ann": "34.202", "ben": "34.201", "cor": "34.30"})
    assert holders(select(contest((known,), matrix("500 1", "500 2")))) == ["ben", "ann"]
    unknown = event("500", {"ann": "34.202", "ben": "34.20", "cor": "34.30"})
    assert holders(select(contest((unknown,), matrix("500 1", "500 2", "500 3")))) == [None, None, "cor"]


def test_a_start_designation_of_one_of_the_tied_is_the_committee_ordering_the_tie() -> None:
    places = matrix("500 1", "500 2", "500 3", "500 4")
    selection = select(contest((TIED,), places, designations=(at_start("cor", "500", 2),)))
    assert holders(selection) == ["ann", "cor", "ben", "dirk"]
    assert [held.state for held in selection.positions] == ["official", "designated", "official", "official"]
    selection = select(contest((TIED,), places, designations=(at_start("cor", "500", 3),)))
    assert holders(selection) == ["ann", "ben", "cor", "dirk"]


def test_of_three_tied_the_two_others_share_what_remains() -> None:
    three = event("500", {"ann": "34.10", "ben": "34.10", "cor": "34.10"})
    places = matrix("500 1", "500 2", "500 3")
    selection = select(contest((three,), places, designations=(at_start("ben", "500", 2),)))
    assert [held.tied or held.skater for held in selection.positions] == [
        ("ann", "cor"),
        "ben",
        ("ann", "cor"),
    ]


def test_ordering_one_of_an_unclear_tie_orders_those_whose_thousandths_differ() -> None:
    mixed = event("500", {"ann": "34.101", "ben": "34.10", "cor": "34.102"})
    places = matrix("500 1", "500 2", "500 3")
    assert [held.tied for held in select(contest((mixed,), places)).positions] == [
        ("ann", "ben"), ("ann", "ben", "cor"), ("ben", "cor"),
    ]  # fmt: skip
    ordered = select(contest((mixed,), places, designations=(at_start("ann", "500", 2),)))
    assert holders(ordered) == ["ben", "ann", "cor"]


def test_the_word_of_the_committee_goes_before_the_thousandths() -> None:
    mixed = event("500", {"ann": "34.101", "ben": "34.10", "cor": "34.102", "dirk": "34.10"})
    made = (at_start("ann", "500", 3), at_start("cor", "500", 2))
    selection = select(contest((mixed,), matrix("500 1", "500 2", "500 3", "500 4"), designations=made))
    assert [held.tied or held.skater for held in selection.positions] == [
        ("ben", "dirk"), "cor", "ann", ("ben", "dirk"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("status", "outcomes", "state"),
    [
        ("scheduled", {}, "open"),
        ("live", {"ann": "to skate"}, "open"),
        ("live", {"ann": "34.10"}, "provisional"),
        ("provisional", {"ann": "34.10"}, "provisional"),
        ("official", {"ann": "34.10"}, "official"),
        ("official", {"ann": "DQ"}, "official"),
    ],
)
def test_the_state_of_a_position_follows_the_event(status: str, outcomes: dict[str, str], state: str) -> None:
    selection = select(contest((event("500", outcomes, status),), matrix("500 1")))
    assert holding(selection, 1).state == state
    assert holding(selection, 1).skater == ("ann" if "34.10" in outcomes.values() else None)


def test_a_position_filled_by_name_is_open_until_it_is_known() -> None:
    selection = select(contest((event("mass", {}, "scheduled"),), matrix("mass ?", "mass zeb")))
    assert [(held.skater, held.state) for held in selection.positions] == [(None, "open"), ("zeb", "named")]
    assert selection.selected == ("zeb",)


def test_positions_beyond_the_field_have_no_holder() -> None:
    selection = select(contest((MILE,), matrix("1500 3", "1500 4")))
    assert holders(selection) == ["eef", None]


def test_a_free_start_goes_to_the_next_selected_skater_unless_the_committee_decides() -> None:
    places = matrix("1500 1", "1500 2", "500 4")
    wide = contest((dataclasses.replace(SPRINT, start_places=2), MILE), places)
    assert select(wide).start_places == (("500", ("ann", "ben")), ("1500", ("ben", "ann")))
    assigned = dataclasses.replace(wide, start_assignments=(StartAssignment("500", "dirk"),))
    assert dict(select(assigned).start_places)["500"] == ("dirk", "ann")


def test_names_and_designations_start_first_and_nobody_twice() -> None:
    mass = event("mass", {"ann": "8:00.00", "ben": "8:01.00"}, start_places=2)
    selection = select(contest((SPRINT, mass), matrix("500 1", "mass ben", "500 3")))
    assert dict(selection.start_places)["mass"] == ("ben", "ann")
    by_designation = select(
        contest((SPRINT,), matrix("500 1", "500 2", "500 3"), designations=(at_start("cor", "500", 2),))
    )
    assert dict(by_designation.start_places)["500"] == ("cor", "ann")


def test_a_place_in_an_unknown_event_is_an_error_of_the_caller() -> None:
    with pytest.raises(KeyError):
        select(contest((SPRINT,), matrix("10000 1")))


def test_two_runs_of_which_the_better_counts_decide_a_position() -> None:
    skated = (start("ann", "34.53"), start("ann", "34.63", 2), start("ben", "DNF"), start("ben", "34.45", 2))
    assert holders(select(contest((event("500", skated, counts="best"),), matrix("500 1", "500 2")))) == [
        "ben",
        "ann",
    ]


def test_okt_2021_men_before_the_designations() -> None:
    selection = select(okt_2021("M", designations=[]))
    assert selection.selected == (
        "thomas-krol", "patrick-roest", "kjeld-nuis", "kai-verbij", "jorrit-bergsma", "merijn-scheperkamp",
        "hein-otterspeer", "tijmen-snel", "dai-dai-ntab",
    )  # fmt: skip
    assert selection.reserves[0] == "sven-kramer"


def test_okt_2021_men_with_the_designations_of_2_january() -> None:
    selection = select(okt_2021("M"))
    assert selection.selected == (
        "thomas-krol", "patrick-roest", "kjeld-nuis", "kai-verbij", "jorrit-bergsma", "merijn-scheperkamp",
        "hein-otterspeer", "sven-kramer", "marcel-bosker",
    )  # fmt: skip
    assert selection.reserves[:2] == ("tijmen-snel", "dai-dai-ntab")


def test_okt_2021_women_are_exactly_nine_names() -> None:
    selection = select(okt_2021("F"))
    assert len(selection.selected) == 9
    assert selection.reserves == ()


def test_okt_2021_vacated_starts() -> None:
    starts = dict(select(okt_2021("M")).start_places)
    assert starts["M-500"] == ("merijn-scheperkamp", "kai-verbij", "thomas-krol")
    assert "marcel-bosker" in starts["M-1500"]
    assert "patrick-roest" not in starts["M-1500"]
