"""A real Celery worker on a real Redis: what it takes, what it dies with, and that it does its work alone."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import redis

from okt.processes import WORKER, argv
from tests import sites
from tests.live_clients import Stream
from tests.programs import Program, wait_until
from tests.services import StartSite
from tests.sites import Redis, Site
from tests.stack import (
    ENTER,
    MANY,
    ask_redis,
    nobody_can_publish,
    published,
    script,
    unacknowledged,
    worker_of,
)

FIVE_MORE = """
from okt.tasks import refresh
for _ in range(5): refresh.apply_async((1,), retry=False)
"""


def test_the_worker_alone_publishes_an_entry(stack_site: StartSite) -> None:
    site = stack_site()
    site.web.kill()
    script(site, ENTER)
    wait_until(lambda: published(site), "the worker has published")
    assert "OK" in site.manage("verify", "okt-2021")


def port_of(site: Site) -> int:
    return urlsplit(site.url).port or 0


def publications(site: Site) -> list[float]:
    """The versions that the log of worker and web says were published for an entry; the others are chances."""
    told = [line for program in (worker_of(site), site.web) for line in program.log.read_text().splitlines()]
    said = [json.loads(line) for line in told if line.startswith("{")]
    versions = [line["version"] for line in said if line["event"] == "published"]
    return [version for version in versions if version == int(version)]


def test_two_hundred_entries_while_the_worker_works_are_few_publications_and_the_right_end(
    stack_site: StartSite,
) -> None:
    site = stack_site()
    script(site, MANY)  # as fast as they can be stored
    wait_until(lambda: published(site), "the last of them is published")
    versions = publications(site)
    assert len(versions) == len(set(versions)) < 100
    assert site.manage("verify", "okt-2021").strip() == "OK"
    with Stream(port_of(site), "M-500") as stream:
        version, shown = stream.update()
        while version < max(versions):
            version, newer = stream.update()
            shown |= newer
        assert int(version) == max(versions) >= 200
        assert "34,51" in shown["M-500"]


def test_while_nothing_can_be_published_the_pages_hear_it_and_then_that_it_is_over(
    stack_site: StartSite,
) -> None:
    site = stack_site()
    with Stream(port_of(site), "M-500") as stream:

        def beats(count: int) -> list[int]:
            return [stream.until("beat")[-1].data["behind"] for _ in range(count)]

        with nobody_can_publish(site):  # neither the worker nor the guard
            script(site, ENTER)
            heard = beats(4)
            assert heard[-1] > 0
            assert heard == sorted(heard)
        wait_until(lambda: published(site), "it is published after all")
        assert beats(2)[-1] == 0


def test_the_chances_wait_for_a_worker_of_their_own(stack_site: StartSite) -> None:
    site = stack_site()
    assert site.forecaster
    site.forecaster.kill()
    script(site, ENTER)
    with ask_redis(site) as client:
        wait_until(lambda: client.llen("chances"), "they are asked for, and nobody takes it")
    wait_until(lambda: published(site), "the standing is published all the same")


def children(pid: int) -> list[int]:
    listed = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False)
    return [int(line) for line in listed.stdout.split()]


def test_a_worker_takes_one_message_and_what_it_died_with_is_done_again(stack_site: StartSite) -> None:
    site = stack_site()
    site.web.kill()
    worker = worker_of(site)
    with nobody_can_publish(site), ask_redis(site) as client:
        script(site, ENTER)
        wait_until(lambda: unacknowledged(site) == 1, "the worker has the message")
        script(site, FIVE_MORE)
        time.sleep(1)
        # What it has not begun stays in the queue, for whoever has time. Solo: no process beside its own.
        assert (unacknowledged(site), client.llen("live")) == (1, 5)
        assert children(worker.pid) == []
        worker.kill()
        client.delete("live")
    worker.start()
    wait_until(lambda: published(site), "the message of the dead worker is taken again")
    wait_until(lambda: unacknowledged(site) == 0, "no message is left over")


def argv_of(program: Program) -> list[str]:
    return ["python", *list(program.command)[1:]]


def test_a_task_whose_child_process_is_killed_is_done_again(stack_site: StartSite) -> None:
    """Not how it is started here; whoever starts it with child processes loses nothing either."""
    site = stack_site()
    site.web.kill()
    worker = worker_of(site)
    worker.stop()
    worker.command = argv([word.replace("solo", "prefork") for word in argv_of(worker)])
    worker.start()
    wait_until(lambda: children(worker.pid), "there is a child process")
    with nobody_can_publish(site), ask_redis(site) as client:
        script(site, ENTER + FIVE_MORE)
        wait_until(lambda: unacknowledged(site), "the worker has the message")
        time.sleep(1)
        assert unacknowledged(site) == 1  # and has not fetched others
        client.delete("live")
        subprocess.run(["kill", f"-{int(signal.SIGKILL)}", str(children(worker.pid)[0])], check=True)
        time.sleep(1)
    wait_until(lambda: published(site), "the task of the dead child is done again")


def test_a_worker_outlives_redis_and_may_start_before_it(stack_site: StartSite) -> None:
    site = stack_site()
    site.web.kill()
    worker = worker_of(site)
    assert site.redis
    site.redis.kill()
    time.sleep(2)
    site.redis.start()
    script(site, ENTER)
    wait_until(lambda: published(site), "the worker is back")
    worker.stop()
    site.redis.kill()
    worker.start()
    time.sleep(3)
    assert worker.running
    site.redis.start()
    script(site, ENTER.replace('"M-500", 2, "merijn-scheperkamp"', '"F-500", 1, "femke-kok"'))
    wait_until(lambda: published(site), "a worker that was first works too")


# The program as it is started, but without one setting; between two attempts to connect it does not wait.
WITHOUT = """
import sys
from celery.__main__ import main
from kombu.utils import functional
from okt import settings
functional.sleep = lambda seconds: None
name = sys.argv.pop(1)
settings.CELERY_BROKER_TRANSPORT_OPTIONS.pop(name, None)
vars(settings).pop(name, None)
main()
"""


@contextmanager
def a_worker_without(name: str, folder: Path, redis: Redis) -> Iterator[Program]:
    environment = sites.surroundings(folder, "", redis.url)
    command = [sys.executable, "-c", WITHOUT, name, *WORKER[3:]]
    worker = Program("worker", command, folder / "worker.log", environment)
    worker.start()
    try:
        yield worker
    finally:
        worker.stop()


@pytest.mark.parametrize("without", ["nothing", "CELERY_BROKER_CONNECTION_MAX_RETRIES"])
def test_a_worker_waits_for_redis_for_ever(without: str, tmp_path: Path, redis_server: Redis) -> None:
    redis_server.kill()
    with a_worker_without(without, tmp_path, redis_server) as worker:
        wait_until(
            lambda: worker.log.read_text().count("Cannot connect") > 150 or not worker.running,
            "it has tried often, or given up",
        )
        assert worker.running == (without == "nothing")


@pytest.mark.parametrize("without", ["nothing", "unacked_restore_interval", "unacked_restore_throttle"])
def test_a_worker_often_looks_for_what_a_dead_one_had_taken(
    without: str, tmp_path: Path, redis_server: Redis
) -> None:
    """Redis says how often it looked while it asked for new messages 15 times, once a second: no clock of ours."""

    def asked(command: str) -> int:
        with redis.Redis.from_url(redis_server.url) as client:
            return int(client.info("commandstats").get(f"cmdstat_{command}", {"calls": 0})["calls"])

    with a_worker_without(without, tmp_path, redis_server):
        wait_until(lambda: asked("brpop") > 15, "it has asked for messages")
        assert (asked("zrange") > 3) == (without == "nothing")
