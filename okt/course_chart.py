"""The course as a drawing: where lines, points, areas and words stand. Numbers only; the template draws them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from okt.wording import distance

Data = dict[str, Any]
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Frame:
    """The measures of a drawing, in its own units. `names`: the room at the right, for `letters` of a name. `alone`:
    where from the left a column stands that has no other beside it, and the drawing is not wider than that takes."""

    width: int
    left: int
    names: int
    top: int
    row: int
    radius: int
    tilted: bool
    letters: int
    alone: int


FRAMES = {
    "wide": Frame(
        width=700, left=34, names=140, top=44, row=38, radius=13, tilted=False, letters=16, alone=76
    ),
    "narrow": Frame(
        width=340, left=17, names=103, top=58, row=33, radius=11, tilted=True, letters=12, alone=58
    ),
}
# What an area holds from the top: everyone down to its lower edge is at least this sure.
AREAS = (
    ("certain", {"certain", "designated"}),
    ("certain_unless_designated", {"certain", "designated", "certain_unless_designated"}),
    ("waiting", {"certain", "designated", "certain_unless_designated", "waiting"}),
)


def chart(data: Data, size: str) -> Data:
    """The drawing of a course panel, "wide" or "narrow"."""
    frame, count = FRAMES[size], len(data["steps"])
    if count == 1:
        frame = replace(frame, left=frame.alone, width=frame.alone + frame.names)
    deepest = max((cell["slot"] or 0 for row in data["rows"] for cell in row["cells"] if cell), default=0)
    rows = max(deepest, data["quota"])
    room = frame.width - frame.left - frame.names
    xs = [frame.left + room * number / max(count - 1, 1) for number in range(count)]
    bottom = frame.top + rows * frame.row
    return {
        "size": size,
        "alone": count == 1,
        "width": frame.width,
        "height": bottom + 22,
        "radius": frame.radius,
        "diamond": _diamond(frame.radius * 1.22),
        "square": _square(frame.radius * 0.86),
        "tilted": frame.tilted,
        "head": frame.top - 14,
        "names_at": frame.width - frame.names + frame.radius + 7,
        "areas": _areas(data, frame, xs),
        "cut": frame.top + data["quota"] * frame.row,
        "columns": [
            {"x": _round(x), "label": _label(step, frame), "top": frame.top, "bottom": bottom}
            for x, step in zip(xs, data["steps"], strict=True)
        ],
        "lines": [_line(row, frame, xs) for row in data["rows"]],
    }


def step_word(step: Data) -> str:
    """The distance of an event; empty for the first step and the last, which have a word of their own."""
    return (
        " + ".join(distance(event["distance"]) for event in step["events"]) if step["kind"] == "event" else ""
    )


def _label(step: Data, frame: Frame) -> Data:
    word = step_word(step)
    return {"kind": step["kind"], "word": word.replace(" m", "") if frame.tilted else word}


def _line(row: Data, frame: Frame, xs: list[float]) -> Data:
    """One skater: the strokes between the points (broken where he is not in the row), the points, the name."""
    points: list[Data] = []
    strokes: list[list[Point]] = []
    was_there = False
    for x, cell in zip(xs, row["cells"], strict=True):
        there = cell is not None and cell["slot"] is not None
        if cell is not None and there:
            y = frame.top + (cell["slot"] - 0.5) * frame.row
            points.append({"x": _round(x), "y": _round(y), "status": cell["status"], "rank": cell["rank"]})
            if not was_there:
                strokes.append([])
            strokes[-1].append((x, y))
        was_there = there
    last = row["cells"][-1]
    return {
        "name": _shortened(row["label"], frame.letters),
        "points": points,
        "path": " ".join(_curve(stroke) for stroke in strokes if len(stroke) > 1),
        "goes": last is not None and last["status"] != "out" and bool(last["slot"]),
        "ends": points[-1] if last is not None and last["slot"] else None,
        "leaves": None if last is not None and last["slot"] else points[-1],
    }


def _shortened(name: str, letters: int) -> str:
    """What fits; the table has the whole name."""
    return name if len(name) <= letters else f"{name[: letters - 1].rstrip()}…"


def _areas(data: Data, frame: Frame, xs: list[float]) -> list[Data]:
    """From the top: certain, certain unless designated, waiting, out; no area says more than every point in it."""
    edges = [[0] * len(xs)]
    for _, sure in AREAS:
        edges.append([_depth(_column(data, number), sure) for number in range(len(xs))])
    edges[-1] = [_last_hope(_column(data, number)) for number in range(len(xs))]
    edges.append([len(_column(data, number)) for number in range(len(xs))])
    names = [*(name for name, _ in AREAS), "out"]
    half = frame.radius + 4
    found = []
    for name, upper, lower in zip(names, edges, edges[1:], strict=False):
        if upper != lower:
            top = [(x, frame.top + depth * frame.row) for x, depth in zip(xs, upper, strict=True)]
            low = [(x, frame.top + depth * frame.row) for x, depth in zip(xs, lower, strict=True)]
            found.append({"name": name, "path": _band(_longer(top, half), _longer(low, half))})
    return found


def _column(data: Data, number: int) -> list[str]:
    """The outlooks of one step, by slot."""
    cells = [row["cells"][number] for row in data["rows"]]
    known = sorted((cell for cell in cells if cell and cell["slot"]), key=lambda cell: cell["slot"])
    return [cell["status"] for cell in known]


def _depth(column: list[str], sure: set[str]) -> int:
    return next((number for number, status in enumerate(column) if status not in sure), len(column))


def _last_hope(column: list[str]) -> int:
    """After which slot everyone is out."""
    return max((number for number, status in enumerate(column, start=1) if status != "out"), default=0)


def _longer(points: Sequence[Point], half: float) -> list[Point]:
    """Flat to both sides, so that the first and the last column have their area around them."""
    (first_x, first_y), (last_x, last_y) = points[0], points[-1]
    return [(first_x - half, first_y), *points, (last_x + half, last_y)]


def _band(top: list[Point], low: list[Point]) -> str:
    back = low[::-1]
    return f"{_curve(top)} L{_at(back[0])} {_curve(back).split(' ', 1)[1]} Z"


def _curve(points: list[Point]) -> str:
    said = [f"M{_at(points[0])}"]
    for (x, y), (to_x, to_y) in pairwise(points):
        middle = (x + to_x) / 2
        said.append(f"C{_at((middle, y))} {_at((middle, to_y))} {_at((to_x, to_y))}")
    return " ".join(said)


def _diamond(reach: float) -> str:
    return f"M{_at((0, -reach))} L{_at((reach, 0))} {_at((0, reach))} {_at((-reach, 0))} Z"


def _square(half: float) -> str:
    return f"M{_at((-half, -half))} L{_at((half, -half))} {_at((half, half))} {_at((-half, half))} Z"


def _at(point: Point) -> str:
    return f"{_round(point[0])},{_round(point[1])}"


def _round(number: float) -> float | int:
    rounded = round(number, 1)
    return int(rounded) if rounded == int(rounded) else rounded
