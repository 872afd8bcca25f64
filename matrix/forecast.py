"""How likely a ticket is: the rest of the tournament drawn many times, and the same selection each time.

A *chance* is the share of the drawn tournaments in which the skater is selected with the designations
made so far: before further designations. How, and what is assumed: docs/forecast.md.
"""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matrix.assumptions import GUESS_ERROR
from matrix.drawn import Drawn
from matrix.marks import Known
from matrix.selection import Contest
from matrix.walk import Holders, Open, Tickets, tickets

TOLERANCE = 0.1  # where what is not known moves a chance over more than this, it is not given

Shares = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Chance:
    """The chance of a ticket, from 0 to 1, and its error; or None, None and the reason why there is none.

    `error`: the standard error of the simulation and half of what the unknown could change, added up.
    `reason`, where the chance would depend too much on it: "no_matrix"; "no_times_known" (of the skater
    himself); "entries_unknown" (of an event); "holder_unknown" (of a position that is filled by name);
    "rivals_unknown" (no times known of others).
    """

    skater: str
    chance: float | None
    error: float | None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Forecast:
    """The chances of all skaters of the contest, in its order, from `runs` drawn tournaments."""

    chances: tuple[Chance, ...]
    runs: int
    seed: int

    def of(self, skater: str) -> Chance:
        """The chance of this skater; KeyError when the contest does not have him."""
        for chance in self.chances:
            if chance.skater == skater:
                return chance
        raise KeyError(skater)


def forecast(
    contest: Contest,
    known: Known,
    runs: int = 20_000,
    seed: int = 2021,
    certain: Collection[str] = (),
    out: Collection[str] = (),
) -> Forecast:
    """The chance of a ticket of each skater of the contest. The same arguments give the same answer.

    `certain` and `out` are skaters of whom the exact outlook knows the answer already: they get 1 and 0,
    also where too little is known for a chance. Raises KeyError when a position is worth a place in an
    event that the contest does not have.
    """
    if not contest.positions:
        return Forecast(
            tuple(Chance(skater, None, None, "no_matrix") for skater in contest.skaters), runs, seed
        )
    drawn = Drawn(contest, known, runs, seed)
    foreseen = _Foreseen(contest, drawn)
    exact = dict.fromkeys(out, 0.0) | dict.fromkeys((*certain, *contest.team), 1.0)
    return Forecast(
        tuple(
            Chance(skater, exact[skater], 0.0) if skater in exact else foreseen.chance(skater)
            for skater in contest.skaters
        ),
        runs,
        seed,
    )


class _Foreseen:
    """The shares of runs with a ticket: as thought, and what they could be if the unknown were otherwise."""

    def __init__(self, contest: Contest, drawn: Drawn) -> None:
        self.contest = contest
        self.drawn = drawn
        self.guessed = drawn.guessed
        holders = drawn.holders()
        as_thought = self._tickets(holders)
        self.least = self._share(as_thought.least)
        self.most = self._share(as_thought.most)
        self.shares = (self.least + self.most) / 2
        self.by_events = self._width_by_events(holders)
        self.low, self.high = self.least, self.most
        for shift in (-GUESS_ERROR, GUESS_ERROR) if self.guessed else ():
            shifted = self._tickets(drawn.holders(shift))
            self.low = np.minimum(self.low, self._share(shifted.least))
            self.high = np.maximum(self.high, self._share(shifted.most))

    def chance(self, skater: str) -> Chance:
        number = self.drawn.skaters[skater]
        if reason := self._reason(skater, number):
            return Chance(skater, None, None, reason)
        share = float(self.shares[number])
        runs = self.drawn.runs
        # Half a run is added to both sides: that all runs agree does not make it sure.
        smooth = (share * runs + 0.5) / (runs + 1)
        simulation = (smooth * (1 - smooth) / runs) ** 0.5
        return Chance(skater, share, simulation + float(self.high[number] - self.low[number]) / 2)

    def _reason(self, skater: str, number: int) -> str | None:
        if skater in self.guessed and self.low[number] < 1 - TOLERANCE:
            return "no_times_known"
        if self.high[number] - self.low[number] <= TOLERANCE:
            return None
        if self.by_events[number] > TOLERANCE:
            return "entries_unknown"
        return "holder_unknown" if self.most[number] - self.least[number] > TOLERANCE else "rivals_unknown"

    def _tickets(self, holders: Holders) -> Tickets:
        team = [self.drawn.skaters[skater] for skater in self.contest.team]
        return tickets(holders, len(self.drawn.skaters), team, self.contest.free, self.drawn.runs)

    def _width_by_events(self, holders: Holders) -> Shares:
        """What the unknown entries of events alone could change."""
        positions = sorted(self.contest.positions, key=lambda position: position.number)
        counted = [
            holder
            for position, holder in zip(positions, holders, strict=True)
            if position.place is not None or not isinstance(holder, Open)
        ]
        alone = self._tickets(counted)
        return self._share(alone.most - alone.least)

    def _share(self, count: NDArray[np.int64]) -> Shares:
        shares: Shares = count / self.drawn.runs
        return shares
