"""What the pages say of why: the evening of 27 December 2021 and the end of the tournament, in sentences."""

from typing import Any

import pytest

from okt import panels
from tests.okt.stories import EVENING, after_the_500, built, event_in, real, rewound, start_in, text


def html(topic: str, data: dict[str, Any], language: str = "nl") -> str:
    return text(panels.render(topic, data, language))


@pytest.mark.parametrize(
    ("skater", "sentence"),
    [
        (
            "patrick-roest",
            "Roest is zeker: ook als de ene positie boven hem naar een ander gaat, is hij nog de 2e",
        ),
        (
            "merijn-scheperkamp",
            "Scheperkamp is zeker tenzij aanwijsplek: ook als alle 7 posities boven hem naar 7 anderen gaan, is hij "
            "nog de 8e naam. De matrix verdeelt 9 plaatsen. Bij één aanwijzing gaat het nog goed",
        ),
        (
            "dai-dai-ntab",
            "N'tab zit in de wachtkamer: van de 9 nog open posities boven hem moeten er minstens 4 naar al geplaatste "
            "schaatsers gaan, of hij moet zelf nog een hogere positie halen. Er staan al 3 anderen vast boven hem",
        ),
        (
            "antoinette-de-jong",
            "van de 8 nog open posities boven haar moet er minstens één naar een al geplaatste schaatser gaan, of zij",
        ),
        ("thomas-krol", "Krol heeft nog geen zekere positie in de matrix, maar kan er nog een verdienen"),
    ],
)
def test_a_skater_reads_in_a_sentence_what_can_still_happen(skater: str, sentence: str) -> None:
    topic = f"skater-{skater}"
    assert sentence in html(topic, after_the_500()[topic])


def test_who_may_still_drop_reads_of_which_position_the_numbers_are() -> None:
    def scheperkamp_is_still_to_skate(data: dict[str, Any]) -> None:
        event = event_in(data, "M-500")
        event.update(status="live", entries=sorted({start["skater"] for start in event["starts"]}))
        not_started = start_in(data, "M-500", "thomas-krol", 2)
        for skater, run in (("kjeld-nuis", 1), ("tijmen-snel", 2)):
            event["starts"].append(not_started | {"skater": skater, "run": run})
        start_in(data, "M-500", "merijn-scheperkamp", 2).update(status="to skate", time=None)

    panel = built(rewound(*EVENING, change=scheperkamp_is_still_to_skate))["skater-dai-dai-ntab"]
    assert [one["position"] for one in panel["positions"]] == [8]  # he leads, and can end second: position 13
    assert (
        "N'tab zit in de wachtkamer: positie 13 heeft hij in elk geval, maar van de 9 nog open posities boven positie "
        "13 moeten er minstens 4 naar al geplaatste schaatsers gaan, of hij moet zelf nog een hogere positie halen. "
        "Er staan dan 3 anderen vast boven positie 13, en de matrix verdeelt 9 plaatsen."
    ) in html("skater-dai-dai-ntab", panel)
    assert (
        "he has position 13 in any case, but of the 9 positions still open above position 13 at least 4"
        in html("skater-dai-dai-ntab", panel, "en")
    )


def test_a_designated_skater_reads_why() -> None:
    said = html("skater-sven-kramer", built(real())["skater-sven-kramer"])
    assert "Kramer is aangewezen door de selectiecommissie: ploegenachtervolging en massastart." in said


def test_who_is_out_reads_that() -> None:
    assert (
        "N'tab is uitgeschakeld: er staan al 8 anderen boven hem, en de matrix verdeelt 7 plaatsen."
        in html("skater-dai-dai-ntab", built(real())["skater-dai-dai-ntab"])
    )


def test_every_row_of_the_matrix_says_why_and_what_can_change_it_with_links() -> None:
    shown = panels.render("matrix-M", after_the_500()["matrix-M"], "nl")
    part = shown.partition('id="why-dai-dai-ntab"')[2].partition("</details>")[0]
    assert "moeten er minstens 4 naar al geplaatste schaatsers gaan" in part
    for link in ("M-10000/", "M-1000/", "M-1500/", "M-mass-start/", "matrix/#matrix-M"):
        assert f'href="/okt-2021/{link}"' in part


def test_the_band_of_the_cut_line_has_a_lower_end() -> None:
    def unknown(data: dict[str, Any]) -> None:
        data["designations"] = []
        for line in data["matrix"]["M"]:
            line.update(named=None) if "named" in line else None

    matrix = built(real(unknown))["matrix-M"]
    assert (matrix["line"]["earliest"], matrix["line"]["latest"]) == (10, 13)
    zones = [one["zone"] for one in matrix["positions"]]
    assert zones == ["above"] * 10 + ["band"] * 3 + ["below"] * 2
    said = html("matrix-M", matrix)
    assert "streep tussen positie 10 en 13" in said
    assert "op zijn laatst hier" in said
    assert "het eerst voorop: massastart mannen (positie 6, op naam)" in said


def test_it_reads_well_in_english_too() -> None:
    said = html("skater-jutta-leerdam", after_the_500()["skater-jutta-leerdam"], "en")
    assert (
        "Leerdam is certain: even if all 5 positions above her go to 5 others, she is still the 6th name. "
        "The matrix gives out 9 places, or 6 if the committee still uses its 3 designations." in said
    )
