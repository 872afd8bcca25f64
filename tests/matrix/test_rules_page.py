"""The committee's page of the rules: what stands there, what it foresees, and that what is sent is answered."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matrix import committee as decide
from matrix.models import Designation
from matrix.tables import load
from okt.archive import store
from okt.tasks import refresh
from okt.verify import differences
from results import jury
from results.log import Signature
from results.models import LogEntry, Panel, Tournament
from tests.matrix.rule_changes import options
from tests.small import all_skated, at, by, skated, small

pytestmark = pytest.mark.django_db
PAGE = "/commissie/klein/regels/"
NOW: dict[str, Any] = {
    "seen": 1,
    "false_start": "skater",
    "reskate": "better",
    "precision": "thousandths",
    "telt-M-500": "best",
}
NOW |= {f"quota-{sex}": 2 for sex in "MF"} | {f"aanwijsplekken-{sex}": 1 for sex in "MF"}
NOW |= {f"startplekken-{event}": 2 for event in ("M-500", "M-1000", "M-mass-start", "F-500")}


@pytest.fixture
def tournament(db: None) -> Tournament:
    return small(status="scheduled")


@pytest.fixture
def room(client: Client, committee: User) -> Client:
    client.force_login(committee)
    return client


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def sent(**more: Any) -> dict[str, Any]:
    return NOW | {"idempotency_key": str(uuid4()), "reason": "brief van de bond", "page": "rules"} | more


def test_the_page_shows_the_rules_in_force(tournament: Tournament, room: Client) -> None:
    page = room.get(PAGE).content.decode()
    assert re.search(r'name="quota-M"[^>]* value="2"', page)
    assert re.search(r'name="startplekken-M-mass-start"[^>]* value="2"', page)
    assert page.count('name="telt-') == 1
    assert re.search(r'value="skater" checked', page)


def test_a_rule_is_foreseen_and_then_in_force(tournament: Tournament, room: Client) -> None:
    form = sent(**{"quota-M": 4, "aanwijsplekken-M": 2})
    page = text(room.post(PAGE, form))
    assert "Startbewijzen mannen van 2 naar 4 Aanwijsplekken mannen van 1 naar 2" in page
    assert "De streep komt op zijn vroegst na positie 4; nu ligt zij op zijn vroegst na positie 2." in page
    assert LogEntry.objects.count() == 1
    assert room.post(f"{PAGE}vastleggen/", form).status_code == 302
    assert Tournament.objects.get().selection["M"] == {"quota": 4, "max_designations": 2}
    assert room.post(f"{PAGE}vastleggen/", form).status_code == 302
    assert LogEntry.objects.count() == 2


def test_the_preview_says_who_comes_in_who_drops_out_and_whose_outlook_changes(room: Client) -> None:
    all_skated(small(status="scheduled"))
    answer = room.post(PAGE, sent(**{"quota-M": 1, "aanwijsplekken-M": 1, "precision": "hundredths"}))
    page = text(answer)
    assert "Komt erin niemand Valt eruit Bram van Bram" in page
    assert "Wie er dan start" in page
    assert "niet meer: van Bram" in page
    men, women = (answer.content.decode().split(f'id="preview-{sex}"')[1] for sex in "MF")
    assert men.count('<th scope="row"') == 4
    assert "<tr" not in women  # nothing changes for them: one line says so
    assert "Niemands vooruitzicht wordt een ander." in women


def test_a_start_place_less_changes_nobodys_outlook_and_says_so(room: Client) -> None:
    all_skated(small(status="scheduled"))
    page = text(room.post(PAGE, sent(**{"startplekken-M-500": "0"})))
    assert "Startplekken 500 m mannen van 2 naar 0" in page
    assert "Zoals het nu staat." not in page
    assert "Niemands vooruitzicht wordt een ander." in page


def test_results_that_turn_are_foreseen_with_the_new_podium(room: Client) -> None:
    tournament = small()
    all_skated(tournament)
    jury.grant_reskate(tournament, at("albert"), "gehinderd", by("referee"))
    skated(tournament, "albert", "36,90")
    page = text(room.post(PAGE, sent(reskate="last")))
    assert "Na een overrit telt voortaan de laatste tijd in plaats van de beste" in page
    assert "van Albert (500 m mannen): 34,50 wordt 36,90" in page
    assert (
        "De eerste drie van de 500 meter mannen worden 1 Bram van Bram 2 Cees van Cees 3 Daan van Daan"
        in page
    )
    assert "De regels zijn op slot; zo zouden ze worden." in page


def test_two_members_change_a_rule_after_the_first_start(room: Client) -> None:
    tournament = small()
    skated(tournament, "albert", "34,50")
    other = User.objects.create_user("tweede")
    other.groups.add(Group.objects.get(name="committee"))
    second = Client()
    second.force_login(other)
    form = sent(**{"quota-M": 3})
    assert "op slot" in text(room.post(f"{PAGE}vastleggen/", form))
    asked = room.post("/commissie/klein/slot/vragen/", form | {"idempotency_key": str(uuid4())})
    assert 'value="3"' in asked.content.decode()
    assert "Wacht tot een ander lid dat doet" in text(asked)
    assert second.post("/commissie/klein/slot/openen/", {"idempotency_key": str(uuid4())}).status_code == 302
    assert room.post(f"{PAGE}vastleggen/", form).status_code == 302
    refresh(tournament.pk)
    assert Panel.objects.get(topic="matrix-M").data["quota"] == 3


@pytest.mark.parametrize(("change", "words"), [
    ({"quota-M": ""}, "Startbewijzen mannen: een getal van 1 tot en met 50."),
    ({"quota-M": "-3"}, "Startbewijzen mannen: een getal van 1"), ({"quota-F": "99"}, "Startbewijzen vrouwen"),
    ({"aanwijsplekken-M": "twee"}, "Aanwijsplekken mannen: een getal van 0"),
    ({"aanwijsplekken-M": "3"}, "aanwijsplekken (3) niet boven dat van de startbewijzen (2)"),
    ({"aanwijsplekken-F": "0"}, "Bij de vrouwen is 1 keer aangewezen"),
    ({"startplekken-M-500": "1000"}, "Startplekken 500 m mannen: een getal van 0"),
    ({"startplekken-F-500": "1"}, "Bij de vrouwen zijn er 1 startplekken"),
    ({}, "Er is niets veranderd."), ({"reason": "", "quota-M": "3"}, "Geef een reden"),
    ({"telt-M-500": "single"}, "niet volledig"), ({"reskate": "eerste"}, "niet volledig"),
    ({"seen": "x"}, "niet volledig"),
])  # fmt: skip
@pytest.mark.parametrize("path", [PAGE, f"{PAGE}vastleggen/"])
def test_what_cannot_be_is_refused_in_words_and_kept(
    tournament: Tournament, room: Client, path: str, change: dict[str, str], words: str
) -> None:
    decide.designate(tournament, "eva", "ploeg", tournament.ends_on, by())
    response = room.post(path, sent(**change))
    assert response.status_code == 422
    assert words in text(response)
    for name, value in change.items():
        assert (
            value == ""
            or name in {"telt-M-500", "reskate", "seen"}
            or f'value="{value}"' in response.content.decode()
        )
    assert LogEntry.objects.count() == 2


def test_who_edited_older_rules_is_told(tournament: Tournament, room: Client) -> None:
    assert room.post(f"{PAGE}vastleggen/", sent(**{"quota-M": 3})).status_code == 302
    response = room.post(f"{PAGE}vastleggen/", sent(**{"quota-M": 4}))
    assert response.status_code == 422
    assert "Iemand anders heeft de regels intussen gewijzigd" in text(response)


JUNK = st.one_of(
    st.text(max_size=20),
    st.sampled_from(["", "\x00", "0", "-1", "9" * 60, "1e3", "٣", "2", "best", "sum", "pair", "💥"]),
)
PLACES = {"event": "M-500", "skater": "albert", "reason": "x", "do": "preview"}
PATHS = [PAGE, f"{PAGE}vastleggen/", "/commissie/klein/startplekken/geven/", "/commissie/klein/startplekken/intrekken/",
         "/commissie/klein/slot/vragen/"]  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    path=st.sampled_from(PATHS),
    fields=st.dictionaries(st.sampled_from([*NOW, *PLACES, "idempotency_key", "page"]), JUNK),
    sound=st.booleans(),
)
def test_whatever_is_sent_is_answered_in_words(
    tournament: Tournament, room: Client, path: str, fields: dict[str, Any], sound: bool
) -> None:
    assert room.post(path, (sent() | PLACES if sound else {}) | fields).status_code in {200, 302, 422}


def designate(room: Client, **more: Any) -> Any:
    form = {"idempotency_key": str(uuid4()), "kind": "team", "made_on": "2025-12-30", "reason": "ploeg"}
    return room.post("/commissie/klein/aanwijzen/", form | more)


@pytest.mark.parametrize(("more", "words"), [
    ({"skater": "eva", "sex": "M"}, "Eva van Eva rijdt niet bij de mannen."),
    ({"skater": "daan", "sex": "F"}, "Daan van Daan rijdt niet bij de vrouwen."),
    ({"skater": "albert", "sex": "M"}, "Albert van Albert is al aangewezen."),
    ({"skater": "daan", "sex": "M", "made_on": "2026-02-01"}, "De dag van het besluit ligt van 26-12-2024"),
    ({"skater": "daan", "sex": "M", "made_on": "2024-12-25"}, "De dag van het besluit ligt van"),
    ({"skater": "daan", "sex": "M", "made_on": "0001-01-01"}, "De dag van het besluit ligt van"),
])  # fmt: skip
@pytest.mark.parametrize("do", ["", "preview"])
def test_a_designation_that_cannot_be_is_refused_on_the_page(
    tournament: Tournament, room: Client, more: dict[str, str], words: str, do: str
) -> None:
    room.post(f"{PAGE}vastleggen/", sent(**{"aanwijsplekken-M": 2}))
    decide.designate(tournament, "albert", "ploeg", tournament.ends_on, by())
    response = designate(room, do=do, **more)
    assert response.status_code == 422
    assert words in text(response)
    assert Designation.objects.count() == 1
    assert designate(room, skater="daan", sex="M").status_code == 302


def test_without_designations_the_rules_say_so(tournament: Tournament, room: Client) -> None:
    room.post(f"{PAGE}vastleggen/", sent(**{"aanwijsplekken-F": 0}))
    assert "Er zijn geen aanwijsplekken bij de vrouwen." in text(designate(room, skater="eva", sex="F"))


def test_the_desk_reads_that_the_rules_changed_and_whose_result_with_them(
    client: Client, official: User
) -> None:
    tournament = small()
    for skater in ("albert", "bram"):
        jury.call_false_start(tournament, at(skater), by())
    decide.ask_unlock(tournament, "brief", by("anna"))
    decide.unlock_matrix(tournament, by("bart"))
    decide.change_rules(tournament, options(tournament, false_start="pair"), "brief van de bond", by("anna"))
    client.force_login(official)
    page = text(client.get("/tafel/klein/M-500/"))
    assert "Regels gewijzigd; ander resultaat: Van Bram" in page
    assert "brief van de bond" in page


def test_a_sex_without_rules_gets_both_numbers_or_neither(room: Client) -> None:
    whole = load(small(status="scheduled"))
    changes = {"slug": "mannen", "selection": {"M": whole.selection["M"]}, "matrix": {"M": whole.matrix["M"]}}
    store(whole.model_copy(update=changes), Signature("test"))
    page = "/commissie/mannen/regels/"
    assert re.search(r'name="quota-F"[^>]* value=""', room.get(page).content.decode())
    empty = {"quota-F": "", "aanwijsplekken-F": ""}
    assert room.post(f"{page}vastleggen/", sent(**empty, **{"quota-M": 3})).status_code == 302
    assert set(Tournament.objects.get(slug="mannen").selection) == {"M"}
    half = room.post(page, sent(**{"seen": 2, "quota-M": 3, "quota-F": 2, "aanwijsplekken-F": ""}))
    assert "Geef voor de vrouwen de startbewijzen en de aanwijsplekken." in text(half)
    both = sent(**{"seen": 2, "quota-M": 3, "quota-F": 2, "aanwijsplekken-F": 0})
    assert "Startbewijzen vrouwen: 2 Aanwijsplekken vrouwen: 0" in text(room.post(page, both))
    assert room.post(f"{page}vastleggen/", both).status_code == 302
    refresh(Tournament.objects.get(slug="mannen").pk)
    assert list(differences("mannen")) == []
