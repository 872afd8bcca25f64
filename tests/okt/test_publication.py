"""Versions: what was published after the newest entry without a new one is news too, to everyone who asks."""

import pytest
from django.test import Client

from okt.publication import panels_since
from okt.tasks import publish, published_version, refresh, republish
from results.models import Panel, Tournament
from results.version import seq_and_step, version_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("seq", "step"), [(0, 0), (1, 0), (318, 1), (318, 10), (999_999_999, 999)])
def test_a_version_says_both_its_numbers(seq: int, step: int) -> None:
    assert seq_and_step(version_of(seq, step)) == (seq, step)
    assert seq_and_step(float(str(version_of(seq, step)))) == (seq, step)  # as it travels
    assert version_of(seq, step) < version_of(seq, step + 1) <= version_of(seq + 1, 0)


def redrawn(tournament: Tournament, topic: str) -> Panel:
    panel = Panel.objects.get(tournament=tournament, topic=topic)
    panel.html = {"nl": "opnieuw", "en": "anew"}
    return panel


def test_a_publication_without_a_new_entry_is_one_step_further(tournament: Tournament) -> None:
    refresh(tournament.pk)
    slug = tournament.slug
    assert panels_since({slug: 1}) == {}
    assert publish(tournament, 1, 1, [redrawn(tournament, "matrix-M")])
    assert publish(tournament, 1.001, 1, [redrawn(tournament, "matrix-F")])
    assert published_version(tournament.pk) == 1.002
    for mark, topics in ((1, {"matrix-M", "matrix-F"}), (1.001, {"matrix-F"})):
        version, panels = panels_since({slug: mark})[slug]
        assert (version, set(panels)) == (1.002, topics)
    assert panels_since({slug: 1.001})[slug][1]["matrix-F"]["seq"] == 1.002
    assert panels_since({slug: 1.002}) == {}


def test_what_was_drawn_from_an_older_version_is_not_published(tournament: Tournament) -> None:
    refresh(tournament.pk)
    assert publish(tournament, 1, 1, [redrawn(tournament, "matrix-M")])
    assert not publish(tournament, 1, 1, [redrawn(tournament, "matrix-F")])
    assert Panel.objects.get(topic="matrix-F").html["nl"] != "opnieuw"


def test_who_asks_with_an_etag_gets_the_step_too(tournament: Tournament, client: Client) -> None:
    refresh(tournament.pk)
    for path in ("/panels/okt-2021/?topics=matrix-M", "/okt-2021/matrix/"):
        before = client.get(path)
        assert client.get(path, headers={"If-None-Match": before["ETag"]}).status_code == 304
        publish(tournament, published_version(tournament.pk), 1, [redrawn(tournament, "matrix-M")])
        after = client.get(path, headers={"If-None-Match": before["ETag"]})
        assert after.status_code == 200
        assert b"opnieuw" in after.content
    panel = client.get("/panels/okt-2021/?topics=matrix-M").json()
    assert (panel["seq"], panel["panels"]["matrix-M"]["seq"]) == (1.002, 1.002)
    assert b'data-version="1.002"' in client.get("/okt-2021/matrix/").content  # in Dutch too: no comma


def test_what_is_drawn_anew_is_published_only_where_it_differs(tournament: Tournament) -> None:
    refresh(tournament.pk)
    republish(tournament.pk)
    assert published_version(tournament.pk) == 1
    Panel.objects.filter(topic="matrix-M").update(html={"nl": "oud", "en": "old"})
    republish(tournament.pk)
    assert set(panels_since({tournament.slug: 1})[tournament.slug][1]) == {"matrix-M"}
    assert published_version(tournament.pk) == 1.001
