"""What everybody sees of the evening of 27 December 2021, and of evenings that the rules allow too."""

import json
import re
from copy import deepcopy
from typing import Any

from django.template import Context, Template
from django.utils.html import escape

from okt import panels
from tests.okt.stories import after_the_500, built, event_in, real, rewound, start_in, text


def html(topic: str, data: dict[str, Any], language: str = "nl") -> str:
    return text(panels.render(topic, data, language))


def test_a_panel_is_plain_json() -> None:
    for data in after_the_500().values():
        assert json.loads(json.dumps(data)) == data


def test_every_topic_can_be_shown_in_both_languages() -> None:
    for document in (real(), rewound(), rewound("M-500")):
        for topic, data in built(document).items():
            for language in ("nl", "en"):
                assert panels.render(topic, data, language)


def test_the_standing_says_who_leads_by_how_much_and_which_time_counts() -> None:
    rows = after_the_500()["M-500"]["standing"]["rows"]
    assert [row["skater"]["id"] for row in rows[:3]] == ["merijn-scheperkamp", "dai-dai-ntab", "kai-verbij"]
    assert [run["counts"] for run in rows[0]["runs"]] == [False, True]
    assert rows[1]["gap"] == [80, False]
    assert "34,45" in html("M-500", after_the_500()["M-500"])
    assert "34.45" in html("M-500", after_the_500()["M-500"], "en")


def test_a_personal_best_says_what_was_gained() -> None:
    first = after_the_500()["M-500"]["standing"]["rows"][0]
    assert (first["mark"], first["gained"]) == ("PR", [-370, False])
    assert "PR −0,37" in html("M-500", after_the_500()["M-500"])


def test_a_second_run_slower_than_the_first_is_no_personal_best_again() -> None:
    def slower(data: dict[str, Any]) -> None:
        start_in(data, "M-500", "merijn-scheperkamp", 2).update(time="34.70", note=None)

    rows = built(rewound("M-500", change=slower))["M-500"]["standing"]["rows"]
    scheperkamp = next(row for row in rows if row["skater"]["id"] == "merijn-scheperkamp")
    assert [run["mark"] for run in scheperkamp["runs"]] == ["PR", None]


def test_a_fall_is_called_a_fall() -> None:
    assert "val" in html("M-500", after_the_500()["M-500"]).split()


def test_a_live_event_shows_the_first_pair_in_which_somebody_is_still_to_skate() -> None:
    def live(data: dict[str, Any]) -> None:
        event = event_in(data, "M-500")
        event["status"] = "live"
        for run in (1, 2):
            for number, start in enumerate(one for one in event["starts"] if one["run"] == run):
                start["pair"] = number // 2 + 1
        start_in(data, "M-500", "merijn-scheperkamp", 2).update(status="to skate", time=None)

    panel = built(rewound("M-500", change=live))["M-500"]
    assert "merijn-scheperkamp" in [lane["skater"]["id"] for lane in panel["now"]["lanes"]]
    assert panel["now"]["run"] == 2
    assert panel["beat"]["time"] == "34.53"
    calls = [pair["call"] for run in panel["runs"] for pair in run["pairs"]]
    assert calls.count("now") == 1


def test_an_event_that_is_over_has_nobody_on_the_ice() -> None:
    assert after_the_500()["M-500"]["now"] is None


def test_what_an_event_is_worth_stands_beside_it() -> None:
    worth = after_the_500()["M-500"]["worth"]
    assert [(one["position"], one["skater"]["short"]) for one in worth] == [
        (8, "Scheperkamp"),
        (13, "N'tab"),
        (15, "Verbij"),
    ]


def test_the_matrix_of_that_evening() -> None:
    matrix = after_the_500()["matrix-M"]
    positions = {one["position"]: one for one in matrix["positions"]}
    assert positions[8]["outlook"]["status"] == "certain_unless_designated"
    assert positions[13]["outlook"] | {"best": None} == {
        "status": "waiting", "best": None, "worst": 13, "free": 9, "survives": -4, "too_low": 4,
    }  # fmt: skip
    assert matrix["line"] | {"moved_by": []} == {"now": None, "earliest": 9, "latest": None, "moved_by": []}
    assert [(one["kind"], one["event"]["id"]) for one in matrix["line"]["moved_by"]] == [
        ("event", "M-10000"), ("event", "M-1000"), ("event", "M-1500"), ("named", "M-mass-start"),
    ]  # fmt: skip
    assert [ticket["status"] for ticket in matrix["tickets"]][:3] == [
        "certain",
        "certain_unless_designated",
        "waiting",
    ]
    assert len(matrix["tickets"]) == 9
    said = html("matrix-M", matrix)
    assert "1 van 9 startbewijzen is zeker, 1 tenzij aanwijsplek, 4 namen in de wachtkamer" in said
    assert "zeker * tenzij aanwijsplek" in said
    assert "op naam, nog niet bekend" in said


def test_an_outlook_is_never_colour_alone() -> None:
    shown = panels.render("matrix-M", after_the_500()["matrix-M"], "nl")
    assert shown.count('class="outlook waiting"') == shown.count("#half") - 4 == 4  # and four tickets


def test_at_the_end_the_matrix_says_who_goes() -> None:
    matrix = built(real())["matrix-M"]
    assert matrix["decided"]
    assert {ticket["skater"]["short"] for ticket in matrix["tickets"]} == {
        "Krol", "Roest", "Nuis", "Verbij", "Bergsma", "Scheperkamp", "Otterspeer", "Kramer", "Bosker",
    }  # fmt: skip
    assert [one["short"] for one in matrix["reserves"]] == ["Snel", "N'tab"]
    badges = {one["skater"]["short"]: one["outlook"] for one in matrix["positions"] if one["outlook"]}
    assert badges["N'tab"]["status"] == "out"
    assert badges["N'tab"]["reserve"] == 2
    assert "reserve 2" in html("matrix-M", matrix)
    assert matrix["line"] == {"now": 9, "earliest": 9, "latest": 9, "moved_by": []}
    by_event = {part["event"]["id"]: part["skaters"] for part in matrix["start_places"]}
    assert ("marcel-bosker", True) in [(one["id"], one["chosen"]) for one in by_event["M-1500"]]
    assert ("thomas-krol", True) in [(one["id"], one["freed"]) for one in by_event["M-500"]]


def test_a_dead_heat_waits_for_the_committee() -> None:
    def dead_heat(data: dict[str, Any]) -> None:
        start_in(data, "M-5000", "sven-kramer").update(time="6:11.14")

    found = built(rewound("M-5000", change=dead_heat))
    assert "gelijk: Bergsma en Kramer, de commissie beslist" in html("matrix-M", found["matrix-M"])
    assert "gelijk: Bergsma en Kramer, de commissie beslist" in html("M-5000", found["M-5000"])
    assert "Bergsma" not in [one["short"] for one in found["matrix-M"]["chasing"]]


def test_equal_hundredths_show_the_thousandth() -> None:
    def close(data: dict[str, Any]) -> None:
        start_in(data, "M-5000", "jorrit-bergsma").update(time="6:11.141")
        start_in(data, "M-5000", "sven-kramer").update(time="6:11.148")

    shown = html("M-5000", built(rewound("M-5000", change=close))["M-5000"])
    assert "6.11,141" in shown
    assert "6.11,148" in shown


def test_a_sum_shows_both_runs_and_the_total() -> None:
    def added(data: dict[str, Any]) -> None:
        event_in(data, "M-500")["counts"] = "sum"

    shown = html("M-500", built(rewound("M-500", change=added))["M-500"])
    assert "samen" in shown
    assert "1.09,09" in shown  # 34,64 and 34,45


def test_the_programme_knows_the_days_and_the_winners() -> None:
    days = after_the_500()["programme"]["days"]
    assert [day["date"] for day in days][:2] == ["2021-12-26", "2021-12-27"]
    second = next(run for run in days[1]["runs"] if (run["event"]["id"], run["run"]) == ("M-500", 2))
    assert (second["status"], second["first"][0]["skater"]["short"]) == ("official", "Scheperkamp")
    assert [run["event"]["distance"] for run in after_the_500()["programme"]["unscheduled"]] == [
        "mass-start"
    ] * 2


def test_without_a_matrix_the_page_says_so() -> None:
    def none(data: dict[str, Any]) -> None:
        data["matrix"] = {"M": data["matrix"]["M"]}

    found = built(rewound(change=none))
    assert "Er is nog geen matrix voor de vrouwen." in html("matrix-F", found["matrix-F"])
    assert found["F-500"]["worth"] == []
    assert found["skater-irene-schouten"]["outlook"] is None


def test_a_tournament_without_events_is_not_a_fault() -> None:
    def bare(data: dict[str, Any]) -> None:
        data.update(events=[], matrix={}, designations=[], start_assignments=[])

    found = built(real(bare))
    assert "Er staat nog geen afstand op het programma." in html("programme", found["programme"])
    assert "Er is nog niets gebeurd." in html("changes", found["changes"])


def test_unknown_entries_are_said_to_be_unknown() -> None:
    assert "Wie er meedoet is nog niet bekend." in html("M-1000", built(rewound())["M-1000"])


def test_a_name_that_is_code_is_only_a_name() -> None:
    def hostile(data: dict[str, Any]) -> None:
        for skater in data["skaters"]:
            skater["last_name"] = "<script>alert(1)</script>"

    for topic, data in built(rewound("M-500", change=hostile)).items():
        assert "<script>" not in panels.render(topic, data, "nl")


def test_every_row_that_can_glow_has_a_key_of_its_own() -> None:
    for topic, data in built(real()).items():
        keys = re.findall(r'data-key="([^"]+)"', panels.render(topic, data, "nl"))
        assert len(keys) == len(set(keys)), topic


def test_rows_put_together_are_those_one_by_one_and_what_was_kept_hides_no_change() -> None:
    given = 'counts="best" tournament="okt-2021"'
    part = '{% part "results/_standing_row.html" row=row GIVEN %}'.replace("GIVEN", given)
    one_by_one = Template("{% load page_tags %}{% for row in rows %}" + part + "{% endfor %}")
    parts = '{% parts "results/_standing_row.html" "row" rows GIVEN %}'.replace("GIVEN", given)
    together = Template("{% load page_tags %}" + parts)
    rows = deepcopy(after_the_500()["M-500"]["standing"]["rows"])
    for name in ("Dai Dai Ntab", "D. <b>"):
        rows[1]["skater"]["name"] = name
        shown = together.render(Context({"rows": rows}))
        assert shown == one_by_one.render(Context({"rows": rows}))
        assert shown.count("<tr") == len(rows)
        assert escape(name) in shown
