"""What an address says is read, written again always the same, and what does not fit is left out and said."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from okt.picture import draw
from okt.scenario import imagine
from okt.scenario_doubts import doubts
from okt.scenario_query import read, write
from results.document import Document
from tests.okt.stories import EVENING, real, rewound
from tests.okt.supposed import asked, scenario


def faults(query: str, document: Document) -> list[str]:
    return [fault.said for fault in read(asked(query), document).faults]


def test_moves_of_the_same_position_become_one_and_cancel_out() -> None:
    document = rewound(*EVENING)
    assert write(scenario("matrix-M=13-12&matrix-M=12-11&matrix-M=11-10", document)) == "matrix-M=13-10"
    assert write(scenario("matrix-M=13-12,12-13", document)) == ""
    assert write(scenario("matrix-M=3-2,2-3,5-6", document)) == "matrix-M=5-6"


def test_an_address_is_short_and_always_the_same() -> None:
    document = rewound(*EVENING)
    query = (
        "matrix-M=13>7&aanwijzen=kramer&dq=M-500:2:verbij&M-1000=krol&M-1000=&M-1000=verbij&M-1000=&M-1500="
    )
    written = "M-1000=thomas-krol,,kai-verbij&dq=M-500:2:kai-verbij&aanwijzen=sven-kramer&matrix-M=13-7"
    assert write(scenario(query, document)) == written
    assert scenario(written, document) == scenario(query, document)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("M-100=krol", "zo heet hier geen afstand en geen onderdeel"),
        ("M-1000=niemand-zo", "zo heet hier geen schaatser"),
        ("M-1000=irene-schouten", "komt uit voor het andere geslacht"),
        ("M-1000=krol,krol", "maar één plaats"),
        ("M-500=krol", "is officieel; die volgorde telt niet mee"),
        ("dq=M-1000:krol&M-1000=krol", "krijgt daar geen plaats"),
        ("dq=krol", "verwacht een afstand en een schaatser"),
        ("dq=M-500:3:krol", "heeft die omloop niet"),
        ("dq=M-500:sven-kramer", "doet niet mee"),
        ("overrijden=M-1000:krol", "nog niets gereden"),
        ("intrekken=krol", "niets in te trekken"),
        ("aanwijzen=krol,verbij,kramer,snel", "geen aanwijsplek meer"),
        ("naam-M=1:krol", "geen positie op naam"),
        ("matrix-M=13-77", "heeft {number} posities"),
        ("matrix-M=omhoog", "verwacht bijvoorbeeld 13-7"),
        ("matrix-M=" + "1-2," * 70, "dit is te veel"),
        ("matrix-M=erbij", "verwacht bijvoorbeeld 13-7"),
        ("matrix-M=8:M-500", "verwacht bijvoorbeeld 13-7"),
        ("matrix-M=eruit:16", "heeft {number} posities"),
        ("matrix-M=erbij:17:M-500:4", "heeft {number} posities"),
        ("matrix-M=erbij:8:M-500:1", "staat al in de matrix"),
        ("matrix-M=9:M-500:1", "staat al in de matrix"),
        ("matrix-M=8:M-500:40", "gaat het om plaats 1 tot en met {number}"),
        ("matrix-M=8:M-500:0", "gaat het om plaats 1 tot en met {number}"),
        ("matrix-M=8:F-500:1", "hoort niet bij deze matrix"),
        ("matrix-M=8:M-700:1", "zo heet hier geen afstand"),
        ("matrix-M=8:M-500:naam:niemand-zo", "zo heet hier geen schaatser"),
        ("matrix-M=8:M-500:naam:irene-schouten", "komt uit voor het andere geslacht"),
        ("matrix-M=" + ",".join(["eruit:1"] * 15), "ten minste één positie"),
        ("matrix-M=" + ",".join(["erbij:1:M-500:naam"] * 11), "meer dan {number} posities"),
        ("startbewijzen-M=0", "minder dan {number} kan hier niet"),
        ("startbewijzen-M=51", "een getal tot en met {number}"),
        ("startbewijzen-M=٣", "een getal tot en met {number}"),
        ("aanwijsplekken-F=-1", "een getal tot en met {number}"),
        ("startbewijzen-M=2&aanwijzen=krol,verbij,kramer", "al vergeven"),
        ("aanwijsplekken-M=0&aanwijzen=krol", "geen aanwijsplek meer"),
        ("aanwijzen=M-500:krol", "verwacht een startplek en een schaatser"),
        ("aanwijzen=M-500:4:krol", "heeft startplek 1 tot en met {number}"),
        ("aanwijzen=M-500:0:krol", "heeft startplek 1 tot en met {number}"),
        ("aanwijzen=M-500:1:irene-schouten", "komt uit voor het andere geslacht"),
        ("aanwijzen=M-500:1:krol,M-500:2:krol", "al een aangewezen startplek"),
        ("aanwijzen=M-500:1:krol,M-500:1:verbij", "is al aangewezen"),
        ("aanwijzen=krol,M-500:1:krol,M-500:2:verbij,M-500:3:snel", "geen aanwijsplek meer"),
        ("aanwijzen=M-1000:1:krol&M-1000=verbij", "al vergeven door een aanwijzing"),
        ("plek-M=M-500:3", "verwacht een startplek en een schaatser"),
        ("wie-M=krol", "verwacht een startplek en een schaatser"),
        ("waar-M=8", "verwacht bijvoorbeeld 13-7"),
        ("waard-M=M-500:3", "verwacht bijvoorbeeld 13-7"),
        ("M-1000=" + "x" * 4000, "te lang"),
    ],
)
def test_what_does_not_fit_is_left_out_and_said(query: str, said: str) -> None:
    document = rewound(*EVENING)
    assert any(said in fault for fault in faults(query, document)), faults(query, document)
    rest = f"{query}&naam-M=6:bergsma"
    if len(rest) < 3000:
        assert read(asked(rest), document).scenario.named == (("M", 6, "jorrit-bergsma"),)


def test_edits_of_the_same_line_become_one() -> None:
    document = rewound(*EVENING)

    def short(parts: str) -> str:
        return write(scenario(f"matrix-M={parts}", document)).removeprefix("matrix-M=")

    assert short("erbij:8:M-500:naam,8-3,3:M-500:naam:krol") == "erbij:3:M-500:naam:thomas-krol"
    assert short("erbij:8:M-500:naam,eruit:8") == ""
    assert short("8:M-mass-start:naam,8:M-500:1") == ""
    assert short("13-7,eruit:7") == "eruit:13"
    assert short("8:M-mass-start:naam,eruit:8") == "eruit:8"
    assert short("eruit:15,erbij:15:M-500:3") == "eruit:15,erbij:15:M-500:3"
    assert short("eruit:15,erbij:3:M-500:3,9-8") == "eruit:15,erbij:3:M-500:3,9-8"


def test_two_fields_of_the_form_are_one_part() -> None:
    document = rewound(*EVENING)
    asks = "plek-M=M-500:3&wie-M=krol&waar-M=8&waard-M=M-mass-start:naam&plek-F=&wie-F=&waar-F=&waard-F="
    assert write(scenario(asks, document)) == "aanwijzen=M-500:3:thomas-krol&matrix-M=8:M-mass-start:naam"


def test_a_rule_as_it_is_now_is_no_part_of_the_scenario() -> None:
    document = rewound(*EVENING)
    assert write(scenario("startbewijzen-M=9&aanwijsplekken-F=3", document)) == ""
    assert write(scenario("aanwijsplekken-F=4&startbewijzen-M=10", document)) == (
        "startbewijzen-M=10&aanwijsplekken-F=4"
    )


def test_what_others_put_behind_a_shared_address_is_nothing() -> None:
    assert faults("utm_source=app&fbclid=xyz&reken=1", rewound(*EVENING)) == []


NAMES = [
    "M-1000",
    "M-500",
    "F-3000",
    "M-mass-start",
    "dq",
    "overrijden",
    "aanwijzen",
    "intrekken",
    "naam-M",
    "matrix-M",
    "matrix-F",
    "startbewijzen-M",
    "aanwijsplekken-M",
    "plek-M",
    "wie-M",
    "waar-M",
    "waard-M",
]
PIECES = [
    "krol", "thomas-krol", "kai-verbij", "irene-schouten", "ander", "", "M-500", "M-1000", "1", "2", "6", "99",
    "13-7", "2>15", "0-1", ":", "::", ",", "-", "é\0", "{given}", "%s", "١-٢",
    "erbij:3:M-500:naam", "erbij:1:M-1500:4", "eruit:1", "eruit:15", "8:M-500:naam:krol", "7:M-1000:1", "3-9",
    "M-500:1:krol", "M-1000:2:verbij", "M-500:3",
]  # fmt: skip
VALUES = st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=7).map(
    lambda parts: ":".join(parts[:3]) + ",".join(parts[3:])
)
QUERIES = st.lists(st.tuples(st.sampled_from(NAMES) | st.text(max_size=5), VALUES), max_size=6)
DOCUMENTS = {"evening": rewound(*EVENING), "end": real()}


@settings(max_examples=150, deadline=None)
@given(QUERIES, st.sampled_from(sorted(DOCUMENTS)))
def test_any_query_gives_a_scenario_that_can_be_computed_and_written_again(
    query: list[tuple[str, str]], which: str
) -> None:
    document = DOCUMENTS[which]
    reading = read(query, document)
    again = read(asked(write(reading.scenario)), document)
    assert again.scenario == reading.scenario
    assert again.faults == ()
    doubts(document, reading.scenario)
    draw(imagine(document, reading.scenario, "iemand anders").document, "", ())
