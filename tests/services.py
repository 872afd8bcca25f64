"""Fixtures for what stands outside the program: PostgreSQL, Redis, Chromium, and the running site itself."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

import pytest

from tests import postgres, sites
from tests.left_out import leave_out
from tests.programs import PROGRAMS, Program, free_port


class StartSite(Protocol):
    def __call__(self, *, port: int = 0, environment: dict[str, str] | None = None) -> sites.Site: ...


def remember(request: pytest.FixtureRequest, programs: list[Program]) -> None:
    request.node.stash.setdefault(PROGRAMS, []).extend(programs)


@pytest.fixture(scope="session")
def postgres_server() -> str:
    """The URL of the PostgreSQL server to make databases on."""
    if reason := postgres.missing():
        leave_out("postgres", reason)
    return postgres.SERVER


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """An empty PostgreSQL database of this test's own."""
    name = postgres.create()
    yield postgres.url_of(name)
    # Django's tests inside make a second one beside it, and leave it when a test forgot a connection.
    for made in (name, f"test_{name}"):
        postgres.drop(made)


@pytest.fixture
def redis_server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[sites.Redis]:
    """A Redis of this test's own: `.url`, `.kill()`, `.start()`, `.freeze()`, `.thaw()`."""
    binary = shutil.which("redis-server")
    if not binary:
        leave_out("redis", "there is no redis-server on this machine")
    server = sites.Redis(binary, tmp_path)
    remember(request, [server])
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def prepared_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the database as the first start makes it; copied, as making it takes seconds."""
    folder = tmp_path_factory.mktemp("prepared")
    sites.prepare(sites.surroundings(folder))
    return folder / "run"


@pytest.fixture(scope="session")
def prepared_postgres(postgres_server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The name of a PostgreSQL database as the first start makes it, to copy from."""
    name = postgres.create()
    sites.prepare(sites.surroundings(tmp_path_factory.mktemp("prepared"), postgres.url_of(name)))
    yield name
    postgres.drop(name)


@pytest.fixture
def embedded_site(
    request: pytest.FixtureRequest, tmp_path: Path, prepared_sqlite: Path
) -> Iterator[StartSite]:
    """Starts `manage.py run_local` with the sample in a database of its own: `site = embedded_site()`."""
    started: list[sites.Site] = []

    def start(*, port: int = 0, environment: dict[str, str] | None = None) -> sites.Site:
        folder = tmp_path / f"site{len(started)}"
        shutil.copytree(prepared_sqlite, folder / "run")
        values = sites.surroundings(folder, port=port or free_port()) | (environment or {})
        site = sites.embedded(folder, values)
        started.append(site)
        remember(request, site.programs)
        site.start()
        return site

    yield start
    for site in started:
        site.stop()


@pytest.fixture
def stack_site(
    request: pytest.FixtureRequest, tmp_path: Path, prepared_postgres: str, redis_server: sites.Redis
) -> Iterator[StartSite]:
    """Starts web and a Celery worker on a PostgreSQL and a Redis of their own: `site = stack_site()`."""
    started: list[sites.Site] = []
    databases: list[str] = []

    def start(*, port: int = 0, environment: dict[str, str] | None = None) -> sites.Site:
        folder = tmp_path / f"stack{len(started)}"
        folder.mkdir()
        databases.append(postgres.create(template=prepared_postgres))
        url = postgres.url_of(databases[-1])
        values = sites.surroundings(folder, url, redis_server.url, port or free_port()) | (environment or {})
        site = sites.stack(folder, values, redis_server)
        started.append(site)
        remember(request, [program for program in (site.web, site.worker, site.forecaster) if program])
        site.start()
        return site

    yield start
    _end(started, databases)


def _end(started: list[sites.Site], databases: list[str]) -> None:
    for site in started:
        site.stop()
    for name in databases:
        postgres.drop(name)


StartAny = Callable[..., sites.Site]


@pytest.fixture(params=["embedded", "stack"])
def any_site(request: pytest.FixtureRequest) -> StartAny:
    """Both shapes, one after the other: a test that asks for this runs twice."""
    start: StartAny = request.getfixturevalue(f"{request.param}_site")
    return start
