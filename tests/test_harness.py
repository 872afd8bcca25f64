"""The harness itself: services are real and one's own, the network is closed, and leaving out is told."""

import os
import socket
import subprocess
import sys

import psycopg
import pytest
import redis

from tests.browsers import NewPage
from tests.conftest import NetworkForbidden
from tests.programs import ROOT, free_port
from tests.sites import Redis


def test_a_database_of_ones_own_is_empty(postgres_url: str) -> None:
    with psycopg.connect(postgres_url) as connection:
        tables = connection.execute(
            "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'"
        )
        assert tables.fetchone() == (0,)


def test_a_redis_that_was_killed_comes_back_empty(redis_server: Redis) -> None:
    with redis.Redis.from_url(redis_server.url, socket_timeout=1) as client:
        client.set("ice", "thin")
        redis_server.kill()
        with pytest.raises(redis.ConnectionError):
            client.ping()
        redis_server.start()
        assert client.get("ice") is None


def test_a_frozen_redis_accepts_and_says_nothing(redis_server: Redis) -> None:
    redis_server.freeze()
    with redis.Redis.from_url(redis_server.url, socket_timeout=0.2) as client:
        with pytest.raises(redis.TimeoutError):
            client.ping()
        redis_server.thaw()
        assert client.ping()


def test_the_network_is_closed() -> None:
    with socket.socket() as line, pytest.raises(NetworkForbidden):
        line.connect(("192.0.2.1", 80))


def test_a_browser_opens_a_page(new_page: NewPage) -> None:
    page = new_page()
    page.set_content("<h1>Thialf</h1>")
    assert page.get_by_role("heading").inner_text() == "Thialf"


def test_the_browser_has_no_network_either(new_page: NewPage) -> None:
    with pytest.raises(Exception, match=r"ERR_NAME_NOT_RESOLVED|ERR_INTERNET_DISCONNECTED"):
        new_page().goto("http://example.com/")


def inner_run(**environment: str) -> subprocess.CompletedProcess[str]:
    """The first test above, run where no PostgreSQL answers."""
    name = f"tests/test_harness.py::{test_a_database_of_ones_own_is_empty.__name__}"
    nowhere = f"postgres://nobody@127.0.0.1:{free_port()}/postgres"
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", name],
        cwd=ROOT,
        env=os.environ | {"OKT_TEST_POSTGRES": nowhere, "OKT_REQUIRE": ""} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_what_was_left_out_is_listed_with_the_reason() -> None:
    run = inner_run()
    assert run.returncode == 0, run.stdout + run.stderr
    ending = run.stdout.partition("left out, and why")[2]
    assert "postgres: no PostgreSQL answers at 127.0.0.1:" in ending
    assert test_a_database_of_ones_own_is_empty.__name__ in ending


def test_leaving_out_what_is_required_is_failing() -> None:
    run = inner_run(OKT_REQUIRE="redis,postgres")
    assert run.returncode == 1, run.stdout + run.stderr
    assert "postgres is required here (OKT_REQUIRE), but no PostgreSQL answers" in run.stdout
