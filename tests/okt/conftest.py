"""A live channel in a thread of the test, on what a test stores in `database`."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import nginx
from tests.live_server import Database, LiveServer
from tests.pages_server import Pages
from tests.programs import PROGRAMS, Program, accepts, free_port


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


@pytest.fixture
def front(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[nginx.Front]:
    """`port = front(web)` starts nginx before the web process on that port (or host:port)."""
    nginx.binary()
    started: list[Program] = []

    def start(web: int | str, static: Path = tmp_path, others: dict[str, str] | None = None) -> int:
        port = free_port()
        program = nginx.program(tmp_path, web, port, static, others)
        request.node.stash.setdefault(PROGRAMS, []).append(program)
        started.append(program)
        program.start()
        program.wait_for(lambda: accepts(port))
        return port

    yield start
    for program in started:
        program.stop()
