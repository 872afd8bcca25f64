"""A live channel in a thread of the test, on what a test stores in `database`."""

from collections.abc import Iterator

import pytest

from tests.live_server import Database, LiveServer
from tests.pages_server import Pages


@pytest.fixture
def database() -> Database:
    database = Database()
    database.store("okt-2021", 1, M_500="500 a", F_500="500 vrouwen")
    database.store("okt-2021", 3, matrix_M="matrix a")
    return database


@pytest.fixture
def server(database: Database) -> Iterator[LiveServer]:
    with LiveServer(panels_since=database.panels_since, look_every=0.05) as server:
        yield server


@pytest.fixture
def pages(database: Database) -> Iterator[Pages]:
    with Pages(database) as server:
        yield server
        server.go_on.set()
