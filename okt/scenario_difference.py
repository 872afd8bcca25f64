"""What a scenario changes of who goes: who comes in, who drops out, whose outlook becomes another."""

from typing import Any

from matrix.outlook import Outlook
from okt.matrix_panel import FIRMNESS
from okt.picture import Picture


def difference(real: Picture, imagined: Picture, sex: str) -> dict[str, Any]:
    """Between reality and the scenario, for one sex; `outlooks`: another word, `ranks`: only other ranks."""
    before, after = real.teams[sex], imagined.teams[sex]
    shared = [skater for skater in after.selection.selected if skater in before.selection.selected]
    others = [
        line
        for skater, now in after.outlooks.items()
        if (line := _line(real, imagined, skater, before.outlooks.get(skater), now))
    ]
    others.sort(key=lambda line: (FIRMNESS.index(line["after"]["status"]), line["after"]["best"] or 99))
    return {
        "comes_in": [imagined.person(one) for one in after.selection.selected if one not in shared],
        "drops_out": [real.person(one) for one in before.selection.selected if one not in shared],
        "outlooks": [line for line in others if line["word"]],
        "ranks": [line for line in others if not line["word"]],
        "free": after.selection.free,
        "of": len(after.selection.selected),
    }


def _line(
    real: Picture, imagined: Picture, skater: str, before: Outlook | None, after: Outlook
) -> dict[str, Any] | None:
    same_word = before is not None and before.status == after.status
    if same_word and before and (before.best_rank, before.worst_rank) == (after.best_rank, after.worst_rank):
        return None
    if before is None and after.best_rank is None:  # a stranger without a position
        return None
    return {
        "skater": imagined.person(skater),
        "before": real.prospects(skater),
        "after": imagined.prospects(skater),
        "word": not same_word,
    }
