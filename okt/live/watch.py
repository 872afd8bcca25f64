"""What the hub does by itself: look at the database, hear Redis, give signs of life.

Nothing here may ever end while the process lives: every fault is logged once and tried again.
"""

import asyncio
import contextlib
import json
from collections.abc import Callable
from concurrent.futures import Executor
from typing import TYPE_CHECKING, Any

import redis.asyncio
import structlog
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from okt import metrics

if TYPE_CHECKING:
    from okt.live.hub import Hub, PanelsSince

logger = structlog.stdlib.get_logger(__name__)

CHANNEL = "okt-live"
# A Redis that says nothing for so long is asked for a sign of life, and dropped after as long again.
SECONDS_OF_SILENCE = 5.0
LONGEST_WAIT = 5.0


class Trouble:
    """Logs the first of a row of faults with all it knows, and the end of it."""

    def __init__(self, what: str) -> None:
        self.what = what
        self.on = False

    def begins(self) -> None:
        if not self.on:
            logger.exception("The live channel cannot %s; trying again.", self.what)
        self.on = True

    def ends(self) -> None:
        if self.on:
            logger.warning("The live channel can %s again.", self.what)
        self.on = False


async def database(hub: "Hub", panels_since: "PanelsSince", executor: Executor) -> None:
    """Every second, or at once when the hub is missing something: what is newer in the database?"""
    trouble = Trouble("read the database")
    while True:
        hub.look.clear()
        asked = hub.marks()
        try:
            found = await hub.loop.run_in_executor(executor, panels_since, asked)
            for slug, (version, panels) in found.items():
                hub.take_from_database(slug, version, panels, asked.get(slug, -1))
        except Exception:  # noqa: BLE001 - whatever it is, the next look may work
            trouble.begins()
        else:
            trouble.ends()
            hub.confirmed_at = hub.loop.time()
            hub.looked.set()
        try:
            async with asyncio.timeout(hub.look_every):
                await hub.look.wait()
        except TimeoutError:
            pass


async def overdue(hub: "Hub", refresh_if_overdue: Callable[[], object], executor: Executor) -> None:
    """The two-second guard: if no worker has refreshed, this process does."""
    trouble = Trouble("refresh what is overdue")
    while True:
        await asyncio.sleep(hub.look_every)
        try:
            await hub.loop.run_in_executor(executor, refresh_if_overdue)
        except Exception:  # noqa: BLE001 - as above
            trouble.begins()
        else:
            trouble.ends()


async def published(hub: "Hub", foresee_if_overdue: Callable[[], object], executor: Executor) -> None:
    """The chances, which take longer than what they follow from: at each publication, and each second."""
    trouble = Trouble("foresee the chances")
    while True:
        hub.published.clear()
        try:
            await hub.loop.run_in_executor(executor, foresee_if_overdue)
        except Exception:  # noqa: BLE001 - as above
            trouble.begins()
        else:
            trouble.ends()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(hub.look_every):
                await hub.published.wait()


async def beat(hub: "Hub") -> None:
    trouble = Trouble("give signs of life")
    while True:
        await asyncio.sleep(hub.beat_every)
        try:
            await hub.beat()
        except Exception:  # noqa: BLE001 - as above
            trouble.begins()
        else:
            trouble.ends()


async def slow_requests(hub: "Hub") -> None:
    """Whoever does not finish a request in time makes room for others."""
    trouble = Trouble("end slow requests")
    while True:
        await asyncio.sleep(1)
        try:
            now = hub.loop.time()
            for connection in [one for one in hub.waited_for if one.due < now]:
                hub.waited_for.discard(connection)
                connection.too_late()
        except Exception:  # noqa: BLE001 - as above
            trouble.begins()
        else:
            trouble.ends()


async def redis_channel(hub: "Hub", url: str) -> None:
    """What other processes publish. It makes things faster and is never needed: the database has it all."""
    trouble = Trouble("hear Redis")
    wait = 0.1
    while True:
        try:
            async with _client(url) as client, client.pubsub() as channel:
                await channel.subscribe(CHANNEL)
                trouble.ends()
                wait = 0.1
                hub.look.set()  # whatever was said while we were away
                await _hear(hub, channel)
        except Exception:  # noqa: BLE001 - as above
            trouble.begins()
        await asyncio.sleep(wait)
        wait = min(2 * wait, LONGEST_WAIT)


def _client(url: str) -> Any:
    return redis.asyncio.Redis.from_url(
        url, socket_connect_timeout=1, socket_timeout=2, retry=Retry(NoBackoff(), 0)
    )


async def _hear(hub: "Hub", channel: Any) -> None:
    asked = False
    while True:
        message = await channel.get_message(timeout=SECONDS_OF_SILENCE)
        if message is None and asked:
            raise ConnectionError("Redis does not answer.")
        if message is None:
            await channel.ping()
        asked = message is None
        if message is not None and message["type"] == "message":
            said = json.loads(message["data"])
            hub.publish(said["slug"], said["seq"], said["panels"], said.get("after"))
            logger.info(
                "sent on",
                tournament=said["slug"],
                version=said["seq"],
                viewers=hub.viewers,
                request_id=said.get("request_id"),
            )
            if said.get("took") is not None:
                metrics.REFRESH.observe(said["took"])
