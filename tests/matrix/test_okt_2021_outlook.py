"""The tournament of 2021 evening by evening: what could still happen, and that it never took a word back."""

from typing import Any

import pytest

from matrix.outlook import Outlook, outlook
from matrix.selection import Contest, select
from tests.matrix.contests import okt_2021, okt_2021_document

PROGRAMME = (
    ("F-1000", 1), ("M-5000", 1), ("M-500", 1), ("F-3000", 1), ("M-500", 2), ("F-500", 1), ("M-10000", 1),
    ("F-500", 2), ("F-1500", 1), ("M-1000", 1), ("F-5000", 1), ("M-1500", 1),
)  # fmt: skip
"""The runs in the order of the programme; all of an event is official after its last."""

NAMED = {"M": "jorrit-bergsma", "F": "irene-schouten"}


def after(runs: int, sex: str, named: bool = False) -> Contest:
    """The contest after so many runs of the programme, without designations; entries of the rest unknown."""
    skated = PROGRAMME[:runs]
    document = okt_2021_document()
    events = [until(event, skated) for event in document["events"]]
    matrix = {
        s: [line | {"named": line["named"] if named else None} if "named" in line else line for line in lines]
        for s, lines in document["matrix"].items()
    }
    return okt_2021(sex, events=events, matrix=matrix, designations=[])


def until(event: dict[str, Any], skated: tuple[tuple[str, int], ...]) -> dict[str, Any]:
    done = {run for id, run in skated if id == event["id"]}
    starts = [start for start in event["starts"] if start["run"] in done]
    over = len(done) == event["runs"]
    return event | {"starts": starts, "status": "official" if over else "live" if done else "scheduled"}


def told(contest: Contest) -> dict[str, Outlook]:
    return {found.skater: found for found in outlook(contest)}


def test_after_the_mens_500() -> None:
    found = told(after(5, "M"))
    assert found["patrick-roest"].status == "certain"
    assert (found["merijn-scheperkamp"].worst_rank, found["merijn-scheperkamp"].status) == (
        8, "certain_unless_designated",
    )  # fmt: skip
    assert found["merijn-scheperkamp"].survives_designations == 1
    worst = {"jorrit-bergsma": 11, "dai-dai-ntab": 13, "sven-kramer": 14, "kai-verbij": 15}
    for skater, rank in worst.items():
        assert (found[skater].worst_rank, found[skater].status) == (rank, "waiting")


def test_before_anything_is_skated_everyone_can_still_win() -> None:
    for sex in "MF":
        for found in outlook(after(0, sex)):
            assert (found.best_rank, found.worst_rank, found.status) == (1, None, "waiting")


def test_between_the_two_runs_of_the_500_nobody_has_a_position_yet() -> None:
    found = told(after(3, "M"))
    assert found["dai-dai-ntab"].worst_rank is None
    assert found["merijn-scheperkamp"].best_rank == 1
    assert found["patrick-roest"].status == "certain"


@pytest.mark.parametrize("sex", ["M", "F"])
def test_what_was_certain_stays_certain_and_who_was_out_stays_out(sex: str) -> None:
    before = told(after(0, sex))
    for runs in range(1, len(PROGRAMME) + 1):
        now = told(after(runs, sex))
        for skater, was in before.items():
            then = now[skater]
            assert (then.best_rank or 99) >= (was.best_rank or 99)
            assert (then.worst_rank or 99) <= (was.worst_rank or 99)
            if was.status in ("certain", "out"):
                assert then.status == was.status
            if was.status == "certain_unless_designated":
                assert then.status in ("certain", "certain_unless_designated")
        before = now


@pytest.mark.parametrize("sex", ["M", "F"])
def test_the_name_of_the_mass_start_narrows_what_can_happen(sex: str) -> None:
    for runs in range(len(PROGRAMME) + 1):
        unknown, known = told(after(runs, sex)), told(after(runs, sex, named=True))
        assert known[NAMED[sex]].worst_rank is not None
        for skater, found in known.items():
            assert (found.best_rank or 99) >= (unknown[skater].best_rank or 99)
            assert (found.worst_rank or 99) <= (unknown[skater].worst_rank or 99)


@pytest.mark.parametrize("sex", ["M", "F"])
def test_at_the_end_there_is_one_rank_and_it_is_that_of_the_selection(sex: str) -> None:
    contest = after(len(PROGRAMME), sex, named=True)
    ranks = {held.skater: held.rank for held in select(contest).positions}
    for found in outlook(contest):
        assert found.best_rank == found.worst_rank == ranks.get(found.skater)
        if found.best_rank is None or found.best_rank > 9:
            assert found.status == "out"
        else:
            assert found.status == ("certain" if found.best_rank <= 6 else "certain_unless_designated")


def test_with_the_designations_of_2_january() -> None:
    found = told(okt_2021("M"))
    assert found["sven-kramer"].status == found["marcel-bosker"].status == "designated"
    assert (found["merijn-scheperkamp"].status, found["merijn-scheperkamp"].survives_designations) == (
        "certain",
        1,
    )
    assert (found["hein-otterspeer"].worst_rank, found["hein-otterspeer"].status) == (
        7,
        "certain_unless_designated",
    )
    assert found["tijmen-snel"].status == found["dai-dai-ntab"].status == "out"
