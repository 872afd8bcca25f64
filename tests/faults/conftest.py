"""One evening for all faults of a run, and the table of what was measured."""

import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests import sites
from tests.browsers import ARGUMENTS, keep_pictures
from tests.faults.cluster import cluster
from tests.faults.evening import Evening
from tests.faults.race import keep
from tests.left_out import leave_out
from tests.programs import FAILED, PROGRAMS


@pytest.fixture(scope="package")
def browser(chromium: str) -> Iterator[Browser]:
    """One Chromium for all faults; nothing in this folder uses asyncio or Django's database in the tests' thread."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS), headless=True)
        yield running
        running.close()


@pytest.fixture(scope="package")
def whole_evening(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Evening]:
    folder = tmp_path_factory.mktemp("evening")
    binary = shutil.which("redis-server") or leave_out("redis", "there is no redis-server on this machine")
    redis = sites.Redis(binary, folder)
    with cluster() as database:
        evening = Evening(folder, database, redis)
        try:
            redis.start()
            sites.prepare(evening.site.environment)
            with evening.opened(browser):
                yield evening
        finally:
            redis.stop()


@pytest.fixture
def evening(request: pytest.FixtureRequest, whole_evening: Evening) -> Iterator[Evening]:
    """A site with PostgreSQL and Redis of its own, three pages and 200 viewers, shared by the tests of faults."""
    request.node.stash.setdefault(PROGRAMS, []).extend(whole_evening.programs)
    whole_evening.rows.clear()
    yield whole_evening
    for row in whole_evening.rows:
        keep(row, request)
    if request.node.stash.get(FAILED, False):
        keep_pictures(request.node.nodeid, whole_evening.pages)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    rows = [
        value
        for reports in terminalreporter.stats.values()
        for report in reports
        if getattr(report, "when", "") == "teardown"
        for name, value in report.user_properties
        if name == "fault"
    ]
    if not rows:
        return
    terminalreporter.section("faults: within, measured")
    for fault, limit, measured, notes in rows:
        terminalreporter.write_line(f"{fault:<58} {limit:>9}  {measured}  ({notes})")
