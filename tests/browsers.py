"""Fixtures for Chromium, driven by Playwright."""

import re
import shutil
from collections.abc import Iterator
from typing import Any, Protocol

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.left_out import leave_out
from tests.programs import FAILED, ROOT

NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
)
PICTURES = ROOT / "test-results"
# Ends a test that would hang; how fast it goes is for bench/ to say.
expect.set_options(timeout=20_000)


class NewPage(Protocol):
    def __call__(self, base_url: str = "", **options: Any) -> Page: ...


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of the Chromium on this machine."""
    for name in NAMES:
        if path := shutil.which(name):
            return path
    return leave_out("browser", f"there is no Chromium on this machine ({', '.join(NAMES)})")


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """One Chromium for the tests of a file; each page lives in a context of its own.

    Not for longer: while it lives, Playwright's event loop runs in this thread, and asyncio.run() and the database
    refuse such a thread.
    """
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS), headless=True)
        yield running
        running.close()


@pytest.fixture
def new_page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[NewPage]:
    """`page = new_page(site.url)`: a page in a new context, as another visitor. Options are Playwright's.

    When the test fails, a picture of each page is kept in test-results/.
    """
    contexts: list[BrowserContext] = []

    def open_page(base_url: str = "", **options: Any) -> Page:
        context = browser.new_context(base_url=base_url or None, **options)
        context.set_default_timeout(20_000)
        contexts.append(context)
        return context.new_page()

    yield open_page
    pages = [page for context in contexts for page in context.pages]
    if request.node.stash.get(FAILED, False):
        keep_pictures(request.node.nodeid, pages)
    for context in contexts:
        context.close()


def keep_pictures(test: str, pages: list[Page]) -> None:
    PICTURES.mkdir(exist_ok=True)
    name = re.sub(r"[^\w.-]+", "-", test)
    for number, page in enumerate(pages, start=1):
        page.screenshot(path=PICTURES / f"{name}-{number}.png", full_page=True)
