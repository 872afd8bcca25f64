"""What a test asks of a running stack: is it published, what waits in Redis, who is connected."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import redis

from tests.programs import Program
from tests.sites import Site

ENTER = """
from results import jury, times
from results.log import Signature
from results.turns import At
from results.models import Tournament
at = At("M-500", 2, "merijn-scheperkamp")
jury.enter_time(Tournament.objects.get(), at, times.parse("3445"), Signature("official"))
"""
MANY = """
from results import jury, times
from results.log import Signature
from results.turns import At
from results.models import Tournament
tournament, at = Tournament.objects.get(), At("M-500", 2, "merijn-scheperkamp")
jury.enter_time(tournament, at, times.parse("3445"), Signature("official"))
for number in range(199):
    time = times.parse("34,%02d" % (51 + number % 2))
    jury.correct(tournament, at, "finished", time, "proef", Signature("official"))
"""
PUBLISHED = (
    "SELECT p.seq = t.seq FROM results_publication p JOIN results_tournament t ON t.id = p.tournament_id"
)


def script(site: Site, text: str) -> str:
    return site.manage("shell", "-v", "0", "-c", text)


def published(site: Site) -> bool:
    """Whether everybody sees the newest entry."""
    with psycopg.connect(site.environment["DATABASE_URL"]) as database:
        row = database.execute(PUBLISHED).fetchone()
        return row is not None and bool(row[0])


@contextmanager
def nobody_can_publish(site: Site) -> Iterator[None]:
    """Holds a refresh up half-way: it cannot store what it made."""
    with psycopg.connect(site.environment["DATABASE_URL"]) as database:
        database.execute("SELECT 1 FROM results_publication FOR UPDATE")
        yield


def ask_redis(site: Site) -> "redis.Redis":
    assert site.redis
    return redis.Redis.from_url(site.redis.url, socket_timeout=5, socket_connect_timeout=5)


def unacknowledged(site: Site) -> int:
    with ask_redis(site) as client:
        return int(client.zcard("unacked_index"))


def worker_of(site: Site) -> Program:
    assert site.worker
    return site.worker


def lines_to_redis(site: Site) -> set[str]:
    with ask_redis(site) as client:
        own = client.client_id()
        return {line["id"] for line in client.client_list() if line["id"] != str(own)}


def lines_to_database(site: Site) -> set[int]:
    with psycopg.connect(site.environment["DATABASE_URL"]) as database:
        rows = database.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        ).fetchall()
    return {row[0] for row in rows}
