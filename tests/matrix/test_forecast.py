"""Chances: a number where enough is known, the reason where it is not."""

import dataclasses

import pytest

from matrix.assumptions import FALLS, WITHDRAWS
from matrix.forecast import Chance, Forecast, forecast
from matrix.known_times import known_of
from matrix.marks import Known, Mark
from matrix.selection import Contest, Designation
from matrix.times_model import Turn, expect
from okt.sample import real
from results.standings import EventState
from results.times import parse
from tests.matrix.contests import contest, event, matrix, start

FIELD = ("ann", "ben", "cor", "dik")
BESTS = {"ann": "34.20", "ben": "34.40", "cor": "34.60", "dik": "34.80"}


def best(skater: str, time: str, distance: int = 500) -> Mark:
    return Mark(skater, distance, parse(time), "personal best")


KNOWN = Known((("500", 500), ("1000", 1000)), tuple(best(*item) for item in BESTS.items()))
TO_COME = event("500", (), "scheduled", FIELD)


def told(
    of: Contest, known: Known = KNOWN, certain: tuple[str, ...] = (), out: tuple[str, ...] = ()
) -> Forecast:
    return forecast(of, known, runs=4000, certain=certain, out=out)


def chances(of: Contest, known: Known = KNOWN) -> dict[str, float | None]:
    return {chance.skater: chance.chance for chance in told(of, known).chances}


def one_ticket(*events: EventState) -> Contest:
    return contest(events, matrix(*(f"{one.id} 1" for one in events)), quota=1)


def test_who_has_the_better_personal_best_has_the_better_chance() -> None:
    found = [chance.chance or 0 for chance in told(one_ticket(TO_COME)).chances]
    assert found == sorted(found, reverse=True)
    assert sum(found) == pytest.approx(1, abs=0.001)


def test_the_same_question_has_the_same_answer() -> None:
    assert told(one_ticket(TO_COME)) == told(one_ticket(TO_COME))
    assert told(one_ticket(TO_COME)) != forecast(one_ticket(TO_COME), KNOWN, runs=4000, seed=1)


def test_more_runs_mean_a_smaller_error() -> None:
    few, many = (forecast(one_ticket(TO_COME), KNOWN, runs=runs).of("ben") for runs in (1000, 16_000))
    assert few.error is not None
    assert many.error == pytest.approx(few.error / 4, rel=0.1)


def test_that_all_runs_agree_does_not_make_it_sure() -> None:
    far_ahead = told(one_ticket(event("500", {"ann": "33.00"}, "live", FIELD)))
    assert far_ahead.of("ann").chance == 1
    assert (far_ahead.of("ann").error or 0) > 0


def test_one_alone_has_only_to_finish() -> None:
    assert chances(one_ticket(event("500", (), "scheduled", ("ann",)))) == {
        "ann": pytest.approx((1 - FALLS) * (1 - WITHDRAWS), abs=0.01)
    }


def test_a_second_run_is_a_second_chance_but_not_where_the_sum_counts() -> None:
    fallen = (start("ann", "DNF"), start("ben", "34.70"))
    best_of_two = event("500", fallen, "live", counts="best")
    summed = event("500", fallen, "live", counts="sum")
    assert (told(one_ticket(best_of_two)).of("ann").chance or 0) > 0.5
    assert chances(one_ticket(summed))["ann"] == 0


def test_a_re_skate_can_cost_a_time_only_where_the_last_one_counts() -> None:
    again = (start("ann", "34.20", reskate="granted"), start("ben", "34.90"))
    safe = event("500", again, "live", reskate_rule="better")
    risky = event("500", again, "live", reskate_rule="last")
    assert chances(one_ticket(safe))["ann"] == 1
    assert 0.7 < (chances(one_ticket(risky))["ann"] or 0) < 0.99


def test_a_tie_is_even_until_the_committee_orders_it() -> None:
    tied = one_ticket(event("500", {"ann": "34.20", "ben": "34.20"}))
    assert chances(tied)["ann"] == pytest.approx(0.5, abs=0.03)
    ordered = dataclasses.replace(tied, designations=(Designation("ben", "start", "500", 1),))
    assert chances(ordered) == {"ann": 0, "ben": 1}


def test_who_is_designated_out_of_a_tie_does_not_hold_its_other_places_too() -> None:
    places = matrix("500 1", "500 2")
    ordered = (Designation("ben", "start", "500", 1),)
    two = event("500", {"ann": "34.20", "ben": "34.20", "cor": "34.30"})
    assert chances(contest((two,), places, 2, ordered)) == {"ann": 1, "ben": 1, "cor": 0}
    three = event("500", {"ann": "34.201", "ben": "34.20", "cor": "34.205"})
    last = (Designation("ben", "start", "500", 2),)
    assert chances(contest((three,), places, 2, last)) == {"ann": 1, "ben": 1, "cor": 0}
    live = event("500", {"ann": "34.20", "ben": "34.20"}, "live", ("dik",))
    assert 0.95 < (told(contest((live,), places, 2, ordered)).of("ann").chance or 0) < 1, "dik may split them"


def test_designated_for_the_team_is_one_and_costs_the_others_a_place() -> None:
    two = dataclasses.replace(one_ticket(TO_COME), quota=2)
    designated = dataclasses.replace(two, designations=(Designation("dik", "team"),))
    assert told(designated).of("dik") == Chance("dik", 1.0, 0.0)
    assert (chances(designated)["ben"] or 0) <= (chances(two)["ben"] or 0)


def test_without_a_matrix_there_are_no_chances() -> None:
    assert told(contest((TO_COME,), ())).of("ann") == Chance("ann", None, None, "no_matrix")


OPEN = event("1000", (), "scheduled", None)
OVER = event("500", BESTS)


def test_unknown_entries_leave_no_chance_to_tell_where_it_depends_on_them() -> None:
    above = contest((OPEN, OVER), matrix("1000 1", "500 1", "500 2"), quota=2)
    assert told(above).of("ben").reason == "entries_unknown"
    assert told(above).of("ann").chance == 1, "one stranger above her leaves a second ticket"
    below = contest((OPEN, OVER), matrix("500 1", "500 2", "1000 1"), quota=2)
    assert chances(below) == {"ann": 1, "ben": 1, "cor": 0, "dik": 0}


def test_an_unknown_holder_of_a_position_leaves_no_chance_to_tell_either() -> None:
    assert told(contest((OVER,), matrix("mass ?", "500 1"), quota=1)).of("ann").reason == "holder_unknown"


def test_of_a_skater_without_times_nothing_is_told_and_of_the_others_if_it_matters_little() -> None:
    stranger = one_ticket(event("500", (), "scheduled", (*FIELD, "xan")))
    assert told(stranger).of("xan").reason == "no_times_known"
    fast = Known(KNOWN.distances, (best("ann", "33.20"), *KNOWN.marks[1:]))
    assert (told(stranger, fast).of("ann").chance or 0) > 0.9
    pair = one_ticket(event("500", (), "scheduled", ("ann", "xan")))
    assert told(pair, Known(KNOWN.distances, (best("ann", "34.90"),))).of("ann").reason == "rivals_unknown"


def test_what_the_outlook_knows_is_told_whatever_else_is_not() -> None:
    unknown = contest((OPEN, OVER), matrix("1000 1", "500 1"), quota=1)
    exact = told(unknown, certain=("ann",), out=("dik",))
    assert exact.of("ann") == Chance("ann", 1.0, 0.0)
    assert exact.of("dik") == Chance("dik", 0.0, 0.0)
    assert exact.of("ben").chance is None


def test_a_skater_whom_the_contest_does_not_have_is_no_skater() -> None:
    with pytest.raises(KeyError):
        told(one_ticket(TO_COME)).of("zeb")


def expected(skater: str, distance: int, *marks: Mark) -> tuple[float, float]:
    """The deficit to expect and its spread."""
    found = expect("M", [Turn(skater, "later", 1, distance)], Known((), marks))
    return float(found.mean[0]), float((found.root[0] ** 2).sum() ** 0.5)


def test_what_is_known_of_a_distance_says_most_of_that_distance_and_something_of_its_neighbours() -> None:
    mark = best("ann", "34.00")
    unknown, at_500, at_1000, at_5000 = (
        expected("ann", 500),
        *(expected("ann", distance, mark) for distance in (500, 1000, 5000)),
    )
    assert at_500[0] < at_1000[0] < at_5000[0] < unknown[0]
    assert at_500[1] < at_1000[1] < at_5000[1] < unknown[1]


def test_a_time_skated_here_says_more_than_a_personal_best() -> None:
    here = Mark("ann", 500, parse("34.60"), "here", "500")
    assert expected("ann", 500, here)[1] < expected("ann", 500, best("ann", "34.60"))[1]
    assert expected("ann", 500, best("ann", "34.60"))[0] > 0, "a personal best is better than usual"


def test_slow_ice_for_one_is_slow_ice_for_all() -> None:
    bests = (best("ann", "34.40"), best("ben", "34.40"))
    slow = Mark("ben", 500, parse("34.90"), "here", "500")
    assert expected("ann", 500, *bests, slow)[0] > expected("ann", 500, *bests)[0]


def test_falls_and_hindered_times_say_nothing_of_strength() -> None:
    document = real()
    known = known_of(document, "M")
    assert dict(known.distances)["M-500"] == 500
    assert "M-mass-start" not in dict(known.distances)
    assert Mark("thomas-krol", 500, parse("34.90"), "personal best") in known.marks
    assert Mark("thomas-krol", 500, parse("34.69"), "here", "M-500") in known.marks
    assert {mark.skater for mark in known.marks}.isdisjoint({"irene-schouten"})

    sprint = document.event("M-500")
    doubtful = tuple(one.model_copy(update={"fell": True}) for one in sprint.starts[:3])
    doubtful += tuple(one.model_copy(update={"reskate": "granted"}) for one in sprint.starts[3:])
    fallen = sprint.model_copy(update={"starts": doubtful})
    without = document.model_copy(
        update={"events": tuple(fallen if one.id == "M-500" else one for one in document.events)}
    )
    assert not [mark for mark in known_of(without, "M").marks if mark.event == "M-500"]
