"""Other rules than those of 2021, each a small file through the whole program. The answers are worked out by hand."""

from typing import Any

import pytest
from django.test import Client

from matrix.cut_line import cut_line
from matrix.selection import Holding
from tests.okt.editions import designated, edition, event, in_order, through

pytestmark = pytest.mark.django_db
Commits = Any
DISTANCES = ("500", "1000", "1500", "5000", "10000", "mass-start")
EIGHTEEN = {sex: [f"{sex}-{name} {place}" for place in (1, 2, 3) for name in DISTANCES] for sex in "MF"}


def ten_and_ten(mass_start: dict[str, Any]) -> dict[str, Any]:
    """Ten men and ten women may go, 18 positions each: first places, then seconds, then thirds of six events."""
    men = [
        event("M-500", in_order("an", "bo", "ci")),
        event("M-1000", in_order("an", "di", "bo")),
        event("M-1500", in_order("di", "ed", "an")),
        event("M-5000", in_order("fo", "gi", "ho")),
        event("M-10000", in_order("gi", "fo", "iv")),
        mass_start,
    ]
    women = [event(f"F-{name}", status="scheduled") for name in DISTANCES]
    women[0]["entries"] = ["eva", "fien"]
    return edition(men + women, EIGHTEEN, quota=10, max_designations=2)


# Position 1 an (1st name), 2 an again, 3 di (2), 4 fo (3), 5 gi (4), 6 jo (5), 7 bo (6), 8 di again, 9 ed (7),
# 10 gi again, 11 fo again, 12 ka (8), 13 ci (9), 14 bo again, 15 an again, 16 ho (10: the line), 17 iv (11),
# 18 fo again.
def test_ten_and_ten_with_eighteen_positions(
    client: Client, django_capture_on_commit_callbacks: Commits
) -> None:
    data = ten_and_ten(event("M-mass-start", in_order("jo", "ka", "fo")))
    outcome = through(data, client, django_capture_on_commit_callbacks)
    selection = outcome.selection()
    assert len(selection.positions) == 18
    assert selection.selected == ("an", "di", "fo", "gi", "jo", "bo", "ed", "ka", "ci", "ho")
    assert selection.reserves == ("iv",)
    assert cut_line(outcome.contest()).now == 16
    # Two designations may follow: ten less two is eight, so ka is safe as the eighth and ci, the ninth, is not.
    seen = outcome.outlook()
    assert [seen[skater].status for skater in ("ka", "ci", "ho", "iv")] == [
        "certain", "certain_unless_designated", "certain_unless_designated", "out",
    ]  # fmt: skip
    assert [seen[skater].survives_designations for skater in ("ka", "ci", "ho")] == [2, 1, 0]
    assert outcome.why("iv")[0] == (
        "Iv is uitgeschakeld: er staan al 10 anderen boven hem, en de matrix verdeelt 10 plaatsen. "
        "Alleen een aanwijzing kan hem nog helpen."
    )
    # Nothing has been skated by the women: ten of the eighteen lines may hold ten names, or none.
    line = cut_line(outcome.contest("F"))
    assert (line.now, line.earliest, line.latest) == (None, 10, None)
    assert {found.status for found in outcome.outlook("F").values()} == {"waiting"}


# Without the mass start there are seven names above ho for sure (an di fo gi bo ed ci), eight above iv.
# Positions 6 and 12 are open: jo, ka, lu and fo are entered, and who does not finish brings no name.
def test_before_the_last_event_of_eighteen_positions(
    client: Client, django_capture_on_commit_callbacks: Commits
) -> None:
    last = event("M-mass-start", status="scheduled", entries=["jo", "ka", "lu", "fo"])
    outcome = through(ten_and_ten(last), client, django_capture_on_commit_callbacks)
    seen = outcome.outlook()
    assert (seen["ho"].best_rank, seen["ho"].worst_rank, seen["ho"].status) == (
        8,
        10,
        "certain_unless_designated",
    )
    assert (seen["iv"].best_rank, seen["iv"].worst_rank, seen["iv"].status) == (9, 11, "waiting")
    assert (seen["lu"].best_rank, seen["lu"].worst_rank, seen["lu"].status) == (5, None, "waiting")
    assert outcome.why("iv") == (
        "Iv zit in de wachtkamer: van de 2 nog open posities boven hem moet er minstens één naar een al geplaatste "
        "schaatser gaan. Er staan al 8 anderen vast boven hem, en de matrix verdeelt 10 plaatsen.",
        ["massastart mannen", "een aanwijzing"],
    )
    assert outcome.why("ho")[1] == ["een aanwijzing"]
    line = cut_line(outcome.contest())
    assert (line.earliest, line.latest) == (16, None)  # ten names with two new ones, nine in all with none


# One run: an 34.50 and bo 34.60 have skated, ci is still to skate, two may go. An is second at worst. Bo is third if
# ci is faster: then an and ci are above him. Ci goes with any time better than bo's: 34.59, as an equal 34.60 would be
# a tie that the committee must order.
def test_a_500_metres_of_one_run(client: Client, django_capture_on_commit_callbacks: Commits) -> None:
    sprint = event(
        "M-500", {"an": "34.50", "bo": "34.60", "ci": ""}, status="live", entries=["an", "bo", "ci"]
    )
    data = edition([sprint], {"M": ["M-500 1", "M-500 2", "M-500 3"]}, quota=2)
    outcome = through(data, client, django_capture_on_commit_callbacks)
    seen = outcome.outlook()
    assert [(seen[one].best_rank, seen[one].worst_rank, seen[one].status) for one in ("an", "bo", "ci")] == [
        (1, 2, "certain"), (2, 3, "waiting"), (1, None, "waiting"),
    ]  # fmt: skip
    assert outcome.why("bo") == (
        "Bo zit in de wachtkamer: op positie 3 staan er al 2 anderen boven hem, en de matrix verdeelt 2 plaatsen. "
        "Een hogere positie kan hem nog helpen.",
        ["500 m mannen"],
    )
    assert "startbewijs met 34,59" in outcome.panels["M-500"]


# The sum of two: an 69.10, ci 69.09. Bo has no second time and is out of it. Di needs a time in run 2 and can still
# win. One may go: ci unless di beats him; an cannot pass ci any more.
def test_the_sum_of_two_runs(client: Client, django_capture_on_commit_callbacks: Commits) -> None:
    first = {"an": "34.50", "bo": "34.40", "ci": "34.55", "di": "34.70"}
    second = {"an": "34.60", "bo": "DNF", "ci": "34.54", "di": ""}
    sprint = event("M-500", first, second, status="live", counts="sum", entries=["an", "bo", "ci", "di"])
    data = edition([sprint], {"M": ["M-500 1", "M-500 2"]}, quota=1)
    outcome = through(data, client, django_capture_on_commit_callbacks)
    assert [held.skater for held in outcome.selection().positions] == ["ci", "an"]
    seen = outcome.outlook()
    assert [(seen[one].best_rank, seen[one].worst_rank, seen[one].status) for one in ("ci", "an", "bo", "di")] == [
        (1, 2, "waiting"), (2, None, "out"), (None, None, "out"), (1, None, "waiting"),
    ]  # fmt: skip
    assert "de som van twee omlopen telt" in outcome.panels["M-500"]


# Position 1 an, 2 di, 3 an again: he is designated for the second start on the 500 m, and bo, who skated to it, loses
# it. 4 an once more, 5 ci: the third name. Had bo kept position 3, he would have been the third, and ci the fourth.
def test_a_start_designation_for_one_who_goes_already(
    client: Client, django_capture_on_commit_callbacks: Commits
) -> None:
    data = edition(
        [
            event("M-500", in_order("an", "bo", "ci"), start_places=2),
            event("M-1000", in_order("di", "an", "ed"), start_places=2),
        ],
        {"M": ["M-500 1", "M-1000 1", "M-500 2", "M-1000 2", "M-500 3"]},
        quota=3,
        max_designations=1,
        designations=(designated("an", "M-500", 2),),
    )
    outcome = through(data, client, django_capture_on_commit_callbacks)
    selection = outcome.selection()
    assert selection.selected == ("an", "di", "ci")
    assert selection.reserves == ()
    assert selection.positions[2] == Holding(3, "M-500", 2, "an", (), "designated", 1, True)
    assert selection.free == 3  # a start costs nobody his place in the team, but who had it
    assert outcome.outlook()["bo"].status == "out"
    # He starts once; the other start place is for the next of the result who goes.
    assert dict(selection.start_places) == {"M-500": ("an", "ci"), "M-1000": ("di", "an")}


LINKED = {"M": ["M-500 1", "M-1000 1", "M-1000 2", "M-500 2"]}


def two_limits(**decided: Any) -> dict[str, Any]:
    """Three may go, and two may start on each distance: bo skated to a start for which he has no place in the team."""
    return edition(
        [
            event("M-500", in_order("an", "bo", "ci", "di"), start_places=2),
            event("M-1000", in_order("ci", "di", "ed"), start_places=2),
        ],
        LINKED,
        quota=3,
        max_designations=3,
        **decided,
    )


# an, ci, di go; bo is the fourth name. So his start on the 500 m is free and goes to ci, third there.
def test_two_limits_a_start_without_a_place_in_the_team_is_freed(
    client: Client, django_capture_on_commit_callbacks: Commits
) -> None:
    outcome = through(two_limits(), client, django_capture_on_commit_callbacks)
    selection = outcome.selection()
    assert (selection.selected, selection.reserves) == (("an", "ci", "di"), ("bo",))
    assert dict(selection.start_places) == {"M-500": ("an", "ci"), "M-1000": ("ci", "di")}


# Designating bo takes a place from the matrix: an, ci and bo go, and di does not. So bo starts on the 500 m after all,
# and di's start on the 1000 m goes to nobody who skated there (ed does not go): to bo, as the committee decides.
def test_two_limits_a_designation_moves_both(
    client: Client, django_capture_on_commit_callbacks: Commits
) -> None:
    data = two_limits(
        designations=(designated("bo"),),
        start_assignments=({"event": "M-1000", "skater": "bo", "reason": "x"},),
    )
    outcome = through(data, client, django_capture_on_commit_callbacks)
    selection = outcome.selection()
    assert (selection.free, selection.selected, selection.reserves) == (2, ("an", "ci", "bo"), ("di",))
    assert dict(selection.start_places) == {"M-500": ("an", "bo"), "M-1000": ("bo", "ci")}
    # Two designations are left for two free places: nobody is safe from them.
    seen = outcome.outlook()
    assert [seen[one].status for one in ("an", "ci", "di", "bo")] == [
        "certain_unless_designated", "certain_unless_designated", "out", "designated",
    ]  # fmt: skip
    assert seen["an"].survives_designations == 1


# With as many designations as places the matrix gives out none: the designated go, whoever won.
def test_two_limits_the_designations_can_take_the_whole_team(
    client: Client, django_capture_on_commit_callbacks: Commits
) -> None:
    data = two_limits(designations=(designated("bo"), designated("ed"), designated("fo")))
    outcome = through(data, client, django_capture_on_commit_callbacks)
    selection = outcome.selection()
    assert (selection.free, selection.selected, selection.reserves) == (
        0,
        ("bo", "ed", "fo"),
        ("an", "ci", "di"),
    )
    assert cut_line(outcome.contest()).now == 0
    assert {outcome.outlook()[one].status for one in ("an", "ci", "di")} == {"out"}
    assert dict(selection.start_places) == {"M-500": ("bo",), "M-1000": ("ed",)}
