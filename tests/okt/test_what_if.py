"""The page of what if: public, the same for everyone, plainly no result, and never a fault of ours."""

import re
from datetime import date
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from matrix import committee
from okt import what_if
from okt.archive import store
from results.log import Signature
from results.models import LogEntry, Panel, Tournament
from tests.okt.stories import EVENING, real, rewound, text

PAGE = "/okt-2021/wat-als/"
SCENARIO = f"{PAGE}?M-1000=krol,verbij&aanwijzen=sven-kramer&matrix-M=13>7"
WRITTEN = "M-1000=thomas-krol,kai-verbij&amp;aanwijzen=sven-kramer&amp;matrix-M=13-7"


@pytest.fixture
def evening(django_capture_on_commit_callbacks: Any) -> Tournament:
    with django_capture_on_commit_callbacks(execute=True):
        return store(rewound(*EVENING), Signature("test"))


def get(client: Client, path: str) -> str:
    response: Any = client.get(path)
    assert response.status_code == 200, path
    return str(response.content.decode())


@pytest.mark.django_db
def test_the_page_is_there_and_led_to(client: Client, evening: Tournament) -> None:
    for path in (PAGE, f"/en{PAGE}", SCENARIO, f"/en{SCENARIO}"):
        assert get(client, path).count("<h1") == 1
    for path in ("/okt-2021/matrix/", "/okt-2021/"):
        assert f'href="{PAGE}"' in get(client, path)
    assert client.get("/okt-2020/wat-als/").status_code == 404
    assert client.post(PAGE).status_code in {403, 405}


@pytest.mark.django_db
def test_it_is_plainly_a_scenario_and_not_a_result(client: Client, evening: Tournament) -> None:
    body = get(client, SCENARIO)
    assert "<title>Wat als? Een scenario, geen uitslag" in body
    assert '<meta name="robots" content="noindex">' in body
    for name in ('name="description"', 'property="og:description"'):
        assert f'<meta {name} content="Scenario, geen uitslag.' in body
    assert "Scenario, geen uitslag." in text(body.split("<main")[1])
    assert 'href="/okt-2021/matrix/"' in body.split("<main")[1]
    assert "data-live" not in body
    assert 'rel="canonical"' not in body
    assert "A scenario, not a result" in get(client, f"/en{SCENARIO}")


@pytest.mark.django_db
def test_it_says_what_is_supposed_and_what_becomes_of_it(client: Client, evening: Tournament) -> None:
    said = text(get(client, SCENARIO))
    assert "1000 meter mannen: 1e Thomas Krol, 2e Kai Verbij." in said
    assert "De commissie wijst Sven Kramer aan." in said
    assert "Positie 13 van de mannen schuift naar 7." in said
    assert "Komt erin Thomas Krol" in said
    assert "Thomas Krol wachtkamer" in said
    assert "Vrouwen in dit scenario" not in said
    english = text(get(client, f"/en{PAGE}?F-3000=ander"))
    assert "Women’s 3000 m: 1st somebody else." in english
    assert "Women in this scenario" in english


@pytest.mark.django_db
def test_the_address_can_be_shared_and_each_part_taken_away(client: Client, evening: Tournament) -> None:
    body = get(client, SCENARIO)
    assert f'value="http://testserver{PAGE}?{WRITTEN}"' in body
    assert f'href="{PAGE}?M-1000=thomas-krol,kai-verbij&amp;matrix-M=13-7"' in body
    assert f'href="/en{PAGE}?{WRITTEN}"' in body


@pytest.mark.django_db
def test_the_form_leads_to_the_short_address(client: Client, evening: Tournament) -> None:
    fields = [
        ("reken", "1"),
        ("M-1000", "thomas-krol"),
        ("M-1000", ""),
        ("M-1000", ""),
        ("dq", ""),
        ("naam-M", ""),
    ]
    response: Any = client.get(f"{PAGE}?{urlencode(fields)}")
    assert (response.status_code, response["Location"]) == (302, f"{PAGE}?M-1000=thomas-krol")
    assert client.get(f"{PAGE}?reken=1")["Location"] == PAGE
    twice = [*fields, ("M-1000", "thomas-krol")]
    assert "maar één plaats" in get(client, f"{PAGE}?{urlencode(twice)}")


@pytest.mark.django_db
def test_the_form_shows_the_scenario(client: Client, evening: Tournament) -> None:
    body = get(
        client, f"{PAGE}?M-1000=krol&dq=M-500:2:verbij&aanwijzen=kramer&naam-M=6:bergsma&matrix-M=13-7"
    )
    chosen = re.findall(r'<option value="([^"]+)" selected>', body)
    assert sorted(chosen) == ["6:jorrit-bergsma", "M-500:2:kai-verbij", "sven-kramer", "thomas-krol"]
    assert '<input type="hidden" name="matrix-M" value="13-7">' in body
    labels = set(re.findall(r'<label[^>]* for="([^"]+)"', body))
    assert set(re.findall(r'<(?:select|input) id="([^"]+)"', body)) <= labels
    assert len(re.findall("<fieldset", body)) == len(re.findall("<legend", body))


@pytest.mark.django_db
def test_a_page_is_the_same_for_everyone_and_may_be_kept(client: Client, evening: Tournament) -> None:
    for path in (PAGE, SCENARIO, f"{PAGE}?reken=1"):
        response = client.get(path)
        assert not response.cookies
        assert "Cookie" not in response.get("Vary", "")
        assert response["Cache-Control"] == "public, max-age=1, stale-while-revalidate=10"
        assert "csrf" not in response.content.decode()
    again = client.get(SCENARIO, headers={"If-None-Match": client.get(SCENARIO)["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.django_db
def test_nothing_needs_more_than_the_strict_policy(client: Client, evening: Tournament) -> None:
    body = get(client, SCENARIO)
    (script,) = re.findall(r"<script[^>]*>", body)
    assert re.fullmatch(r'<script src="/static/share\.js(\?v=\w+)?" defer>', script)
    assert "<script" not in get(client, PAGE)
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=", body)


@pytest.mark.django_db
def test_nothing_is_stored(client: Client, evening: Tournament) -> None:
    before = LogEntry.objects.count(), list(Panel.objects.values_list("topic", "seq", "data"))
    get(client, SCENARIO)
    assert (LogEntry.objects.count(), list(Panel.objects.values_list("topic", "seq", "data"))) == before


@pytest.mark.django_db
def test_the_same_scenario_is_computed_once_until_something_is_entered(
    client: Client, evening: Tournament, django_capture_on_commit_callbacks: Any
) -> None:
    what_if.SCENARIOS.clear()
    for path in (SCENARIO, SCENARIO, f"{PAGE}?matrix-M=13-7&aanwijzen=kramer&M-1000=thomas-krol,verbij,,"):
        get(client, path)
    assert what_if.SCENARIOS.computed == 1
    with django_capture_on_commit_callbacks(execute=True):
        committee.designate(
            evening, "tijmen-snel", "ploegenachtervolging", date(2022, 1, 2), Signature("test")
        )
    get(client, SCENARIO)
    assert what_if.SCENARIOS.computed == 2


@pytest.mark.django_db
def test_who_waits_too_long_for_the_scenarios_of_others_is_told_so(
    client: Client, evening: Tournament, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = get(client, SCENARIO)
    monkeypatch.setattr(what_if.SCENARIOS, "patience", 0.01)

    def meanwhile() -> list[Any]:
        busy: Any = client.get(f"{PAGE}?M-1500=krol&x=%00%3Cscript%3E")
        assert (busy.status_code, busy["Retry-After"], busy["Cache-Control"]) == (503, "5", "no-store")
        body = busy.content.decode()
        assert "Er worden nu veel scenario’s tegelijk uitgerekend." in body
        assert f'href="{PAGE}?M-1500=krol&amp;x=%00%3Cscript%3E"' in body
        assert not busy.cookies
        assert "Thomas Krol" in get(client, SCENARIO)
        assert "Stel je voor" in get(client, PAGE)
        return []

    what_if.SCENARIOS.get("somebody else's", meanwhile)
    assert "Thomas Krol" in kept
    assert client.get(f"{PAGE}?M-1500=krol").status_code == 200


@pytest.mark.django_db
def test_an_address_that_went_stale_says_which_part_does_not_count(
    client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        store(real(), Signature("test"))
    said = text(get(client, f"{SCENARIO}&nog-iets=%3Cscript%3E"))
    assert "Dit telt niet mee" in said
    assert "De uitslag van de 1000 meter mannen is officieel; die volgorde telt niet mee." in said
    assert "Sven Kramer is al aangewezen." in said
    assert "“nog-iets”: zo heet hier geen afstand en geen onderdeel van een scenario." in said
    assert "Positie 13 van de mannen schuift naar 7." in said


@pytest.mark.django_db
def test_every_link_of_the_page_leads_somewhere(client: Client, evening: Tournament) -> None:
    body = get(client, f"{PAGE}?M-1000=krol,ander&F-3000=ander")
    for link in sorted(set(re.findall(r'<a [^>]*href="(/[^"#]*)', body))):
        assert client.get(link.replace("&amp;", "&"), follow=True).status_code == 200, link


def test_without_a_matrix_or_a_tournament_of_one_sex_it_says_so(
    client: Client, db: None, django_capture_on_commit_callbacks: Any
) -> None:
    def bare(data: dict[str, Any]) -> None:
        data.update(events=[], matrix={}, designations=[], start_assignments=[])

    with django_capture_on_commit_callbacks(execute=True):
        store(real(bare), Signature("test"))
    for path in (PAGE, f"{PAGE}?aanwijzen=krol&matrix-M=1-2"):
        body = get(client, path)
        assert "Er is nog geen matrix om mee te rekenen." in body
        for what_cannot_be_done in ("Reken uit", "Terug naar de echte matrix", "<form", "geen uitslag"):
            assert what_cannot_be_done not in body
