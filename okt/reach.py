"""Are the database and the broker there? In sentences, before anything leans on them."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import psycopg
import redis
from psycopg import sql


def unreachable(database: dict[str, Any], redis_url: str | None, say: Callable[[str], object]) -> list[str]:
    """A sentence for each of the two that is missing; nothing when both answer. `say` hears of a database made."""
    return [sentence for sentence in (_database(database, say), _redis(redis_url)) if sentence]


def _database(database: dict[str, Any], say: Callable[[str], object]) -> str | None:
    if not database["ENGINE"].endswith("postgresql"):
        return "DATABASE_URL must name a PostgreSQL database: postgres://user:password@host:5432/name"
    place = f"{database['HOST']}:{database['PORT'] or 5432}"
    try:
        make_if_missing(database, say)
    except psycopg.Error as error:
        return (
            f"PostgreSQL does not answer at {place} ({str(error).splitlines()[0]}). "
            "Start it, or set DATABASE_URL=postgres://user:password@host:5432/name"
        )
    return None


def make_if_missing(database: dict[str, Any], say: Callable[[str], object]) -> None:
    """Makes the PostgreSQL database where its server has none of that name, and says so."""
    login = {"host": database["HOST"], "port": database["PORT"] or 5432, "user": database["USER"]}
    login |= {"password": database["PASSWORD"], "connect_timeout": 3}
    try:
        psycopg.connect(dbname=database["NAME"], **login).close()
    except psycopg.OperationalError as error:
        if "does not exist" not in str(error) or "database" not in str(error):
            raise
        with psycopg.connect(dbname="postgres", autocommit=True, **login) as server:
            server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(database["NAME"])))
        say(f"The server had no database {database['NAME']}: it is made, empty.")


def _redis(url: str | None) -> str | None:
    if not url:
        return "REDIS_URL must name a Redis: redis://host:6379/0"
    try:
        with redis.Redis.from_url(url, socket_connect_timeout=2, socket_timeout=2) as client:
            client.ping()
    except redis.RedisError as error:
        place = urlsplit(url)
        where = f"{place.hostname}:{place.port or 6379}"
        return f"Redis does not answer at {where} ({error}). Start it, or set REDIS_URL=redis://host:6379/0"
    return None
