"""What the committee may do in a scenario: designate for a start, order a tie, change the lines and the numbers."""

from typing import Any

import pytest

from matrix.board import endless
from matrix.contest import contest_of
from matrix.selection import select
from okt.picture import Picture, draw
from okt.scenario import Imagined, imagine
from okt.scenario_bounds import MOST_STEPS, bounded
from okt.scenario_choices import choices
from okt.scenario_query import read, write
from okt.scenario_starts import starts
from okt.what_if import matrix_of
from results.document import Document
from tests.okt.stories import EVENING, event_in, real, rewound
from tests.okt.supposed import asked, scenario


def supposed(query: str, document: Document) -> tuple[Imagined, Picture]:
    imagined = imagine(document, scenario(query, document), "iemand anders")
    return imagined, draw(imagined.document, "", ())


def holders(query: str, document: Document) -> dict[int, str | None]:
    held = supposed(query, document)[1].teams["M"].selection.positions
    return {one.position: one.skater for one in held}


def tied(data: dict[str, Any]) -> None:
    """N'tab and Verbij second together on the 500 metres: positions 13 and 15."""
    for start in event_in(data, "M-500")["starts"]:
        if start["skater"] in ("kai-verbij", "dai-dai-ntab") and start["run"] == 1:
            start["time"] = "34.53"


def test_a_start_designation_gives_the_place_and_its_position() -> None:
    document = rewound(*EVENING)
    assert holders("", document)[8] == "merijn-scheperkamp"
    assert holders("aanwijzen=M-500:1:krol", document)[8] == "thomas-krol"
    team = supposed("aanwijzen=M-500:1:krol", document)[1].teams["M"]
    assert team.contest.free == 9
    assert team.outlooks["merijn-scheperkamp"].status == "waiting"


def test_a_start_designation_stays_at_its_place_when_others_are_given() -> None:
    held = holders("aanwijzen=M-1000:2:kramer&M-1000=krol,,verbij", rewound(*EVENING))
    by_worth = {(one.event, one.place): held[one.position] for one in rewound(*EVENING).matrix["M"]}
    assert [by_worth["M-1000", place] for place in (1, 2, 3)] == ["thomas-krol", "sven-kramer", "kai-verbij"]


@pytest.mark.parametrize("second", ["kai-verbij", "dai-dai-ntab"])
def test_the_committee_orders_a_tie(second: str) -> None:
    document = rewound(*EVENING, change=tied)
    third = ({"kai-verbij", "dai-dai-ntab"} - {second}).pop()
    assert [holders("", document)[number] for number in (13, 15)] == [None, None]
    query = f"aanwijzen=M-500:2:{second}"
    assert [holders(query, document)[number] for number in (13, 15)] == [second, third]
    form = choices(draw(document, "", ()), scenario(query, document), "M")
    assert [(tie["place"], tie["chosen"]) for tie in form["ties"]] == [(2, f"M-500:2:{second}"), (3, "")]
    assert {option["skater"]["id"] for option in form["ties"][0]["options"]} == {"kai-verbij", "dai-dai-ntab"}


def test_a_tie_is_not_offered_when_no_designation_is_left() -> None:
    document = rewound(*EVENING, change=tied)
    form = choices(draw(document, "", ()), scenario("aanwijsplekken-M=0", document), "M")
    assert (form["ties"], form["tied"], form["start_places"], form["designations"]) == ([], True, [], [])


def test_more_tickets_and_fewer_let_others_in_and_out() -> None:
    document = real()
    ten = supposed("startbewijzen-M=10", document)[1].teams["M"].selection
    assert ten.selected[7] == "tijmen-snel"
    eight = supposed("startbewijzen-M=8", document)[1].teams["M"].selection
    assert "hein-otterspeer" not in eight.selected
    assert {"sven-kramer", "marcel-bosker"} <= set(eight.selected)
    alone = read(asked("startbewijzen-M=1"), document)
    assert [fault.number for fault in alone.faults] == [2]


def test_lines_show_what_they_were() -> None:
    document = rewound(*EVENING)
    imagined, picture = supposed("matrix-M=eruit:3,1:M-mass-start:naam:krol,erbij:1:M-1000:1", document)
    shown = matrix_of(imagined, picture, "M")["positions"]
    assert [line["was"] for line in shown[:5]] == [None, 1, 2, 4, 5]
    assert [line["skater"] and line["skater"]["id"] for line in shown[:2]] == [None, "thomas-krol"]
    assert shown[1]["worth_was"]["place"] == 1
    assert shown[1]["worth_was"]["event"]["id"] == "M-1000"
    assert shown[2]["worth_was"] is None
    assert [line["position"] for line in shown] == list(range(1, len(document.matrix["M"]) + 1))


def test_a_place_that_the_matrix_did_not_ask_can_be_added_and_given() -> None:
    document = rewound(*EVENING, change=lambda data: data["matrix"]["M"].pop())
    assert holders("matrix-M=erbij:1:M-500:3", document)[1] == "kai-verbij"


def seats(query: str, document: Document) -> dict[str, tuple[list[str], list[str], int]]:
    """Per event who would start, who no longer, and how many places are open."""
    imagined, picture = supposed(query, document)
    return {
        one["event"]["id"]: (
            [seat["skater"]["id"] for seat in one["seats"]],
            [gone["id"] for gone in one["gone"]],
            one["open"],
        )
        for one in starts(draw(document, "", ()), imagined, picture, "M")
    }


def test_who_would_start_follows_the_places_that_are_given() -> None:
    found = seats("M-1000=krol,,verbij,snel", rewound(*EVENING))
    assert found["M-1000"] == (["thomas-krol", "kai-verbij"], [], 1)
    assert next(iter(found)) == "M-1000"
    assert "thomas-krol" not in seats("M-1000=,,,krol", rewound(*EVENING)).get("M-1000", ([], [], 0))[0]


def test_who_would_start_in_the_end_is_what_selection_says() -> None:
    document = real()
    for query in (
        "intrekken=kramer,bosker",
        "dq=M-500:merijn-scheperkamp",
        "startbewijzen-M=7",
        "matrix-M=15-1",
    ):
        says = dict(select(contest_of(supposed(query, document)[0].document, "M")).start_places)
        before = dict(select(contest_of(document, "M")).start_places)
        for event, (start, gone, _) in seats(query, document).items():
            assert set(start) == set(says[event]), (query, event)
            assert set(gone) == set(before[event]) - set(says[event]), (query, event)


def test_what_would_take_too_long_is_left_out_and_said() -> None:
    def alike(data: dict[str, Any]) -> None:
        event = event_in(data, "M-500")
        people = [one["id"] for one in data["skaters"] if one["sex"] == "M"][:20]
        event["starts"] = [
            {"run": 1, "pair": None, "lane": None, "skater": skater, "status": "finished"}
            | {"time": f"34.5{number % 3}"}
            for number, skater in enumerate(people)
        ]
        event.update(runs=1, counts="single", schedule=[])

    document = rewound(*EVENING, change=alike)
    people = [start.skater for start in document.event("M-500").starts]
    query = f"M-1000=krol&aanwijzen=M-500:2:{people[0]}&overrijden=M-500:{people[4]},M-500:{people[5]}"
    kept, told = bounded(document, scenario(query, document))
    assert write(kept) == "M-1000=thomas-krol"
    assert [(fault.event, "telt niet mee" in fault.said) for fault in told] == [("M-500", True)]
    for sound in ("M-1000=krol", f"overrijden=M-500:{people[4]}"):
        asks = scenario(sound, document)
        assert bounded(document, asks) == (asks, ())


def test_a_tie_of_a_real_tournament_is_far_from_too_long() -> None:
    document = real(tied)
    people = dict.fromkeys(start.skater for start in document.event("M-500").starts)
    again = ",".join(f"M-500:{skater}" for skater in people if skater != "kai-verbij")
    asks = read(asked(f"aanwijzen=M-500:2:kai-verbij&overrijden={again}&dq=M-500:snel"), document).scenario
    assert asks.starts
    assert len(asks.reskates) >= 5
    assert not endless(contest_of(imagine(document, asks, "x").document, "M"), MOST_STEPS // 10)


def test_who_was_not_entered_gets_no_place() -> None:
    def entered(data: dict[str, Any]) -> None:
        event_in(data, "M-1000")["entries"] = ["kai-verbij", "hein-otterspeer"]

    document = rewound(*EVENING, change=entered)
    reading = read(asked("M-1000=krol,verbij,ander"), document)
    assert reading.scenario.orders == (("M-1000", (None, "kai-verbij")),)
    assert [fault.said for fault in reading.faults] == [
        "{name} doet niet mee aan de {event}.",
        "Op de {event} is bekend wie er starten; een ander kan niet.",
    ]


def test_an_order_of_a_half_skated_event_of_two_runs() -> None:
    def half(data: dict[str, Any]) -> None:
        event_in(data, "M-500")["status"] = "live"
        for start in event_in(data, "M-500")["starts"]:
            if start["run"] == 2:
                start.update(status="to skate", time=None, splits=[], fell=False, false_starts=0)

    document = rewound("F-1000", "M-5000", "M-500", change=half)
    assert start_in_document(document, "thomas-krol") == "to skate"
    held = holders("M-500=krol,scheperkamp", document)
    assert (held[8], held[13], held[15]) == ("thomas-krol", "merijn-scheperkamp", "dai-dai-ntab")
    team = supposed("M-500=krol,scheperkamp", document)[1].teams["M"]
    assert team.outlooks["thomas-krol"].worst_rank == 8
    assert team.selection.positions[14].state == "provisional"


def start_in_document(document: Document, skater: str) -> str:
    starts = document.event("M-500").starts
    return next(start.status for start in starts if (start.run, start.skater) == (2, skater))


def test_a_reskate_in_an_official_event_lets_an_order_of_it_count() -> None:
    document = real()
    query = "overrijden=M-500:2:otterspeer&M-500=otterspeer"
    assert holders(query, document)[8] == "hein-otterspeer"
    refused = read(asked("M-500=otterspeer"), document)
    assert refused.scenario.orders == ()
