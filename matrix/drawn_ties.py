"""Ties in imagined results, ordered by the committee's start designations, as `ties` has it."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from matrix.ties import orderable
from results.standings import spans_of
from results.times import Time


def order_ties(
    order: NDArray[np.int16],
    alike: NDArray[np.bool_],
    times: Sequence[Time],
    designated: Mapping[int, int],
) -> None:
    """Puts the designated at their places within a tie, in place; the others stay in the order drawn.

    `order` has for each run (column) the runners from first to last, -1 for nobody; `alike` marks there who
    have the equal hundredths of the tie. `times` are theirs, by runner; `designated` runners by place (from 1).
    """
    patterns, which = np.unique(np.where(alike, order, -1), axis=1, return_inverse=True)
    for number, pattern in enumerate(patterns.T):
        at = np.flatnonzero(pattern >= 0)
        drawn = [int(runner) for runner in pattern[at]]
        if len(drawn) > 1:
            new = _ordered(drawn, int(at[0]) + 1, times, designated)
            order[at[0] : at[-1] + 1, which.ravel() == number] = np.array(new, dtype=np.int16)[:, None]


def _ordered(drawn: list[int], front: int, times: Sequence[Time], designated: Mapping[int, int]) -> list[int]:
    group = {str(runner): times[runner] for runner in drawn}
    spans = spans_of(group)
    placed = {
        place: str(runner)
        for place, runner in designated.items()
        if str(runner) in group
        and spans[str(runner)][0] <= place - front + 1 <= spans[str(runner)][1]
        and spans[str(runner)][0] < spans[str(runner)][1]
    }
    if not placed or not orderable(group, front, placed):
        return drawn
    for place in range(front, front + len(drawn)):
        if place not in placed:
            waiting = (str(runner) for runner in drawn if str(runner) not in placed.values())
            placed[place] = next(
                skater for skater in waiting if orderable(group, front, {**placed, place: skater})
            )
    return [int(placed[place]) for place in range(front, front + len(drawn))]
