"""What time to expect of a skater, from the times that are known.

Times are compared as *deficits*: the logarithm of a time over the reference time of its distance, so 0.01 is
one percent slower. A skater's deficit varies smoothly with the logarithm of the distance; ice and day are the
same for everyone in an event. All of it is one normal distribution (a Gaussian process), so what is known
makes what is not yet known more or less certain by the textbook formula. Assumptions: docs/forecast.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray

from matrix.assumptions import (
    BEST_LEAD,
    BEST_SPREAD,
    DAY_SPREAD,
    DISTANCE_REACH,
    DISTANCE_SPREAD,
    FIELD_MEAN,
    ICE_SPREAD,
    LEVEL_SPREAD,
    NEAR,
    NOWHERE,
    RACE_SPREAD,
)
from matrix.marks import Known, Mark

Floats = NDArray[np.float64]

# Milliseconds: the third time of 2021 where that distance was skated, else a time of the same level.
REFERENCE: Mapping[str, Mapping[int, int]] = {
    "M": {500: 34_560, 1000: 67_520, 1500: 105_160, 3000: 223_000, 5000: 372_290, 10_000: 779_750},
    "F": {500: 37_530, 1000: 74_800, 1500: 113_990, 3000: 239_200, 5000: 415_170, 10_000: 860_000},
}


@dataclass(frozen=True, slots=True)
class Turn:
    """A run that is still to be skated; `distance` in metres."""

    skater: str
    event: str
    run: int
    distance: int | None


@dataclass(frozen=True, slots=True, eq=False)
class Expectation:
    """The deficits of a number of turns: `mean` + `root` @ (independent standard normals).

    `guessed` marks turns of skaters of whom no time at this or a neighbouring distance is known.
    """

    mean: Floats
    root: Floats
    guessed: NDArray[np.bool_]


def reference(sex: str, distance: int | None) -> float | None:
    """The reference time of a distance in milliseconds, None where it has none."""
    return REFERENCE[sex].get(distance or 0) if sex in REFERENCE else None


def expect(sex: str, turns: Sequence[Turn], known: Known) -> Expectation:
    """What to expect of these turns, given what is known. Marks at distances without a reference are left out."""
    marks = [mark for mark in known.marks if reference(sex, mark.distance)]
    places = _Places.of(turns, marks)
    count = len(turns)
    covariance = places.covariance()
    covariance[np.diag_indices(count)] += RACE_SPREAD**2
    behind = np.arange(count, len(places.skater))
    covariance[behind, behind] += [BEST_SPREAD[mark.source] ** 2 for mark in marks]
    surprise = np.array([_surprise(sex, mark) for mark in marks])
    across = covariance[:count, count:]
    gain = np.linalg.solve(covariance[count:, count:], across.T).T
    left = covariance[:count, :count] - gain @ across.T
    root: Floats = np.linalg.cholesky((left + left.T) / 2).astype(np.float64)
    return Expectation(
        mean=FIELD_MEAN + gain @ surprise,
        root=root,
        guessed=np.array([_guessed(turn, marks) for turn in turns], dtype=bool),
    )


def _surprise(sex: str, mark: Mark) -> float:
    """How much slower the time was than what would be expected of somebody unknown."""
    return log(mark.time.ms / REFERENCE[sex][mark.distance]) + BEST_LEAD[mark.source] - FIELD_MEAN


def _guessed(turn: Turn, marks: Sequence[Mark]) -> bool:
    distance = turn.distance
    return distance is None or not any(
        mark.skater == turn.skater and 1 / NEAR <= mark.distance / distance <= NEAR for mark in marks
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Places:
    """Who skated how far in which event: numbers, the turns first and the marks after them.

    `event` is -1 for a time that was skated elsewhere.
    """

    skater: NDArray[np.int64]
    distance: Floats
    event: NDArray[np.int64]

    @classmethod
    def of(cls, turns: Sequence[Turn], marks: Sequence[Mark]) -> "_Places":
        everything: list[Turn | Mark] = [*turns, *marks]
        skaters = {part.skater: number for number, part in enumerate(everything)}
        events = {part.event: number for number, part in enumerate(everything)} | {None: -1}
        return cls(
            np.array([skaters[part.skater] for part in everything], dtype=np.int64),
            np.array([log(part.distance) if part.distance else NOWHERE for part in everything]),
            np.array([events[part.event] for part in everything], dtype=np.int64),
        )

    def covariance(self) -> Floats:
        """What the deficits have in common, without what is particular to one race."""
        apart = self.distance[:, None] - self.distance
        own = LEVEL_SPREAD**2 + DISTANCE_SPREAD**2 * np.exp(-(apart**2) / (2 * DISTANCE_REACH**2))
        here = self.event >= 0
        common = ICE_SPREAD**2 + DAY_SPREAD**2 * (self.event[:, None] == self.event)
        shared: Floats = own * (self.skater[:, None] == self.skater) + common * (here[:, None] & here)
        return shared
