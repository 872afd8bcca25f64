"""27 December 2021, 19.33: one official at the desk, everybody else watching."""

from playwright.sync_api import expect

from tests.browser.people import DESK, EVENT, MATRIX, position, sign_in, standing, type_time, watch
from tests.browsers import NewPage
from tests.services import StartAny, StartSite
from tests.tcp_proxy import TcpProxy

SCHEPERKAMP = "Merijn Scheperkamp"


def test_a_time_at_the_desk_is_on_every_open_page_by_itself(any_site: StartAny, new_page: NewPage) -> None:
    site = any_site()
    event, matrix, desk = (new_page(site.url) for _ in range(3))
    trouble = [watch(event, EVENT), watch(matrix, MATRIX)]
    expect(standing(event).first).not_to_contain_text(SCHEPERKAMP)

    sign_in(desk, "official", site.accounts["official"], "/tafel/")
    expect(desk.locator("#active")).to_contain_text(SCHEPERKAMP)
    expect(desk.locator("#time")).to_be_focused()
    type_time(desk, "3445")

    expect(standing(event).first).to_contain_text(SCHEPERKAMP)
    expect(standing(event).first).to_contain_text("34,45")
    winner = position(matrix, "M", 8)
    expect(winner).to_contain_text(SCHEPERKAMP)
    expect(winner).to_contain_text("zeker")
    expect(winner).to_contain_text("tenzij aanwijsplek")
    for number, name in ((13, "N'tab"), (15, "Verbij")):
        expect(position(matrix, "M", number)).to_contain_text(name)
        expect(position(matrix, "M", number)).to_contain_text("wachtkamer")
    assert trouble == [[], []]
    assert site.manage("verify", "okt-2021").strip() == "OK"


def test_a_correction_reaches_the_open_pages(any_site: StartAny, new_page: NewPage) -> None:
    site = any_site()
    event, desk = new_page(site.url), new_page(site.url)
    watch(event, EVENT)
    sign_in(desk, "referee", site.accounts["referee"], DESK)
    type_time(desk, "3445")
    expect(standing(event).first).to_contain_text(SCHEPERKAMP)

    desk.goto(f"{DESK}?run=2&skater=merijn-scheperkamp")
    correction = desk.locator("form[action*='corrigeren']")
    if not correction.locator("[name=time]").is_visible():
        desk.locator("details:has(form[action*='corrigeren']) > summary").first.click()
    correction.locator("[name=time]").fill("3464")
    correction.locator("[name=reason]").fill("Fotofinish nagekeken")
    correction.locator("button").last.click()

    expect(standing(event).first).to_contain_text("N'tab")
    expect(event.locator("main")).to_contain_text("Fotofinish nagekeken")
    expect(desk.locator("#log")).to_contain_text("Fotofinish nagekeken")  # undo means what it shows
    desk.locator("button[data-shortcut=u]").click()
    expect(standing(event).first).to_contain_text(SCHEPERKAMP)


def test_the_second_false_start_disqualifies(any_site: StartAny, new_page: NewPage) -> None:
    site = any_site()
    event, desk = new_page(site.url), new_page(site.url)
    watch(event, EVENT)
    sign_in(desk, "official", site.accounts["official"], DESK)
    for _ in range(2):
        expect(desk.locator("#time")).to_be_focused()
        expect(desk.locator("#active")).to_contain_text(SCHEPERKAMP)
        desk.keyboard.press("v")
        desk.wait_for_timeout(600)
    row = event.locator("[data-key='row-merijn-scheperkamp']").last
    expect(row).to_contain_text("DQ")
    expect(row).to_contain_text("34,64")


def test_a_page_whose_line_breaks_says_so_and_recovers_by_itself(
    embedded_site: StartSite, new_page: NewPage
) -> None:
    site = embedded_site()
    with TcpProxy(int(site.url.rpartition(":")[2])) as line:
        event, desk = new_page(f"http://127.0.0.1:{line.port}"), new_page(site.url)
        badge = event.locator("[data-badge]")
        watch(event, EVENT)
        sign_in(desk, "official", site.accounts["official"], DESK)

        line.cut()
        expect(badge).to_have_attribute("data-state", "stale", timeout=30_000)
        type_time(desk, "3445")
        line.heal()
        expect(standing(event).first).to_contain_text(SCHEPERKAMP, timeout=10_000)
        expect(badge).to_have_attribute("data-state", "live", timeout=10_000)

        line.freeze()  # half-open: nobody is told
        desk.locator("button[data-shortcut=u]").click()
        expect(badge).to_have_attribute("data-state", "stale", timeout=30_000)
        line.heal(forget=True)
        expect(standing(event).first).to_contain_text("N'tab", timeout=40_000)
        expect(badge).to_have_attribute("data-state", "live", timeout=10_000)


def test_the_desk_works_without_javascript(embedded_site: StartSite, new_page: NewPage) -> None:
    site = embedded_site()
    desk, event = new_page(site.url, java_script_enabled=False), new_page(site.url, java_script_enabled=False)
    sign_in(desk, "official", site.accounts["official"], DESK)
    desk.fill("#time", "snel")
    desk.locator("button.save").click()
    expect(desk.locator("#refusal")).to_contain_text("34,45")
    expect(desk.locator("#time")).to_have_value("snel")
    desk.fill("#time", "34,45")
    desk.locator("button.save").click()
    event.goto(EVENT)
    expect(standing(event).first).to_contain_text(SCHEPERKAMP)


def test_a_public_page_leaves_no_cookie(embedded_site: StartSite, new_page: NewPage) -> None:
    page = new_page(embedded_site().url)
    for path in (
        EVENT,
        MATRIX,
        "/okt-2021/",
        "/okt-2021/schaatser/kai-verbij/",
        "/okt-2021/wijzigingen/",
        "/en" + EVENT,
    ):
        page.goto(path)
        assert page.context.cookies() == []
