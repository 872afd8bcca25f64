"""What can still happen: the best and the worst rank that each skater can end with, exactly.

What the matrix can still become, and the search in it, is `board`.
"""

from dataclasses import dataclass

from matrix.board import Board
from matrix.selection import Contest


@dataclass(frozen=True, slots=True)
class Outlook:
    """Ranks from 1. `best_rank` None: no position any more; `worst_rank` None: may end without a position.

    `status`: "designated", "certain", "certain_unless_designated", "waiting" or "out".
    `survives_designations`: how many more there can be before the place in the team is lost.
    """

    skater: str
    best_rank: int | None
    worst_rank: int | None
    status: str
    survives_designations: int | None


def outlook(contest: Contest, board: Board | None = None) -> tuple[Outlook, ...]:
    """The outlook of every skater of the contest, in its order. `board` is that of the contest, if there is one yet.

    The events may still end in any way consistent with what has been skated, see tournament-file.md,
    "Outlook". Raises KeyError when a position is worth a place in an event that the contest does not have.
    """
    board = board or Board(contest)
    alike: dict[tuple[int, ...], tuple[int | None, int | None]] = {}
    found = []
    for skater in contest.skaters:
        bit = board.bits[skater]
        kind = board.kind(bit)
        if kind not in alike:
            alike[kind] = (board.best_rank(bit), board.worst_rank(bit))
        found.append(_told(contest, skater, *alike[kind]))
    return tuple(found)


def _told(contest: Contest, skater: str, best: int | None, worst: int | None) -> Outlook:
    free = contest.free
    left = max(0, contest.max_designations - len(contest.designations))
    if skater in contest.team:
        status = "designated"
    elif worst is not None and worst <= free - left:
        status = "certain"
    elif worst is not None and worst <= free:
        status = "certain_unless_designated"
    elif best is not None and best <= free:
        status = "waiting"
    else:
        status = "out"
    return Outlook(skater, best, worst, status, None if worst is None else free - worst)
