"""The chances: what they follow from, and computing them. numpy is imported only when that begins."""

from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, TypedDict

import matrix
import results
from matrix.known_times import known_of
from okt.picture import Picture

EXACT = {
    "designated": "certain",
    "certain": "certain",
    "certain_unless_designated": "certain",
    "out": "out",
}


class Foreseen(TypedDict):
    """The chances of one sex: [chance, error, reason] of each skater who waits, from 0 to 1, or null, null and the
    reason why there is none (`matrix.forecast.Chance`). `of` is the version they were computed from, `inputs` a mark
    of all that they follow from."""

    of: int
    inputs: str
    numbers: Mapping[str, list[Any]]


def inputs(picture: Picture, sex: str) -> str:
    """A mark of all that the chances of this sex follow from: as long as it is the same, so are they."""
    known = known_of(picture.document, sex)
    return sha256(repr((method(), picture.teams[sex].contest, known)).encode()).hexdigest()[:16]


@cache
def method() -> str:
    """A mark of the rules and the forecast as this program has them."""
    files = [path for package in (results, matrix) for path in Path(package.__path__[0]).glob("*.py")]
    return sha256(b"".join(path.read_bytes() for path in sorted(files))).hexdigest()[:16]


def foresee(picture: Picture, sex: str, of: int) -> Foreseen:
    """The chances of this sex as of version `of`, which the picture shows. Some 50 ms of CPU time."""
    from matrix.forecast import forecast

    team = picture.teams[sex]
    exact = {skater: EXACT[found.status] for skater, found in team.outlooks.items() if found.status in EXACT}
    chances = forecast(
        team.contest,
        known_of(picture.document, sex),
        certain=[skater for skater, word in exact.items() if word == "certain"],
        out=[skater for skater, word in exact.items() if word == "out"],
    ).chances
    return {
        "of": of,
        "inputs": inputs(picture, sex),
        "numbers": {
            one.skater: [_rounded(one.chance), _rounded(one.error), one.reason]
            for one in chances
            if one.skater not in exact
        },
    }


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 5)
