"""Why the outlook of a skater is what it is: the numbers behind it, counted on the same board.

They are counted above his *line*. That is the position at or above which he ends in any case; for who may
still end without one, the highest that he can hold.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from matrix.board import Board, without
from matrix.endings import Ending
from matrix.open_facts import (
    DESIGNATION,
    Fact,
    Key,
    certain_names,
    difference_in,
    facts_of,
    keys_of_lines,
    named_above,
)
from matrix.outlook import Outlook
from matrix.outlook_search import Event, fewest, most
from matrix.selection import Contest
from matrix.smallest import smallest


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
    kinds = {skater: board.kind(board.bits[skater]) for skater in outlooks}
    alike = {kind: skater for skater, kind in reversed(kinds.items())}
    waiting = [skater for skater in alike.values() if outlooks[skater].status == "waiting"]
    needed = smallest(contest, board, waiting, that_matter)
    proof = {
        kind: _proof(contest, board, outlooks[skater], needed.get(skater, set()))
        for kind, skater in alike.items()
    }
    return {skater: replace(proof[kind], skater=skater) for skater, kind in kinds.items()}


def _proof(contest: Contest, board: Board, outlook: Outlook, needed: set[Key]) -> Proof:
    skater = board.bits[outlook.skater]
    kept = board.kept_line(skater)
    can_hold = [n for n in range(len(board.lines)) if board.events_above(n, skater) is not None]
    facts = facts_of(contest, needed)
    if outlook.status not in ("designated", "certain") and contest.max_designations > len(
        contest.designations
    ):
        facts = (*facts, DESIGNATION)
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
    return board.first_held(line, skater) or board.events_above(line, skater) or {}


def that_matter(contest: Contest, board: Board, skater: str | None) -> set[Key]:
    """The facts that together decide whether he goes, if that is open; there may be some too many.

    Of each line that can be his first, with a rank within the free places: whether it is, and, if it can be in
    vain too, who come above.
    """
    bit = board.bits[skater or ""]
    best, worst = board.best_rank(bit), board.worst_rank(bit)
    if best is None or best > contest.free or (worst is not None and worst <= contest.free):
        return set()
    free = _not_counted(board, bit)
    keys = keys_of_lines(contest, board)
    found: set[Key] = set()
    for number in range(len(board.lines)):
        above, line = board.above[number], board.lines[number]
        events = board.first_held(number, bit)
        if events is None or fewest(above.named, free, list(events.values()), contest.free) is None:
            continue
        if line.place:
            if without(bit, board.endings(line.event, frozenset({line.place}))):
                found.add((line.event, 0))
        elif not line.holder:
            found |= {key for key, lines in keys.items() if lines == (number,)}
        if (
            above.ceiling > contest.free
            and above.unknown + most(above.named, free, list(events.values())) >= contest.free
        ):
            found |= {(event, 0) for event in difference_in(events, above.named, above.unknown, free)}
            found |= named_above(contest, board, number)
    return found
