"""Each decision of the log reads as one true sentence."""

from typing import Any

import pytest
from django.utils import translation

from okt import news, panels
from okt.forecasts import consequence
from okt.picture import draw
from okt.sentences import sentence
from tests.okt.stories import built, entry, event_in, on_start, real, rewound, start_in, text

TO_SKATE: dict[str, Any] = {"status": "to skate", "time": None, "false_starts": 0}


def told(document: Any, *entries: dict[str, Any], language: str = "nl") -> list[str]:
    with translation.override(language):
        return [sentence(line) for line in news.gather(draw(document, "", entries))]


def start(event: str, skater: str, run: int = 1) -> dict[str, Any]:
    part: dict[str, Any] = {}

    def take(data: dict[str, Any]) -> None:
        part.update(start_in(data, event, skater, run))

    real(take)
    return part


def entered(skater: str, run: int, **more: Any) -> dict[str, Any]:
    new = start("M-500", skater, run)
    return entry("enter_time", "M-500", skater, run, changes=on_start("M-500", new | TO_SKATE, new)) | more


def test_a_time_says_what_it_means() -> None:
    assert told(rewound("M-500"), entered("merijn-scheperkamp", 2)) == [
        "Scheperkamp rijdt 34,45: een persoonlijk record (−0,37) en de snelste tijd."
    ]


def test_a_time_says_what_it_meant_when_it_came() -> None:
    """Before Scheperkamp's 34.45 there was nobody faster than N'tab."""
    later, earlier = entered("merijn-scheperkamp", 2, seq=3), entered("dai-dai-ntab", 1, seq=2)
    assert told(rewound("M-500"), later, earlier)[1] == "N'tab rijdt 34,53: de snelste tijd."


def test_a_slower_second_run_leaves_the_first_time() -> None:
    assert told(rewound("M-500"), entered("dai-dai-ntab", 2)) == ["N'tab rijdt 34,63; 34,53 blijft staan."]


def test_it_is_the_same_news_in_english() -> None:
    said = told(rewound("M-500"), entered("dai-dai-ntab", 2), language="en")
    assert "34.63" in said[0]
    assert "blijft" not in said[0]


def test_in_english_the_remarks_are_joined_in_english_too() -> None:
    said = told(rewound("M-500"), entered("merijn-scheperkamp", 2), language="en")
    assert said == ["Scheperkamp skates 34.45: a personal best (−0.37) and the fastest time."]


def test_a_fall_and_no_finish() -> None:
    new = start("M-500", "kai-verbij", 2)
    before = new | TO_SKATE
    fell = entry(
        "note_fall", "M-500", "kai-verbij", 2, changes=on_start("M-500", before, before | {"fell": True})
    )
    out = entry("scratch", "M-500", "kai-verbij", 2, seq=3, changes=on_start("M-500", before, new))
    assert told(rewound("M-500"), out, fell) == [
        "Verbij haalt de finish niet; 34,56 blijft staan.",
        "Verbij valt; 34,56 blijft staan.",
    ]


def test_a_correction_says_the_old_value_the_new_one_and_the_reason() -> None:
    new = start("M-500", "kai-verbij", 1)
    old = new | {"time": "34.57"}
    line = entry(
        "correct", "M-500", "kai-verbij", 1, reason="fotofinish", changes=on_start("M-500", old, new)
    )
    assert told(rewound("M-500"), line) == ["Correctie: 34,57 van Verbij wordt 34,56. Reden: fotofinish."]


def test_a_second_false_start_disqualifies() -> None:
    old = start("M-500", "merijn-scheperkamp", 2) | TO_SKATE
    first, out = old | {"false_starts": 1}, old | {"false_starts": 2, "status": "DQ"}
    lines = [
        entry(
            "call_false_start", "M-500", "merijn-scheperkamp", 2, seq=3, changes=on_start("M-500", first, out)
        ),
        entry(
            "call_false_start", "M-500", "merijn-scheperkamp", 2, seq=2, changes=on_start("M-500", old, first)
        ),
    ]
    assert told(rewound("M-500"), *lines) == [
        "Weer een valse start van Scheperkamp: gediskwalificeerd.",
        "Valse start van Scheperkamp.",
    ]


def test_what_is_undone_says_so_and_the_first_news_is_marked() -> None:
    new = start("M-500", "merijn-scheperkamp", 2)
    done = entered("merijn-scheperkamp", 2)
    undo = entry(
        "undo",
        "M-500",
        "merijn-scheperkamp",
        2,
        seq=3,
        undoes=2,
        changes=on_start("M-500", new, new | TO_SKATE),
    )

    def back(data: dict[str, Any]) -> None:
        start_in(data, "M-500", "merijn-scheperkamp", 2).update(TO_SKATE)
        event_in(data, "M-500")["status"] = "live"

    document = rewound("M-500", change=back)
    assert told(document, undo, done) == [
        "Teruggedraaid: de tijd 34,45 van Scheperkamp. Nu staat er: rijdt nog.",
        "Scheperkamp rijdt 34,45: een persoonlijk record (−0,37) en de snelste tijd.",
    ]
    panel = built(document, undo, done)["M-500"]
    assert "een persoonlijk record (−0,37) en de snelste tijd. teruggedraaid" in text(
        panels.render("M-500", panel, "nl")
    )


def test_an_official_result_names_the_winner() -> None:
    path = ["events", "M-500", "status"]
    line = entry("set_stage", "M-500", changes=[{"at": path, "old": "provisional", "new": "official"}])
    assert told(rewound("M-500"), line) == [
        "De uitslag van de 500 meter mannen is officieel: Scheperkamp wint in 34,45."
    ]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            entry("set_stage", "M-500", reason="protest", changes=[
                {"at": ["events", "M-500", "status"], "old": "official", "new": "live"}]),
            "De 500 meter mannen is heropend. Reden: protest.",
        ),
        (
            entry("designate", "", "sven-kramer", reason="ploegenachtervolging", changes=[
                {"at": ["designations"], "old": [], "new": [{"kind": "team"}]}]),
            "De selectiecommissie wijst Kramer aan. Reden: ploegenachtervolging.",
        ),
        (
            entry("name_holder", "", "jorrit-bergsma", changes=[
                {"at": ["matrix", "M"], "old": [], "new": [{"position": 6, "event": "M-mass-start"}]}]),
            "Bergsma krijgt positie 6 van de matrix.",
        ),
        (
            entry("publish_matrix", reason="nieuwe volgorde", changes=[{"at": ["matrix", "F"], "old": [], "new": []}]),
            "De selectiecommissie wijzigt de matrix van de vrouwen. Reden: nieuwe volgorde.",
        ),
        (entry("import"), "Het toernooi is geopend: programma, deelnemers en eerdere uitslagen staan erin."),
        (entry("a_verb_of_later", "", "sven-kramer"), "Er is iets gewijzigd bij Kramer."),
    ],
)  # fmt: skip
def test_other_decisions(line: dict[str, Any], said: str) -> None:
    assert told(rewound("M-500"), line) == [said]


def test_the_matrix_says_what_the_news_means() -> None:
    panel = built(rewound("M-500"), entered("merijn-scheperkamp", 2))["matrix-M"]
    with translation.override("nl"):
        assert consequence(panel["news"]).endswith("Nu op positie 8 van de matrix: zeker tenzij aanwijsplek.")


def test_the_minute_is_that_of_the_rink() -> None:
    lines = built(rewound("M-500"), entered("merijn-scheperkamp", 2))["changes"]["days"]
    assert lines[0]["news"][0]["at"] == "2021-12-27T19:33"
