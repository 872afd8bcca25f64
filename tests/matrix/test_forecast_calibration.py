"""A chance of 30% comes true in 30% of the cases, in tournaments whose truth is known."""

from collections.abc import Iterator

import numpy as np
import pytest
from numpy.typing import NDArray

from matrix.forecast import forecast
from tests.matrix.seasons import season

Floats = NDArray[np.float64]


def told_and_happened(seasons: range, wilder: float = 1.0) -> tuple[Floats, Floats]:
    """The chances that were given, and 1 where the skater was selected in the end."""

    def pairs() -> Iterator[tuple[float, bool]]:
        for seed in seasons:
            one = season(seed, wilder)
            for chance in forecast(one.contest, one.known, runs=1000, seed=seed).chances:
                if chance.chance is not None:
                    yield chance.chance, chance.skater in one.selected

    told, happened = zip(*pairs(), strict=True)
    return np.array(told), np.array(happened, dtype=float)


@pytest.fixture(scope="module")
def seasons() -> tuple[Floats, Floats]:
    return told_and_happened(range(300))


def brier(told: Floats, happened: Floats) -> float:
    return float(np.mean((told - happened) ** 2))


def test_chances_come_true_as_often_as_they_say(seasons: tuple[Floats, Floats]) -> None:
    told, happened = seasons
    for low in np.arange(0, 1, 0.1):
        there = (told >= low) & (told < low + 0.1 + (low > 0.85))
        count = np.count_nonzero(there)
        assert count > 50, "enough to say something of"
        expected = told[there].mean()
        # Skaters of one tournament depend on each other: they count as a third of their number.
        bound = 0.01 + 3 * np.sqrt(expected * (1 - expected) / (count / 3))
        assert abs(happened[there].mean() - expected) < bound


def test_chances_add_up_to_what_happened(seasons: tuple[Floats, Floats]) -> None:
    told, happened = seasons
    assert told.mean() == pytest.approx(happened.mean(), abs=0.02)


def test_chances_say_far_more_than_the_base_rate(seasons: tuple[Floats, Floats]) -> None:
    told, happened = seasons
    assert brier(told, happened) < 0.3 * brier(np.full_like(told, happened.mean()), happened)


def test_chances_still_say_more_where_races_are_wilder_than_thought() -> None:
    told, happened = told_and_happened(range(1000, 1060), wilder=2.0)
    assert brier(told, happened) < 0.5 * brier(np.full_like(told, happened.mean()), happened)
