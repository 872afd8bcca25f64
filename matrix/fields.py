"""Who can still finish where in an event: what the outlook needs to know of it.

Of a skater all of whose runs are *over* the time is fixed. One still to skate who has a counting time
that he cannot lose is *safe*: he keeps it or betters it. Without one he is *loose*: anywhere or nowhere.
Skaters are bits of a mask; places are 1-based.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from matrix.tie_orders import TieOrders, contested, tie_orders_of
from results.standings import EventState, RunStart, better, counting_time, runs_of, still_to_skate
from results.times import Time


@dataclass(frozen=True, slots=True)
class Field:
    """`over`: each who may still come in the first `depth` places, with the mask of who are ahead of him for sure.

    `finishers` are all who are over or safe, so who will be in the result for sure.
    """

    depth: int
    over: tuple[tuple[int, int], ...]
    safe: int
    loose: int
    finishers: int
    tie_orders: TieOrders | None

    @property
    def wild(self) -> int:
        """Those whom nobody need precede: safe or loose."""
        return self.safe | self.loose

    @property
    def possible(self) -> int:
        """Those who may come in one of the places."""
        return self.wild | sum(bit for bit, _ in self.over)

    @property
    def matters(self) -> int:
        """Those of whom it matters who they are: who is over, who is ahead of them, and the ties."""
        mask = self.tie_orders.members if self.tie_orders else 0
        for bit, ahead in self.over:
            mask |= bit | ahead
        return mask


def field_of(
    event: EventState,
    places: frozenset[int],
    designated: Mapping[int, str],
    bits: Mapping[str, int],
    others: int,
    in_any_order: bool = False,
) -> Field:
    """What can happen at these places of the event, with the start designations by place.

    `in_any_order`: those with equal hundredths in any order, whatever their thousandths and the designations.
    That is more than can happen.

    `others` is the mask of who may take part in an event of which the entries are not known, strangers
    included. The rules: tournament-file.md, "Outlook".
    """
    runs = runs_of(event)
    over: dict[str, Time] = {}
    safe: dict[str, Time] = {}
    loose = others if event.entries is None and event.status != "official" else 0
    for skater, starts in runs.items():
        loose &= ~bits[skater]
        if event.status == "official" or not still_to_skate(event, starts):
            if time := counting_time(event, starts):
                over[skater] = time
        elif time := _time_kept(event, starts):
            safe[skater] = time
        else:
            loose |= bits[skater]
    tie_orders = tie_orders_of(over, safe, designated, bits, loose)
    moved = tie_orders.moved if tie_orders else 0
    if in_any_order or ((safe or loose) and contested((*over.values(), *safe.values()), designated)):
        tie_orders, moved = None, sum(bits[skater] for skater in (*over, *safe))
    depth = max([*places, tie_orders.reach if tie_orders else 0], default=0)
    return Field(
        depth=depth,
        over=_in_reach(over, safe, depth, bits, moved),
        safe=sum(bits[skater] for skater in safe),
        loose=loose,
        finishers=sum(bits[skater] for skater in (*over, *safe)),
        tie_orders=tie_orders,
    )


def _time_kept(event: EventState, starts: tuple[RunStart | None, ...]) -> Time | None:
    """The counting time that a skater still to skate cannot lose. Where the last time counts, a re-skate costs it."""
    if event.reskate_rule == "last":
        starts = tuple(None if start and start.reskate == "granted" else start for start in starts)
    return counting_time(event, starts)


def _in_reach(
    over: Mapping[str, Time],
    safe: Mapping[str, Time],
    depth: int,
    bits: Mapping[str, int],
    moved: int,
) -> tuple[tuple[int, int], ...]:
    """Who is over and may come in the first `depth` places; who is `moved` within his tie need not heed it."""
    known = sorted([*over.items(), *safe.items()], key=lambda item: item[1].hundredths)
    if len(known) > depth > 0:
        known = [item for item in known if item[1].hundredths <= known[depth - 1][1].hundredths]
    alike: dict[int, int] = {}
    for skater, time in known if moved else ():
        alike[time.hundredths] = alike.get(time.hundredths, 0) | bits[skater]
    reach = []
    for skater, time in known:
        ahead = sum(bits[other] for other, its in known if better(its, time))
        if bits[skater] & moved:
            ahead &= ~alike[time.hundredths]
        elif alike:
            ahead &= ~(moved & alike[time.hundredths])
        if skater in over and ahead.bit_count() < depth:
            reach.append((bits[skater], ahead))
    return tuple(reach)
