"""How it stood: the page of a past moment shows what was published then, whatever was decided since."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from matrix import committee
from matrix.models import Designation
from okt import as_of
from okt.archive import store
from okt.scenario_turns import Busy
from results.log import Signature
from results.models import Panel, Tournament
from tests.okt.stories import EVENING, rewound

DAY = date(2022, 1, 2)


@pytest.fixture
def decided(django_capture_on_commit_callbacks: Any) -> list[dict[str, str]]:
    """What was published after each entry of a tournament: designations, one taken back, a start place, a version."""
    published = []

    def deed(does: Any) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            does()
        rows = Panel.objects.filter(topic__in=as_of.TOPICS)
        published.append(
            {f"{row.topic} {language}": row.html[language] for row in rows for language in row.html}
        )

    deed(lambda: store(rewound(*EVENING), Signature("test")))
    tournament = Tournament.objects.get()
    deed(lambda: committee.designate(tournament, "sven-kramer", "Ploeg", DAY, Signature("committee")))
    deed(
        lambda: committee.designate(
            tournament, "marcel-bosker", "Plek", DAY, Signature("committee"), "M-1500", 3
        )
    )
    first = Designation.objects.get(skater__slug="sven-kramer")
    deed(lambda: committee.withdraw_designation(tournament, first.pk, "Vergissing", Signature("committee")))
    return published


@pytest.mark.django_db
def test_each_moment_is_shown_as_it_was_published(decided: list[dict[str, str]], client: Client) -> None:
    assert len({tuple(sorted(panels.items())) for panels in decided}) == len(decided)
    for seq, panels in enumerate(decided, 1):
        for prefix, language in (("", "nl"), ("/en", "en")):
            shown = client.get(f"{prefix}/okt-2021/matrix/na/{seq}/")
            assert shown.status_code == 200
            html = shown.content.decode()
            for topic in as_of.TOPICS:
                assert panels[f"{topic} {language}"] in html, (seq, topic)
            assert not shown.cookies
            assert ("niet de stand van nu" if language == "nl" else "not how it stands now") in html


@pytest.mark.django_db
def test_what_was_decided_is_told_and_the_changes_lead_there(
    decided: list[dict[str, str]], client: Client
) -> None:
    assert "De selectiecommissie wijst Kramer aan." in client.get("/okt-2021/matrix/na/2/").content.decode()
    for seq in range(1, len(decided) + 1):
        assert f'href="/okt-2021/matrix/na/{seq}/"' in client.get("/okt-2021/wijzigingen/").content.decode()


@pytest.mark.django_db
def test_a_moment_that_never_was_is_not_found(decided: list[dict[str, str]], client: Client) -> None:
    for seq in ("0", str(len(decided) + 1), "9" * 40, "x", "-1"):
        assert client.get(f"/okt-2021/matrix/na/{seq}/").status_code == 404


@pytest.mark.django_db
def test_who_comes_in_a_crowd_is_asked_to_come_back(
    decided: list[dict[str, str]], client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object) -> None:
        raise Busy

    monkeypatch.setattr(as_of.MOMENTS, "get", busy)
    shown = client.get("/okt-2021/matrix/na/1/")
    assert (shown.status_code, shown["Retry-After"], shown["Cache-Control"]) == (503, "5", "no-store")
    assert "Het is druk" in shown.content.decode()
