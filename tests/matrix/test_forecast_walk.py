"""The forecast's columns say what the selection says of each of its tournaments, and never more than can be."""

import dataclasses
import random

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matrix.drawn import Drawn
from matrix.forecast import forecast
from matrix.marks import Known, Mark
from matrix.outlook import outlook
from matrix.races import open_field
from matrix.selection import Contest, Position, Selection, ranks_of, select
from matrix.walk import NOBODY, Holders, Open, Tickets, tickets
from results.standings import EventState, RunStart
from results.times import Time
from tests.matrix.contests import event, okt_2021
from tests.matrix.imagined import NAMES, Pick, imagined

RUNS = 12
anything = settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))


def all_500(contest: Contest) -> Known:
    """The imagined events have times near 34 seconds, so for the forecast each of them is a 500 m."""
    marks = [Mark(skater, 500, Time(34_600), "personal best") for skater in NAMES]
    return Known(tuple((event.id, 500) for event in contest.events), tuple(marks))


def picked(data: st.DataObject) -> Pick:
    return lambda options: data.draw(st.sampled_from(options))


def final(contest: Contest, drawn: Drawn, run: int) -> Contest:
    """The contest as it ended in this run: the places as skated, positions of which nothing is known taken out."""
    names = {number: skater for skater, number in drawn.skaters.items()}

    def over(state: EventState) -> EventState:
        places = drawn.places.get(state.id, np.empty((0, RUNS), dtype=np.int16))[:, run]
        starts = [
            RunStart(names[int(number)], 1, "finished", Time(30_000 + 10 * place))
            for place, number in enumerate(places)
            if number != NOBODY
        ]
        return EventState(state.id, state.sex, 1, "single", "official", 2, (), tuple(starts))

    holders = drawn.holders()
    ordered = sorted(contest.positions, key=lambda position: position.number)
    known = [
        position for position, holder in zip(ordered, holders, strict=True) if not isinstance(holder, Open)
    ]
    events = tuple(over(state) for state in contest.events)
    return dataclasses.replace(contest, events=events, positions=tuple(known))


def counted(drawn: Drawn, contest: Contest, holders: Holders, run: int | None = None) -> Tickets:
    """The tickets in one run, or in all."""
    cut = slice(None) if run is None else slice(run, run + 1)
    columns = [holder if isinstance(holder, Open) else holder[cut] for holder in holders]
    skaters = (
        max(drawn.skaters.values()) + len(holders) + 1
    )  # strangers have the numbers after those of the known
    team = [drawn.skaters[skater] for skater in contest.team]
    return tickets(columns, skaters, team, contest.free, RUNS if run is None else 1)


def with_ticket(drawn: Drawn, counts: Tickets) -> set[str]:
    return {skater for skater, number in drawn.skaters.items() if counts.least[number]}


def from_the_matrix(contest: Contest, selection: Selection) -> set[str]:
    return set(selection.selected) - set(contest.team)


@anything
@given(st.data())
def test_the_walk_in_columns_is_the_selection_run_by_run(data: st.DataObject) -> None:
    contest = imagined(picked(data))
    drawn = Drawn(contest, all_500(contest), RUNS, seed=data.draw(st.integers(0, 99)))
    known = [holder for holder in drawn.holders() if not isinstance(holder, Open)]
    together = np.zeros_like(counted(drawn, contest, known).least)
    for run in range(RUNS):
        alone = counted(drawn, contest, known, run)
        together += alone.least
        assert with_ticket(drawn, alone) == from_the_matrix(contest, select(final(contest, drawn, run)))
        assert np.array_equal(alone.least, alone.most), "nothing is unknown here"
    assert np.array_equal(counted(drawn, contest, known).least, together)


@anything
@given(st.data())
def test_each_drawn_ending_is_one_that_the_outlook_allows(data: st.DataObject) -> None:
    contest = imagined(picked(data), strangers=False)
    drawn = Drawn(contest, all_500(contest), RUNS, seed=data.draw(st.integers(0, 99)))
    names = {number: skater for skater, number in drawn.skaters.items()}
    for run in range(RUNS):
        first: dict[str, int] = {}
        for number, holder in enumerate(drawn.holders()):
            if not isinstance(holder, Open) and holder[run] != NOBODY:
                first.setdefault(names[int(holder[run])], number)
        ranks = ranks_of(first, contest.team)
        for allowed in outlook(contest):
            rank = ranks.get(allowed.skater)
            if rank is None:
                assert allowed.worst_rank is None
            else:
                assert allowed.best_rank is not None
                assert allowed.best_rank <= rank <= (allowed.worst_rank or rank)


@anything
@given(st.data())
def test_certain_is_always_and_out_is_never(data: st.DataObject) -> None:
    contest = imagined(picked(data))
    told = forecast(contest, all_500(contest), runs=60)
    sure = {"designated": 1.0, "certain": 1.0, "certain_unless_designated": 1.0, "out": 0.0}
    for exact in outlook(contest):
        chance = told.of(exact.skater)
        if exact.status in sure and chance.chance is not None:
            assert chance.chance == sure[exact.status]


@pytest.mark.parametrize("sex", ["M", "F"])
def test_what_is_certain_in_2021_has_chance_one(sex: str) -> None:
    contest = okt_2021(sex)
    told = forecast(contest, Known(), runs=100)
    selected = select(contest).selected
    assert {chance.skater for chance in told.chances if chance.chance == 1} == set(selected)
    assert {chance.chance for chance in told.chances} == {0.0, 1.0}


@anything
@given(st.data())
def test_whoever_holds_the_unknown_positions_tickets_lie_within_the_bounds(data: st.DataObject) -> None:
    contest = imagined(picked(data))
    drawn = Drawn(contest, all_500(contest), RUNS, seed=1)
    holders = drawn.holders()
    counts = counted(drawn, contest, holders)
    anyone = range(len(counts.least))
    filled = [
        np.array(
            [data.draw(st.sampled_from(sorted({*anyone} - holder.barred))) for _ in range(RUNS)],
            dtype=np.int16,
        )
        if isinstance(holder, Open)
        else holder
        for holder in holders
    ]
    really = counted(drawn, contest, filled).least
    assert (counts.least <= really).all()
    assert (really <= counts.most).all()
    assert (counts.most <= RUNS).all()


def test_the_order_of_a_tie_is_one_that_the_committee_can_choose() -> None:
    tie = event("500", {"ann": "34.50", "ben": "34.501", "cor": "34.505", "dik": "34.50", "eef": "34.60"})
    positions = tuple(Position(place, "500", place) for place in range(1, 6))
    contest = Contest("M", 3, 0, ("ann", "ben", "cor", "dik", "eef"), (tie,), positions)
    drawn = Drawn(contest, Known((("500", 500),)), 2000, seed=1)
    may = {held.place: set(held.tied or (held.skater,)) for held in select(contest).positions}
    names = {number: skater for skater, number in drawn.skaters.items()}
    places = drawn.places["500"]
    assert {place: {names[int(n)] for n in places[place - 1]} for place in may if place} == may
    orders = {"".join(names[int(n)][0] for n in column) for column in places.T}
    assert all(order.index("b") < order.index("c") < order.index("e") for order in orders)
    assert len(orders) == 12


def test_unknown_entries_leave_an_event_open_unless_it_is_official() -> None:
    chance = random.Random(1)
    for _ in range(50):
        contest = imagined(chance.choice)
        drawn = Drawn(contest, all_500(contest), RUNS, seed=1)
        asked = {position.event for position in contest.positions if position.place is not None}
        for state in contest.events:
            assert (state.id in drawn.places) == (state.id in asked and not open_field(state))
