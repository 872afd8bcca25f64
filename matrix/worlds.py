"""Worlds: the matrix with every position filled, each open fact in one of the ways it can still end.

A walk through them changes one fact at a time. Whoever has a ticket before a step and not after it, or the other
way round, depends on that fact: that is seen, so it is certain. What is never seen is not thereby impossible.
"""

from dataclasses import dataclass
from random import Random

from matrix.board import Board
from matrix.endings import Way
from matrix.open_facts import Key, keys_of_lines
from matrix.selection import Contest
from matrix.tie_orders import bits_of

CUT_LINE = -1
"""Stands for where the cut line lies, where else a skater's bit stands for whether he goes."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What one fact decides: lines of the board, and the ways to fill them."""

    lines: tuple[int, ...]
    ways: tuple[Way, ...]

    @property
    def open(self) -> bool:
        return len(self.ways) > 1 or bool(self.ways[0][1])


def choices_of(contest: Contest, board: Board) -> dict[Key, Choice]:
    """The facts that decide who holds the lines that have no holder yet, also those of which all is over."""
    anyone = sum(board.bits[skater] for skater in contest.skaters) | board.strangers
    found = {}
    for key, lines in keys_of_lines(contest, board).items():
        ways: tuple[Way, ...] = board.ways(key[0]) if board.lines[lines[0]].place else (((0,), anyone),)
        found[key] = Choice(lines, ways)
    return found


def chosen(holders: list[int], team: int, free: int) -> tuple[int, int]:
    """Who have a ticket if these hold the lines; and after how many lines the last ticket is gone (0: never)."""
    names, seen = 0, team
    for number, bit in enumerate(holders, start=1):
        if free > 0 and bit > 0 and not bit & seen:
            names |= bit
            seen |= bit
            free -= 1
            if not free:
                return names, number
    return names, 0


class Walk:
    """Goes from world to world. The same contest always gives the same walk."""

    def __init__(self, contest: Contest, board: Board) -> None:
        self.free, self.team = contest.free, board.team
        choices = choices_of(contest, board)
        self.holders = [line.holder for line in board.lines]
        self.chance = Random(len(choices))  # noqa: S311  # nothing secret
        self.open = [(key, choice) for key, choice in choices.items() if choice.open]
        for choice in choices.values():
            self._fill(choice, 0)

    def see(self, doubtful: dict[Key, set[int]], subjects: list[int], steps: int) -> None:
        """Takes out of `doubtful` the subjects for whom a fact has been seen to make a difference.

        Up to `steps` together, for each of the subjects kept near the worlds where it is just enough for him or
        just not; what one does not need is left to the others.
        """
        for number, subject in enumerate(subjects):
            before, away = chosen(self.holders, self.team, self.free), self._away(subject)
            for step in range(steps // (len(subjects) - number)):
                if not step % 16 and not any(subject in left for left in doubtful.values()):
                    break
                steps -= 1
                key, choice = self.open[int(self.chance.random() * len(self.open))]
                were = [self.holders[line] for line in choice.lines]
                self._fill(choice, max(0, subject))
                after = chosen(self.holders, self.team, self.free)
                if after != before and doubtful[key]:
                    changed = before[0] ^ after[0]
                    doubtful[key] -= {*bits_of(changed), *((CUT_LINE,) if before[1] != after[1] else ())}
                now = self._away(subject)
                if now <= away or self.chance.random() < 0.05:
                    before, away = after, now
                else:
                    for line, bit in zip(choice.lines, were, strict=True):
                        self.holders[line] = bit

    def _away(self, subject: int) -> int:
        """How far the skater is from where one name more or less above him decides."""
        if subject == CUT_LINE:
            return 0
        seen, rank = self.team | subject, 1
        for bit in self.holders:
            if bit == subject:
                return abs(2 * (rank - self.free) - 1)
            if bit > 0 and not bit & seen:
                seen |= bit
                rank += 1
        return 3 if rank > self.free else 99

    def _fill(self, choice: Choice, wanted: int) -> None:
        """Fills the lines in one of the ways: with names that are there already, or new ones, or who is wanted."""
        way, pool = choice.ways[int(self.chance.random() * len(choice.ways))]
        for line in choice.lines:
            self.holders[line] = 0
        there = 0
        for bit in self.holders:
            if bit > 0:
                there |= bit
        for line, bit in zip(choice.lines, way, strict=True):
            if not bit:
                dice = self.chance.random()
                mask = pool & (wanted if dice < 0.15 else there if dice < 0.6 else ~there)
                self.holders[line] = self._one_of(mask or pool)
                pool &= ~self.holders[line]
            else:
                self.holders[line] = bit

    def _one_of(self, mask: int) -> int:
        some = mask >> (by := int(self.chance.random() * mask.bit_length())) << by
        return some & -some
