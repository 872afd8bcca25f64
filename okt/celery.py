"""The Celery application: `celery -A okt worker -P solo -Q live`."""

import contextlib
import gc
import os
from functools import lru_cache
from logging.config import dictConfig
from typing import Any

import redis
from celery import Celery, Task, bootsteps
from celery.signals import setup_logging, worker_ready
from celery.worker.request import Request
from django.conf import settings
from django_structlog.celery.steps import DjangoStructLogInitStep
from redis.backoff import NoBackoff
from redis.retry import Retry

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "okt.settings")

# By queue, the key in Redis that its worker sets every two seconds and that is gone a minute after its last.
SIGNS_OF_LIFE = {"live": "okt-worker", "chances": "okt-forecaster"}
SIGN_OF_LIFE_SECONDS = 60


class Acknowledged(Request):
    """A message whose acknowledgement fails (Redis was frozen) ends the connection, and the worker begins a new one.

    Celery only logs it: then the message counts as not done for as long as the connection lives, and a worker that
    takes one message at a time never takes another.
    """

    def acknowledge(self) -> None:
        if not self.acknowledged:
            self.message.ack()
            self.acknowledged = True


class GoAndLook(Task):  # type: ignore[type-arg]  # it takes none where it runs
    Request = "okt.celery:Acknowledged"


app = Celery("okt", task_cls="okt.celery:GoAndLook")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["okt"])


@setup_logging.connect
def log_as_django_does(**_: Any) -> None:
    """Without this the worker would bring a form of its own."""
    dictConfig(settings.LOGGING)


@worker_ready.connect
def leave_the_program_alone(**_: Any) -> None:
    """What was loaded stays for good: to look through it for garbage cost each refresh some hundredths of its time."""
    gc.collect()
    gc.freeze()


class SignOfLife(bootsteps.StartStopStep):
    """In the loop that takes messages of a queue: a worker that hangs in a task, or computes for long, gives none."""

    requires = ("celery.worker.consumer.tasks:Tasks",)
    timer: Any = None

    def start(self, consumer: Any) -> None:
        signs = [
            SIGNS_OF_LIFE[name] for name in consumer.app.amqp.queues.consume_from if name in SIGNS_OF_LIFE
        ]
        give_signs_of_life(signs)
        self.timer = consumer.timer.call_repeatedly(2.0, give_signs_of_life, (signs,))

    def stop(self, consumer: Any) -> None:
        if self.timer is not None:
            self.timer.cancel()


def give_signs_of_life(signs: list[str]) -> None:
    with contextlib.suppress(redis.RedisError):  # the worker itself says that Redis is away
        for sign in signs:
            _client(settings.REDIS_URL).set(sign, "", ex=SIGN_OF_LIFE_SECONDS)


@lru_cache(maxsize=1)
def _client(url: str) -> redis.Redis:
    return redis.Redis.from_url(
        url, socket_connect_timeout=0.5, socket_timeout=0.5, retry=Retry(NoBackoff(), 0)
    )


app.steps["consumer"].add(SignOfLife)
app.steps["worker"].add(DjangoStructLogInitStep)
