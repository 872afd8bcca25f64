"""Redis between the processes: it makes things faster, and its absence nothing worse than slower."""

import json
import logging
import socket
import threading
import time
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
import redis

from okt.live import watch
from okt.live.announce import _client, announce
from tests.live_clients import Stream
from tests.live_server import Database, LiveServer
from tests.programs import wait_until
from tests.sites import Redis

# The hub under test never looks at the database by itself after its start: what arrives came over Redis,
# or because the channel came back.
NEVER = 3_600.0


@pytest.fixture
def database() -> Database:
    database = Database()
    database.store("okt-2021", 1, M_500="500 a", matrix_M="matrix a")
    return database


@pytest.fixture
def server(database: Database, redis_server: Redis, settings: Any) -> Iterator[LiveServer]:
    settings.REDIS_URL = redis_server.url
    with LiveServer(
        panels_since=database.panels_since, redis_url=redis_server.url, look_every=NEVER
    ) as server:
        wait_until(lambda: listeners(redis_server) == 1, "the hub listens")
        wait_until(lambda: len(database.asked) == 2, "the hub has caught up")
        yield server
    hang_up(redis_server.url)


def hang_up(url: str) -> None:
    _client(url).close()
    _client.cache_clear()


def listeners(redis_server: Redis) -> int:
    try:
        with redis.Redis.from_url(redis_server.url, socket_timeout=1) as client:
            [(_, count)] = client.pubsub_numsub(watch.CHANNEL)
            return int(count)
    except redis.RedisError:
        return -1


def from_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is announced comes from a process without a hub of its own."""
    monkeypatch.setattr("okt.live.announce.Hub", SimpleNamespace(running=None))


def test_what_another_process_announces_arrives(
    server: LiveServer, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    from_elsewhere(monkeypatch)
    with Stream(server.port, since=1) as stream:
        stream.update()
        announce("okt-2021", 2, database.store("okt-2021", 2, M_500="500 bé"), after=1)
        assert stream.update() == (2, {"M-500": "500 bé"})


def test_what_is_announced_here_and_over_redis_arrives_once(server: LiveServer, database: Database) -> None:
    with Stream(server.port, since=1) as stream:
        stream.update()
        for seq in (2, 3):
            announce("okt-2021", seq, database.store("okt-2021", seq, M_500=f"500 {seq}"), after=seq - 1)
        assert [stream.update()[0] for _ in range(2)] == [2, 3]
        server.publish("okt-2021", 4, {})
        assert stream.update() == (4, {})


def test_redis_is_killed_and_comes_back(
    server: LiveServer, database: Database, redis_server: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    from_elsewhere(monkeypatch)
    with Stream(server.port, since=1) as stream:
        stream.update()
        redis_server.kill()
        announce("okt-2021", 2, database.store("okt-2021", 2, M_500="500 b"), after=1)
        redis_server.start()
        # What nobody could announce is found when the channel is back, and then it works as before.
        assert stream.update() == (2, {"M-500": "500 b"})
        wait_until(lambda: listeners(redis_server) == 1, "the hub listens again")
        announce("okt-2021", 3, database.store("okt-2021", 3, M_500="500 c"), after=2)
        assert stream.update() == (3, {"M-500": "500 c"})


def test_a_redis_that_hangs_is_noticed(
    server: LiveServer, database: Database, redis_server: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    from_elsewhere(monkeypatch)
    monkeypatch.setattr(watch, "SECONDS_OF_SILENCE", 0.2)
    monkeypatch.setattr(watch, "LONGEST_WAIT", 0.2)
    with Stream(server.port, since=1) as stream:
        stream.update()
        # The wait that began before the patch is the long one; a message ends it.
        announce("okt-2021", 2, database.store("okt-2021", 2, M_500="500 b"), after=1)
        stream.update()
        redis_server.freeze()
        database.store("okt-2021", 3, M_500="500 c")
        time.sleep(0.6)
        redis_server.thaw()
        assert stream.update() == (3, {"M-500": "500 c"})


def test_a_message_that_makes_no_sense_does_not_end_the_channel(
    server: LiveServer, database: Database, redis_server: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    from_elsewhere(monkeypatch)
    with Stream(server.port, since=1) as stream, redis.Redis.from_url(redis_server.url) as client:
        stream.update()
        client.publish(watch.CHANNEL, b"\xff{")
        client.publish(watch.CHANNEL, json.dumps({"slug": "okt-2021"}))
        wait_until(lambda: len(database.asked) > 2 and listeners(redis_server) == 1, "the hub listens again")
        announce("okt-2021", 2, database.store("okt-2021", 2, M_500="500 b"), after=1)
        assert stream.update() == (2, {"M-500": "500 b"})


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A Redis that accepts and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        yield port
        hang_up(f"redis://127.0.0.1:{port}/0")


def test_announcing_to_a_redis_that_does_not_answer_gives_up_and_says_so(
    silent_port: int, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.REDIS_URL = f"redis://127.0.0.1:{silent_port}/0"
    done = threading.Thread(target=announce, args=("okt-2021", 2, {}), daemon=True)
    with caplog.at_level(logging.WARNING):
        done.start()
        done.join(10)
    assert not done.is_alive()
    assert "was not announced over Redis" in caplog.text


def test_without_redis_and_without_a_hub_announcing_does_nothing(
    settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.REDIS_URL = None
    panels: dict[str, Any] = {}
    announce("okt-2021", 2, panels)
    assert [one for one in caplog.records if one.levelno >= logging.WARNING] == []
