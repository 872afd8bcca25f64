"""The rest of a tournament, drawn many times: who comes where in each event.

Times are drawn as deficits (`times_model`); the value of a runner in a run is that of his counting time,
infinite without one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from math import log
from statistics import NormalDist

import numpy as np
from numpy.random import SFC64, Generator
from numpy.typing import NDArray

from matrix.assumptions import FALLS, WITHDRAWS
from matrix.drawn_ties import order_ties
from matrix.keys import Scale, Values, insert
from matrix.marks import Known
from matrix.races import Race, Runner, barred, races_of, tied
from matrix.selection import Contest, Position
from matrix.times_model import Expectation, Turn, expect
from matrix.walk import NOBODY, Open, Skaters
from results.times import Time

LEVELS = 1 << 16  # as fine as chance is drawn: in two bytes, far quicker than exactly
MARGIN = 0.1  # of the unknown digit, kept free at both ends: a time never gets into the next one by rounding


@dataclass(frozen=True, slots=True, eq=False)
class Draws:
    """All that chance decides, per run: the deficit of each turn, and whether it gives a time."""

    expectation: Expectation
    deficits: Values
    lost: NDArray[np.bool_]
    withdrawn: dict[tuple[str, str], NDArray[np.bool_]]


class Drawn:
    """A contest with `runs` ways in which it may go on."""

    def __init__(self, contest: Contest, known: Known, runs: int, seed: int) -> None:
        self.contest = contest
        self.runs = runs
        self.races, self.turns = races_of(contest, known)
        self.skaters = {skater: number for number, skater in enumerate(_everyone(contest))}
        self.random = Generator(SFC64(seed))
        self.draws = self._draw(expect(contest.sex, self.turns, known))
        self.jitter = {
            (race.id, runner.skater): self.random.random(runs, dtype=np.float32)
            for race in self.races
            for runner in race.runners
            if tied(runner, race.runners)
        }
        self.places = {race.id: self._places(race, 0.0) for race in self.races}

    @property
    def guessed(self) -> frozenset[str]:
        """The skaters who have a run before them about which no time is known."""
        guessed = self.draws.expectation.guessed
        return frozenset(turn.skater for turn, guess in zip(self.turns, guessed, strict=True) if guess)

    def holders(self, shift: float = 0.0) -> list[Skaters | Open]:
        """Who holds the positions, in order.

        With `shift`, all of whom no times are known are so much slower than thought (0.01 is one percent).
        """
        places = dict(self.places)
        if shift:
            guessed = {turn.event for turn in self._guessed_turns()}
            places |= {race.id: self._places(race, shift) for race in self.races if race.id in guessed}
        positions = sorted(self.contest.positions, key=lambda position: position.number)
        return [self._holder(position, places) for position in positions]

    def _guessed_turns(self) -> list[Turn]:
        return [self.turns[number] for number in np.flatnonzero(self.draws.expectation.guessed)]

    def _holder(self, position: Position, places: dict[str, Skaters]) -> Skaters | Open:
        holder = position.named
        if position.place is not None:
            holder = self.contest.fixed(position.event).get(position.place)
            if holder is None:
                if position.event in places:
                    return self._at(places[position.event], position.place)
                return Open(self._barred(position.event, position.place))
        return Open() if holder is None else np.full(self.runs, self.skaters[holder], dtype=np.int16)

    def _at(self, skated: Skaters, place: int) -> Skaters:
        if place > len(skated):
            return np.full(self.runs, NOBODY, dtype=np.int16)
        row: Skaters = skated[place - 1]
        return row

    def _barred(self, event: str, place: int) -> frozenset[int]:
        state = next(state for state in self.contest.events if state.id == event)
        return frozenset(self.skaters[skater] for skater in barred(state, place))

    def _draw(self, expectation: Expectation) -> Draws:
        shape = (len(self.turns), self.runs)
        normals = _quantiles()[self.random.integers(0, LEVELS, shape, dtype=np.uint16)]
        deficits = expectation.root.astype(np.float32) @ normals
        deficits += expectation.mean.astype(np.float32)[:, None]
        entries = dict.fromkeys((turn.event, turn.skater) for turn in self.turns)
        withdrawn = self._happens(WITHDRAWS, len(entries))
        return Draws(
            expectation=expectation,
            deficits=deficits,
            lost=self._happens(FALLS, len(self.turns)),
            withdrawn=dict(zip(entries, withdrawn, strict=True)),
        )

    def _happens(self, rate: float, count: int) -> NDArray[np.bool_]:
        drawn = self.random.integers(0, LEVELS, (count, self.runs), dtype=np.uint16)
        happens: NDArray[np.bool_] = drawn < round(rate * LEVELS)
        return happens

    def _places(self, race: Race, shift: float) -> Skaters:
        """Who comes first, second, … (rows) in each run (columns)."""
        numbers = np.array(
            [self.skaters[runner.skater] for runner in race.runners] + [NOBODY], dtype=np.int16
        )
        scale = self._scale(race, shift)
        kept = {runner.skater: runner.kept for runner in race.runners if runner.kept}
        tie_orders = [
            (place, skater)
            for place, skater in race.designated
            if skater in kept and (race.id, skater) in self.jitter
        ]
        depth = len(race.runners) if tie_orders else min(race.depth, len(race.runners))
        first = scale.first(depth, self.runs)
        for number, runner in enumerate(race.runners):
            insert(first, scale.keys(self._value(race, runner, shift), number))
        order = scale.runners(first)
        for _, skater in tie_orders:
            self._order_tie(race, kept[skater], order, scale.values(first))
        return numbers[order[: race.depth]]

    def _scale(self, race: Race, shift: float) -> Scale:
        """Wide enough for every known time and, but for one in a thousand million, for every one drawn."""
        drawn = [number for runner in race.runners for number, _ in runner.turns]
        mean = self.draws.expectation.mean[drawn]
        spread = 6 * np.sqrt((self.draws.expectation.root[drawn] ** 2).sum(axis=1))
        ends = [0.0, *(mean - spread), *(mean + spread)]
        for runner in race.runners:
            ends += [_deficit(runner.kept, race.reference * (1 + race.sum))] if runner.kept else []
            ends += [_deficit(time, race.reference) for time in runner.skated]
            ends += [_deficit(time, race.reference) for _, time in runner.turns if time]
        reach = abs(shift) + 0.001
        return Scale(min(ends) - reach, max(ends) + reach, len(race.runners))

    def _value(self, race: Race, runner: Runner, shift: float) -> Values | np.float32:
        kept = self._kept(race, runner)
        if not runner.turns:
            return kept
        values = [self._skated(race, runner.skater, number, time, shift) for number, time in runner.turns]
        if not race.sum:
            return np.minimum(kept, np.minimum.reduce(values))
        parts = [np.exp(value) for value in values]
        parts += [np.full(self.runs, np.exp(_deficit(time, race.reference))) for time in runner.skated]
        total: Values = np.log(np.sum(parts, axis=0) / 2).astype(np.float32)
        return np.minimum(kept, total)

    def _skated(self, race: Race, skater: str, turn: int, stands: Time | None, shift: float) -> Values:
        """What comes of a turn; `stands` counts where it is not skated after all."""
        value = self.draws.deficits[turn]
        if shift and self.draws.expectation.guessed[turn]:
            value = value + np.float32(shift)
        instead = np.float32(_deficit(stands, race.reference) if stands else np.inf)
        value = np.where(self.draws.lost[turn], np.float32(np.inf), value)
        return np.where(self.draws.withdrawn[race.id, skater], instead, value)

    def _kept(self, race: Race, runner: Runner) -> Values | np.float32:
        """A tie is ordered by the digit that is not known, drawn evenly."""
        if runner.kept is None:
            return np.float32(np.inf)
        reference = race.reference * (1 + race.sum)
        drawn = self.jitter.get((race.id, runner.skater))
        if drawn is None:
            return np.float32(_deficit(runner.kept, reference))
        digit = MARGIN + (1 - 2 * MARGIN) * drawn
        width = 1 if runner.kept.thousandths else 10
        return np.log((runner.kept.ms + width * digit.astype(np.float64)) / reference).astype(np.float32)

    def _order_tie(self, race: Race, time: Time, order: Skaters, values: NDArray[np.float64]) -> None:
        reference = race.reference * (1 + race.sum)
        cut = time.hundredths * 10
        alike = (values >= log(cut / reference)) & (values < log((cut + 10) / reference)) & (order != NOBODY)
        times = [
            runner.kept if runner.kept and runner.kept.hundredths == time.hundredths else Time(cut)
            for runner in race.runners
        ]
        numbers = {runner.skater: number for number, runner in enumerate(race.runners)}
        order_ties(order, alike, times, {place: numbers[skater] for place, skater in race.designated})


@cache
def _quantiles() -> Values:
    """The standard normal in LEVELS equally likely values."""
    normal = NormalDist()
    return np.array([normal.inv_cdf((level + 0.5) / LEVELS) for level in range(LEVELS)], dtype=np.float32)


def _deficit(time: Time, reference: float) -> float:
    """In the middle of what the time may be: a hundredth is cut off, and so is a thousandth."""
    return log((time.ms + (0.5 if time.thousandths else 5)) / reference)


def _everyone(contest: Contest) -> Iterator[str]:
    """All who are mentioned, the skaters of the contest first, each once."""
    names = [*contest.skaters, *(made.skater for made in contest.designations)]
    names += [position.named for position in contest.positions if position.named]
    for event in contest.events:
        names += [*(event.entries or ()), *(start.skater for start in event.starts)]
    return iter(dict.fromkeys(names))
