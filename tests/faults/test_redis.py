"""Redis dies and comes back empty, is emptied, or hangs: posting goes on, and pushes are back in ten seconds."""

import json
import time

import pytest
import redis

from okt.live.watch import CHANNEL
from tests.faults.evening import Evening
from tests.faults.race import STILL, Race
from tests.programs import wait_until

POSTING = 1  # second: who enters a time does not notice that Redis is away


def pushes_are_back(evening: Evening, race: Race) -> None:
    """Somebody publishes again, and the web process hears it."""
    began = time.monotonic()
    newest = evening.seq()
    with redis.Redis.from_url(evening.redis.url, socket_timeout=5) as client, client.pubsub() as channel:
        channel.subscribe(CHANNEL)

        def published() -> bool:
            message = channel.get_message(ignore_subscribe_messages=True, timeout=0.05)
            return message is not None and json.loads(message["data"])["seq"] > newest

        wait_until(published, "a version is published over Redis", STILL)
        # Besides us.
        wait_until(lambda: client.pubsub_numsub(CHANNEL)[0][1] > 1, "the web process listens again", STILL)
    race.row.took("pushes", time.monotonic() - began, race.within)
    race.over()
    # The promise is about all of it: while it lasts, and while Redis comes back.
    race.row.took("slowest post", race.slowest_post(), POSTING)


def test_killed_and_back_empty(evening: Evening) -> None:
    with evening.under_way("Redis killed, back empty after 3 s", within=10) as race:
        evening.redis.kill()
        race.let_go(3)
        evening.redis.start()
        pushes_are_back(evening, race)


def test_emptied(evening: Evening) -> None:
    with evening.under_way("Redis: FLUSHALL, ten times", within=10) as race:
        with redis.Redis.from_url(evening.redis.url) as client:
            for _ in range(10):
                client.flushall()
                race.let_go(0.2)
        pushes_are_back(evening, race)


@pytest.mark.parametrize("seconds", [8, pytest.param(60, marks=pytest.mark.long)])
def test_frozen(evening: Evening, seconds: int) -> None:
    with evening.under_way(f"Redis frozen for {seconds} s", within=10) as race:
        evening.redis.freeze()
        race.let_go(seconds)
        evening.redis.thaw()
        pushes_are_back(evening, race)
