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

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Open:
    """A position of which nothing is known: anyone may hold it, strangers too, but not the `barred`."""

    barred: frozenset[int] = frozenset()


Holders = Sequence[Skaters | Open]
"""Who holds the positions, in order."""


@dataclass(frozen=True, slots=True, eq=False)
class Tickets:
    """In how many runs each skater has a ticket, whoever holds the open positions: `least` to `most`."""

    least: NDArray[np.int64]
    most: NDArray[np.int64]


def tickets(holders: Holders, skaters: int, team: Sequence[int], free: int, runs: int) -> Tickets:
    """Counts in `runs` runs who is among the first `free` names, for `skaters` skaters numbered from 0.

    Skaters in `team` are not counted as names and get no ticket here.
    """
    names = np.zeros(runs, dtype=np.int16)
    least = np.zeros(skaters, dtype=np.int64)
    above: list[Skaters] = []
    fits: list[Mask] = []  # for each of `above`: he is new there and has a ticket, if nobody open costs it
    opened: list[tuple[Open, Mask]] = []  # with the runs in which the position is worth a ticket
    for holder in holders:
        room = names < free
        if isinstance(holder, Open):
            opened.append((holder, room))
            continue
        new = _new_names(holder, above, team)
        least += _counted(holder, new & (names < free - len(opened)), skaters)
        above.append(holder)
        fits.append(new & room)
        names += new
    opened.append((Open(), np.zeros(runs, dtype=bool)))  # for those who may hold no open position
    most = _most(above, fits, opened, skaters)
    most[list(team)] = 0
    return Tickets(least, most)


def _most(
    above: Sequence[Skaters], fits: Sequence[Mask], opened: Sequence[tuple[Open, Mask]], skaters: int
) -> NDArray[np.int64]:
    """A skater gains most from the highest open position that he may hold, and others from holding the same twice."""
    most = np.zeros(skaters, dtype=np.int64)
    waiting = np.ones(skaters, dtype=bool)
    for position, gains in opened:
        now = waiting.copy()
        now[list(position.barred)] = False
        waiting &= ~now
        if now.any():
            counted = np.count_nonzero(gains) + sum(
                _counted(holder, its & ~gains, skaters) for holder, its in zip(above, fits, strict=True)
            )
            most[now] = np.broadcast_to(counted, skaters)[now]
    return most


def _new_names(holder: Skaters, above: Sequence[Skaters], team: Sequence[int]) -> Mask:
    new: Mask = holder != NOBODY
    for member in team:
        new &= holder != member
    for other in above:
        new &= holder != other
    return new


def _counted(holder: Skaters, where: Mask, skaters: int) -> NDArray[np.int64]:
    return np.bincount(holder[where], minlength=skaters)
