"""The numbers behind an outlook are what counting in every way it can end gives; the facts are those that matter."""

import random
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matrix.board import Board
from matrix.cut_line import cut_line
from matrix.open_facts import DESIGNATION
from matrix.outlook import outlook
from matrix.selection import Contest, Designation
from matrix.why import Proof, proofs
from tests.matrix.every_world import Key, World, first_and_rank, holders_of, keys_of, needed, worlds
from tests.matrix.imagined import imagined

Numbers = dict[Key, list[int]]


def proofs_of(contest: Contest) -> dict[str, Proof]:
    board = Board(contest)
    return proofs(contest, {found.skater: found for found in outlook(contest, board)}, board)


def cut(contest: Contest, held: dict[int, str | None]) -> int | None:
    """Where the line lies once it is known who holds what."""
    names: set[str] = set()
    for number in [0, *sorted(held)]:
        name = held.get(number)
        if name is not None and name not in contest.team:
            names.add(name)
        if len(names) >= contest.free:
            return number
    return None


def check_numbers(contest: Contest, numbers: Numbers, every: list[World], proof: Proof) -> None:
    held = [holders_of(numbers, world) for world in every]
    ranks = [first_and_rank(contest, one, proof.skater) for one in held]
    firsts = {found[0] for found in ranks if found}
    assert proof.kept == (None not in ranks)
    assert proof.line == (max(firsts) if proof.kept else min(firsts, default=None))
    assert proof.higher == any(first < (proof.line or 0) for first in firsts)
    if proof.line is None:
        return
    assert proof.above == sum(number < proof.line for number in held[0])
    here = [
        (found[1], _names_above(numbers, world, proof.line))
        for world, found in zip(every, ranks, strict=True)
        if found and found[0] == proof.line
    ]
    counted = [set().union(*above.values()) - {proof.skater, *contest.team} for _, above in here]
    there = set.intersection(*counted)
    assert proof.names == len(there)
    new = {
        key: max(len(above[key] - there - {proof.skater, *contest.team}) for _, above in here)
        for key in numbers
    }
    assert proof.open == sum(new.values())
    for (rank, _), names in zip(here, counted, strict=True):
        assert rank == 1 + len(names)
        repeats = proof.open - (len(names) - proof.names)
        assert (rank <= contest.free) == (repeats >= proof.must_repeat)


def _names_above(numbers: Numbers, world: World, line: int) -> dict[Key, set[str | None]]:
    return {
        key: {name for number, name in zip(numbers[key], holders, strict=True) if number < line and name}
        for key, holders in world.items()
    }


def a_designation_matters(contest: Contest, held: list[dict[int, str | None]], skater: str) -> bool:
    """Whether he goes in one of the worlds and not with some more for the team, himself among them or not."""
    left = max(0, contest.max_designations - len(contest.designations))
    others = [name for name in contest.skaters if name not in (skater, *contest.team)] + ["?8", "?9"]
    for one in held:
        goes = set()
        for made in range(left + 1):
            for team in combinations(others, made):
                more = tuple(Designation(name, "team") for name in team)
                goes.add(
                    has_ticket(replace(contest, designations=(*contest.designations, *more)), one, skater)
                )
        if len(goes) > 1 or (left and goes == {False}):
            return True
    return False


def has_ticket(contest: Contest, held: dict[int, str | None], skater: str) -> bool:
    found = first_and_rank(contest, held, skater)
    return skater in contest.team or (found is not None and found[1] <= contest.free)


def check(contest: Contest) -> None:
    numbers, every = worlds(contest)
    held = [holders_of(numbers, world) for world in every]
    for skater, proof in proofs_of(contest).items():
        check_numbers(contest, numbers, every, proof)
        goes = [has_ticket(contest, one, skater) for one in held]
        assert keys_of(proof.facts) == needed(numbers, every, list(goes))
        assert (DESIGNATION in proof.facts) == a_designation_matters(contest, held, skater)
    line, cuts = cut_line(contest), [cut(contest, one) for one in held]
    lowest = [number for number in cuts if number is not None]
    assert line.earliest == min(lowest, default=None)
    assert line.latest == (None if None in cuts else max(lowest))
    assert keys_of(line.moved_by) == needed(numbers, every, list(cuts))


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_every_number_and_the_cut_line_are_what_trying_everything_gives(data: st.DataObject) -> None:
    check(imagined(lambda options: data.draw(st.sampled_from(options)), most_events=2))


@pytest.mark.parametrize("seed", range(10))
def test_every_number_and_the_cut_line_are_what_trying_everything_gives_by_chance(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(120):
        check(imagined(chance.choice, most_events=2))
    for _ in range(30):
        check(imagined(chance.choice))
