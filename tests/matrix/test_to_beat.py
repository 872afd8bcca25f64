"""A time to beat is exactly that: who skates it has the place, or the ticket, and one unit slower has not."""

import random
from dataclasses import replace

import pytest

from matrix.selection import Contest, Selection, select
from matrix.to_beat import Tickets
from results.standings import EventState, Row, RunStart, rank, runs_of
from results.times import Time, parse
from results.to_beat import Asked, asked, with_time
from tests.matrix.contests import contest, event, matrix, start
from tests.matrix.imagined import imagined


def row_after(state: EventState, skater: str, run: int, time: Time | None) -> Row:
    rows = rank(with_time(state, skater, run, time)).rows
    return next(row for row in rows if row.skater == skater)


def open_starts(state: EventState) -> list[tuple[str, int]]:
    """Who is still to skate, and in which run."""
    if state.status == "official":
        return []
    return [
        (skater, run)
        for skater, starts in runs_of(state).items()
        for run, one in enumerate(starts, start=1)
        if one is None or not one.over
    ]


def slower(time: Time) -> Time:
    return Time(time.ms + (1 if time.thousandths else 10), time.thousandths)


def gives(state: EventState, skater: str, run: int, time: Time, place: int) -> bool:
    last = row_after(state, skater, run, time).last
    return last is not None and last <= place


def check_place(state: EventState, skater: str, run: int, place: int) -> str:
    found = asked(state, skater, run, place)
    if found is None:
        assert not any(gives(state, skater, run, time, place) for time in (Time(1, True), Time(10)))
        return "none"
    if found.state == "held":
        last = row_after(state, skater, run, None).last
        assert last is not None
        assert last <= place
    elif found.time is None:
        assert gives(state, skater, run, Time(5_999_990), place)
    else:
        assert gives(state, skater, run, found.time, place)
        assert not gives(state, skater, run, slower(found.time), place)
        assert not gives(state, skater, run, Time(found.time.ms // 10 * 10 + 10, True), place)
    return found.state


@pytest.mark.parametrize("seed", range(8))
def test_exactly_that_time_gives_the_place_and_one_unit_slower_does_not(seed: int) -> None:
    chance = random.Random(seed)
    seen = set()
    for _ in range(80):
        for state in imagined(chance.choice).events:
            for skater, run in open_starts(state):
                for place in (1, 2, 3):
                    seen.add(check_place(state, skater, run, place))
    assert seen == {"none", "held", "any", "time"}


def selected_after(one: Contest, state: EventState, skater: str, run: int, time: Time | None) -> Selection:
    changed = with_time(state, skater, run, time)
    return select(replace(one, events=tuple(changed if e.id == state.id else e for e in one.events)))


@pytest.mark.parametrize("seed", range(8))
def test_exactly_that_time_is_worth_a_ticket_and_one_unit_slower_is_not(seed: int) -> None:
    chance = random.Random(seed)
    seen = set()
    for _ in range(80):
        one = imagined(chance.choice)
        tickets, now = Tickets(one), select(one)
        for state in one.events:
            for skater, run in open_starts(state):
                found = tickets.ticket(state.id, skater, run)
                seen.add(found and found.state)
                if found is None:
                    fast = selected_after(one, state, skater, run, Time(1, True))
                    assert skater not in fast.selected or asked(state, skater, run, 1) is None
                elif found.state == "held":
                    assert skater in selected_after(one, state, skater, run, None).selected
                else:
                    after = selected_after(one, state, skater, run, found.time or Time(5_999_990))
                    assert skater in after.selected
                    assert found.out == tuple(s for s in now.selected if s not in after.selected)
                if found and found.time:
                    late = selected_after(one, state, skater, run, slower(found.time))
                    row = row_after(state, skater, run, slower(found.time))
                    # Slower he has no ticket, or only in a tie that the committee has to order.
                    assert skater not in late.selected or row.first != row.last
    assert {None, "held", "any", "time"} == seen


def live(*starts: RunStart, counts: str = "single") -> EventState:
    return event("500", starts, status="live", counts=counts)


def test_a_known_thousandth_is_beaten_by_a_thousandth_and_a_hundredth_by_a_hundredth() -> None:
    known, unknown = start("ann", "34.455"), start("ann", "34.45")
    assert asked(live(known, start("ben")), "ben", 1, 1) == Asked(1, "time", parse("34.454"))
    assert asked(live(unknown, start("ben")), "ben", 1, 1) == Asked(1, "time", parse("34.44"))
    assert asked(live(unknown, start("ben")), "ben", 1, 2) == Asked(2, "any", None)


def test_in_a_sum_the_first_run_counts() -> None:
    state = live(
        start("ann", "35.00"), start("ann", "35.00", run=2), start("ben", "35.20"), start("ben", run=2),
        counts="sum",
    )  # fmt: skip
    assert asked(state, "ben", 2, 1) == Asked(1, "time", parse("34.79"))
    assert asked(state, "cor", 1, 1) is None


def test_whom_it_pushes_out() -> None:
    state = live(start("ann", "34.50"), start("ben", "34.60"), start("cor"))
    one = contest((state,), matrix("500 1", "500 2"), quota=2)
    found = Tickets(one).ticket(state.id, "cor", 1)
    assert found is not None
    assert (found.place, found.time, found.out) == (2, parse("34.59"), ("ben",))


def test_who_has_a_ticket_elsewhere_need_not_beat_anybody() -> None:
    over = event("1000", {"cor": "68.00"})
    state = live(start("ann", "34.50"), start("cor"))
    found = Tickets(contest((over, state), matrix("1000 1", "500 1"))).ticket(state.id, "cor", 1)
    assert found is not None
    assert (found.state, found.time) == ("held", None)
