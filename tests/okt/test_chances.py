"""The chances: beside the standing and never in its way, older than it only where that is said, and checked."""

import subprocess
import sys
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client

import matrix.forecast
from matrix.contest import contest_of
from matrix.known_times import known_of
from matrix.tables import load
from okt import foresight, tasks
from okt.publication import forecasts, foresee_if_overdue
from okt.tasks import foresee, published_version
from okt.verify import differences
from results.models import Panel, Tournament
from tests.okt.foreseen import WOMEN, correct, data, evening, evening_foreseen, skate
from tests.okt.stories import text
from tests.programs import ROOT, wait_until

Computed = list[str]


@pytest.fixture
def tournament(db: None) -> Tournament:
    return evening()


@pytest.fixture
def published(db: None) -> Tournament:
    return evening_foreseen()


@pytest.fixture
def computed(monkeypatch: pytest.MonkeyPatch) -> Computed:
    """The sex of each forecast that was computed since."""
    sexes: Computed = []
    real = matrix.forecast.forecast

    def counted(contest: Any, *args: Any, **more: Any) -> Any:
        sexes.append(contest.sex)
        return real(contest, *args, **more)

    monkeypatch.setattr(matrix.forecast, "forecast", counted)
    return sexes


def test_the_standing_comes_first_and_the_chances_follow_at_the_same_version(tournament: Tournament) -> None:
    for sex in "MF":
        assert (data(sex)["late"], data(sex)["foreseen"]) == (True, None)
        assert [row for row in data(sex)["rows"] if row["chance"] is not None] == []
        assert {row["outlook"]["status"] for row in data(sex)["rows"]} >= {"certain"}
    assert foresee(tournament.pk) == published_version(tournament.pk) == 30.001
    assert [panel.topic for panel in Panel.objects.filter(step=1)] == ["chances-M", "chances-F"]
    for sex in "MF":
        assert (data(sex)["late"], data(sex)["foreseen"]["of"]) == (False, 30)
    assert list(differences("okt-2021")) == []


def test_the_chances_are_those_of_the_forecast(published: Tournament) -> None:
    document = load(published)
    certain = {row["skater"]["id"] for row in data("M")["rows"] if row["chance"] is None}
    found = matrix.forecast.forecast(contest_of(document, "M"), known_of(document, "M"), certain=certain)
    shown = {row["skater"]["id"]: row["chance"] for row in data("M")["rows"] if row["chance"] is not None}
    assert len(shown) > 3
    for skater, percent in shown.items():
        assert percent == pytest.approx(100 * (found.of(skater).chance or 0), abs=0.05)
    assert list(shown.values()) == sorted(shown.values(), reverse=True)
    silent = {one["id"]: group["reason"] for group in data("M")["unknown"] for one in group["skaters"]}
    assert len(silent) > 3
    assert all(found.of(skater).reason == reason for skater, reason in silent.items())


def test_only_the_sex_whose_contest_changed_is_computed(published: Tournament, computed: Computed) -> None:
    skate(published)
    assert (data("M")["late"], data("F")["late"]) == (True, False)
    foresee(published.pk)
    skate(published, WOMEN, "3745")
    foresee(published.pk)
    assert computed == ["M", "F"]
    assert (data("M")["foreseen"]["of"], data("F")["foreseen"]["of"]) == (31, 32)


def test_until_they_are_there_the_old_ones_stand_and_say_so(published: Tournament, client: Client) -> None:
    before = data("M")["foreseen"]
    skate(published)
    assert data("M")["foreseen"] == before
    page = text(client.get("/okt-2021/matrix/").content.decode())
    assert page.count("nog van vóór de laatste wijziging") == 1
    foresee(published.pk)
    after = data("M")["foreseen"]
    assert after["numbers"] != before["numbers"]
    assert "van vóór de laatste wijziging" not in text(client.get("/okt-2021/matrix/").content.decode())


def test_several_messages_are_one_computation(published: Tournament, computed: Computed) -> None:
    skate(published)
    correct(published, "3460")
    for _ in range(3):
        foresee(published.pk)
    assert computed == ["M"]
    assert published_version(published.pk) == 32.001


def test_what_is_entered_meanwhile_is_not_held_up_and_not_forgotten(
    published: Tournament, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = foresight.foresee
    seen: list[tuple[str, int, float]] = []

    def slow(picture: Any, sex: str, of: int) -> Any:
        if not seen:
            correct(published, "3444")  # published while the numbers are computed
        seen.append((sex, of, published_version(published.pk)))
        return real(picture, sex, of)

    skate(published)
    monkeypatch.setattr(foresight, "foresee", slow)
    foresee(published.pk)
    # The overtaken ones were published (32.001), called late, and then those of the newest.
    assert seen == [("M", 31, 32), ("M", 32, 32.001)]
    assert (data("M")["late"], data("M")["foreseen"]["of"]) == (False, 32)
    assert list(differences("okt-2021")) == []


def test_older_chances_never_replace_newer_ones(published: Tournament) -> None:
    old = {"M": data("M")["foreseen"]}
    skate(published)
    foresee(published.pk)
    new = data("M")["foreseen"]
    assert tasks.publish_chances(published.pk, old)
    assert data("M")["foreseen"] == new


def test_a_race_that_is_never_won_ends(published: Tournament, monkeypatch: pytest.MonkeyPatch) -> None:
    tries = []

    def overtaken(*args: Any) -> bool:
        tries.append(args)
        if len(tries) > 100:
            pytest.fail("it goes on for ever")
        return False

    skate(published)
    with monkeypatch.context() as race:
        race.setattr(tasks, "publish", overtaken)
        assert foresee(published.pk) == 31
    assert len(tries) == tasks.ATTEMPTS
    assert data("M")["late"]
    for now in (100, 105):
        foresee_if_overdue(now)  # and whoever looks after it makes it good
    assert not data("M")["late"]


def test_a_lost_message_is_made_good(
    published: Tournament, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.CELERY_TASK_ALWAYS_EAGER = False
    forecasts.waiting.clear()
    monkeypatch.setattr(foresee, "apply_async", lambda *args, **more: None)
    skate(published)
    for now in (100, 101, 103):
        foresee_if_overdue(now)
        assert data("M")["late"]  # the worker still has time
    correct(published, "3460")  # and no more of it because something else happened
    foresee_if_overdue(104)
    assert (data("M")["late"], data("M")["foreseen"]["of"]) == (False, 32)


def test_without_a_worker_it_is_done_at_once(tournament: Tournament) -> None:
    foresee_if_overdue()
    assert not data("M")["late"]


def test_a_broker_that_is_down_holds_up_nothing(
    published: Tournament, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def down(*args: Any, **more: Any) -> None:
        asked.append(args)
        raise ConnectionError("no broker")

    settings.CELERY_TASK_ALWAYS_EAGER = False
    monkeypatch.setattr(foresee, "apply_async", down)
    skate(published)
    assert published_version(published.pk) == 31
    wait_until(lambda: asked == [((published.pk,),)], "the broker was asked, and once")


def test_what_another_program_computed_is_computed_anew(
    published: Tournament, monkeypatch: pytest.MonkeyPatch, computed: Computed
) -> None:
    monkeypatch.setattr(foresight, "method", lambda: "another")
    tasks.republish(published.pk)
    assert (data("M")["late"], data("F")["late"]) == (True, True)
    foresee(published.pk)
    assert sorted(computed) == ["F", "M"]
    assert list(differences("okt-2021")) == []


def test_numpy_stays_out_of_the_web_process_until_something_is_foreseen() -> None:
    program = (
        "import django, sys; django.setup();"
        "import okt.asgi, okt.tasks, okt.publication, okt.verify, okt.urls;"
        "print('numpy' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"
