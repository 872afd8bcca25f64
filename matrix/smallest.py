"""The smallest set of open facts that can still change whether a skater goes, or where the cut line lies.

A fact is in it exactly if there are two worlds that differ in that fact alone and in what is asked. An event is one
fact, with its ties and its re-skates and whoever skates in it; a position without a name is one; they end
independently of each other, so without one of these facts it is not known, and with all of them it is. The worlds
are those of the outlook, with the designations as they stand: `why` says what a further one can change.

A short walk through the worlds sees most of them. Of the rest, counting (`Enough`) rules out many; where many worlds
are left, a second walk sees more of them. What is still open is tried in every world, up to `WORLDS` of them. What is
not known then stays in: the set may be larger than needed, never too small.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from math import prod

from matrix.board import Board
from matrix.endings import NO_ONE, TooMany, Way
from matrix.open_facts import Key
from matrix.selection import Contest
from matrix.tie_orders import bits_of
from matrix.worlds import CUT_LINE, Choice, Walk, chosen

WORLDS = 3000
"""Together; some 20 ms."""

GLANCE, STEPS = 300, 300
"""Of the first walk and of the second, all together; 2 ms each."""

FEW = 1000
"""Worlds that are tried without a second walk before; some 6 ms."""

Enough = Callable[[Contest, Board, str | None], set[Key]]
"""The facts that together decide whether this skater goes (None: where the line lies), maybe some too many."""


def smallest(
    contest: Contest, board: Board, of: Iterable[str | None], enough: Enough
) -> dict[str | None, set[Key]]:
    """The facts that are needed, for each of these skaters (None: for the cut line)."""
    try:
        walk = Walk(contest, board)
    except TooMany:
        return {skater: enough(contest, board, skater) for skater in of}
    choices = dict(walk.open)
    subjects = {CUT_LINE if skater is None else board.bits[skater]: skater for skater in of}
    doubtful = {key: set(subjects) for key in choices}
    found = {skater: set(choices) for skater in subjects.values()}
    walk.see(doubtful, list(subjects), GLANCE)
    left = sorted(set[int]().union(*doubtful.values()))
    for subject in left:
        facts = found[subjects[subject]]
        facts &= enough(contest, board, subjects[subject])
        for key in choices.keys() - facts:
            doubtful[key].discard(subject)
    trial = _Trial(board, contest.free)
    size = cache(lambda key: trial.size(choices[key]))

    def worlds(subject: int) -> int:
        return prod(size(key) for key in found[subjects[subject]])

    walk.see(doubtful, [subject for subject in left if worlds(subject) > FEW], STEPS)
    for subject in left:
        facts = found[subjects[subject]]
        for key in sorted(facts):
            if subject in doubtful[key] and worlds(subject) <= WORLDS * size(key):
                others = [choices[other] for other in sorted(facts - {key})]
                if not trial.differs(subject, walk.holders, choices[key], others):
                    facts.discard(key)
    return found


class _Trial:
    """Whether a fact can make a difference to a subject, by trying every way to decide the others."""

    def __init__(self, board: Board, free: int) -> None:
        self.team, self.free, self.worlds = board.team, free, WORLDS
        self.kind = cache(board.kind)

    def size(self, choice: Choice) -> int:
        """In about how many ways the fact can be decided."""
        kinds = {pool: len({self.kind(bit) for bit in bits_of(pool)}) for _, pool in choice.ways}
        return sum((kinds[pool] + holders.count(0)) ** holders.count(0) for holders, pool in choice.ways)

    def differs(self, subject: int, holders: list[int], own: Choice, others: list[Choice]) -> bool:
        """Whether `own` can, with its lines and those of `others` to be filled and the rest as in `holders`.

        True as well if the worlds run out.
        """
        empty = list(holders)
        for choice in (own, *others):
            for line in choice.lines:
                empty[line] = NO_ONE
        return self._differs(subject, empty, own, others)

    def _differs(self, subject: int, holders: list[int], own: Choice, others: list[Choice]) -> bool:
        if others:
            fillings = self._filled(subject, holders, others[0])
            return any(self._differs(subject, filled, own, others[1:]) for filled in fillings)
        seen: set[int] = set()
        for filled in self._filled(subject, holders, own):
            names, last = chosen(filled, self.team, self.free)
            seen.add(last if subject == CUT_LINE else names & subject)
            self.worlds -= 1
            if len(seen) > 1 or self.worlds < 0:
                return True
        return False

    def _filled(self, subject: int, holders: list[int], choice: Choice) -> Iterator[list[int]]:
        for way in choice.ways:
            for bits in self._fillings(subject, way, set(holders)):
                filled = list(holders)
                for line, bit in zip(choice.lines, bits, strict=True):
                    filled[line] = bit
                yield filled

    def _fillings(self, subject: int, way: Way, there: set[int]) -> Iterator[tuple[int, ...]]:
        """Who can hold the lines in this way: of those who can do the same everywhere one is enough."""
        bits, pool = way
        if 0 not in bits:
            yield bits
            return
        place, tried = bits.index(0), set()
        for bit in bits_of(pool & ~sum({bit for bit in bits if bit > 0})):
            kind = (bit,) if bit in there or bit == subject else (0, *self.kind(bit))
            if kind not in tried:
                tried.add(kind)
                yield from self._fillings(subject, ((*bits[:place], bit, *bits[place + 1 :]), pool), there)
