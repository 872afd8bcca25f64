"""The public pages as anybody gets them: no cookie, the same for everyone, in two languages, never a server error."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client

from okt.archive import store
from okt.verify import differences
from results.log import Signature
from results.models import Panel, Tournament
from tests.okt import foreseen
from tests.okt.stories import EVENING, real, rewound, text

PAGES = (
    "/okt-2021/",
    "/okt-2021/matrix/",
    "/okt-2021/kansen/",
    "/okt-2021/startplekken/",
    "/okt-2021/verloop/",
    "/okt-2021/wijzigingen/",
    "/okt-2021/M-500/",
    "/okt-2021/M-mass-start/",
    "/okt-2021/schaatser/kai-verbij/",
)
EVERY = (*PAGES, *(f"/en{page}" for page in PAGES))


@pytest.fixture
def evening(django_capture_on_commit_callbacks: Any) -> Tournament:
    """The tournament after the men's 500 metres, published."""
    with django_capture_on_commit_callbacks(execute=True):
        return store(rewound(*EVENING), Signature("test"), note="Dit zijn voorbeeldgegevens.")


def get(client: Client, path: str, **more: Any) -> HttpResponse:
    response: Any = client.get(path, **more)
    assert response.status_code == 200, path
    assert isinstance(response, HttpResponse)
    return response


@pytest.mark.django_db
def test_every_page_is_there_in_both_languages(client: Client, evening: Tournament) -> None:
    for path in EVERY:
        body = get(client, path).content.decode()
        assert f'<html lang="{"en" if path.startswith("/en") else "nl"}">' in body
        assert body.count("<h1") == 1, path


@pytest.mark.django_db
def test_a_page_is_the_same_for_everyone_and_may_be_kept(client: Client, evening: Tournament) -> None:
    for path in EVERY:
        response = get(client, path)
        assert not response.cookies
        assert "Cookie" not in response.get("Vary", "")
        assert response["Cache-Control"] == "public, max-age=1, stale-while-revalidate=10"
        assert "csrf" not in response.content.decode()


@pytest.mark.django_db
def test_nothing_on_a_page_needs_more_than_the_strict_policy(client: Client, evening: Tournament) -> None:
    for path in (*EVERY, "/okt-2021/nergens/"):
        body = client.get(path).content.decode()
        assert not re.search(r"<script(?![^>]*\bsrc=)", body)
        assert not re.search(r"\sstyle=|<style|\son[a-z]+=", body)
        assert not re.search(r'(?:src|href)="(?:https?:)?//', body)


@pytest.mark.django_db
def test_who_has_this_version_gets_nothing_again(client: Client, evening: Tournament) -> None:
    first = get(client, "/okt-2021/M-500/")
    again = client.get("/okt-2021/M-500/", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"] != get(client, "/en/okt-2021/M-500/")["ETag"]


@pytest.mark.django_db
def test_a_page_tells_the_live_channel_where_it_is(client: Client, evening: Tournament) -> None:
    body = get(client, "/en/okt-2021/matrix/").content.decode()
    assert 'data-live="/live/okt-2021/"' in body
    assert 'data-panels="/panels/okt-2021/"' in body
    assert 'data-lang="en"' in body
    assert 'data-version="1"' in body
    assert re.findall(r'data-topic="([^"]+)"', body) == ["matrix-M", "matrix-F", "chances-M", "chances-F"]
    for part in ("data-badge", "data-badge-text", "data-badge-time", "data-pause", "data-announce"):
        assert part in body


@pytest.mark.django_db
def test_a_page_says_its_version_and_time(client: Client, evening: Tournament) -> None:
    for path in EVERY:
        foot = text(get(client, path).content.decode().partition("<footer")[2])
        said = re.search(r"(Versie|Version) 1(\.\d+)? , \d\d[.:]\d\d[.:]\d\d", foot)
        assert said, foot
        assert said[1] == ("Version" if path.startswith("/en") else "Versie")


@pytest.mark.django_db
def test_each_page_shows_the_note_and_leads_to_the_other_language(
    client: Client, evening: Tournament
) -> None:
    for page in PAGES:
        body = get(client, page).content.decode()
        assert "Dit zijn voorbeeldgegevens." in body
        assert f'href="/en{page}"' in body
        assert f'href="{page}"' in get(client, f"/en{page}").content.decode()


@pytest.mark.django_db
def test_every_link_of_every_page_leads_somewhere(client: Client, evening: Tournament) -> None:
    for path in EVERY:
        body = get(client, path).content.decode()
        links = set(re.findall(r'<a [^>]*href="(/[^"#]*)', body))
        for link in sorted(links)[:60]:
            assert client.get(link, follow=True).status_code == 200, (path, link)


@pytest.mark.django_db
def test_the_matrix_page_says_why(client: Client, evening: Tournament) -> None:
    said = text(get(client, "/okt-2021/matrix/").content.decode())
    assert "8 500 m 1e rang 1–8 Merijn Scheperkamp zeker * tenzij aanwijsplek" in said
    assert "streep op zijn vroegst na positie 9" in said


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        "/nergens/",
        "/okt-2021/nergens/",
        "/okt-2021/schaatser/niemand/",
        "/okt-2020/matrix/",
        "/okt-2020/wijzigingen/",
        "/okt-2020/M-500/",
        "/okt-2021/M-500/meer/",
        "/okt-2021/%00/",
        "/okt-2021/" + 300 * "a" + "/",
        "/okt-2021/..%2f..%2fetc/",
        "/okt-2021/m-500/",
        "/en/okt-2021/<script>/",
        "/okt-2021/schaatser/%F0%9F%9B%B7/",
        "/okt-2021/'%20OR%201=1/",
    ],
)
def test_an_address_that_is_wrong_is_not_found_and_says_so(
    client: Client, evening: Tournament, path: str
) -> None:
    response = client.get(path)
    assert response.status_code == 404
    body = response.content.decode()
    assert 'href="/' in body
    assert "<script>/" not in body
    assert not response.cookies


@pytest.mark.django_db
def test_a_page_is_for_reading_only(client: Client, evening: Tournament) -> None:
    for page in PAGES:
        assert client.post(page).status_code in {403, 405}
        assert client.head(page).status_code == 200


@pytest.mark.django_db
def test_what_is_not_published_yet_is_promised_in_words(client: Client, evening: Tournament) -> None:
    Panel.objects.all().delete()
    for page in PAGES:
        assert "Dit wordt klaargezet" in get(client, page).content.decode()


@pytest.mark.django_db
def test_an_empty_site_and_an_empty_tournament_say_so(
    client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    assert "Nog geen toernooi" in get(client, "/").content.decode()

    def bare(data: dict[str, Any]) -> None:
        data.update(events=[], matrix={}, designations=[], start_assignments=[])

    with django_capture_on_commit_callbacks(execute=True):
        store(real(bare), Signature("test"))
    assert "Er staat nog geen afstand" in get(client, "/", follow=True).content.decode()
    assert "Er is nog geen matrix" in get(client, "/okt-2021/matrix/").content.decode()


def of_the_men_only(data: dict[str, Any]) -> None:
    for parts in ("skaters", "events", "designations"):
        data[parts] = [part for part in data[parts] if part["sex"] == "M"]
    data["start_assignments"] = [one for one in data["start_assignments"] if one["event"].startswith("M-")]
    for by_sex in ("selection", "matrix"):
        del data[by_sex]["F"]


@pytest.mark.django_db
@pytest.mark.parametrize("events", [EVENING[1:], ()], ids=["with a matrix", "without one"])
def test_a_tournament_of_one_sex_is_silent_about_the_other(
    client: Client, committee: User, django_capture_on_commit_callbacks: Any, events: tuple[str, ...]
) -> None:
    def change(data: dict[str, Any]) -> None:
        of_the_men_only(data)
        data["matrix"] |= {} if events else {"M": []}

    with django_capture_on_commit_callbacks(execute=True):
        store(rewound(*events, change=change), Signature("test"))
    public = [*PAGES, "/okt-2021/wat-als/", "/okt-2021/matrix/na/1/"]
    client.force_login(committee)
    room = [f"/commissie/okt-2021/{page}" for page in ("", "M/", "startplekken/", "regels/", "M/versies/")]
    for path in (*public, *(f"/en{page}" for page in public), *room):
        body = get(client, path).content.decode()
        said = text(body.split("<main")[1].split('id="methode"')[0])
        assert not re.findall(r"\b(?:vrouwen|women)\b", said, re.IGNORECASE), path
        assert not re.findall(r'-F"|/F/', body), path
        assert "klaargezet" not in said
    assert "annen" in text(get(client, "/okt-2021/matrix/").content.decode())
    assert list(differences("okt-2021")) == []


@pytest.mark.django_db
def test_the_sample_says_nothing_in_dutch_on_english_pages(client: Client) -> None:
    foreseen.evening()
    said = text(get(client, "/en/okt-2021/wijzigingen/").content.decode())
    # What was not reported; the note at the foot of the page says so.
    assert re.search(r"\w+ does not start", said)
    assert "Reason:" not in said
    assert "Niet overgeleverd" not in said


@pytest.mark.django_db
def test_a_fault_of_ours_is_said_without_a_database(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("results.pages.published", broken)
    client.raise_request_exception = False
    response = client.get("/okt-2021/")
    assert response.status_code == 500
    assert "Er ging iets mis" in response.content.decode()
