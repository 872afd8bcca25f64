"""The real tournament rewound: what stood there after some of its events, for tests of what is said about it."""

import json
import re
from collections.abc import Callable
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

from okt import panels
from results.document import Document
from results.tournament_file import from_json

REAL = Path(__file__).parent.parent / "golden" / "okt-2021.json"
EVENING = ("F-1000", "M-5000", "M-500")  # what is over after the men's 500 metres
Change = Callable[[dict[str, Any]], None]


def real(change: Change = lambda document: None) -> Document:
    """The tournament as it ended, with `change` made to its JSON."""
    data: dict[str, Any] = json.loads(REAL.read_text())
    change(data)
    return from_json(data)


def rewound(*over: str, change: Change = lambda document: None) -> Document:
    """Only these events are over; nobody is designated, no holder named, no entries known."""

    def back(data: dict[str, Any]) -> None:
        data["designations"], data["start_assignments"] = [], []
        for event in data["events"]:
            if event["id"] not in over:
                event.update(status="scheduled", starts=[], entries=None)
        for position in (*data["matrix"]["M"], *data["matrix"]["F"]):
            if "named" in position:
                position["named"] = None
        change(data)

    return real(back)


def event_in(data: dict[str, Any], id: str) -> dict[str, Any]:
    return next(event for event in data["events"] if event["id"] == id)


def start_in(data: dict[str, Any], event: str, skater: str, run: int = 1) -> dict[str, Any]:
    starts = event_in(data, event)["starts"]
    return next(start for start in starts if (start["skater"], start["run"]) == (skater, run))


def built(document: Document, *entries: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return panels.build(document, "", entries)


@cache
def after_the_500() -> dict[str, dict[str, Any]]:
    return built(rewound(*EVENING))


def text(html: str) -> str:
    """What a reader sees, in one line."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def entry(
    verb: str, event: str = "", skater: str = "", run: int | None = None, **more: Any
) -> dict[str, Any]:
    """A log entry as `okt.tasks.entry_facts` gives it."""
    facts = {"seq": 2, "at": "2021-12-27T18:33:12+00:00", "by": "official", "reason": "", "undoes": None}
    return facts | {"verb": verb, "event": event, "skater": skater, "run": run, "changes": []} | more


def on_start(event: str, old: dict[str, Any], new: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"at": ["events", event, "starts", f"{new['run']}/{new['skater']}"], "old": old, "new": new}]
