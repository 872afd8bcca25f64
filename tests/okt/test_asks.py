"""What a skater has to beat, as the public and the desk read it."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from okt import panels
from tests.okt.stories import built, event_in, rewound, start_in, text
from tests.small import skated, small


def before_run_2(data: dict[str, Any]) -> None:
    """The evening of 27 December: the second run of the 500 metres is about to begin for four men."""
    event = event_in(data, "M-500")
    event["status"] = "live"
    for run in (1, 2):
        for number, start in enumerate(one for one in event["starts"] if one["run"] == run):
            start.update(pair=number // 2 + 1, lane="outer" if number % 2 else "inner")
    for skater in ("merijn-scheperkamp", "kai-verbij", "hein-otterspeer"):
        start_in(data, "M-500", skater, 2).update(status="to skate", time=None, fell=False, note=None)


def asks(panel: dict[str, Any], skater: str) -> dict[str, Any]:
    lanes = [lane for run in panel["runs"] for pair in run["pairs"] for lane in pair["lanes"]]
    found: dict[str, Any] = next(
        lane["asks"] for lane in lanes if lane["skater"]["id"] == skater and lane["asks"]
    )
    return found


def test_the_start_list_says_what_is_worth_a_ticket_and_whom_it_costs_one() -> None:
    panel = built(rewound("F-1000", "M-5000", "M-500", change=before_run_2))["M-500"]
    places = {part["place"]: part["time"] for part in asks(panel, "hein-otterspeer")["places"]}
    assert places == {1: "34.52", 2: "34.55", 3: "34.63"}
    found = asks(panel, "hein-otterspeer")["ticket"]
    assert (found["state"], found["time"], [one["short"] for one in found["out"]]) == (
        "time", "34.63", ["Scheperkamp"],
    )  # fmt: skip
    assert asks(panel, "merijn-scheperkamp")["ticket"]["state"] == "held"
    assert "startbewijs met 34,63, dan valt Scheperkamp af" in text(panels.render("M-500", panel, "nl"))
    assert "a ticket with 34.63, then Scheperkamp drops out" in text(panels.render("M-500", panel, "en"))


def test_an_event_that_is_over_asks_nothing() -> None:
    panel = built(rewound("M-500"))["M-500"]
    lanes = [lane for run in panel["runs"] for pair in run["pairs"] for lane in pair["lanes"]]
    assert not any(lane["asks"] for lane in lanes)


@pytest.mark.django_db
def test_the_desk_says_it_of_the_start_at_the_line(
    client: Client, official: User, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        tournament = small()
        for skater, time in (("albert", "34,50"), ("bram", "34,60"), ("cees", "34,70")):
            skated(tournament, skater, time)
    client.force_login(official)
    desk = "/tafel/klein/M-500/?run=1&skater=daan"
    said = re.sub(r"\s+", " ", client.get(desk).content.decode())
    assert "te kloppen: 1e 34,49, 2e 34,59, 3e 34,69" in said
    assert "startbewijs met 34,59, dan valt Van Bram af" in said
    skated(
        tournament, "bram", "34,40", 2
    )  # not published yet: the places are right at once, the ticket waits
    said = re.sub(r"\s+", " ", client.get(desk).content.decode())
    assert "te kloppen: 1e 34,39, 2e 34,49, 3e 34,69" in said
    assert "startbewijs met" not in said.partition('class="card public"')[0]
