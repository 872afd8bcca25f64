"""Why the outlook of a skater is what it is: the numbers behind it, counted on the same board.

They are counted above his *line*. That is the position at or above which he ends in any case; for who may
still end without one, the highest that he can hold.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from matrix.board import Board, without
from matrix.endings import Ending
from matrix.open_facts import DESIGNATION, Fact, certain_names, is_open, sorted_facts, that_matter
from matrix.outlook import Outlook
from matrix.outlook_search import Event, fewest, most
from matrix.selection import Contest


@dataclass(frozen=True, slots=True)
class Proof:
    """The numbers behind an outlook, without the skater himself and those designated for the team.

    `line`: the number of his line, None if there is none; `kept`: he has it, or a higher one, in any case.
    `above`: positions above it; `names`: others who hold one of these for sure; `open`: positions that can
    bring one more. `must_repeat`: how many of the open ones have to bring none, or `rank` is not within
    the `free` places. `higher`: he can hold a higher line himself. Nothing outside `facts` can change his
    outlook, but a correction or a withdrawn designation.
    """

    skater: str
    line: int | None
    kept: bool
    above: int
    names: int
    open: int
    must_repeat: int
    higher: bool
    facts: tuple[Fact, ...]


NOTHING = Proof("", None, False, 0, 0, 0, 0, False, ())


def proofs(contest: Contest, outlooks: Mapping[str, Outlook], board: Board | None = None) -> dict[str, Proof]:
    """The proof of each of these outlooks of the contest."""
    board = board or Board(contest)
    found: dict[str, Proof] = {}
    alike: dict[tuple[int, ...], Proof] = {}
    for skater, outlook in outlooks.items():
        kind = board.kind(board.bits[skater])
        if kind not in alike:
            alike[kind] = _proof(contest, board, board.bits[skater], outlook)
        proof = alike[kind]
        found[skater] = Proof(
            skater, proof.line, proof.kept, proof.above, proof.names, proof.open, proof.must_repeat,
            proof.higher, proof.facts,
        )  # fmt: skip
    return found


def _proof(contest: Contest, board: Board, skater: int, outlook: Outlook) -> Proof:
    kept = board.kept_line(skater)
    can_hold = [n for n in range(len(board.lines)) if board.events_above(n, skater) is not None]
    facts = _facts(contest, board, skater, outlook, kept)
    if kept is None and not can_hold:
        return Proof(outlook.skater, None, False, 0, 0, 0, 0, False, facts)
    line = can_hold[0] if kept is None else kept
    names, rest = _counted(board, line, skater)
    numbers = sorted(position.number for position in contest.positions)
    return Proof(
        skater=outlook.skater,
        line=numbers[line],
        kept=kept is not None,
        above=line,
        names=names,
        open=rest,
        must_repeat=max(0, names + rest - (contest.free - 1)),
        higher=can_hold[0] < line,
        facts=facts,
    )


def _counted(board: Board, line: int, skater: int) -> tuple[int, int]:
    """Above a line that the skater holds: how many others are there for sure, and how many more can come."""
    above, events = board.above[line], _events(board, line, skater).values()
    sure = above.named
    for event in events:
        sure |= certain_names(event)
    there = sure | _not_counted(board, skater)
    more = sum(max(_new(ending, there) for ending in event) for event in events)
    return (sure & ~_not_counted(board, skater)).bit_count(), above.unknown + more


def _new(ending: Ending, there: int) -> int:
    return (ending.held & ~there).bit_count() + min(ending.most, (ending.pool & ~there).bit_count())


def _not_counted(board: Board, skater: int) -> int:
    """Who are not counted above the skater."""
    return board.team | skater


def _events(board: Board, line: int, skater: int) -> dict[str, Event]:
    """How the events can end above this line, if it is the first that the skater holds, or else holds at all."""
    events = board.events_above(line, skater) or {}
    first = {id: without(skater, event) for id, event in events.items()}
    return first if all(first.values()) else events


def _facts(
    contest: Contest, board: Board, skater: int, outlook: Outlook, kept: int | None
) -> tuple[Fact, ...]:
    left = contest.max_designations > len(contest.designations)
    if outlook.status in ("designated", "certain"):
        return ()
    if outlook.status != "waiting":
        return (DESIGNATION,) if left else ()
    events, lines = _that_matter(contest, board, skater, len(board.lines) - 1 if kept is None else kept)
    return (*sorted_facts(contest, board, events, lines), *((DESIGNATION,) if left else ()))


def _that_matter(contest: Contest, board: Board, skater: int, last: int) -> tuple[set[str], set[int]]:
    """The events and the lines without a name that can make it a rank within the free places or not.

    Of each line up to `last` that he can hold with such a rank: whether he does, and, if he can hold it in
    vain too, who come above.
    """
    free = _not_counted(board, skater)
    events: set[str] = set()
    lines: set[int] = set()
    every_event, every_line = _open_above(board, last + 1)
    for number in range(last, -1, -1):
        if events >= every_event and lines >= every_line:
            break
        ending, above, line = board.events_above(number, skater), board.above[number], board.lines[number]
        if ending is None or fewest(above.named, free, list(ending.values()), contest.free) is None:
            continue
        if not line.place:
            lines |= set() if line.holder else {number}
        elif without(skater, board.endings(line.event, frozenset({line.place}))):
            events.add(line.event)
        if (
            above.ceiling > contest.free
            and above.unknown + most(above.named, free, list(ending.values())) >= contest.free
        ):
            events |= that_matter(ending, above.named, above.unknown, free)
            lines |= _open_above(board, number)[1]
    return events, lines


def _open_above(board: Board, number: int) -> tuple[set[str], set[int]]:
    """The events that are not decided, and the lines without a name, in the first `number` lines."""
    undecided, lines = set(), set()
    for n, line in enumerate(board.lines[:number]):
        if not line.place:
            lines |= set() if line.holder else {n}
        elif is_open(board.endings(line.event, board.above[n + 1].places[line.event])):
            undecided.add(line.event)
    return undecided, lines
