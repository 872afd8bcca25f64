"""What the page shows of a scenario is what the rules give on a document in which it was written down by hand.

An order is there times that were skated, a disqualification stands with the starts, a line of the matrix
is taken out of its list: nothing of `okt.scenario` is used. Junk beside it is left out, and said.
"""

import json
import re
from html import unescape
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from matrix.contest import contest_of
from matrix.selection import Selection, select
from okt.archive import store
from results.document import Document
from results.log import Signature
from results.tournament_file import from_json, write
from tests.okt.stories import EVENING, event_in, rewound

PAGE = "/okt-2021/wat-als/"
OPEN = {
    "M": ("M-1000", "M-1500", "M-10000", "M-mass-start"),
    "F": ("F-500", "F-1500", "F-3000", "F-5000", "F-mass-start"),
}
REAL = rewound(*EVENING)
PEOPLE = {sex: sorted(one.id for one in REAL.skaters if one.sex == sex) for sex in ("M", "F")}
SKATED = sorted({start.skater for start in REAL.event("M-500").starts})
JUNK = [
    ("M-700", "krol"), ("dq", "krol"), ("matrix-M", "0-99"), ("matrix-M", "1->2"), ("aanwijzen", "%s{0}"),
    ("naam-M", "1:krol"), ("\0", "\0"), ("startbewijzen-M", "١٢"), ("M-500", "krol"), ("intrekken", "kramer"),
    ("overrijden", "M-1000:krol"), ("aanwijzen", "M-500:9:krol"), ("F-1000", "ander"), ("wie-F", "x"),
]  # fmt: skip
NEVER = re.compile(r"utm_.*|fbclid|gclid|msclkid|igshid|reken", re.ASCII)


class ByHand:
    """A document and the query that should give it."""

    def __init__(self, draw: Any) -> None:
        self.draw = draw
        self.json: dict[str, Any] = json.loads(write(REAL))
        self.query: list[tuple[str, str]] = []

    def order(self, event: str) -> None:
        sex = event[0]
        size = self.draw(st.integers(1, 4))
        order = self.draw(st.permutations(PEOPLE[sex]))[:size]
        self.query.append((event, ",".join(order)))
        runs = event_in(self.json, event)["runs"]
        event_in(self.json, event).update(
            status="live",
            starts=[
                {"run": run, "pair": None, "lane": None, "skater": skater, "status": "finished"}
                | {"time": f"40.{place:02}"}
                for place, skater in enumerate(order)
                for run in range(1, runs + 1)
            ],
        )

    def disqualify(self) -> None:
        gone = self.draw(st.lists(st.sampled_from(SKATED), max_size=2, unique=True))
        self.query += [("dq", f"M-500:{skater}") for skater in gone]
        for start in event_in(self.json, "M-500")["starts"]:
            if start["skater"] in gone:
                start.update(status="DQ", time=None)
                start.pop("splits", None)

    def rules(self, sex: str) -> None:
        quota = self.draw(st.integers(3, 12))
        self.json["selection"][sex]["quota"] = quota
        self.query.append((f"startbewijzen-{sex}", str(quota)))

    def designate(self, sex: str) -> None:
        made = self.draw(st.lists(st.sampled_from(PEOPLE[sex]), max_size=3, unique=True))
        for skater in made:
            self.query.append(("aanwijzen", skater))
            self.json["designations"].append(
                {"sex": sex, "skater": skater, "kind": "team", "made_on": "2022-01-02", "reason": "x"}
            )

    def designate_start(self) -> None:
        skater, place = self.draw(st.sampled_from(PEOPLE["M"])), self.draw(st.integers(1, 3))
        if sum(one["sex"] == "M" for one in self.json["designations"]) < 3:
            self.query.append(("aanwijzen", f"M-500:{place}:{skater}"))
            self.json["designations"].append(
                {"sex": "M", "skater": skater, "kind": "start", "event": "M-500", "place": place}
                | {"made_on": "2022-01-02", "reason": "x"}
            )

    def edit(self, sex: str) -> None:
        lines = self.json["matrix"][sex]
        out: list[dict[str, Any]] = []
        for _ in range(self.draw(st.integers(0, 4))):
            at = self.draw(st.integers(0, len(lines) - 1))
            what = self.draw(st.sampled_from(["move", "out", "back", "name"]))
            if what == "move":
                to = self.draw(st.integers(0, len(lines) - 1))
                self._say(sex, f"{at + 1}-{to + 1}")
                line = lines[at]
                del lines[at]
                lines[to:to] = [line]
            elif what == "out" and len(lines) > 1:
                self._say(sex, f"eruit:{at + 1}")
                out.append(lines.pop(at))
            elif what == "back" and out and "place" in out[-1]:
                line = out.pop()
                self._say(sex, f"erbij:{at + 1}:{line['event']}:{line['place']}")
                lines[at:at] = [line]
            elif what == "name":
                skater = self.draw(st.sampled_from(PEOPLE[sex]))
                self._say(sex, f"{at + 1}:{sex}-mass-start:naam:{skater}")
                lines[at] = {"event": f"{sex}-mass-start", "named": skater}
        for number, line in enumerate(lines, start=1):
            line["position"] = number

    def _say(self, sex: str, part: str) -> None:
        self.query.append((f"matrix-{sex}", part))

    def document(self) -> Document:
        return from_json(self.json)


@st.composite
def by_hand(draw: Any) -> ByHand:
    made = ByHand(draw)
    for sex in ("M", "F"):
        for event in draw(st.lists(st.sampled_from(OPEN[sex]), max_size=3, unique=True)):
            made.order(event)
        if draw(st.booleans()):
            made.rules(sex)
        made.designate(sex)
        made.edit(sex)
    if draw(st.booleans()):
        made.disqualify()
    if draw(st.booleans()):
        made.designate_start()
    return made


@pytest.fixture
def evening(db: None, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        store(REAL, Signature("test"))


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(made=by_hand(), junk=st.lists(st.sampled_from(JUNK), max_size=3))
def test_the_page_shows_what_the_rules_give_by_hand(
    client: Client, evening: None, made: ByHand, junk: list[tuple[str, str]]
) -> None:
    body = page(client, [*made.query, *junk])
    assert ("Dit telt niet mee" in body) == bool(junk)
    document = made.document()
    for sex in ("M", "F"):
        said = f'<h2 id="outcome-{sex}">'
        if said not in body:
            assert select(contest_of(document, sex)) == select(contest_of(REAL, sex))
            continue
        shown = body.split(said)[1].split("</section>\n<section", 1)[0].split('<h2 id="outcome-')[0]
        compare(shown, document, select(contest_of(document, sex)), sex)


def page(client: Client, query: list[tuple[str, str]]) -> str:
    response: Any = client.get(f"{PAGE}?{urlencode(query)}")
    assert response.status_code == 200, query
    body = str(response.content.decode())
    assert "Scenario, geen uitslag." in body
    return body


def compare(shown: str, document: Document, selection: Selection, sex: str) -> None:
    names = {one.id: f"{one.first_name or ''} {one.last_name}".strip() for one in document.skaters}
    ladder = shown.split('class="ladder"')[1].split("</table>", maxsplit=1)[0]
    rows = re.findall(r'class="position">(\d+)(.*?)</tr>', ladder, re.DOTALL)
    held = {
        int(number): unescape(found[1]) if (found := re.search(r"<b>([^<]+)</b>", row)) else None
        for number, row in rows
    }
    assert held == {one.position: names[one.skater] if one.skater else None for one in selection.positions}
    ranks = {int(number): re.search(r'class="rank[^"]*">(\d+)', row) for number, row in rows}
    for one in selection.positions:
        if one.skater and not one.repeat and (found := ranks[one.position]):
            assert one.rank is not None
            assert int(found[1]) <= one.rank
    changed = (
        shown.split('class="in-and-out"')[1].split("</dl>", maxsplit=1)[0] if "in-and-out" in shown else ""
    )
    now = set(select(contest_of(REAL, sex)).selected)
    blocks = {part[:4]: people(part) for part in changed.split('<div class="')[1:]}
    assert blocks.get('in">', set()) == {names[one] for one in selection.selected if one not in now}
    assert blocks.get("gone", set()) == {names[one] for one in now if one not in selection.selected}
    starts = dict(selection.start_places)
    seats = shown.split('class="card seating"')[1].split("</section>", maxsplit=1)[0]
    for distance, who in re.findall(r"<li><h4>([^<]+)</h4><p>(.*?)</p>", seats, re.DOTALL):
        event = {"massastart": "mass-start"}.get(distance, re.sub(r"\D", "", distance))
        assert people(who) == {names[one] for one in starts[f"{sex}-{event}"]}, distance
    started = sum(bool(found) for found in starts.values())
    assert len(re.findall("<h4>", seats)) >= started


def people(html: str) -> set[str]:
    return {unescape(name) for name in re.findall(r"<b>([^<]+)</b>", html)}


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    made=by_hand(),
    junk=st.lists(st.tuples(st.text(max_size=8), st.text(min_size=1, max_size=30)), min_size=1, max_size=4),
)
def test_whatever_stands_beside_a_scenario_it_counts_and_the_rest_is_said(
    client: Client, evening: None, made: ByHand, junk: list[tuple[str, str]]
) -> None:
    assume(not any(NEVER.fullmatch(name) or not value.strip(", \n\t") for name, value in junk))
    known = {name for name, _ in made.query}
    junk = [
        (f"?{name}" if name in known else name, value.encode("utf-8", "ignore").decode())
        for name, value in junk
    ]
    assume(all(any(part.strip() for part in value.split(",")) for _, value in junk))
    body = page(
        client, [*made.query, *((name.encode("utf-8", "ignore").decode(), value) for name, value in junk)]
    )
    assert "Dit telt niet mee" in body
    assert body.count("<h1") == 1
    parts = re.search(r'aria-labelledby="supposed">.*?</ul>', body, re.DOTALL)
    alone = re.search(r'aria-labelledby="supposed">.*?</ul>', page(client, made.query), re.DOTALL)
    assert re.findall(r"<li><span>(.*?)</span>", parts[0] if parts else "") == re.findall(
        r"<li><span>(.*?)</span>", alone[0] if alone else ""
    )
