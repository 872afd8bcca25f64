"""A start designation in an event that may still change: when is it the committee ordering a tie?

It is when the designated skater is tied over that place in the end (`ties`). So an order of the result in
which he cannot but be tied over that place, and is not at it, is not among the endings of the event.

Two such designations in one event that can still change may be an order that no clock could give (`contested`).
Then, and where there are too many orders to try, those with equal hundredths are taken to come in any order: more
than can happen, so nobody is certain or out too early. Nothing else is inexact.

*Over*, *safe* and *loose* are as in `fields`; a *vague* time is one of which the thousandth is not known:
it ties with all of the same hundredth. Skaters are bits of a mask, places are 1-based.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from matrix.ties import overruled
from results.times import Time


@dataclass(frozen=True, slots=True)
class Made:
    """A start designation: `skater` for `place`; `time` is what he has, fixed if he is over."""

    place: int
    skater: int
    time: Time | None
    over: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Who have the same hundredth, and may be tied: all of them, and the times of each."""

    over: int
    safe: int
    times: Mapping[int, Time]

    def vague(self, among: int) -> int:
        return sum(bit for bit, time in self.times.items() if bit & among and not time.thousandths)

    def exactly(self, time: Time, among: int) -> int:
        """Those known to have this very thousandth."""
        return sum(bit for bit, its in self.times.items() if bit & among and its.thousandths and its == time)

    @property
    def can_tie(self) -> bool:
        exact = [time for time in self.times.values() if time.thousandths]
        return (
            bool(self.over)
            and len(self.times) > 1
            and (len(exact) < len(self.times) or len(set(exact)) < len(exact))
        )


@dataclass(frozen=True, slots=True)
class TieOrders:
    """The designations that may turn out to order a tie, and the ties, by hundredths.

    `moved` are at their places in any case, although by their thousandths they could not all be.
    """

    made: tuple[Made, ...]
    groups: Mapping[int, Group]
    moved: int

    @property
    def members(self) -> int:
        """All for whom it matters where they are."""
        mask = 0
        for made in self.made:
            mask |= made.skater
        for group in self.groups.values():
            mask |= group.over | group.safe
        return mask

    @property
    def reach(self) -> int:
        """The last place that can matter."""
        widest = max((len(group.times) for group in self.groups.values()), default=0)
        return max((made.place for made in self.made), default=-widest) + widest

    def allow(self, order: Sequence[int]) -> bool:
        """Whether an event can end in this order: a skater per place, 0 for one whom it does not matter of.

        Who is not in the order comes after it.
        """
        at = {skater: place for place, skater in enumerate(order, start=1) if skater}
        for made in self.made:
            own = at.get(made.skater, len(order) + 1)
            if made.skater & self.moved and own != made.place:
                return False
            hundredths = self._hundredths(made, own, at, len(order))
            if own != made.place and hundredths is not None:
                first, last = _span(made, own, at, self.groups[hundredths], len(order) + 2)
                if first <= made.place <= last:
                    return False
        return True

    def _hundredths(self, made: Made, own: int, at: Mapping[int, int], places: int) -> int | None:
        """The tie in which the skater is in any case, in this order; None if he can stay out of all."""

        def anchored(group: Group) -> bool:
            return any(at.get(bit, own) < own for bit in bits_of(group.over))

        if (
            made.time is not None
            and (group := self.groups.get(made.time.hundredths))
            and (made.over or anchored(group))
        ):
            return made.time.hundredths
        if made.over or own > places:
            return None
        for hundredths, group in self.groups.items():
            after = [
                bit
                for bit in bits_of(group.over | group.safe)
                if bit != made.skater and at.get(bit, own + 1) > own
            ]
            if anchored(group) and after:
                return hundredths
        return None


def _span(made: Made, own: int, at: Mapping[int, int], group: Group, never: int) -> tuple[int, int]:
    """The first and the last place that the skater may get in this order, with as few ties as there can be."""
    others = (group.over | group.safe) & ~made.skater
    before = sum(bit for bit in bits_of(others) if at.get(bit, never) < own)
    after = others & ~before
    keeps = made.time if made.time and group.times.get(made.skater) == made.time else None
    if keeps and not keeps.thousandths:
        first = min((at[bit] for bit in bits_of(before & group.over)), default=own)
        return first, max((at.get(bit, never) for bit in bits_of(after)), default=own)
    exact = _exact(made, keeps, group, before, after)
    first = last = own
    if exact is not None:
        # Who comes between two of exactly the same time has that time too.
        first = min((at[bit] for bit in bits_of(group.exactly(exact, before & group.over))), default=own)
        last = max((at.get(bit, never) for bit in bits_of(group.exactly(exact, after))), default=own)
    anchor = min((at[bit] for bit in bits_of(before & group.over)), default=never)
    vague = [at[bit] for bit in bits_of(group.vague(before)) if bit & group.over or at[bit] > anchor]
    later = [at.get(bit, never) for bit in bits_of(group.vague(after))]
    return first - sum(place < first for place in vague), last + sum(
        place > last or place == never for place in later
    )


def _exact(made: Made, keeps: Time | None, group: Group, before: int, after: int) -> Time | None:
    """The one thousandth that the skater can have in this order, if there is only one."""
    if keeps is not None and (made.over or group.exactly(keeps, before & group.over)):
        return keeps
    for bit in bits_of(before & group.over):
        time = group.times[bit]
        if time.thousandths and group.exactly(time, after):
            return time
    return None


def contested(times: Iterable[Time], designated: Mapping[int, str]) -> bool:
    """Whether the start designations may put a tie in an order that no clock could give.

    That takes two of them, and two known to have been a thousandth apart: others may join them with a vague time.
    """
    known = Counter(time.hundredths for time in times if time.thousandths)
    return len(designated) > 1 and max(known.values(), default=0) > 1


def tie_orders_of(
    over: Mapping[str, Time],
    safe: Mapping[str, Time],
    designated: Mapping[int, str],
    bits: Mapping[str, int],
    loose: int,
) -> TieOrders | None:
    """The start designations, by place, that may turn out to order a tie; None if that cannot be."""
    if not designated:
        return None
    groups = dict(_groups(over, safe, bits, max(designated)))
    known = {**over, **safe}
    made = tuple(
        Made(place, bits[skater], known.get(skater), skater in over)
        for place, skater in designated.items()
        if (
            groups
            if skater in safe or bits[skater] & loose
            else skater in over and over[skater].hundredths in groups
        )
    )
    moved = () if safe or loose else overruled(over, designated)
    return TieOrders(made, groups, sum(bits[skater] for skater in moved)) if made else None


def _groups(
    over: Mapping[str, Time], safe: Mapping[str, Time], bits: Mapping[str, int], deepest: int
) -> Iterator[tuple[int, Group]]:
    """The groups that can tie and can begin at place `deepest` or before it."""
    ahead = 0
    for hundredths in sorted({time.hundredths for time in (*over.values(), *safe.values())}):
        mine, kept = (
            {bits[s]: t for s, t in times.items() if t.hundredths == hundredths} for times in (over, safe)
        )
        group = Group(sum(mine), sum(kept), mine | kept)
        if group.can_tie and ahead < deepest:
            yield hundredths, group
        ahead += len(group.times)


def bits_of(mask: int) -> Iterator[int]:
    """The bits of a mask, the lowest first."""
    while mask:
        bit = mask & -mask
        yield bit
        mask ^= bit
