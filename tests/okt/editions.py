"""Tournaments by other rules than those of 2021, in the file's own format, and the way of one through the program."""

from dataclasses import dataclass
from typing import Any

from django.test import Client

from matrix.contest import contest_of
from matrix.outlook import Outlook, outlook
from matrix.selection import Contest, Selection, select
from matrix.tables import load
from okt import reasons
from okt.archive import store
from okt.picture import Picture, draw
from okt.verify import differences
from results.document import Document
from results.log import Signature
from results.models import Panel
from results.tournament_file import from_json, read, write
from tests.okt.stories import text

Results = dict[str, str]


def event(
    id: str,
    *outcomes: Results,
    status: str = "official",
    counts: str = "",
    entries: list[str] | None = None,
    start_places: int = 3,
) -> dict[str, Any]:
    """`outcomes` per run: a time, or DNF and the like, by skater; who is entered only has an empty one."""
    runs = max(1, len(outcomes))
    return {
        "id": id,
        "sex": id[0],
        "distance": id[2:],
        "runs": runs,
        "counts": counts or ("single" if runs == 1 else "best"),
        "start_places": start_places,
        "schedule": [
            {"run": run, "date": "2025-12-27", "order": run, "time": None} for run in range(1, runs + 1)
        ],
        "status": status,
        "entries": entries,
        "starts": [
            _start(run, pair, skater, outcome)
            for run, by_skater in enumerate(outcomes, start=1)
            for pair, (skater, outcome) in enumerate(by_skater.items(), start=1)
        ],
    }


def in_order(*skaters: str) -> Results:
    """One second after the other."""
    return {skater: f"{40 + second}.00" for second, skater in enumerate(skaters)}


def edition(
    events: list[dict[str, Any]],
    matrix: dict[str, list[str]],
    quota: int,
    max_designations: int = 0,
    designations: tuple[dict[str, Any], ...] = (),
    start_assignments: tuple[dict[str, Any], ...] = (),
) -> dict[str, Any]:
    """`matrix` per sex: "M-500 1" is worth the first place. Everyone who skates or is entered is in it."""
    names: dict[str, str] = {}
    for part in events:
        names |= dict.fromkeys(part["entries"] or (), part["sex"])
        names |= {start["skater"]: part["sex"] for start in part["starts"]}
    names |= {made["skater"]: made["sex"] for made in designations}
    return {
        "format": "okt-tournament/1",
        "slug": "anders",
        "name": "Een ander toernooi",
        "venue": "Thialf",
        "time_zone": "Europe/Amsterdam",
        "starts_on": "2025-12-26",
        "ends_on": "2025-12-30",
        "selection": {sex: {"quota": quota, "max_designations": max_designations} for sex in matrix},
        "skaters": [
            {
                "id": name,
                "first_name": None,
                "last_name": name.title(),
                "sex": sex,
                "team": None,
                "personal_bests": {},
            }
            for name, sex in names.items()
        ],
        "events": events,
        "matrix": {
            sex: [
                {"position": number, "event": line.split()[0], "place": int(line.split()[1])}
                for number, line in enumerate(lines, start=1)
            ]
            for sex, lines in matrix.items()
        },
        "designations": list(designations),
        "start_assignments": list(start_assignments),
    }


def designated(skater: str, event: str | None = None, place: int | None = None) -> dict[str, Any]:
    made = {
        "sex": "M",
        "skater": skater,
        "kind": "start" if event else "team",
        "made_on": "2025-12-31",
        "reason": "x",
    }
    return made | ({"event": event, "place": place} if event else {})


@dataclass(frozen=True)
class Outcome:
    """What the program made of an edition."""

    document: Document
    picture: Picture
    panels: dict[str, str]

    def contest(self, sex: str = "M") -> Contest:
        return contest_of(self.document, sex)

    def selection(self, sex: str = "M") -> Selection:
        return select(self.contest(sex))

    def outlook(self, sex: str = "M") -> dict[str, Outlook]:
        return {found.skater: found for found in outlook(self.contest(sex))}

    def why(self, skater: str) -> tuple[str, list[str]]:
        data = self.picture.reason(skater)
        assert data is not None
        return reasons.why(data), [reasons.fact(one) for one in data["facts"]]


def through(data: dict[str, Any], client: Client, commits: Any) -> Outcome:
    """Imports, publishes, verifies, exports, imports what was exported, and opens every page, in both languages."""
    with commits(execute=True):
        tournament = store(from_json(data), Signature("test"))
    assert list(differences("anders")) == []
    document = load(tournament)
    assert write(read(write(document))) == write(document)
    assert document.model_dump(exclude={"rules"}) == from_json(data).model_dump(exclude={"rules"})
    pages = ["", "matrix/", "startplekken/", "verloop/", "wat-als/", "wijzigingen/"]
    pages += [f"{event.id}/" for event in document.events]
    pages += [f"schaatser/{skater.id}/" for skater in document.skaters]
    for page in pages:
        for prefix in ("", "/en"):
            assert client.get(f"{prefix}/anders/{page}").status_code == 200, page
    panels = {panel.topic: text(panel.html["nl"]) for panel in Panel.objects.filter(tournament=tournament)}
    return Outcome(document, draw(document, "", ()), panels)


def _start(run: int, pair: int, skater: str, outcome: str) -> dict[str, Any]:
    timed = outcome[:1].isdigit()
    status = "finished" if timed else outcome or "to skate"
    return {
        "run": run,
        "pair": pair,
        "lane": "inner",
        "skater": skater,
        "status": status,
        "time": outcome if timed else None,
        "false_starts": 0,
    }
