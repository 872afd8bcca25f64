"""Finding the first few of many runners in many runs at once.

A value becomes a whole number that has the runner's own number in its lowest bits, so that the first
places with their holders are found by nothing but minima.
"""

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float32]
Keys = NDArray[np.int32]

BITS = 30


class Scale:
    """Values from `low` to `high` for runners numbered from 0. What is beyond `high`, such as infinity, is no value."""

    def __init__(self, low: float, high: float, runners: int) -> None:
        self.bits = max(1, runners.bit_length())
        self.top = 1 << (BITS - self.bits)
        self.low = low
        self.factor = self.top / (high - low)

    def keys(self, value: Values | np.float32, runner: int) -> Keys:
        """The keys of one runner, by run."""
        steps = (value - np.float32(self.low)) * np.float32(self.factor)
        whole = np.asarray(np.clip(steps, 0, self.top), dtype=np.int32)
        return (whole << self.bits) | runner

    def first(self, depth: int, runs: int) -> Keys:
        """Room for the first `depth` places (rows), all of them empty."""
        return np.full((depth, runs), self.top << self.bits, dtype=np.int32)

    def runners(self, first: Keys) -> NDArray[np.int16]:
        """Who holds the places; -1 for nobody."""
        found = (first & ((1 << self.bits) - 1)).astype(np.int16)
        found[first >= self.top << self.bits] = -1
        return found

    def values(self, first: Keys) -> NDArray[np.float64]:
        """The values at the places, to the precision of the keys."""
        return (first >> self.bits) / self.factor + self.low


def insert(first: Keys, keys: Keys) -> None:
    """Lets one more runner take his place among the first, in place."""
    for row in first:
        behind = np.maximum(row, keys)
        np.minimum(row, keys, out=row)
        keys = behind
