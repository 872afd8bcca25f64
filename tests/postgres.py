"""PostgreSQL databases of the tests' own, on the server that OKT_TEST_POSTGRES names."""

import os
import secrets
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

SERVER = os.environ.get("OKT_TEST_POSTGRES", "postgres://postgres@127.0.0.1:5432/postgres")


def missing() -> str | None:
    """Why there is no PostgreSQL to test on; None when there is."""
    try:
        psycopg.connect(SERVER, connect_timeout=3).close()
    except psycopg.Error as error:
        place = urlsplit(SERVER)
        return f"no PostgreSQL answers at {place.hostname}:{place.port} ({str(error).splitlines()[0]})"
    return None


def _run(statement: sql.Composed) -> None:
    with psycopg.connect(SERVER, autocommit=True, connect_timeout=3) as server:
        server.execute(statement)


def url_of(name: str) -> str:
    return urlsplit(SERVER)._replace(path=f"/{name}").geturl()


def create(template: str | None = None) -> str:
    """The name of a new database, empty or a copy of `template`."""
    name = f"okt_test_{secrets.token_hex(6)}"
    copy = sql.SQL(" TEMPLATE {}").format(sql.Identifier(template)) if template else sql.SQL("")
    _run(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)) + copy)
    return name


def drop(name: str) -> None:
    _run(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
