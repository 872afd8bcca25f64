"""From the desk to the worker: what Redis and Celery do to a message, and that neither holds an official up.

Each setting under "Celery" in okt/settings.py has its test here or in test_worker.py, on a Redis of the test's own.
"""

import contextlib
import socket
import statistics
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest
from django.db import transaction

from okt.messenger import Messenger
from okt.tasks import foresee, refresh
from okt.threads import THREADS
from results.models import LogEntry
from results.signals import changed
from tests import sites
from tests.official_client import Official
from tests.programs import wait_until
from tests.services import StartSite
from tests.sites import Redis
from tests.small import skated, small
from tests.stack import lines_to_database, lines_to_redis, published, worker_of

SKATERS = (
    "dione-voskamp",
    "stollenga",
    "suzanne-schulting",
    "jutta-leerdam",
    "femke-kok",
    "michelle-de-jong",
)


def test_a_frozen_redis_holds_no_official_up(stack_site: StartSite) -> None:
    site = stack_site()
    official = Official(site, "official")
    assert official.enter("F-500", 1, SKATERS[0], "3790").status == 200
    assert site.redis
    site.redis.freeze()
    answers = [official.enter("F-500", 1, skater, "3800") for skater in SKATERS[1:]]
    assert [answer.status for answer in answers] == [200] * 5
    assert statistics.median(answer.seconds for answer in answers) < 1
    # The guard of the web process publishes while Redis says nothing.
    wait_until(lambda: published(site), "the web process refreshes by itself")
    site.redis.thaw()
    assert site.manage("verify", "okt-2021").strip() == "OK"


def test_the_official_goes_on_while_the_messenger_waits_and_one_message_does_for_many() -> None:
    """Without a clock: the broker answers only after the official went on."""
    sent: list[tuple[str, int]] = []

    class Task:
        def __init__(self, name: str) -> None:
            self.name = name

        def apply_async(self, arguments: tuple[int], retry: bool) -> None:
            assert retry is False
            if not sent:
                assert went_on.acquire(timeout=30)
            sent.append((self.name, *arguments))

    went_on = threading.Semaphore(0)
    messenger, task, other = Messenger(), Task("a"), Task("b")
    messenger.take(task, 1)
    for _ in range(200):
        messenger.take(task, 2)
        messenger.take(other, 2)
    went_on.release()
    wait_until(lambda: ("b", 2) in sent, "both that waited are delivered")
    messenger.take(task, 3)
    wait_until(lambda: ("a", 3) in sent, "the last message is delivered")
    assert sent == [("a", 1), ("a", 2), ("b", 2), ("a", 3)]


def test_of_a_row_of_the_same_fault_only_the_first_is_logged_with_its_traceback(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    messenger, lines = Messenger(), []
    away, full = ConnectionError("nobody there"), ConnectionError("no room there")
    faults: list[Exception | None] = [away, away, full, full, away, None, away]

    class Task:
        name = "a"

        def apply_async(self, arguments: tuple[int], retry: bool) -> None:
            if fault := faults.pop(0):
                raise fault

    monkeypatch.setattr("okt.messenger.logger.warning", lambda *words, exc_info: lines.append(exc_info))
    while faults:
        messenger.send(Task(), 1)
    assert lines == [True, False, True, False, True, True]


@pytest.mark.django_db
def test_a_refresh_that_wants_new_chances_waits_for_no_broker(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a clock: the broker answers only after the refresh is done."""
    settings.CELERY_TASK_ALWAYS_EAGER = False
    asked: list[int] = []

    def apply_async(arguments: tuple[int], retry: bool) -> None:
        assert done.acquire(timeout=30)
        asked.append(arguments[0])

    done = threading.Semaphore(0)
    monkeypatch.setattr(foresee, "apply_async", apply_async)
    tournament = small()
    assert refresh(tournament.pk) == 1
    done.release()
    wait_until(lambda: asked == [tournament.pk], "the chances are asked for")


GIVE_UP = """
import time
from okt.tasks import refresh
for _ in range(2):
    began = time.monotonic()
    try:
        refresh.apply_async((1,), retry=False)
        print("sent")
    except Exception as error:
        print(type(error).__name__, int(time.monotonic() - began))
"""


def test_a_message_to_a_frozen_redis_is_given_up_in_seconds(
    redis_server: Redis, tmp_path: Any, prepared_sqlite: Any
) -> None:
    redis_server.freeze()
    environment = sites.surroundings(tmp_path, f"sqlite://{prepared_sqlite}/okt.sqlite3", redis_server.url)
    said = sites.manage(environment, "shell", "-v", "0", "-c", GIVE_UP)
    # With the defaults of the client it is a minute and a half, and then it is sent after all.
    for line in said.splitlines():
        name, seconds = line.split()
        assert name == "OperationalError"
        assert int(seconds) < 20
    assert len(said.splitlines()) == 2


ATTEMPTS = """
from django.conf import settings
from okt.messenger import messenger
from okt.tasks import refresh
settings.CELERY_BROKER_TRANSPORT_OPTIONS.pop("WITHOUT", None)
messenger.send(refresh, 1)
"""


@pytest.mark.parametrize(("without", "attempts"), [("", 1), ("max_retries", 2)])
def test_a_broker_that_takes_the_line_and_says_nothing_is_tried_once(
    without: str, attempts: int, tmp_path: Any, prepared_sqlite: Any
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"redis://127.0.0.1:{silent.getsockname()[1]}/0"
        environment = sites.surroundings(tmp_path, f"sqlite://{prepared_sqlite}/okt.sqlite3", url)
        sites.manage(environment, "shell", "-v", "0", "-c", ATTEMPTS.replace("WITHOUT", without))
        silent.settimeout(0)
        lines = 0
        with contextlib.suppress(BlockingIOError):
            while True:
                silent.accept()[0].close()
                lines += 1
    assert lines == attempts


@pytest.mark.django_db
def test_a_listener_that_fails_costs_the_official_nothing(django_capture_on_commit_callbacks: Any) -> None:
    tournament = small()

    def fails(**_: Any) -> None:
        raise ConnectionError("no broker")

    after: list[str] = []
    changed.connect(fails, dispatch_uid="fails")
    try:
        with django_capture_on_commit_callbacks(execute=True):
            skated(tournament, "albert", "34,50")
            transaction.on_commit(lambda: after.append("the rest"))
    finally:
        changed.disconnect(dispatch_uid="fails")
    assert LogEntry.objects.filter(tournament=tournament, verb="enter_time").count() == 1
    assert after == ["the rest"]


def test_connections_outlive_silence_and_serve_again(stack_site: StartSite) -> None:
    """redis-py gives up on a silent socket after five seconds; and to connect anew costs a refresh 20 ms."""
    site = stack_site()
    official = Official(site, "official")
    for skater in SKATERS[:2]:
        assert official.enter("F-500", 1, skater, "3790").status == 200
        wait_until(lambda: published(site), "it is published")
    to_redis, to_database = lines_to_redis(site), lines_to_database(site)
    time.sleep(7)
    for skater in SKATERS[2:5]:
        assert official.enter("F-500", 1, skater, "3800").status == 200
        wait_until(lambda: published(site), "it is published")
    assert to_redis <= lines_to_redis(site)
    assert to_database <= lines_to_database(site)  # the forecaster may come later
    assert "cannot hear Redis" not in site.web.last_lines()
    assert "Timeout" not in worker_of(site).last_lines()


def test_a_herd_shares_few_connections_and_broken_ones_are_replaced(stack_site: StartSite) -> None:
    site = stack_site()
    official = Official(site, "official")
    with ThreadPoolExecutor(60) as people:
        answers = list(people.map(lambda _: official.ask("/tafel/okt-2021/F-500/"), range(120)))
    assert {answer.status for answer in answers} == {200}
    assert len(lines_to_database(site)) <= THREADS + 5  # the hub's three, and the workers'
    with psycopg.connect(site.environment["DATABASE_URL"], autocommit=True) as database:
        database.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    assert official.enter("F-500", 1, SKATERS[0], "3790").status == 200
    wait_until(lambda: published(site), "it is published")
