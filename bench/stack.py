"""The stack of `make stack` for a benchmark, and an entry as the desk makes one."""

import contextlib
import os
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

import psycopg
import redis

from bench import machine
from bench.machine import SERVER, Missing, Running
from okt.processes import FORECASTER, WEB, WORKER, argv
from tests import postgres, sites
from tests.programs import accepts, free_port


@dataclass(frozen=True)
class Stack:
    port: int
    redis_url: str
    programs: dict[str, Running]


@contextlib.contextmanager
def stack(*, pinned: bool = True, **more: str) -> Iterator[Stack]:
    """Web, worker and forecaster on a database and a Redis of their own, as `make stack` has them. This process has
    Django set up on the same."""
    server = SERVER if pinned else None
    if reason := postgres.missing():
        raise Missing(reason)
    redis_server = machine.binary("redis-server", "redis-server")
    port, redis_port = free_port(), free_port()
    redis_url = f"redis://127.0.0.1:{redis_port}/0"
    with contextlib.ExitStack() as ends:
        folder = ends.enter_context(machine.folder())
        try:
            name = postgres.create()
        except psycopg.Error as error:
            raise Missing(f"no database could be made: {error}") from error
        ends.callback(postgres.drop, name)
        programs: dict[str, Running] = {}

        def start(called: str, command: list[object], surroundings: dict[str, str] | None = None) -> Running:
            own = surroundings is not None
            programs[called] = Running(command, server, own=own, **surroundings or {})
            ends.callback(programs[called].stop)
            return programs[called]

        options = ["--port", redis_port, "--bind", "127.0.0.1", "--save", "", "--dir", folder]
        start("redis", [redis_server, *options]).wait_for(lambda: accepts(redis_port))
        surroundings = sites.surroundings(folder, postgres.url_of(name), redis_url, port) | more
        sites.prepare(surroundings)
        for called, part in (("web", WEB), ("worker", WORKER), ("forecaster", FORECASTER)):
            start(called, [*argv(part)], surroundings)
        programs["web"].wait_for(lambda: sites.answers(f"http://127.0.0.1:{port}/okt-2021/"))
        os.environ |= surroundings
        machine.quiet_django()
        wait_for_workers(redis_url, programs)
        from django.db import connections

        ends.callback(connections.close_all)
        yield Stack(port, redis_url, programs)


def wait_for_workers(redis_url: str, programs: dict[str, Running]) -> None:
    """Until each has given its sign of life."""
    from okt.celery import SIGNS_OF_LIFE

    with redis.Redis.from_url(redis_url) as line:
        for name, queue in (("worker", "live"), ("forecaster", "chances")):
            sign = SIGNS_OF_LIFE[queue]
            programs[name].wait_for(lambda sign=sign: line.exists(sign))  # type: ignore[misc]


def enter(tournament: object, number: int) -> int:
    """One time of the sample corrected, by the verb that the desk calls; the version that it made."""
    from results import jury, times
    from results.log import Signature
    from results.turns import At

    time_ = times.Time(34_500 + 10 * (number % 150), thousandths=False)
    signature = Signature("bench", uuid.uuid4())
    return jury.correct(tournament, At("M-500", 2, "dai-dai-ntab"), "finished", time_, "bench", signature).seq  # type: ignore[arg-type]
