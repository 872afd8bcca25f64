"""The desk in a browser: what is typed survives bad Wi-Fi, a reload and a session that ended."""

import re

from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.people import DESK, sign_in, type_time, unlock_matrix
from tests.browsers import NewPage
from tests.services import StartSite
from tests.sites import Site

WOMEN = "/tafel/okt-2021/F-500/"
SENT = re.compile("/(tijd|val|valse-start|uit)/$")


def at_desk(site: Site, page: Page, path: str = DESK, role: str = "official") -> Page:
    sign_in(page, role, site.accounts[role], path)
    expect(page.locator("#time")).to_be_focused()
    return page


def cut(page: Page) -> None:
    page.route(SENT, lambda route: route.abort())


def lines(page: Page) -> Locator:
    return page.locator("#log .lines > li")


def waits(page: Page, count: int) -> None:
    expect(page.locator("#saved .waits")).to_have_text(f"{count} wachten", timeout=20_000)


def test_digits_say_what_they_mean_and_enter_saves_them(embedded_site: StartSite, new_page: NewPage) -> None:
    site = embedded_site()
    desk = at_desk(site, new_page(site.url))
    desk.locator("#time").press_sequentially("3445")
    expect(desk.locator("#meaning")).to_have_text("34,45 · 1e · 0,08 voor N'tab · PR −0,37")
    desk.keyboard.press("Enter")
    desk.keyboard.press("Enter")
    expect(desk.locator("#saved .says")).to_contain_text("opgeslagen")
    waits(desk, 0)
    expect(lines(desk).first).to_contain_text("Scheperkamp 34,45 · jij")
    expect(lines(desk).nth(1)).not_to_contain_text("Scheperkamp")
    assert site.manage("verify", "okt-2021").strip() == "OK"


def test_what_is_no_time_stays_in_the_field_under_a_sentence(
    embedded_site: StartSite, new_page: NewPage
) -> None:
    desk = at_desk(site := embedded_site(), new_page(site.url))
    type_time(desk, "34,4")
    expect(desk.locator("#refusal")).to_contain_text("twee of drie cijfers")
    expect(desk.locator("#time")).to_have_value("34,4")
    with desk.expect_response(lambda answer: "from=" in answer.url):  # somebody else decided something
        desk.evaluate("document.dispatchEvent(new Event('okt:updated'))")
    desk.wait_for_timeout(300)
    expect(desk.locator("#time")).to_have_value("34,4")
    desk.reload()
    expect(desk.locator("#time")).to_have_value("34,4")
    expect(desk.locator("#time")).to_be_focused()
    desk.keyboard.type("5")
    desk.keyboard.press("Enter")
    expect(lines(desk).first).to_contain_text("Scheperkamp 34,45")


def test_without_a_connection_the_desk_goes_on_and_sends_later_in_order(
    embedded_site: StartSite, new_page: NewPage
) -> None:
    site = embedded_site()
    desk = at_desk(site, new_page(site.url), WOMEN)
    names = [desk.locator("#active h2").inner_text()]
    cut(desk)
    for count, digits in enumerate(("3811", "3822", "3833"), start=1):
        type_time(desk, digits)
        waits(desk, count)
        expect(desk.locator("#active h2")).not_to_have_text(names[-1])
        names.append(desk.locator("#active h2").inner_text())
    expect(desk.locator("#outbox p")).to_have_count(3)
    desk.reload()
    waits(desk, 3)
    expect(desk.locator("#active h2")).to_have_text(names[3])
    desk.unroute(SENT)
    waits(desk, 0)
    expect(desk.locator("#outbox p")).to_have_count(0)
    for line, digits in enumerate(("38,33", "38,22", "38,11")):
        expect(lines(desk).nth(line)).to_contain_text(digits)
        expect(lines(desk).nth(line)).to_contain_text(names[2 - line].split()[-1])
    expect(desk.locator("#active h2")).to_have_text(names[3])


def test_after_a_false_start_without_a_connection_the_same_skater_goes_on(
    embedded_site: StartSite, new_page: NewPage
) -> None:
    site = embedded_site()
    desk = at_desk(site, new_page(site.url), WOMEN)
    first = desk.locator("#active h2").inner_text()
    cut(desk)
    desk.keyboard.press("v")
    waits(desk, 1)
    expect(desk.locator("#time")).to_be_focused()
    expect(desk.locator("#active h2")).to_have_text(first)
    type_time(desk, "3811")
    waits(desk, 2)
    expect(desk.locator("#active h2")).not_to_have_text(first)
    desk.unroute(SENT)
    waits(desk, 0)
    expect(lines(desk).nth(0)).to_contain_text("38,11")
    expect(lines(desk).nth(1)).to_contain_text("1e valse start")


def test_an_answer_that_got_lost_is_not_a_second_entry(embedded_site: StartSite, new_page: NewPage) -> None:
    site = embedded_site()
    desk = at_desk(site, new_page(site.url))
    lost: list[int] = []

    def lose(route: Route) -> None:
        if lost:
            route.continue_()
            return
        lost.append(route.fetch().status)
        route.abort()

    desk.route(SENT, lose)
    type_time(desk, "3445")
    expect(desk.locator("#saved .says")).to_contain_text("opgeslagen", timeout=20_000)
    waits(desk, 0)
    assert lost == [200]
    expect(lines(desk).first).to_contain_text("Scheperkamp 34,45")
    expect(lines(desk).nth(1)).not_to_contain_text("Scheperkamp")


def test_a_hotspots_page_is_no_answer(embedded_site: StartSite, new_page: NewPage) -> None:
    site = embedded_site()
    desk = at_desk(site, new_page(site.url))
    desk.route(SENT, lambda route: route.fulfill(status=200, body="<h1>Welkom op ons netwerk</h1>"))
    type_time(desk, "3445")
    waits(desk, 1)
    expect(desk.locator("#saved .trouble")).to_contain_text("blijft bewaard")
    desk.unroute(SENT)
    waits(desk, 0)
    expect(lines(desk).first).to_contain_text("Scheperkamp 34,45")


def test_half_a_time_survives_a_reload(embedded_site: StartSite, new_page: NewPage) -> None:
    site = embedded_site()
    desk = at_desk(site, new_page(site.url))
    desk.locator("#time").press_sequentially("344")
    desk.reload()
    expect(desk.locator("#time")).to_have_value("344")
    desk.keyboard.type("5")
    desk.keyboard.press("Enter")
    expect(lines(desk).first).to_contain_text("Scheperkamp 34,45")


def test_a_session_that_ended_keeps_the_entry_until_one_is_back(
    embedded_site: StartSite, new_page: NewPage
) -> None:
    site = embedded_site()
    desk = at_desk(site, new_page(site.url))
    desk.context.clear_cookies(name="sessionid")
    type_time(desk, "3445")
    again = desk.locator("#saved a")
    expect(again).to_be_visible()
    again.click()
    desk.fill("#id_username", "official")
    desk.fill("#id_password", site.accounts["official"])
    desk.click("main button.primary")
    expect(lines(desk).first).to_contain_text("Scheperkamp 34,45")
    waits(desk, 0)


def test_somebody_elses_entry_appears_and_leaves_alone_what_is_typed(
    embedded_site: StartSite, new_page: NewPage
) -> None:
    site = embedded_site()
    mine = at_desk(site, new_page(site.url))
    mine.locator("#time").press_sequentially("344")
    other = at_desk(site, new_page(site.url), role="referee")
    type_time(other, "3450")
    expect(lines(mine).first).to_contain_text("Scheperkamp 34,50 · referee")
    expect(mine.locator("#time")).to_have_value("344")
    mine.keyboard.type("5")
    mine.keyboard.press("Enter")
    both = mine.locator(".both")
    expect(both).to_contain_text("34,50")
    expect(both).to_contain_text("34,45")
    mine.fill("#why", "eigen klok nagekeken")
    mine.get_by_role("button", name="Toch mijn waarde").click()
    expect(lines(mine).first).to_contain_text("34,50 wordt 34,45")
    expect(lines(other).first).to_contain_text("34,50 wordt 34,45")


def test_letters_are_buttons_and_undo_takes_the_last_one_back(
    embedded_site: StartSite, new_page: NewPage
) -> None:
    site = embedded_site()
    desk = at_desk(site, new_page(site.url))
    for letter, said in (("f", "gevallen"), ("v", "1e valse start"), ("x", "DNF"), ("u", "ongedaan gemaakt")):
        desk.keyboard.press(letter)
        expect(lines(desk).first).to_contain_text(said)
        waits(desk, 0)
    expect(desk.locator("#active h2")).to_have_text("Merijn Scheperkamp")
    expect(desk.locator("#active")).to_contain_text("1 valse start")
    expect(desk.locator("#time")).to_be_focused()


def test_the_committee_moves_a_line_and_publishes(embedded_site: StartSite, new_page: NewPage) -> None:
    site = embedded_site()
    page = new_page(site.url)
    sign_in(page, "committee", site.accounts["committee"], "/commissie/okt-2021/M/")
    page.get_by_role("button", name="Positie 8 omhoog").click()
    expect(page.locator(".rows > li").nth(6)).to_contain_text("was 8")
    expect(page.get_by_role("button", name="Positie 7 omhoog")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".rows > li").nth(5)).to_contain_text("was 8")
    unlock_matrix(page, new_page(site.url), site.accounts["committee-2"], "om de wereldbekers")
    page.get_by_role("button", name="Publiceer").click()
    page.wait_for_url("**/commissie/okt-2021/")
    moved = page.locator("[data-topic='matrix-M'] [data-key='position-6']")
    page.reload()
    expect(moved).to_contain_text("500")
