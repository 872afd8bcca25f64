"""Where the cut line lies: after the position that gives out the last of the free tickets.

That is the first position down to which the matrix has as many different names, without those who are
designated for the team, as there are places in the team for it to decide about.
"""

from dataclasses import dataclass, replace

from matrix.board import Board
from matrix.open_facts import Fact, Key, difference_in, facts_of, named_above
from matrix.outlook_search import fewest, most
from matrix.selection import Contest
from matrix.smallest import smallest


@dataclass(frozen=True, slots=True)
class CutLine:
    """Numbers of positions, 0 for above the first. None: there may be too few names, so it lies below the last.

    `now` as if everything stays as it stands; outside `moved_by` nothing that is open can move it.
    """

    now: int | None
    earliest: int | None
    latest: int | None
    moved_by: tuple[Fact, ...]


def cut_line(contest: Contest, board: Board | None = None) -> CutLine:
    """Where the line can end, exactly: over all that can still happen, further designations left aside."""
    board = board or Board(contest)
    standing = _as_it_stands(contest)
    first, last = _ends(standing, Board(standing))
    earliest, latest = _ends(contest, board)
    moves = earliest is not None and earliest != latest
    return CutLine(
        now=_number(standing, first) if first == last else None,
        earliest=_number(contest, earliest),
        latest=_number(contest, latest),
        moved_by=facts_of(contest, smallest(contest, board, [None], _moved_by)[None]) if moves else (),
    )


def cut_ends(contest: Contest) -> tuple[int | None, int | None]:
    """Only the numbers `earliest` and `latest` of the line; quicker than what can move it."""
    earliest, latest = _ends(contest, Board(contest))
    return _number(contest, earliest), _number(contest, latest)


def _as_it_stands(contest: Contest) -> Contest:
    """The contest as if nothing more is skated and nobody more is named."""
    return replace(
        contest,
        events=tuple(replace(event, status="official") for event in contest.events),
        positions=tuple(p for p in contest.positions if p.place is not None or p.named),
    )


def _ends(contest: Contest, board: Board) -> tuple[int | None, int | None]:
    """Down to how many lines there can be enough names, and down to how many there are in any case."""
    numbers = range(contest.free, len(board.lines) + 1)  # a line has one name at most
    earliest = next((n for n in numbers if _most_names(board, n) >= contest.free), None)
    latest = next((n for n in numbers if _fewest_names(board, n) >= contest.free), None)
    return earliest, latest


def _most_names(board: Board, number: int) -> int:
    above = board.above[number]
    events = [board.endings(event, places) for event, places in above.places.items()]
    return above.unknown + most(above.named, board.team, events)


def _fewest_names(board: Board, number: int) -> int:
    above = board.above[number]
    events = [board.endings(event, places) for event, places in above.places.items()]
    names = fewest(above.named, board.team, events, number + 1) or 0
    # Who gets a position without a name can be somebody who is there already, or of the team.
    return max(names, 1) if above.unknown and not board.team else names


def _number(contest: Contest, lines: int | None) -> int | None:
    return sorted(p.number for p in contest.positions)[lines - 1] if lines else lines


def _moved_by(contest: Contest, board: Board, skater: str | None) -> set[Key]:
    """The facts that together decide where the line lies; there may be some too many."""
    earliest, latest = _ends(contest, board)
    found: set[Key] = set()
    if earliest is None or earliest == latest:
        return found
    for number in range(earliest, len(board.lines) + 1 if latest is None else latest):
        above = board.above[number]
        endings = {event: board.endings(event, places) for event, places in above.places.items()}
        found |= {(id, 0) for id in difference_in(endings, above.named, above.unknown, board.team)}
        found |= named_above(contest, board, number)
    return found
