"""The page of the start places: what follows, what is only proposed, what the committee decided and why."""

from typing import Any

from okt import panels
from tests.okt.stories import EVENING, built, real, rewound, text


def said(data: dict[str, Any], language: str = "nl") -> str:
    return text(panels.render("starts-M", data, language))


def of(data: dict[str, Any], event: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in data["events"] if one["event"]["id"] == event)
    return found


def test_a_proposal_and_a_decision_differ_in_word_and_in_shape() -> None:
    shown = panels.render("starts-M", built(real())["starts-M"], "nl")
    assert shown.count('class="seat proposal"') == shown.count("#ring") == 1
    assert shown.count('class="seat decision"') == shown.count("#star") == 1
    assert "2 Thomas Krol voorstel vrijgekomen van N'tab; 4e, dus de volgende volgens de regel" in text(shown)
    assert (
        "3 Marcel Bosker besluit individuele start nodig voor de ploegenachtervolging; vrijgekomen van Snel; "
        "volgens de regel was het Roest"
    ) in text(shown)
    assert "Thomas Krol proposal freed by N'tab; 4th, so next by the rule" in said(
        built(real())["starts-M"], "en"
    )


def test_the_reserves_stand_in_order() -> None:
    data = built(real())["starts-M"]
    assert [(one["short"], one["rank"]) for one in data["reserves"]] == [("Snel", 8), ("N'tab", 9)]
    assert "1 Tijmen Snel 8e naam 2 Dai Dai N'tab 9e naam" in said(data)
    assert "Daarna, op volgorde: Nuis , Otterspeer" in said(data)


def test_the_shortest_distance_comes_first() -> None:
    distances = [one["event"]["distance"] for one in built(real())["starts-M"]["events"]]
    assert distances == ["500", "1000", "1500", "5000", "10000", "mass-start"]


def test_halfway_it_says_that_it_is_not_over() -> None:
    data = built(rewound(*EVENING))["starts-M"]
    assert said(data).startswith("Mannen Zoals het nu staat")
    assert (of(data, "M-1000")["seats"], of(data, "M-1000")["open"]) == ([], 3)
    assert "1000 m nog niet gereden 3 3 plekken nog open" in said(data)


def test_who_share_the_last_place_wait_for_the_committee() -> None:
    def dead_heat(data: dict[str, Any]) -> None:
        event = next(one for one in data["events"] if one["id"] == "M-5000")
        event["start_places"] = 2
        for start in event["starts"]:
            if start["skater"] == "sven-kramer":
                start["time"] = "6:11.14"

    data = built(rewound("M-5000", change=dead_heat))["starts-M"]
    assert of(data, "M-5000")["seats"][1]["kind"] == "tied"
    assert "Bergsma en Kramer gelijk delen de laatste plek; de commissie beslist" in said(data)
