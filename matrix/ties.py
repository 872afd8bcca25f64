"""Who may hold a place: equal times, and the committee that orders them.

A start designation for a place makes that skater its holder, and who skated to it just loses it. But
when the designated skater is one of those tied over that place, it is the committee ordering the tie.
"""

from collections.abc import Iterator, Mapping

from results.standings import better, spans_of
from results.times import Time

Span = tuple[int, int]


def who_may_hold(times: Mapping[str, Time], designated: Mapping[int, str]) -> dict[int, tuple[str, ...]]:
    """By place (from 1) those who may have skated to it: more than one where a tie is not ordered.

    `times` are the counting times of the finished; `designated` the start designations by place.
    The committee's word goes first: where no order of the tie by the clock has the designated at their
    places, they are there all the same, and the others have the places left.
    """
    spans = spans_of(times)
    holders: dict[int, list[str]] = {}
    for group in _groups(times, spans):
        for place, skater in _possible(group, spans, _ordering(group, spans, designated)):
            holders.setdefault(place, []).append(skater)
    return {place: tuple(skaters) for place, skaters in holders.items()}


def overruled(times: Mapping[str, Time], designated: Mapping[int, str]) -> frozenset[str]:
    """Those whom the committee has put in a tie where the clock, with its thousandths, could not have them."""
    spans = spans_of(times)
    found: set[str] = set()
    for group in _groups(times, spans):
        fixed = _ordering(group, spans, designated)
        if not orderable(group, min(spans[skater][0] for skater in group), fixed):
            found |= set(fixed.values())
    return frozenset(found)


def orderable(group: Mapping[str, Time], first: int, fixed: Mapping[int, str]) -> bool:
    """Whether the group can be put in an order, from place `first` on, with these skaters at these places.

    Filling from the front: who has a known thousandth goes before who has none, as that one fits anywhere.
    """
    waiting = sorted(group, key=lambda skater: (not group[skater].thousandths, group[skater].ms))
    free = [skater for skater in waiting if skater not in fixed.values()]
    for place in range(first, first + len(group)):
        candidates = [fixed[place]] if place in fixed else free
        ready = [s for s in candidates if not any(better(group[other], group[s]) for other in waiting)]
        if not ready or ready[0] not in waiting:
            return False
        waiting.remove(ready[0])
        if place not in fixed:
            free.remove(ready[0])
    return True


def _ordering(
    group: Mapping[str, Time], spans: Mapping[str, Span], designated: Mapping[int, str]
) -> dict[int, str]:
    """The designations, by place, that order this group of equal hundredths."""
    return {
        place: skater
        for place, skater in designated.items()
        if skater in group
        and spans[skater][0] <= place <= spans[skater][1]
        and spans[skater][0] < spans[skater][1]
    }


def _possible(
    group: Mapping[str, Time], spans: Mapping[str, Span], fixed: dict[int, str]
) -> Iterator[tuple[int, str]]:
    """The places that each of the group may hold, with these skaters at these places."""
    first = min(spans[skater][0] for skater in group)
    yield from fixed.items()
    if not orderable(group, first, fixed):
        yield from _share(
            [place for place in range(first, first + len(group)) if place not in fixed], group, fixed
        )
        return
    for skater in group:
        for place in range(spans[skater][0], spans[skater][1] + 1) if skater not in fixed.values() else ():
            if not fixed or (place not in fixed and orderable(group, first, {**fixed, place: skater})):
                yield place, skater


def _share(
    places: list[int], group: Mapping[str, Time], fixed: Mapping[int, str]
) -> Iterator[tuple[int, str]]:
    """The others of the group at the places left, in their own order: the committee has overruled the clock."""
    others = spans_of({skater: time for skater, time in group.items() if skater not in fixed.values()})
    for skater, (first, last) in others.items():
        for place in places[first - 1 : last]:
            yield place, skater


def _groups(times: Mapping[str, Time], spans: Mapping[str, Span]) -> list[dict[str, Time]]:
    groups: dict[int, dict[str, Time]] = {}
    for skater in sorted(times, key=spans.__getitem__):
        groups.setdefault(times[skater].hundredths, {})[skater] = times[skater]
    return list(groups.values())
