"""live.js in a real browser, on a page of our own: what a reader sees, and what it does about a bad line."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browsers import NewPage
from tests.live_page import SLUG, LivePage, event
from tests.live_server import Database
from tests.programs import wait_until
from tests.tcp_proxy import TcpProxy

NTAB, VERBIJ, SCHEPERKAMP = ("ntab", "34,53"), ("verbij", "34,56"), ("scheperkamp", "34,45")
FIRST = event("Na rit 1", NTAB, VERBIJ)
# What a fault may take to be seen and to be over; the pages promise 15 and 10 seconds, a busy machine gets some more.
SEEN = 20_000
OVER = 20_000


@pytest.fixture
def database() -> Database:
    database = Database()
    database.store(SLUG, 1, M_500=FIRST, matrix_M="<p>matrix a</p>")
    return database


@pytest.fixture
def site(database: Database) -> Iterator[LivePage]:
    with LivePage(database) as site:
        yield site


@pytest.fixture
def line(site: LivePage) -> Iterator[TcpProxy]:
    with TcpProxy(site.port) as line:
        yield line


@pytest.fixture
def page(line: TcpProxy, new_page: NewPage) -> Iterator[Page]:
    page = new_page(f"http://127.0.0.1:{line.port}")
    page.add_init_script(
        "window.updates = 0; document.addEventListener('okt:updated', () => window.updates++)"
    )
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(said.text) if "Security Policy" in said.text else None)
    page.goto("/")
    shows(page, "live")
    yield page
    assert faults == []


def shows(page: Page, state: str, within: int = SEEN) -> None:
    expect(page.locator("[data-badge]")).to_have_attribute("data-state", state, timeout=within)


def publish(site: LivePage, seq: int, **html: str) -> None:
    site.publish(SLUG, seq, site.database.store(SLUG, seq, **html), after=seq - 1)


def test_an_update_is_swapped_in_marked_and_said(page: Page, site: LivePage) -> None:
    publish(site, 2, M_500=event("Scheperkamp wint", SCHEPERKAMP, NTAB, ("verbij", "34,57")))
    expect(page.locator("body")).to_have_attribute("data-version", "2")
    expect(page.locator("[data-version-text]")).to_have_text("2")
    expect(page.locator("tr.changed")).to_have_count(2)
    expect(page.locator("#row-ntab")).not_to_have_class("changed")
    expect(page.locator("[data-announce]")).to_have_text("Scheperkamp wint")
    expect(page.locator("[data-badge-time]")).not_to_have_text("00:00:00")
    publish(site, 3, matrix_M="<p>matrix b</p>")
    expect(page.locator("[data-topic=matrix-M]")).to_have_text("matrix b")
    expect(page.locator("[data-announce]")).to_have_text("Scheperkamp wint")
    assert page.evaluate("window.updates") == 2
    expect(page.locator("tr.changed")).to_have_count(0, timeout=15_000)


def test_what_is_lit_keeps_no_phone_busy(page: Page, site: LivePage) -> None:
    """For its first seconds the light stands still, without a frame drawn for it; then it fades."""
    dark = page.locator("#row-verbij").evaluate("row => getComputedStyle(row).backgroundColor")
    publish(site, 2, M_500=event("Scheperkamp wint", SCHEPERKAMP, NTAB, ("verbij", "34,57")))
    expect(page.locator("tr.changed")).to_have_count(2)
    lit = page.locator("#row-verbij").evaluate("row => getComputedStyle(row).backgroundColor")
    assert lit != dark
    meter = page.context.new_cdp_session(page)
    meter.send("Performance.enable")

    def styled() -> float:
        metrics = meter.send("Performance.getMetrics")["metrics"]
        return float(next(one["value"] for one in metrics if one["name"] == "RecalcStyleCount"))

    page.wait_for_timeout(500)
    before = styled()
    page.wait_for_timeout(2000)
    standing = styled() - before
    assert standing < 15  # at 60 frames a second it would be 120
    expect(page.locator("tr.changed")).to_have_count(0, timeout=15_000)
    assert page.locator("#row-verbij").evaluate("row => getComputedStyle(row).backgroundColor") == dark


def test_what_the_reader_was_doing_goes_on(page: Page, site: LivePage) -> None:
    page.locator("summary").click()
    page.locator("#zoek").fill("ver")
    page.locator("#a-verbij").focus()
    publish(site, 2, M_500=event("Na rit 2", ("verbij", "34,20"), SCHEPERKAMP, NTAB))
    expect(page.locator("[data-announce]")).to_have_text("Na rit 2")
    expect(page.locator("#a-verbij")).to_be_focused()
    expect(page.locator("details")).to_have_attribute("open", "")
    page.locator("#zoek").focus()
    publish(site, 3, M_500=event("Na rit 3", NTAB, SCHEPERKAMP))
    expect(page.locator("[data-announce]")).to_have_text("Na rit 3")
    expect(page.locator("#zoek")).to_be_focused()
    expect(page.locator("#zoek")).to_have_value("ver")


def test_while_paused_nothing_moves_and_then_all_at_once(page: Page, site: LivePage) -> None:
    page.locator("[data-pause]").click()
    shows(page, "paused")
    publish(site, 2, M_500=event("Na rit 2", SCHEPERKAMP))
    publish(site, 3, matrix_M="<p>matrix c</p>")
    publish(site, 4, M_500=event("Na rit 4", SCHEPERKAMP, NTAB))
    page.wait_for_timeout(500)
    expect(page.locator("[data-topic=matrix-M]")).to_have_text("matrix a")
    page.locator("[data-pause]").click()
    expect(page.locator("[data-topic=matrix-M]")).to_have_text("matrix c")
    expect(page.locator("[data-announce]")).to_have_text("Na rit 4")
    expect(page.locator("body")).to_have_attribute("data-version", "4")
    assert page.evaluate("window.updates") == 1
    shows(page, "live")


def test_a_cut_line_is_said_and_mended(page: Page, site: LivePage, line: TcpProxy) -> None:
    line.cut()
    shows(page, "connecting")
    publish(site, 2, M_500=event("Na rit 2", SCHEPERKAMP))
    shows(page, "stale")
    expect(page.locator("[data-badge-text]")).to_contain_text("verouderd sinds ")
    line.heal()
    expect(page.locator("[data-announce]")).to_have_text("Na rit 2", timeout=OVER)
    shows(page, "live")


def test_a_line_that_died_without_a_word_is_noticed(page: Page, site: LivePage, line: TcpProxy) -> None:
    line.freeze()
    publish(site, 2, M_500=event("Na rit 2", SCHEPERKAMP))
    shows(page, "stale")
    line.heal(forget=True)
    expect(page.locator("[data-announce]")).to_have_text("Na rit 2", timeout=OVER)
    shows(page, "live")


def test_a_network_that_changed_is_taken_up_at_once(page: Page, site: LivePage, line: TcpProxy) -> None:
    # Chromium drops idle connections when the network changes; here the server does it after a second.
    wait_until(lambda: line.connected == 1, "only the stream is left")
    line.freeze()
    line.heal(forget=True)
    publish(site, 2, M_500=event("Na rit 2", SCHEPERKAMP))
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator("[data-announce]")).to_have_text("Na rit 2", timeout=5_000)


def test_where_streams_are_not_let_through_the_page_asks(database: Database, new_page: NewPage) -> None:
    with LivePage(database, limit=0) as site:
        page = new_page(f"http://127.0.0.1:{site.port}")
        page.goto("/")
        shows(page, "connecting")
        shows(page, "live")
        database.store(SLUG, 2, M_500=event("Na rit 2", SCHEPERKAMP))
        expect(page.locator("[data-announce]")).to_have_text("Na rit 2", timeout=OVER)
        wait_until(lambda: 304 in site.polls, "an unchanged version costs nothing")
        shows(page, "live")
        site.old = 60
        shows(page, "stale")
        site.old = 0
        shows(page, "live")
        site.hub.limit = 10
        wait_until(lambda: site.hub.viewers == 1, "the stream is tried again")


def test_a_page_that_never_got_through_says_so(line: TcpProxy, new_page: NewPage) -> None:
    page = new_page(f"http://127.0.0.1:{line.port}")
    page.route("**/live/**", lambda route: route.abort())
    page.route("**/panels/**", lambda route: route.abort())
    page.goto("/")
    shows(page, "connecting")
    shows(page, "stale")


def test_a_server_that_lost_its_database_is_not_called_live(
    page: Page, site: LivePage, database: Database
) -> None:
    database.down = True
    shows(page, "stale")
    database.down = False
    database.store(SLUG, 2, M_500=event("Na rit 2", SCHEPERKAMP))
    expect(page.locator("[data-announce]")).to_have_text("Na rit 2", timeout=OVER)
    shows(page, "live")


def test_a_restarted_server_is_found_again(database: Database, new_page: NewPage) -> None:
    with LivePage(database) as first, TcpProxy(first.port) as line:
        page = new_page(f"http://127.0.0.1:{line.port}")
        page.goto("/")
        wait_until(lambda: first.hub.viewers == 1, "the page watches")
        shows(page, "live")
        first.stop()
        shows(page, "connecting")
        with LivePage(database) as second:
            line.target = ("127.0.0.1", second.port)
            database.store(SLUG, 2, M_500=event("Na rit 2", SCHEPERKAMP))
            expect(page.locator("[data-announce]")).to_have_text("Na rit 2", timeout=OVER)
            shows(page, "live")
