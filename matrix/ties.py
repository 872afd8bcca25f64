"""Who may hold a place: equal times, and the committee that orders them.

A start designation for a place makes that skater its holder, and who skated to it just loses it. But
when the designated skater is one of those tied over that place, it is the committee ordering the tie.
"""

from collections.abc import Iterable, Mapping

from results.standings import better, spans_of
from results.times import Time

Span = tuple[int, int]


def who_may_hold(times: Mapping[str, Time], designated: Mapping[int, str]) -> dict[int, tuple[str, ...]]:
    """By place (from 1) those who may have skated to it: more than one where a tie is not ordered.

    `times` are the counting times of the finished; `designated` the start designations by place.
    Designations that contradict each other within one tie do not order it.
    """
    spans = spans_of(times)
    holders: dict[int, list[str]] = {}
    for group in _groups(times, spans):
        fixed = _ordering(group, spans, designated)
        for skater in group:
            for place in _possible(skater, group, spans, fixed):
                holders.setdefault(place, []).append(skater)
    return {place: tuple(skaters) for place, skaters in holders.items()}


def ordering_designations(times: Mapping[str, Time], designated: Mapping[int, str]) -> dict[int, str]:
    """Those of the start designations, by place, that order a tie between these counting times."""
    spans = spans_of(times)
    found: dict[int, str] = {}
    for group in _groups(times, spans):
        found |= _ordering(group, spans, designated)
    return found


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
    fixed = {
        place: skater
        for place, skater in designated.items()
        if skater in group
        and spans[skater][0] <= place <= spans[skater][1]
        and spans[skater][0] < spans[skater][1]
    }
    return fixed if fixed and orderable(group, _front(group, spans), fixed) else {}


def _possible(
    skater: str, group: Mapping[str, Time], spans: Mapping[str, Span], fixed: dict[int, str]
) -> Iterable[int]:
    first, last = spans[skater]
    if skater in fixed.values():
        return [place for place in fixed if fixed[place] == skater]
    if not fixed:
        return range(first, last + 1)
    front = _front(group, spans)
    return [
        place
        for place in range(first, last + 1)
        if place not in fixed and orderable(group, front, {**fixed, place: skater})
    ]


def _front(group: Mapping[str, Time], spans: Mapping[str, Span]) -> int:
    return min(spans[skater][0] for skater in group)


def _groups(times: Mapping[str, Time], spans: Mapping[str, Span]) -> list[dict[str, Time]]:
    groups: dict[int, dict[str, Time]] = {}
    for skater in sorted(times, key=spans.__getitem__):
        groups.setdefault(times[skater].hundredths, {})[skater] = times[skater]
    return list(groups.values())
