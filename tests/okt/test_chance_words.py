"""How a chance is said, and why there is none."""

import pytest
from django.test import Client
from django.utils import translation

from okt import chance_words
from results.models import Tournament
from tests.okt.foreseen import data, evening_foreseen
from tests.okt.stories import text
from tests.programs import ROOT


@pytest.fixture
def published(db: None) -> Tournament:
    return evening_foreseen()


@pytest.mark.parametrize(
    ("percent", "said"),
    [(0.0, "<1%"), (0.9, "<1%"), (1.0, "1%"), (34.2, "34%"), (99.0, "99%"), (99.1, ">99%"), (100.0, ">99%")],
)
def test_no_chance_is_told_as_zero_or_a_hundred(percent: float, said: str) -> None:
    assert chance_words.chance(percent) == said


def test_the_words_of_the_panel(published: Tournament, client: Client) -> None:
    dutch = text(client.get("/okt-2021/kansen/").content.decode())
    english = text(client.get("/en/okt-2021/kansen/").content.decode())
    verbij = next(row for row in data("M")["rows"] if row["skater"]["id"] == "kai-verbij")
    percent, error = f"{verbij['chance']:.0f}%", f"{verbij['error']:.1f}"
    assert f"Kai Verbij wachtkamer −5 {percent} ± {error.replace('.', ',')}" in dutch
    assert f"{percent} ± {error}" in english
    assert "Jorrit Bergsma zeker gaat" in dutch
    assert "Geen getal voor Talsma, Scheperkamp, Kramer en Snel: het hangt te veel af van" in dutch
    assert "No number for Talsma, Scheperkamp, Kramer and Snel: it depends too much on rivals" in english
    assert "een persoonlijk record is beter dan gewoonlijk 0,5%, op 0,7% na" in dutch


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("reason", sorted(chance_words.REASONS))
def test_every_reason_has_its_sentence(reason: str, language: str) -> None:
    people = [{"short": f"S{number}"} for number in range(9)]
    with translation.override(language):
        said = chance_words.no_chance({"reason": reason, "skaters": people})
        alone = chance_words.no_chance({"reason": reason, "skaters": people[:1]})
    more = "4 anderen" if language == "nl" else "4 others"
    assert f"S0, S1, S2, S3, S4 {'en' if language == 'nl' else 'and'} {more}:" in said
    assert "S0:" in alone


def test_the_forecast_knows_no_other_reasons() -> None:
    source = (ROOT / "matrix" / "forecast.py").read_text()
    assert all(f'"{reason}"' in source for reason in chance_words.REASONS)


def test_the_page_of_who_waits_leads_to_the_chance(published: Tournament, client: Client) -> None:
    page = client.get("/okt-2021/schaatser/kai-verbij/").content.decode()
    assert 'href="/okt-2021/kansen/#kans-kai-verbij">Hoe groot de kans van Verbij is<' in page
    assert 'id="kans-kai-verbij"' in client.get("/okt-2021/kansen/").content.decode()
    assert "#kans-" not in client.get("/okt-2021/schaatser/patrick-roest/").content.decode()
