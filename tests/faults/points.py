"""Named points at which a process of the tests kills itself, once, when `arm()` has named one.

They hang on signals and on Django's own commit, so the product knows nothing of them.
"""

import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

from celery.signals import task_prerun
from django.apps import AppConfig
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.signals import post_save
from django.http import HttpRequest, HttpResponse

ARMED = "OKT_FAULT_POINT"
OF_A_POST = (
    "before the transaction",
    "after the insert",
    "before commit",
    "after commit",
    "after the reply",
)
OF_A_TASK = "in the task"


def arm(path: Path, point: str) -> None:
    """The next process that comes to `point` dies there."""
    new = path.with_suffix(".new")
    new.write_text(point)
    new.replace(path)


def reach(point: str) -> None:
    path = Path(os.environ[ARMED])
    try:
        armed = path.read_text() == point
        if armed:
            path.unlink()
    except FileNotFoundError:
        return
    if armed:
        os.kill(os.getpid(), signal.SIGKILL)


class Posts:
    """The first thing of a decision at the desk, and the last."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if _decides(request):
            response._resource_closers.append(  # type: ignore[attr-defined]
                lambda: reach("after the reply")
            )
        return response

    def process_view(self, request: HttpRequest, *view: Any) -> None:
        if _decides(request):
            reach("before the transaction")


def _decides(request: HttpRequest) -> bool:
    return request.method == "POST" and "/tafel/" in request.path


class FaultPoints(AppConfig):
    name = "tests.faults"
    label = "fault_points"
    in_task = False

    def ready(self) -> None:
        from results.models import LogEntry

        post_save.connect(self.inserted, sender=LogEntry, weak=False)
        task_prerun.connect(self.begun, weak=False)
        commit = BaseDatabaseWrapper._commit  # type: ignore[attr-defined]

        def with_points(connection: Any) -> None:
            decided = getattr(connection, "decided", False)
            connection.decided = False
            if decided:
                reach("before commit")
            if self.in_task:  # everything is computed and written, and nothing of it committed
                reach(OF_A_TASK)
            commit(connection)
            if decided:
                reach("after commit")

        BaseDatabaseWrapper._commit = with_points  # type: ignore[attr-defined]

    def inserted(self, using: str, **rest: Any) -> None:
        from django.db import connections

        connections[using].decided = True  # type: ignore[attr-defined]
        reach("after the insert")

    def begun(self, sender: Any, **rest: Any) -> None:
        self.in_task = sender.name == "okt.refresh"  # the worker's; the forecaster has another
