"""How it goes, as facts: the database, Redis, the worker, what waits. For /metrics and the page of it.

Looking is quick even when nothing answers: a second for Redis, a few for the database.
"""

import shutil
import time
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

import redis
from django.conf import settings
from django.db import Error, connection
from django.utils import timezone
from redis.backoff import NoBackoff
from redis.retry import Retry

from okt.celery import SIGN_OF_LIFE_SECONDS, SIGNS_OF_LIFE
from okt.live.hub import Hub
from results.models import Publication


@dataclass(frozen=True, slots=True)
class Progress:
    """A tournament: its newest entry, the version that everybody sees, since when; `waits` is how many seconds the
    newest entry has not been published, 0 when it has."""

    slug: str
    name: str
    entries: int
    published: int
    published_at: datetime | None
    waits: float


@dataclass(frozen=True, slots=True)
class Facts:
    """`None` stands for no answer. Without Redis in the settings (`make run`) there is no worker either."""

    at: datetime
    database_seconds: float | None
    progress: tuple[Progress, ...]
    with_redis: bool
    redis_seconds: float | None = None
    queued: int | None = None
    worker_silent: float | None = (
        None  # seconds since the worker's last sign of life; None: none for a minute
    )
    forecaster_silent: float | None = None  # the same of the chances' own worker
    viewers: int = 0
    hub_behind: int = 0  # for how many seconds the live channel could not read the database
    disk_free: int = 0
    disk_size: int = 1


def look() -> Facts:
    """Asks everybody. Never raises: what does not answer is a fact too."""
    began = time.perf_counter()
    progress: tuple[Progress, ...] = ()
    database_seconds: float | None = None
    try:
        progress = tuple(_progress())
        database_seconds = time.perf_counter() - began
    except Error:
        connection.close()
    disk = shutil.disk_usage(settings.STATIC_ROOT.parent)
    hub = Hub.running
    return Facts(
        at=timezone.now(),
        database_seconds=database_seconds,
        progress=progress,
        with_redis=settings.REDIS_URL is not None,
        viewers=hub.viewers if hub else 0,
        hub_behind=hub.behind if hub else 0,
        disk_free=disk.free,
        disk_size=disk.total,
        **_redis(settings.REDIS_URL),
    )


def _progress() -> list[Progress]:
    now = timezone.now()
    rows = Publication.objects.select_related("tournament").order_by("-tournament__starts_on", "-pk")
    return [
        Progress(
            row.tournament.slug,
            row.tournament.name,
            row.tournament.seq,
            row.seq,
            row.at,
            _seconds(row.tournament.changed_at, now) if row.tournament.seq > row.seq else 0.0,
        )
        for row in rows
    ]


def _seconds(since: datetime | None, now: datetime) -> float:
    return max((now - since).total_seconds(), 0.001) if since else 0.001


def _redis(url: str | None) -> dict[str, Any]:
    if url is None:
        return {}
    began = time.perf_counter()
    try:
        asked = _client(url).pipeline(transaction=False)
        asked.llen("live")
        asked.pttl(SIGNS_OF_LIFE["live"])
        asked.pttl(SIGNS_OF_LIFE["chances"])
        queued, *left = asked.execute()
    except redis.RedisError:
        return {}
    # The clocks of the machines may differ; what is left of the sign's minute does not depend on them.
    worker, forecaster = (SIGN_OF_LIFE_SECONDS - one / 1000 if one > 0 else None for one in left)
    return {
        "redis_seconds": time.perf_counter() - began,
        "queued": queued,
        "worker_silent": worker,
        "forecaster_silent": forecaster,
    }


@lru_cache(maxsize=4)
def _client(url: str) -> redis.Redis:
    return redis.Redis.from_url(
        url, socket_connect_timeout=0.5, socket_timeout=0.5, retry=Retry(NoBackoff(), 0)
    )
