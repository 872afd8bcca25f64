"""The tournament of 2021 run by run: the numbers of every proof counted from the file; and 27 December."""

from collections.abc import Iterator

import pytest

from matrix.board import Board
from matrix.cut_line import CutLine, cut_line
from matrix.open_facts import Key
from matrix.outlook import Outlook, outlook
from matrix.selection import Contest, select
from matrix.why import Proof, proofs
from matrix.worlds import CUT_LINE, Walk
from tests.matrix.every_world import keys_of
from tests.matrix.test_okt_2021_outlook import PROGRAMME, after

EVERY = [(sex, runs, named) for sex in "MF" for runs in range(len(PROGRAMME) + 1) for named in (False, True)]


def told(contest: Contest) -> dict[str, tuple[Outlook, Proof]]:
    board = Board(contest)
    outlooks = {found.skater: found for found in outlook(contest, board)}
    return {skater: (outlooks[skater], proof) for skater, proof in proofs(contest, outlooks, board).items()}


def fixed(contest: Contest) -> list[str | None]:
    """Who holds each position for good, from above; None while it is open."""
    return [
        held.skater if held.state in ("official", "named") else None for held in select(contest).positions
    ]


def holding(contest: Contest) -> Iterator[tuple[Outlook, Proof, list[str | None]]]:
    """Each skater with a position for good: his proof, and who stands above it."""
    holders = fixed(contest)
    for skater, (seen, proof) in told(contest).items():
        if skater in holders:
            yield seen, proof, holders[: holders.index(skater)]


@pytest.mark.parametrize(("sex", "runs", "named"), EVERY)
def test_the_numbers_are_those_that_counting_gives(sex: str, runs: int, named: bool) -> None:
    contest = after(runs, sex, named)
    for seen, proof, above in holding(contest):
        names, rest = len({skater for skater in above if skater}), above.count(None)
        assert (proof.kept, proof.line, proof.above) == (True, len(above) + 1, len(above))
        assert (proof.names, proof.open) == (names, rest)
        assert seen.worst_rank == 1 + names + rest
        assert proof.must_repeat == max(0, 1 + names + rest - contest.free)


@pytest.mark.parametrize(("sex", "runs", "named"), EVERY)
def test_who_is_certain_or_out_waits_for_no_race_and_who_waits_waits_for_one(
    sex: str, runs: int, named: bool
) -> None:
    for seen, proof in told(after(runs, sex, named)).values():
        kinds = {fact.kind for fact in proof.facts}
        if seen.status == "waiting":
            assert kinds & {"event", "named"}
        else:
            assert kinds == (set() if seen.status == "certain" else {"designation"})


@pytest.mark.parametrize(("sex", "runs", "named"), EVERY)
def test_of_every_fact_there_are_two_worlds_that_differ_in_nothing_else(
    sex: str, runs: int, named: bool
) -> None:
    contest = after(runs, sex, named)
    board = Board(contest)
    doubtful: dict[Key, set[int]] = {}
    for skater, (_, proof) in told(contest).items():
        for key in keys_of(proof.facts):
            doubtful.setdefault(key, set()).add(board.bits[skater])
    for key in keys_of(cut_line(contest, board).moved_by):
        doubtful.setdefault(key, set()).add(CUT_LINE)
    seen = Walk(contest, board)
    seen.see(doubtful, sorted(set[int]().union(*doubtful.values())), steps=20_000)
    assert not any(doubtful.values())


@pytest.mark.parametrize(("sex", "runs", "named"), EVERY)
def test_the_line_can_lie_no_higher_than_if_every_open_position_brings_a_new_name(
    sex: str, runs: int, named: bool
) -> None:
    contest = after(runs, sex, named)
    found, holders, seen = cut_line(contest), fixed(contest), set[str]()
    earliest = latest = None
    for number, skater in enumerate(holders, start=1):
        seen |= {skater} if skater else set()
        earliest = earliest or (number if len(seen) + holders[:number].count(None) >= contest.free else None)
        latest = latest or (number if len(seen) >= contest.free else None)
    assert (found.earliest, found.latest) == (earliest, latest)
    assert bool(found.moved_by) == (earliest != latest)


def test_the_evening_of_27_december() -> None:
    contest = after(5, "M")
    found = told(contest)
    assert found["merijn-scheperkamp"][1] == Proof(
        "merijn-scheperkamp", line=8, kept=True, above=7, names=1, open=6, must_repeat=0, higher=True,
        facts=found["merijn-scheperkamp"][1].facts,
    )  # fmt: skip
    assert [fact.kind for fact in found["merijn-scheperkamp"][1].facts] == ["designation"]
    ntab, verbij = found["dai-dai-ntab"][1], found["kai-verbij"][1]
    assert (ntab.above, ntab.names, ntab.open, ntab.must_repeat) == (12, 3, 9, 4)
    assert (verbij.above, verbij.names, verbij.open, verbij.must_repeat) == (14, 5, 9, 6)
    assert [(fact.kind, fact.event) for fact in ntab.facts] == [
        ("event", "M-1000"), ("event", "M-10000"), ("event", "M-1500"), ("named", "M-mass-start"),
        ("designation", None),
    ]  # fmt: skip
    assert not found["ronald-mulder"][1].kept
    assert cut_line(contest) == CutLine(
        None, 9, None, tuple(f for f in ntab.facts if f.kind != "designation")
    )


def test_at_the_end_the_line_is_where_the_ninth_name_is() -> None:
    assert cut_line(after(len(PROGRAMME), "M", named=True)) == CutLine(13, 13, 13, ())
