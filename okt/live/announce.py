"""What a refresh calls when it has stored a version: tell the viewers now.

It may fail: the hub of every web process looks at the database each second.
"""

import json
from functools import lru_cache
from typing import Any

import redis
import structlog
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

from okt import metrics
from okt.live.hub import Hub
from okt.live.room import Panels
from okt.live.watch import CHANNEL

logger = structlog.stdlib.get_logger(__name__)


def announce(slug: str, seq: float, panels: Panels, after: float | None = None) -> None:
    """Publishes all panels that changed at version `seq`: to the viewers of this process, if it has any,
    and over Redis, if there is one, to those of the others. Call it after the commit.

    `after` is the version that these panels build on: the one of the refresh before. Whoever misses that
    one asks the database instead, so that no page shows a part of a version.
    """
    took = metrics.refresh_took()
    logger.info(
        "published", tournament=slug, version=seq, panels=len(panels), seconds=took and round(took, 3)
    )
    message = {"slug": slug, "seq": seq, "panels": panels, "after": after}
    message["request_id"] = structlog.contextvars.get_contextvars().get("request_id")
    if Hub.running is not None:
        if took is not None:
            metrics.REFRESH.observe(took)
        Hub.running.publish_threadsafe(slug, seq, panels, after)
    else:
        message["took"] = took  # a worker: the web processes count it
    if settings.REDIS_URL:
        _publish(settings.REDIS_URL, slug, seq, message)


def _publish(url: str, slug: str, seq: float, message: dict[str, Any]) -> None:
    try:
        _client(url).publish(CHANNEL, json.dumps(message, ensure_ascii=False))
    except redis.RedisError as error:
        logger.warning("Version %s of %s was not announced over Redis: %s", seq, slug, error)


@lru_cache(maxsize=4)
def _client(url: str) -> redis.Redis:
    """Quick to give up: at most a second to connect and two for an answer, and no second try."""
    return redis.Redis.from_url(url, socket_connect_timeout=1, socket_timeout=2, retry=Retry(NoBackoff(), 0))
