"""The worker dies: in the middle of a task, and whole; pages are right within ten seconds."""

from tests.faults import points
from tests.faults.evening import Evening
from tests.programs import wait_until


def test_a_worker_killed_in_a_task(evening: Evening) -> None:
    with evening.under_way("worker killed in a task, not yet restarted", within=10) as race:
        points.arm(evening.point, points.OF_A_TASK)
        wait_until(lambda: not evening.worker.running, "the worker died in a task")
        race.over()  # without a worker: the web process does it
        evening.worker.start()
        race.over()


def test_the_whole_worker_killed_and_restarted(evening: Evening) -> None:
    with evening.under_way("worker killed and restarted", within=10) as race:
        evening.worker.kill()
        evening.worker.start()
        race.over()
