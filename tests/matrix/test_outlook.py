"""What can still happen: exact, so the same as trying everything, and true of the evenings of 2021."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matrix.outlook import outlook
from matrix.selection import Contest
from tests.matrix.brute_force import outlook_by_brute_force, outlook_by_selecting
from tests.matrix.imagined import imagined


def ranks(contest: Contest) -> dict[str, tuple[int | None, int | None]]:
    return {found.skater: (found.best_rank, found.worst_rank) for found in outlook(contest)}


@settings(max_examples=1500, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_the_outlook_is_what_trying_everything_gives(data: st.DataObject) -> None:
    contest = imagined(lambda options: data.draw(st.sampled_from(options)))
    assert ranks(contest) == outlook_by_brute_force(contest)


@pytest.mark.parametrize("seed", range(10))
def test_the_outlook_is_what_trying_everything_gives_by_chance(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(250):
        contest = imagined(chance.choice)
        assert ranks(contest) == outlook_by_brute_force(contest), contest


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_the_outlook_is_what_selecting_from_every_final_gives(data: st.DataObject) -> None:
    contest = imagined(lambda options: data.draw(st.sampled_from(options)), strangers=False, most_events=2)
    assert ranks(contest) == outlook_by_selecting(contest)
