"""By hundredths: whoever has the same hundredth shares the place, whatever thousandths were measured."""

import dataclasses
import random
from collections.abc import Iterator

import pytest

from matrix.cut_line import cut_line
from matrix.forecast import forecast
from matrix.marks import Known, Mark
from matrix.outlook import outlook
from matrix.selection import Contest, select
from matrix.to_beat import Tickets
from results.standings import EventState, rank, runs_of, still_to_skate
from results.times import Time, parse
from results.to_beat import Asked, asked
from tests.matrix.brute_force import outlook_by_brute_force
from tests.matrix.contests import contest, event, matrix, start
from tests.matrix.imagined import NAMES, imagined, in_one_tie


def by_hundredths(state: EventState) -> EventState:
    return dataclasses.replace(state, precision="hundredths")


def never_measured(state: EventState) -> EventState:
    """The event as if nobody's thousandth had been measured."""
    starts = tuple(
        dataclasses.replace(one, time=one.time and Time(one.time.ms // 10 * 10)) for one in state.starts
    )
    return dataclasses.replace(state, starts=starts)


def contests(seed: int, count: int) -> Iterator[tuple[Contest, Contest]]:
    """By hundredths, and with no thousandth measured: these are the same contest."""
    chance = random.Random(seed)
    for number in range(count):
        one = (in_one_tie if number % 4 == 0 else imagined)(chance.choice)
        yield tuple(  # type: ignore[misc]  # two of them
            dataclasses.replace(one, events=tuple(turn(state) for state in one.events))
            for turn in (by_hundredths, never_measured)
        )


def test_equal_hundredths_share_the_place_and_no_thousandth_is_shown() -> None:
    outcomes = {"ann": "34.532", "ben": "34.531", "cor": "34.539", "dik": "34.540", "els": "34.40"}
    standing = rank(by_hundredths(event("500", outcomes)))
    assert [(row.skater, row.place, row.first, row.last) for row in standing.rows[1:4]] == [
        ("ann", 2, 2, 4), ("ben", 2, 2, 4), ("cor", 2, 2, 4),
    ]  # fmt: skip
    assert [row.place for row in standing.rows] == [1, 2, 2, 2, 5]
    assert not any(row.show_thousandths for row in standing.rows)
    assert [row.gap for row in standing.rows] == [Time(0), Time(130), Time(130), Time(130), Time(140)]
    assert [row.place for row in rank(event("500", outcomes)).rows] == [1, 2, 3, 4, 5]


def test_a_sum_adds_what_each_run_counts_for() -> None:
    starts = (
        start("ann", "34.539"),
        start("ann", "34.539", 2),
        start("ben", "34.53"),
        start("ben", "34.530", 2),
    )
    rows = rank(by_hundredths(event("500", starts, counts="sum"))).rows
    assert [(row.place, row.time) for row in rows] == [(1, Time(69_060)), (1, Time(69_060))]


def test_of_two_runs_in_the_same_hundredth_neither_is_the_better() -> None:
    starts = (
        start("ann", "34.539"),
        start("ann", "34.531", 2),
        start("ben", "34.535"),
        start("ben", "34.60", 2),
    )
    rows = rank(by_hundredths(event("500", starts, counts="best"))).rows
    assert [(row.place, row.run_places) for row in rows] == [(1, (1, 1)), (1, (1, 2))]


def test_what_has_to_be_beaten_is_beaten_by_a_hundredth() -> None:
    state = by_hundredths(event("500", (start("ann", "34.455"), start("ben")), status="live"))
    assert asked(state, "ben", 1, 1) == Asked(1, "time", Time(34_440))
    assert asked(dataclasses.replace(state, precision="thousandths"), "ben", 1, 1) == Asked(
        1, "time", parse("34.454")
    )


def test_a_tie_by_hundredths_waits_for_the_committee() -> None:
    states = (event("500", {"ann": "34.531", "ben": "34.532", "cor": "34.60"}),)
    lines = matrix("500 1", "500 2", "500 3")
    assert select(contest(states, lines, quota=1)).selected == ("ann",)
    tied = select(contest(tuple(map(by_hundredths, states)), lines, quota=1))
    assert tied.selected == ()
    assert [held.state for held in tied.positions] == ["tied", "tied", "official"]


@pytest.mark.parametrize("seed", range(6))
def test_a_contest_by_hundredths_is_the_one_in_which_no_thousandth_was_measured(seed: int) -> None:
    differing = 0
    for one, other in contests(seed, 60):
        assert select(one) == select(other)
        assert outlook(one) == outlook(other)
        assert cut_line(one) == cut_line(other)
        tickets, others = Tickets(one), Tickets(other)
        for state, plain in zip(one.events, other.events, strict=True):
            assert rank(state) == rank(plain)
            for skater, starts in runs_of(state).items():
                if still_to_skate(state, starts):
                    assert [asked(state, skater, 1, place) for place in (1, 2, 3)] == [
                        asked(plain, skater, 1, place) for place in (1, 2, 3)
                    ]
                    assert tickets.ticket(state.id, skater, 1) == others.ticket(plain.id, skater, 1)
            differing += rank(state) != rank(dataclasses.replace(state, precision="thousandths"))
    assert differing > 20


@pytest.mark.parametrize("seed", range(2))
def test_the_chances_are_those_of_that_contest_too(seed: int) -> None:
    marks = tuple(Mark(skater, 500, Time(34_600), "personal best") for skater in NAMES)
    for one, other in contests(seed, 8):
        known = Known(tuple((state.id, 500) for state in one.events), marks)
        assert forecast(one, known) == forecast(other, known)


@pytest.mark.parametrize("seed", range(4))
def test_the_outlook_by_hundredths_is_what_trying_everything_gives(seed: int) -> None:
    chance = random.Random(100 + seed)
    for _ in range(80):
        one = imagined(chance.choice)
        one = dataclasses.replace(one, events=tuple(by_hundredths(state) for state in one.events))
        found = {seen.skater: (seen.best_rank, seen.worst_rank) for seen in outlook(one)}
        assert found == outlook_by_brute_force(one), one
