"""The course of the tournament of 2021, from a log: a step for each event, and what it made of everyone."""

import re
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from django.test import TestCase

from matrix.tables import load
from okt import course, panels
from okt.course_chart import chart
from okt.tasks import compose, read, refresh
from okt.verify import differences
from results import stages
from results.document import Document
from results.log import replay
from results.models import LogEntry, Tournament
from results.tournament_file import from_json, to_json
from tests.matrix.test_okt_2021_outlook import after
from tests.okt.stories import real, rewound, text
from tests.small import all_skated, by, small

PROGRAMME = (
    *("M-500", "F-3000", "M-10000", "F-500", "F-1500", "M-1000", "F-5000", "M-1500"),
)  # after F-1000 and M-5000, which the import brings


def a_log(*more: LogEntry) -> list[LogEntry]:
    """The import on the first evening, each event as one entry and its stages, then the decisions of January."""
    whole = to_json(real())
    began = to_json(rewound("F-1000", "M-5000")) | {"matrix": whole["matrix"]}
    log = [entry("import", [], None, began)]
    for id in PROGRAMME:
        part = next(event for event in whole["events"] if event["id"] == id)
        log.append(entry("enter_time", ["events", id, "starts"], [], part["starts"]))
        log.append(entry("set_stage", ["events", id, "status"], "live", "provisional"))
        log.append(entry("set_stage", ["events", id, "status"], "provisional", "official"))
    log.append(entry("designate", ["designations"], [], whole["designations"]))
    log += more
    for seq, one in enumerate(log, start=1):
        one.seq = seq
    return log


def entry(verb: str, at: list[str], old: Any, new: Any) -> LogEntry:
    return LogEntry(verb=verb, changes=[{"at": at, "old": old, "new": new}])


def panel(log: list[LogEntry], sex: str = "M") -> dict[str, Any]:
    now: Document = from_json(replay({}, log))
    return panels.build(now, "", (), course.told(log))[f"course-{sex}"]


@cache
def men() -> dict[str, Any]:
    return panel(a_log())


def cells(data: dict[str, Any], skater: str) -> list[tuple[int | None, str]]:
    row = next(row for row in data["rows"] if row["skater"]["id"] == skater)
    return [(cell["rank"], cell["status"]) for cell in row["cells"]]


def test_each_event_of_the_programme_is_a_step_and_what_was_over_is_the_first() -> None:
    steps = [(step["kind"], [event["id"] for event in step["events"]]) for step in men()["steps"]]
    assert steps == [
        ("start", ["M-5000"]), ("event", ["M-500"]), ("event", ["M-10000"]), ("event", ["M-1000"]),
        ("event", ["M-1500"]), ("now", []),
    ]  # fmt: skip


def test_ntab_moves_up_and_stays_at_home_after_all() -> None:
    assert cells(men(), "dai-dai-ntab") == [
        (None, "waiting"), (4, "waiting"), (4, "waiting"), (7, "waiting"),
        (9, "certain_unless_designated"), (9, "out"),
    ]  # fmt: skip
    assert cells(men(), "marcel-bosker")[-1] == (None, "designated")
    assert [row["skater"]["short"] for row in men()["rows"]] == [
        "Krol", "Roest", "Nuis", "Verbij", "Bergsma", "Scheperkamp", "Otterspeer", "Kramer", "Bosker",
        "Snel", "N'tab",
    ]  # fmt: skip


def test_a_step_says_what_the_computation_says_of_that_moment() -> None:
    from matrix.outlook import outlook

    found = {one.skater: one.status for one in outlook(after(5, "M", named=True))}
    for row in men()["rows"]:
        assert row["cells"][1]["status"] == found[row["skater"]["id"]]


def test_an_event_that_is_opened_again_is_no_step_any_more() -> None:
    again = entry("undo", ["events", "M-1500", "status"], "official", "live")
    steps = panel(a_log(again))["steps"]
    assert [event["id"] for step in steps for event in step["events"]] == [
        "M-5000",
        "M-500",
        "M-10000",
        "M-1000",
    ]


def test_nothing_new_since_the_last_event_is_no_step_now() -> None:
    log = a_log()
    log[-1] = entry("assign_start", ["start_assignments"], [], to_json(real())["start_assignments"])
    log[-1].seq = len(log)
    assert [step["kind"] for step in panel(log, "F")["steps"]] == ["start", *["event"] * 4]


def test_two_with_the_same_last_name_are_told_apart() -> None:
    labels = [row["label"] for row in panel(a_log(), "F")["rows"]]
    assert {"A. de Jong", "M. de Jong", "Schouten"} <= set(labels)


@pytest.mark.parametrize("size", ["wide", "narrow"])
def test_every_point_is_in_the_drawing_and_who_is_out_is_below_the_line(size: str) -> None:
    drawn = chart(men(), size)
    assert [area["name"] for area in drawn["areas"]] == [
        "certain", "certain_unless_designated", "waiting", "out",
    ]  # fmt: skip
    for line in drawn["lines"]:
        for point in line["points"]:
            assert 0 < point["x"] < drawn["width"]
            assert 0 < point["y"] < drawn["height"]
            below = point["y"] > drawn["cut"]
            assert below == (point["status"] == "out")


def test_an_area_never_says_more_than_the_points_in_it() -> None:
    statuses = ("certain", "waiting", "certain", "out", "waiting")
    rows = [
        {"label": "x", "skater": {"short": "x"}, "cells": [{"slot": slot, "status": status, "rank": slot}]}
        for slot, status in enumerate(statuses, start=1)
    ]
    drawn = chart({"quota": 2, "steps": [{"kind": "now", "events": []}], "rows": rows}, "wide")
    assert [area["name"] for area in drawn["areas"]] == ["certain", "waiting"]
    x, edge = drawn["columns"][0]["x"], 44 + 38  # below the first name
    assert f",{edge} " in drawn["areas"][0]["path"]
    assert drawn["areas"][1]["path"].startswith(f"M{x - 17},{edge} ")


@pytest.mark.parametrize("size", ["wide", "narrow"])
def test_the_names_stand_at_the_last_column_however_few_there_are(size: str) -> None:
    for count in (1, 2, 6):
        rows = [{**row, "cells": row["cells"][:count]} for row in men()["rows"]]
        rows = [row for row in rows if any(cell and cell["slot"] for cell in row["cells"])]
        drawn = chart({**men(), "steps": men()["steps"][:count], "rows": rows}, size)
        last = drawn["columns"][-1]["x"]
        assert drawn["names_at"] - last == drawn["radius"] + 7
        for line in drawn["lines"]:
            assert line["ends"] is None or line["ends"]["x"] == last
        assert drawn["alone"] == (count == 1)


def test_a_long_name_is_cut_in_the_drawing_and_whole_in_the_table() -> None:
    data = {**men(), "rows": [{**row, "label": "Van der Weijden-Kuipers"} for row in men()["rows"][:1]]}
    assert chart(data, "narrow")["lines"][0]["name"] == "Van der Wei…"
    assert "Van der Weijden-Kuipers" in text(panels.render("course-M", data, "nl"))


def test_the_table_holds_all_that_the_drawing_holds() -> None:
    shown = panels.render("course-M", men(), "nl")
    table = text(re.sub(r"<svg class=.chart.*?</svg>", "", shown, flags=re.DOTALL))
    assert "N'tab – geen rang wachtkamer, rang 1 of lager 4 wachtkamer, rang 1 tot 12" in table
    assert "9 uitgeschakeld" in table
    assert table.count("wachtkamer") == sum(
        cell["status"] == "waiting" for row in men()["rows"] for cell in row["cells"]
    )
    assert shown.count("<title") == shown.count("<desc") == 2
    assert "style=" not in shown


def test_before_the_first_event_it_says_when_the_course_begins() -> None:
    log = [entry("import", [], None, to_json(rewound()))]
    log[0].seq = 1
    assert "na de eerste afstand begint hier het verloop" in text(panels.render("course-M", panel(log), "nl"))


@pytest.mark.django_db
def test_what_is_remembered_is_what_the_log_tells_and_verify_agrees() -> None:
    tournament = small()
    acts: tuple[Callable[[Tournament], None], ...] = (lambda _: None, all_skated, to_official)
    for act in acts:
        with TestCase.captureOnCommitCallbacks(execute=True):
            act(tournament)
        refresh(tournament.pk)
        snapshot = read(tournament)
        log = list(LogEntry.objects.filter(tournament=tournament).order_by("seq"))
        assert snapshot.course == course.told(log)
        assert compose(snapshot)["course-M"]["steps"]
        assert list(differences(tournament.slug)) == []
    assert [moment.events for moment in snapshot.course][1:] == [("M-500",)]
    assert load(tournament).event("M-500").status == "official"


def to_official(tournament: Tournament) -> None:
    for stage in ("provisional", "official"):
        stages.set_stage(tournament, "M-500", stage, by("referee"))
