"""What an address says is read, written again always the same, and what does not fit is left out and said."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from okt.picture import draw
from okt.scenario import imagine, moved
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
    assert moved(4, [(4, 1)]) == [4, 1, 2, 3]


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
        ("matrix-M=omhoog", "verwacht twee posities"),
        ("matrix-M=" + "1-2," * 70, "dit is te veel"),
        ("M-1000=" + "x" * 4000, "te lang"),
    ],
)
def test_what_does_not_fit_is_left_out_and_said(query: str, said: str) -> None:
    document = rewound(*EVENING)
    assert any(said in fault for fault in faults(query, document)), faults(query, document)
    rest = f"{query}&naam-M=6:bergsma"
    if len(rest) < 3000:
        assert read(asked(rest), document).scenario.named == (("M", 6, "jorrit-bergsma"),)


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
]
PIECES = [
    "krol", "thomas-krol", "kai-verbij", "irene-schouten", "ander", "", "M-500", "M-1000", "1", "2", "6", "99",
    "13-7", "2>15", "0-1", ":", "::", ",", "-", "é\0", "{given}", "%s", "١-٢",
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
