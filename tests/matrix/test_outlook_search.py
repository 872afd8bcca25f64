"""The fewest and the most names over the endings of several events: what trying every set gives."""

import random
from collections.abc import Iterator
from itertools import combinations, product

import pytest

from matrix.endings import Ending, _front, _Placing, endings_of
from matrix.fields import Field
from matrix.outlook_search import Event, fewest, most
from matrix.tie_orders import bits_of


def sets_of(event: Event) -> set[int]:
    """Every set of skaters that an ending of the event stands for."""
    found = set()
    for ending in event:
        for number in range(ending.least, ending.most + 1):
            found |= {
                ending.held | sum(chosen) for chosen in combinations(list(bits_of(ending.pool)), number)
            }
    return found


def some_event(chance: random.Random, skaters: int) -> Event:
    def ending() -> Ending:
        held = sum(1 << i for i in range(skaters) if chance.random() < 0.2)
        pool = sum(1 << i for i in range(skaters) if chance.random() < 0.5) & ~held
        most_ = chance.randint(0, min(3, pool.bit_count()))
        return Ending(held, chance.choice([most_, most_, 0]), most_, pool)

    return tuple({ending() for _ in range(chance.choice([1, 1, 2, 3, 4]))})


@pytest.mark.parametrize("seed", range(10))
def test_fewest_and_most_are_what_trying_every_set_gives(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(60):
        skaters = chance.randint(2, 8)
        events = [some_event(chance, skaters) for _ in range(chance.randint(1, 4))]
        counted, free = (sum(1 << i for i in range(skaters) if chance.random() < 0.15) for _ in range(2))
        unions = {counted}
        for event in events:
            unions = {a | b for a, b in product(unions, sets_of(event))}
        numbers = [(union & ~free).bit_count() for union in unions]
        assert fewest(counted, free, events, 99) == min(numbers)
        assert fewest(counted, free, events, min(numbers)) is None
        assert most(counted, free, events) == max(numbers)


def some_field(chance: random.Random, count: int) -> Field:
    """Over and safe skaters in a row with some equal, loose ones, all of them within reach."""
    over, safe, ahead, group = [], 0, 0, 0
    for i in range(chance.randint(0, count + 2)):
        bit = 1 << i
        if chance.random() < 0.7:
            ahead |= group
            group = 0
        group |= bit
        if chance.random() < 0.5:
            safe |= bit
        elif ahead.bit_count() < count:
            over.append((bit, ahead))
        else:
            break
    finishers = safe | sum(bit for bit, _ in over)
    loose = sum(1 << 20 + i for i in range(chance.randint(0, 3)))
    return Field(count, tuple(over), safe, loose, finishers, None)


def seats(field: Field, place: int) -> Iterator[tuple[int, int]]:
    yield 0, 0
    for skater in bits_of(field.wild | sum(bit for bit, _ in field.over)):
        yield skater, place


@pytest.mark.parametrize("seed", range(10))
def test_the_quick_way_from_the_front_is_the_same_as_filling_each_place(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(40):
        count = chance.randint(1, 4)
        field, places = some_field(chance, count + 1), frozenset(range(1, count + 1))
        for seat in seats(field, count + 1):
            quick = sets_of(tuple(_front(field, count, seat[0])))
            assert quick == sets_of(tuple(set(_Placing(field, places, seat).endings())))
            assert quick == sets_of(endings_of(field, places, seat))
