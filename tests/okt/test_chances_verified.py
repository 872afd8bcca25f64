"""`verify` computes the chances again, and finds what was changed."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Thread
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import F

from okt.tasks import foresee, published_version
from okt.verify import differences
from results.models import Panel, Publication, Tournament
from tests.okt.foreseen import WOMEN, evening_foreseen, skate


@pytest.fixture
def published(db: None) -> Tournament:
    return evening_foreseen()


Falsify = Callable[[dict[str, Any]], None]


def another_chance(panel: dict[str, Any]) -> None:
    panel["foreseen"]["numbers"]["kai-verbij"][0] += 0.01


def another_reason(panel: dict[str, Any]) -> None:
    panel["foreseen"]["numbers"]["sven-kramer"][2] = "entries_unknown"


def one_less(panel: dict[str, Any]) -> None:
    del panel["foreseen"]["numbers"]["kai-verbij"]


def another_version(panel: dict[str, Any]) -> None:
    panel["foreseen"]["of"] = 30


def no_version(panel: dict[str, Any]) -> None:
    panel["foreseen"]["of"] = 900


def other_inputs(panel: dict[str, Any]) -> None:
    panel["foreseen"]["inputs"] = "0123456789abcdef"


@pytest.mark.parametrize(
    ("falsify", "said"),
    [
        (another_chance, "the chance of kai-verbij is"),
        (another_reason, "the chance of sven-kramer is"),
        (one_less, "the chance of kai-verbij is None"),
        (another_version, "do not follow from version 30"),
        (no_version, "computed from version 900, which is not published"),
        (other_inputs, "late: the log says True, found False"),
    ],
)
def test_verify_finds_a_falsified_chance(published: Tournament, falsify: Falsify, said: str) -> None:
    skate(published)
    foresee(published.pk)
    assert list(differences("okt-2021")) == []
    panel = Panel.objects.get(topic="chances-M")
    falsify(panel.data)
    panel.save()
    assert any(said in line for line in differences("okt-2021")), list(differences("okt-2021"))


def test_what_comes_while_verify_computes_is_no_difference(
    published: Tournament, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The forecaster publishes, and an official enters a time, after verify has read."""
    skate(published)  # the chances are late
    assert Panel.objects.get(topic="chances-M").data["late"]

    def meanwhile(log: Any) -> Iterator[str]:
        foresee(published.pk)
        skate(published, WOMEN, "3800")
        return iter(())

    monkeypatch.setattr("okt.verify._locked_acts", meanwhile)
    assert list(differences("okt-2021")) == []
    monkeypatch.undo()
    assert list(differences("okt-2021")) == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("empty_log")
def test_nothing_is_published_while_verify_reads() -> None:
    """Somebody tries to, at the worst moment: between the version and the panels."""
    tournament = evening_foreseen()
    skate(tournament)  # the chances are late
    before = published_version(tournament.pk)

    def publishes() -> None:
        try:
            foresee(tournament.pk)
        finally:
            connection.close()

    somebody = Thread(target=publishes)

    def meanwhile(execute: Any, query: str, *rest: Any) -> Any:
        if 'FROM "results_panel"' in query and not somebody.ident:
            somebody.start()
            somebody.join(1)
        return execute(query, *rest)

    with connection.execute_wrapper(meanwhile):
        assert list(differences("okt-2021")) == []
    somebody.join()
    assert list(differences("okt-2021")) == []
    assert published_version(tournament.pk) > before


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("empty_log")
def test_verify_and_who_publishes_a_new_panel_do_not_wait_for_each_other() -> None:
    tournament = evening_foreseen()
    panel = Panel.objects.get(topic="matrix-F")
    panel.delete()
    holds, wants = Event(), Event()

    def publishes() -> None:
        try:
            with transaction.atomic():
                Publication.objects.filter(tournament=tournament).update(step=F("step"))
                holds.set()
                # On SQLite verify waits before it has asked anything: one writer keeps all others out.
                assert connection.vendor == "sqlite" or wants.wait(30)
                panel.save(force_insert=True)
        finally:
            connection.close()

    def verify_asks(execute: Any, query: str, *rest: Any) -> Any:
        if 'FROM "results_publication"' in query:  # it has the tournament by now
            wants.set()
        return execute(query, *rest)

    with ThreadPoolExecutor(1) as pool, connection.execute_wrapper(verify_asks):
        somebody = pool.submit(publishes)
        assert holds.wait(30)
        assert list(differences("okt-2021")) == []
        somebody.result()


def test_verify_looks_at_the_rows_that_are_shown(published: Tournament) -> None:
    panel = Panel.objects.get(topic="chances-M")
    panel.data["rows"][-1]["chance"] = 99.9
    panel.save()
    assert "panel chances-M.rows" in next(differences("okt-2021"))
