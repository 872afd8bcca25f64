"""What everybody sees of the chances of one sex. The numbers may be older than the standing, and then it says so;
who is certain or out is never older."""

from collections.abc import Mapping
from typing import Any

from okt.foresight import EXACT, Foreseen, inputs
from okt.matrix_panel import FIRMNESS
from okt.picture import SEXES, Picture

TOPICS = {f"chances-{sex}": sex for sex in SEXES}


def build(picture: Picture, sex: str, foreseen: Foreseen | None) -> dict[str, Any]:
    """`foreseen`: the newest that has been computed, None if nothing has.

    `late`: they do not follow from this standing. Where nobody waits there is nothing to foresee.
    """
    team = picture.teams.get(sex)
    if team is None:
        return {"sex": sex, "late": False, "foreseen": None, "rows": [], "unknown": [], "silent": True}
    waiting = [skater for skater, found in team.outlooks.items() if found.status == "waiting"]
    numbers = foreseen["numbers"] if foreseen else {}
    return {
        "sex": sex,
        "late": bool(waiting) and (foreseen is None or foreseen["inputs"] != inputs(picture, sex)),
        "foreseen": foreseen,
        "rows": _rows(picture, sex, numbers),
        "unknown": _unknown(picture, [skater for skater in waiting if skater in numbers], numbers),
        "silent": False,
    }


def _rows(picture: Picture, sex: str, numbers: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The certain first, the firmest on top; then the chances, the highest on top."""
    found = []
    for skater, one in picture.teams[sex].outlooks.items():
        chance, error, _ = numbers.get(skater, (None, None, None))
        if one.status != "out" and (one.status in EXACT or chance is not None):
            found.append(
                {
                    "skater": picture.person(skater),
                    "outlook": picture.prospects(skater),
                    "chance": None if one.status in EXACT else _percent(chance),
                    "error": None if one.status in EXACT else _percent(error),
                }
            )
    return sorted(found, key=lambda row: (FIRMNESS.index(row["outlook"]["status"]), -(row["chance"] or 0)))


def _unknown(picture: Picture, waiting: list[str], numbers: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Of whom no chance can be told, by the reason why."""
    reasons = {skater: numbers[skater][2] for skater in waiting if numbers[skater][0] is None}
    return [
        {
            "reason": reason,
            "skaters": [picture.person(skater) for skater, why in reasons.items() if why == reason],
        }
        for reason in dict.fromkeys(reasons.values())
    ]


def _percent(share: float) -> float:
    return round(100 * share, 1)
