"""The matrix read from the top in many imagined tournaments at once: the rule of `selection`, in columns.

A test holds the two to the same answer, run by run.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Skaters = NDArray[np.int16]
"""For each run the number of a skater, or NOBODY."""

NOBODY = -1


@dataclass(frozen=True, slots=True, eq=False)
class Tickets:
    """In how many runs each skater has a ticket, whoever may hold the unknown positions: `least` to `most`."""

    least: NDArray[np.int64]
    most: NDArray[np.int64]


def tickets(holders: Sequence[Skaters | None], skaters: int, team: Sequence[int], free: int) -> Tickets:
    """Counts who is among the first `free` names, for `skaters` skaters numbered from 0.

    `holders` are the positions in order; None is a position of which nothing is known: anyone may hold it.
    Skaters in `team` are not counted as names and get no ticket here.
    """
    least = np.zeros(skaters, dtype=np.int64)
    most = np.zeros(skaters, dtype=np.int64)
    runs = next((len(holder) for holder in holders if holder is not None), 1)
    names = np.zeros(runs, dtype=np.int8)
    reached = np.zeros(runs, dtype=bool)  # runs in which an unknown position is worth a ticket, to anyone
    unknown = 0
    above: list[Skaters] = []
    for holder in holders:
        if holder is None:
            reached |= names < free
            unknown += 1
            continue
        new = _new_names(holder, above, team)
        least += _counted(holder, new & (names < free - unknown), skaters)
        most += _counted(holder, new & (names < free) & ~reached, skaters)
        names += new
        above.append(holder)
    most += np.count_nonzero(reached)
    most[list(team)] = 0
    return Tickets(least, most)


def _new_names(holder: Skaters, above: Sequence[Skaters], team: Sequence[int]) -> NDArray[np.bool_]:
    new: NDArray[np.bool_] = holder != NOBODY
    for member in team:
        new &= holder != member
    for other in above:
        new &= holder != other
    return new


def _counted(holder: Skaters, where: NDArray[np.bool_], skaters: int) -> NDArray[np.int64]:
    return np.bincount(holder[where], minlength=skaters)
