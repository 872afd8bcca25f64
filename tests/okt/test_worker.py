"""A real Celery worker on a real Redis: what it takes, what it dies with, and that it does its work alone."""

import signal
import subprocess
import time
from urllib.parse import urlsplit

from okt.processes import argv
from tests.live_clients import Stream
from tests.programs import Program, wait_until
from tests.services import StartSite
from tests.stack import ENTER, ask_redis, nobody_can_publish, published, script, unacknowledged, worker_of


def test_the_worker_alone_publishes_an_entry(stack_site: StartSite) -> None:
    site = stack_site()
    site.web.kill()
    script(site, ENTER)
    wait_until(lambda: published(site), "the worker has published")
    assert "OK" in site.manage("verify", "okt-2021")


def test_while_nothing_can_be_published_the_pages_hear_it_and_then_that_it_is_over(
    stack_site: StartSite,
) -> None:
    site = stack_site()
    port = urlsplit(site.url).port
    assert port is not None
    with Stream(port, "M-500") as stream:

        def beats(count: int) -> list[int]:
            return [stream.until("beat")[-1].data["behind"] for _ in range(count)]

        with nobody_can_publish(site):  # neither the worker nor the guard
            script(site, ENTER)
            heard = beats(4)
            assert heard[-1] > 0
            assert heard == sorted(heard)
        wait_until(lambda: published(site), "it is published after all")
        assert beats(2)[-1] == 0


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
        script(
            site, "from okt.tasks import refresh\nfor _ in range(5): refresh.apply_async((1,), retry=False)"
        )
        time.sleep(1)
        # Prefetch: what it has not begun stays in the queue, for whoever has time. Solo: no process beside its own.
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
    with nobody_can_publish(site):
        script(site, ENTER)
        wait_until(lambda: unacknowledged(site) == 1, "the worker has the message")
        time.sleep(1)
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
