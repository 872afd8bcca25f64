"""How an event can still end, as far as certain places of it matter.

An `Ending` stands for all results in which the places that matter are held by `held`, all of them, and by
`least` to `most` others, whichever, out of `pool`. Together the endings of a field are exactly the sets of
skaters who can hold those places.
"""

from collections.abc import Iterable, Iterator
from math import inf
from typing import NamedTuple

from matrix.fields import Field
from matrix.tie_orders import bits_of


class Ending(NamedTuple):
    """Who hold the places that matter; skaters are bits of a mask."""

    held: int
    least: int
    most: int
    pool: int


Somebody = tuple[int, int]
"""A skater's bit and the place (from 1) that he holds; bit 0 is nobody."""

NOBODY: Somebody = (0, 0)


Way = tuple[tuple[int, ...], int]
"""Who holds each of some places: a skater's bit, 0 for one of the pool, each another one, or NO_ONE; and the pool."""

NO_ONE = -1


def endings_of(field: Field, places: frozenset[int], somebody: Somebody = NOBODY) -> tuple[Ending, ...]:
    """The endings of these places in which `somebody` holds his place, which is not one of them.

    Empty if he cannot.
    """
    skater, place = somebody
    if not places and not skater:
        return (Ending(0, 0, 0, 0),)
    count = len(places)
    in_front = not field.tie_orders and place in (0, count + 1) and max(places, default=0) == count
    found = _front(field, count, skater) if in_front else set(_Placing(field, places, somebody).endings())
    return tuple(found)


def ways_of(field: Field, places: Iterable[int], most: int) -> tuple[Way, ...]:
    """Every way to fill these places of the event, in their order. Raises TooMany if that takes `most` steps."""
    wanted = tuple(places)
    found: dict[Way, None] = {}
    placing = _Placing(field, frozenset(wanted), NOBODY)
    placing.most = most
    for order, pool in placing.orders():
        holders = tuple(order[place - 1] if place <= len(order) else NO_ONE for place in wanted)
        if holders.count(0) == 1 and pool.bit_count() == 1:
            holders = tuple(bit or pool for bit in holders)
        found[holders, pool if 0 in holders else 0] = None
    return tuple(found)


def too_many(field: Field, places: frozenset[int], most: int) -> bool:
    """Whether it takes more than `most` steps to go through the endings of these places."""
    if not field.tie_orders:
        return False  # never many: only the places themselves are filled
    placing = _Placing(field, places, NOBODY)
    placing.most = most
    try:
        for _ in placing.orders():
            pass
    except TooMany:
        return True
    return False


class TooMany(Exception):
    """More steps than were allowed."""


def _front(field: Field, count: int, skater: int) -> set[Ending]:
    """The endings of places 1 to `count`, with `skater` (or nobody) next: who is among them matters, not where."""
    if skater and not (skater & field.wild) and all(bit != skater for bit, _ in field.over):
        return set()
    found = set()
    for group in _closed_groups(field, count, skater):
        pool = field.wild & ~group & ~skater
        room = count - group.bit_count()
        if room <= pool.bit_count():
            found.add(Ending(group, room, room, pool))
    finishers = field.finishers.bit_count()
    if finishers < count and not skater:
        spare = field.loose.bit_count()
        found.add(Ending(field.finishers, 0, min(count - finishers, spare), field.loose))
    return found


def _closed_groups(field: Field, count: int, skater: int) -> set[int]:
    """Groups of up to `count` that hold, with each who is over, all who are ahead of him for sure."""
    first = next((ahead for bit, ahead in field.over if bit == skater), 0)
    groups = {first} if first.bit_count() <= count else set()
    for bit, ahead in field.over:
        more = bit | ahead
        if not more & skater:
            groups |= {group | more for group in groups}
            groups = {group for group in groups if group.bit_count() <= count}
    return groups


class _Placing:
    """Fills the places one by one. Slower: for gaps between the places and for ties that are ordered."""

    def __init__(self, field: Field, places: frozenset[int], somebody: Somebody) -> None:
        self.field = field
        self.places = places
        self.skater, self.place = somebody
        self.last = max([*places, self.place, field.tie_orders.reach if field.tie_orders else 0])
        self.before = dict(field.over)
        self.ordered = field.tie_orders.members if field.tie_orders else 0
        named = self.ordered
        for ahead in self.before.values():
            named |= ahead
        if field.finishers.bit_count() < self.last:
            named |= field.finishers
        self.named = list(bits_of(named & field.wild))
        self.steps, self.most = 0, inf

    def endings(self) -> Iterator[Ending]:
        """All of them, some more than once."""
        for order, pool in self.orders():
            counted = [bit for place, bit in enumerate(order, start=1) if place in self.places]
            room = counted.count(0)
            yield Ending(sum(counted), room, room, pool)

    def orders(self) -> Iterator[tuple[list[int], int]]:
        """Who comes where from place 1 on, 0 for one of the pool; and the pool. Some more than once."""
        if not self.skater or self.skater & (self.field.wild | sum(self.before)):
            yield from self._fill([], 0, 0)

    def _fill(self, order: list[int], placed: int, wild: int) -> Iterator[tuple[list[int], int]]:
        """`order` has a bit for each place filled, 0 for one of the pool; `wild` counts those."""
        self.steps += 1
        if self.steps > self.most:
            raise TooMany
        place = len(order) + 1
        if place > self.last:
            yield from self._filled(order, placed, wild)
            return
        if not self.field.finishers & ~placed and place > self.place:
            yield from self._filled(order, placed, wild)
        if place == self.place:
            if not self.before.get(self.skater, 0) & ~placed:
                yield from self._fill([*order, self.skater], placed | self.skater, wild)
            return
        for bit in (*self.before, *self.named):
            if bit != self.skater and not bit & placed and not self.before.get(bit, 0) & ~placed:
                yield from self._fill([*order, bit], placed | bit, wild)
        if wild < self._pool(placed).bit_count():
            yield from self._fill([*order, 0], placed, wild + 1)

    def _filled(self, order: list[int], placed: int, wild: int) -> Iterator[tuple[list[int], int]]:
        pool = self._pool(placed)
        if wild <= pool.bit_count() and (not self.field.tie_orders or self.field.tie_orders.allow(order)):
            yield order, pool

    def _pool(self, placed: int) -> int:
        return self.field.wild & ~placed & ~self.ordered & ~self.skater
