"""Every way in which a contest can end, as worlds: who holds which position, fact by fact. By brute force."""

from collections.abc import Iterator
from itertools import product

from matrix.open_facts import Fact
from matrix.selection import Contest, ranks_of
from tests.matrix.brute_force import Holders, all_endings, sorted_positions

Key = tuple[str, int]
"""What is decided together: the positions of an event ("500", 0), or a position without a name ("mass", 3)."""
World = dict[Key, Holders]


def worlds(contest: Contest) -> tuple[dict[Key, list[int]], list[World]]:
    """The numbers of the positions that are decided together, and each way to decide all."""
    groups = {_key(positions): (positions, options) for positions, options in all_endings(contest)}
    numbers = {key: [position.number for position in positions] for key, (positions, _) in groups.items()}
    found = []
    for combined in product(*(options for _, options in groups.values())):
        plain = dict(zip(groups, combined, strict=True))
        found.append(plain)
        if any(name and name[0] == "?" for holders in combined for name in holders):
            found.append({key: _apart(key, holders) for key, holders in plain.items()})
    return numbers, found


def holders_of(numbers: dict[Key, list[int]], world: World) -> dict[int, str | None]:
    """Who holds each position, by its number."""
    return {
        number: name
        for key, holders in world.items()
        for number, name in zip(numbers[key], holders, strict=True)
    }


def first_and_rank(contest: Contest, held: dict[int, str | None], skater: str) -> tuple[int, int] | None:
    """The number of the skater's first position and his rank; None without a position."""
    first: dict[str, int] = {}
    for number in sorted(held):
        if name := held[number]:
            first.setdefault(name, number)
    if skater not in first:
        return None
    return first[skater], ranks_of(first, contest.team)[skater]


def keys_of(facts: tuple[Fact, ...]) -> set[Key]:
    """What these facts decide; a designation decides no position."""
    return {
        (fact.event or "", fact.position if fact.kind == "named" and fact.position else 0)
        for fact in facts
        if fact.kind != "designation"
    }


def needed(numbers: dict[Key, list[int]], every: list[World], outcomes: list[object]) -> set[Key]:
    """What makes a difference: what two worlds with different outcomes differ in, and in nothing else."""
    found = set()
    for key in numbers:
        seen: dict[tuple[Holders, ...], object] = {}
        for world, outcome in zip(every, outcomes, strict=True):
            rest = tuple(world[other] for other in numbers if other != key)
            if seen.setdefault(rest, outcome) != outcome:
                found.add(key)
    return found


def undecided(contest: Contest) -> Iterator[int]:
    """The numbers of the positions without a name."""
    for position in sorted_positions(contest):
        if position.place is None and position.named is None:
            yield position.number


def _key(positions: list) -> Key:  # type: ignore[type-arg]
    one = positions[0]
    return (one.event, one.number if one.place is None else 0)


def _apart(key: Key, holders: Holders) -> Holders:
    return tuple(f"{name}{key}" if name and name[0] == "?" else name for name in holders)
