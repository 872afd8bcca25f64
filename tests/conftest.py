"""What every test has: the services, the known cast, no network but this machine, and an honest ending."""

import socket
from collections import Counter
from collections.abc import Generator
from typing import Any

import pytest
from xdist.scheduler import LoadFileScheduling

from tests.left_out import summary
from tests.programs import FAILED, PROGRAMS

pytest_plugins = ["tests.services", "tests.browsers", "tests.cast"]

LOOPBACK = ("127.", "::1", "localhost", "0.0.0.0", "::")  # noqa: S104
LONGEST = (
    *("tests/faults/", "tests/test_postgresql.py", "tests/okt/test_worker.py", "tests/okt/test_way_in.py"),
    *("tests/okt/test_backup.py", "tests/browser/", "tests/matrix/"),
)
MINUTES_FOR_QUICK_FAULTS = 8
DATABASE_FIXTURES = {"db", "transactional_db", "django_db_serialized_rollback", "live_server"}


class NetworkForbidden(AssertionError):
    """A test reached for another machine."""


def _guard(address: Any) -> None:
    # Sockets in the file system have a path for an address; those stay on this machine.
    if isinstance(address, tuple) and not str(address[0]).startswith(LOOPBACK):
        raise NetworkForbidden(f"tests talk to this machine only, not to {address[0]}")


@pytest.fixture(autouse=True, scope="session")
def no_network() -> Generator[None]:
    """Refuses every connection that leaves this machine."""
    patch = pytest.MonkeyPatch()
    for name in ("connect", "connect_ex"):
        original = getattr(socket.socket, name)

        def guarded(self: socket.socket, address: Any, original: Any = original) -> Any:
            if self.type != socket.SOCK_DGRAM:
                _guard(address)
            return original(self, address)

        patch.setattr(socket.socket, name, guarded)
    yield
    patch.undo()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if fixtures & DATABASE_FIXTURES or item.get_closest_marker("django_db"):
            item.add_marker("database")
        if "browser" in fixtures:
            item.add_marker("browser")
    # The long ones first, so that no process is left alone with them; within a file Chromium last (see browsers.py).
    items.sort(key=lambda item: (_rank(item.nodeid), item.get_closest_marker("browser") is not None))


def _rank(nodeid: str) -> int:
    return next((rank for rank, name in enumerate(LONGEST) if nodeid.startswith(name)), len(LONGEST))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadFileScheduling:
    """Where tests run at the same time: a file stays in one process, and all faults, which share an evening; only
    the two runs on PostgreSQL, the longest of all, need not wait for each other."""
    return ByFile(config, log)


class ByFile(LoadFileScheduling):  # type: ignore[misc]  # xdist has no types
    def _split_scope(self, nodeid: str) -> str:
        together = "tests/faults/"
        if nodeid.startswith("tests/test_postgresql.py"):
            return nodeid
        return together if nodeid.startswith(together) else str(super()._split_scope(nodeid))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.failed:
        item.stash[FAILED] = True
        for program in item.stash.get(PROGRAMS, []):
            report.sections.append((f"log of {program.name}", program.last_lines()))
    return report


def took(stats: dict[str, list[Any]]) -> list[str]:
    """How long the tests of faults took, which run one after the other; said, and never a reason to fail."""
    seconds, tests = {False: 0.0, True: 0.0}, Counter[bool]()
    for report in (one for kind in stats.values() for one in kind if isinstance(one, pytest.TestReport)):
        if report.nodeid.startswith("tests/faults/"):
            long = "long" in report.keywords
            seconds[long] += report.duration
            tests[long] += report.when == "call"
    names = {False: ("quick faults", f" of {MINUTES_FOR_QUICK_FAULTS}"), True: ("long faults", "")}
    whole = {long: divmod(round(seconds[long]), 60) for long in names}
    return [
        f"{name}: {tests[long]} tests, {whole[long][0]} min {whole[long][1]} s{most}"
        for long, (name, most) in names.items()
        if tests[long]
    ]


def pytest_terminal_summary(terminalreporter: Any) -> None:
    for line in took(terminalreporter.stats):
        terminalreporter.write_line(line)
    lines = summary(terminalreporter.stats.get("skipped", []))
    if lines:
        terminalreporter.section("left out, and why")
        for line in lines:
            terminalreporter.write_line(line)
