"""The outlook by trying everything: each way each event can end, each order of each tie, each name.

It knows nothing of how the outlook is found. What an ending means it asks `select`. Only the last step,
events put together, has a quick form (`ranks_of` on the holders); `every_final` gives the whole contests.
"""

import dataclasses
from collections.abc import Iterable, Iterator
from itertools import combinations, permutations, product

from matrix.selection import Contest, Designation, Position, ranks_of, select
from results.standings import EventState, RunStart, better, spans_of
from results.times import Time

Final = tuple[EventState, tuple[Designation, ...]]
"""An event that is over, and start designations by which the committee ordered its ties."""
Holders = tuple[str | None, ...]
STRANGERS = ["?1", "?2"]
Names = dict[str, tuple[int | None, int | None]]


def outlook_by_brute_force(contest: Contest) -> Names:
    """Best and worst rank of every skater; strangers are "?1", "?2", … ."""
    endings = all_endings(contest)
    found: dict[str, set[int | None]] = {skater: set() for skater in contest.skaters}
    numbers = [sorted_positions(contest).index(position) for part in endings for position in part[0]]
    for combined in product(*(part[1] for part in endings)):
        for apart in (False, True):
            first: dict[str, int] = {}
            holders = [
                f"{name}{i}" if apart and name and name[0] == "?" else name
                for i, part in enumerate(combined)
                for name in part
            ]
            for number, name in sorted(zip(numbers, holders, strict=True)):
                if name is not None:
                    first.setdefault(name, number)
            ranks = ranks_of(first, contest.team)
            for skater, seen in found.items():
                seen.add(ranks.get(skater))
            if not any(name and name[0] == "?" for name in holders):
                break
    return {skater: _ends(seen) for skater, seen in found.items()}


def outlook_by_selecting(contest: Contest) -> Names:
    """The same by `select` on every whole final contest. Without strangers, so entries must be known."""
    found: dict[str, set[int | None]] = {skater: set() for skater in contest.skaters}
    for final in every_final(contest):
        selection = select(final)
        ranks = {held.skater: held.rank for held in selection.positions}
        for skater, seen in found.items():
            seen.add(ranks.get(skater))
    return {skater: _ends(seen) for skater, seen in found.items()}


def every_final(contest: Contest) -> Iterator[Contest]:
    """The contest with all events official and all ties ordered, in each way that differs in a position."""
    events = [event for event in contest.events if _positions_of(contest, event)]
    finals = [list(_final_holders(contest, event).values()) for event in events]
    for combined in product(*finals):
        yield dataclasses.replace(
            contest,
            events=tuple(event for event, _ in combined),
            designations=contest.designations + tuple(made for _, order in combined for made in order),
        )


def sorted_positions(contest: Contest) -> list[Position]:
    return sorted(contest.positions, key=lambda position: position.number)


def _ends(ranks: set[int | None]) -> tuple[int | None, int | None]:
    known = [rank for rank in ranks if rank is not None]
    return min(known, default=None), None if None in ranks else max(known)


def all_endings(contest: Contest) -> list[tuple[list[Position], list[Holders]]]:
    """For each group of positions that are filled together, every way to fill them."""
    endings: list[tuple[list[Position], list[Holders]]] = [
        (positions, list(_final_holders(contest, event)))
        for event in contest.events
        if (positions := _positions_of(contest, event))
    ]
    for position in contest.positions:
        if position.place is None:
            names = [position.named] if position.named else [*contest.skaters, *STRANGERS]
            endings.append(([position], [(name,) for name in names]))
    return endings


def _positions_of(contest: Contest, event: EventState) -> list[Position]:
    return [p for p in sorted_positions(contest) if p.event == event.id and p.place is not None]


def _final_holders(contest: Contest, event: EventState) -> dict[Holders, Final]:
    """Who can come to hold the event's positions, each with one final event that makes it so."""
    positions = _positions_of(contest, event)
    alone = dataclasses.replace(contest, events=(event,), positions=tuple(positions))
    places = [p.place for p in positions] + [
        made.place for made in alone.designations if made.event == event.id
    ]
    deepest = max(place for place in places if place is not None)
    found: dict[Holders, Final] = {}
    seen = set()
    for ending in _final_times(contest, event, deepest):
        times = {skater: _counts(event, time) for skater, time in ending.items()}
        spans = spans_of(times)
        key = tuple((s, *spans[s], times[s].thousandths) for s in sorted(times) if spans[s][0] <= deepest)
        if key in seen:
            continue
        seen.add(key)
        starts = tuple(RunStart(skater, 1, "finished", time) for skater, time in times.items())
        over = EventState(event.id, event.sex, 1, "single", "official", event.start_places, (), starts)
        for order in _orders(dataclasses.replace(alone, events=(over,)), len(times)):
            selection = select(
                dataclasses.replace(alone, events=(over,), designations=alone.designations + order)
            )
            found.setdefault(tuple(held.skater for held in selection.positions), (over, order))
    return found


def _orders(alone: Contest, field: int) -> Iterator[tuple[Designation, ...]]:
    """Every way in which the committee can order the ties of the one event of the contest."""
    event = alone.events[0].id
    every_place = tuple(Position(place, event, place) for place in range(1, field + 1))

    def order(made: tuple[Designation, ...]) -> Iterator[tuple[Designation, ...]]:
        probe = dataclasses.replace(alone, positions=every_place, designations=alone.designations + made)
        tied = next((held for held in select(probe).positions if held.tied), None)
        if tied is None:
            yield made
        else:
            for skater in tied.tied:
                yield from order((*made, Designation(skater, "start", event, tied.place)))

    yield from order(())


def _final_times(contest: Contest, event: EventState, deepest: int) -> Iterator[dict[str, Time]]:
    """The counting times with which the event can end, as far as they matter to the places up to `deepest`."""
    kept: dict[str, Time] = {}
    free: list[str] = []
    for skater in _participants(contest, event):
        time, may_skate = _prospects(event, skater)
        if time is not None:
            kept[skater] = time
        if may_skate:
            free.append(skater)
    spots = list(_spots(kept.values(), ties=len(free) <= 2 or deepest <= 2, fine=len(free) <= 2))
    for count in range(min(deepest, len(free)) + 1):
        for skaters in combinations(free, count):
            if [s for s in skaters if s[0] == "?"] == STRANGERS[: sum(s[0] == "?" for s in skaters)]:
                yield from _placed(kept, skaters, spots)


def _placed(
    kept: dict[str, Time], skaters: tuple[str, ...], spots: list[list[Time]]
) -> Iterator[dict[str, Time]]:
    for chosen in product(range(len(spots)), repeat=len(skaters)):
        groups = {
            spot: [s for s, c in zip(skaters, chosen, strict=True) if c == spot] for spot in set(chosen)
        }
        if any(len(group) > len(spots[spot]) for spot, group in groups.items()):
            continue
        for orders in product(*(permutations(group) for group in groups.values())):
            new = {
                skater: time
                for spot, order in zip(groups, orders, strict=True)
                for skater, time in zip(order, spots[spot], strict=False)
            }
            if all(skater not in kept or better(time, kept[skater]) for skater, time in new.items()):
                yield kept | new


def _spots(times: Iterable[Time], ties: bool, fine: bool) -> Iterator[list[Time]]:
    """Where a new time can come: before, between and after those there are, and equal to one of them.

    Each spot is some rising times; `ties` are equal hundredths, `fine` tells their thousandths apart too. The times
    of `imagined` leave room for them.
    """
    existing = sorted({time.hundredths for time in times})
    yield [Time(30_001 + 10 * i, True) for i in range(4)]
    for hundredths in existing:
        yield [Time((hundredths + i) * 10 + 5, True) for i in range(1, 5)]
        if ties:
            yield [Time(hundredths * 10, False)] * 4
        if not fine:
            continue
        known = sorted({t.ms for t in times if t.thousandths and t.hundredths == hundredths})
        for before, after in zip([hundredths * 10 - 1, *known], [*known, hundredths * 10 + 10], strict=True):
            if known:
                yield [Time(ms, True) for ms in range(before + 1, after)]
        for ms in known:
            yield [Time(ms, True)] * 4


def _participants(contest: Contest, event: EventState) -> list[str]:
    skaters = [*(event.entries or ()), *(start.skater for start in event.starts)]
    if event.entries is None and event.status != "official":
        skaters += [*contest.skaters, *STRANGERS]
    return list(dict.fromkeys(skaters))


def _counts(event: EventState, time: Time) -> Time:
    return Time(time.ms // 10 * 10) if event.precision == "hundredths" else time


def _prospects(event: EventState, skater: str) -> tuple[Time | None, bool]:
    """The time that a skater ends with at worst, and whether he may still come to a better one."""
    starts = {
        start.run: dataclasses.replace(start, time=start.time and _counts(event, start.time))
        for start in event.starts
        if start.skater == skater
    }
    runs = range(1, event.runs + 1)
    over = event.status == "official"
    finishes: dict[int, Time | None] = {}
    waits = {run: run not in starts or starts[run].status == "to skate" for run in runs}
    again = {run: run in starts and starts[run].reskate == "granted" for run in runs}
    for run in runs:
        lost = again[run] and event.reskate_rule == "last" and not over
        finishes[run] = None if waits[run] or lost else starts[run].time
    found = list(finishes.values())
    if event.counts == "sum":
        hopeless = any(finishes[run] is None and not waits[run] and not again[run] for run in runs)
        both = [time for time in found if time is not None]
        if len(both) < len(found):
            return None, not over and not hopeless and (any(waits.values()) or any(again.values()))
        exact = all(time.thousandths for time in both)
        total = sum(time.ms if exact else time.ms // 10 * 10 for time in both)
        time: Time | None = Time(total, exact)
    else:
        time = None
        for finish in found:
            if finish is not None and (time is None or better(finish, time)):
                time = finish
    return time, not over and (any(waits.values()) or any(again.values()))
