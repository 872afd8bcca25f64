"""The fewest and the most different skaters that a number of events can bring, over all their endings.

Both searches are exact: branch and bound over masks. What makes them quick is that nearly always the
first bound is met at once.
"""

from collections.abc import Iterator, Sequence

from matrix.endings import Ending
from matrix.tie_orders import bits_of

Event = tuple[Ending, ...]
"""Its endings, at least one."""


def settled(counted: int, events: Sequence[Event]) -> tuple[int, list[Event]]:
    """`counted` with the skaters of the events that can end in one way only, and the other events."""
    undecided = []
    for event in events:
        if len(event) == 1 and not event[0].most:
            counted |= event[0].held
        else:
            undecided.append(event)
    return counted, undecided


def fewest(counted: int, free: int, events: Sequence[Event], below: int) -> int | None:
    """The smallest number of skaters, with those in `counted`; None if that is not less than `below`.

    Those in `free` are not counted.
    """
    counted, undecided = settled(counted, events)
    number = (counted & ~free).bit_count()
    more = max((_lack(event, counted | free) for event in undecided), default=0)
    while number + more < below:
        if _suffice(more, counted | free, undecided, 0):
            return number + more
        more += 1
    return None


def most(counted: int, free: int, events: Sequence[Event]) -> int:
    """The largest number of skaters, with those in `counted` and without those in `free`."""
    counted, undecided = settled(counted, events)
    chosen = [event[0] for event in undecided if len(event) == 1]
    return _most(counted, free, chosen, [event for event in undecided if len(event) > 1], 0)


def _lack(event: Event, have: int) -> int:
    """How many skaters more than those we have the event needs at least."""
    return min(_lacking(ending, have) for ending in event)


def _lacking(ending: Ending, have: int) -> int:
    return (ending.held & ~have).bit_count() + max(0, ending.least - (ending.pool & have).bit_count())


def _suffice(more: int, have: int, events: Sequence[Event], banned: int) -> bool:
    """Whether `more` skaters beside those we have, none of them banned, are enough for all events."""
    lacking = []
    for event in events:
        within = tuple(ending for ending in event if _lacking(ending, have) <= more)
        if all(_lacking(ending, have) for ending in within):
            within = tuple(ending for ending in within if not ending.held & banned)
            if not within:
                return False
            lacking.append(within)
    if not lacking:
        return True
    if _apart(lacking, have, banned) > more:
        return False
    helpers = min((_helpers(event, have) for event in lacking), key=lambda mask: (mask & ~banned).bit_count())
    for skater in _strongest(helpers, banned, lacking, have):
        if _suffice(more - 1, have | skater, lacking, banned):
            return True
        banned |= skater
    return False


def _helpers(event: Event, have: int) -> int:
    """Who would bring the event nearer to an ending."""
    mask = 0
    for ending in event:
        mask |= ending.held
        if ending.least > (ending.pool & have).bit_count():
            mask |= ending.pool
    return mask & ~have


def _apart(events: Sequence[Event], have: int, banned: int) -> int:
    """What events that nobody can help together lack at least."""
    total = used = 0
    for event in sorted(events, key=lambda event: _helpers(event, have).bit_count()):
        helpers = _helpers(event, have) & ~banned
        if not helpers & used:
            total += _lack(event, have)
            used |= helpers
    return total


def _strongest(helpers: int, banned: int, events: Sequence[Event], have: int) -> Iterator[int]:
    """The helpers to try: of those who can do the same the first, and nobody whom another outdoes everywhere.

    A banned one has been tried in vain, so who can do no more than he is in vain too.
    """
    profiles: dict[tuple[int, ...], int] = {}
    for skater in bits_of(helpers):
        profile = tuple(_help(ending, skater, have) for event in events for ending in event)
        if skater & banned or profile not in profiles:
            profiles[profile] = 0 if skater & banned else skater
    ordered = sorted(profiles.items(), key=lambda item: sum(item[0]), reverse=True)
    for i, (profile, skater) in enumerate(ordered):
        if skater and not any(all(map(int.__ge__, other, profile)) for other, _ in ordered[:i]):
            yield skater


def _help(ending: Ending, skater: int, have: int) -> int:
    if ending.held & skater:
        return 2
    return 1 if ending.pool & skater and ending.least > (ending.pool & have).bit_count() else 0


def _most(counted: int, free: int, chosen: list[Ending], rest: list[Event], best: int) -> int:
    """The most skaters with these endings chosen and the other events free to end as they can, or `best`."""
    if not rest:
        return max(best, _bound(counted, free, chosen, rest))
    event, *later = rest
    options = [(_bound(counted, free, [*chosen, ending], later), ending) for ending in event]
    for bound, ending in sorted(options, reverse=True):
        if bound > best:
            best = bound if not later else _most(counted, free, [*chosen, ending], later, best)
    return best


def _bound(counted: int, free: int, chosen: list[Ending], rest: list[Event]) -> int:
    """No more than this many skaters; exactly this many if there is no event left to choose for."""
    for ending in chosen:
        counted |= ending.held
    out = counted | free
    slots = [(ending.most, ending.pool & ~out) for ending in chosen if ending.most]
    for event in rest:
        room = max((ending.held & ~out).bit_count() + ending.most for ending in event)
        mask = 0
        for ending in event:
            mask |= ending.held | ending.pool
        slots.append((room, mask & ~out))
    return (counted & ~free).bit_count() + _matched(slots)


def _matched(slots: list[tuple[int, int]]) -> int:
    """The most slots that can each have a skater of their own: `number` slots for skaters of `mask`."""
    slots = sorted(slots, key=lambda slot: slot[1].bit_count())
    owner: dict[int, int] = {}
    used = 0

    def seat(i: int, visited: list[int]) -> int:
        """The bit of a skater newly used when one more of slots `i` is filled, 0 if it cannot be."""
        spare = slots[i][1] & ~used
        if spare:
            owner[spare & -spare] = i
            return spare & -spare
        for skater in bits_of(slots[i][1] & ~visited[0]):
            if skater & visited[0]:
                continue
            visited[0] |= skater
            if found := seat(owner[skater], visited):
                owner[skater] = i
                return found
        return 0

    for i, (number, _) in enumerate(slots):
        for _ in range(number):
            found = seat(i, [0])
            if not found:
                break
            used |= found
    return len(owner)
