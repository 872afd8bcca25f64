"""The committee moves the second place of the 500 metres from 13 to 7, and everybody sees it."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.people import MATRIX, position, sign_in, unlock_matrix, watch
from tests.browsers import NewPage
from tests.services import StartSite
from tests.sites import Site

EDITOR = "/commissie/okt-2021/M/"


def at_draft(site: Site, page: Page) -> Page:
    sign_in(page, "committee", site.accounts["committee"], EDITOR)
    expect(page.locator(".rows[data-ready]")).to_be_visible()
    return page


def line(page: Page, number: int) -> Locator:
    return page.locator("#draft .line").nth(number - 1)


def settled(page: Page) -> None:
    """The server has answered, and all that was done here is kept."""
    expect(page.locator("#draft")).to_have_attribute("data-kept", "yes")


def drag(page: Page) -> None:
    line(page, 10).evaluate("line => line.scrollIntoView({block: 'center', behavior: 'instant'})")
    start, end = (line(page, number).locator(".grip").bounding_box() for number in (13, 7))
    assert start
    assert end
    x = start["x"] + 8
    page.mouse.move(x, start["y"] + 20)
    page.mouse.down()
    page.mouse.move(x, start["y"] - 10, steps=4)
    page.mouse.move(x, end["y"] + 20, steps=30)
    for offset in (16, 12, 8, 4):  # a hand is never still; lines that are on their way give no place
        page.wait_for_timeout(180)
        page.mouse.move(x, end["y"] + offset)
    expect(line(page, 7)).to_have_class(re.compile("sortable-ghost"))
    page.mouse.up()


def buttons(page: Page) -> None:
    for number in range(13, 8, -1):
        page.get_by_role("button", name=f"Positie {number} omhoog").click()
        settled(page)
    page.get_by_label("Verplaats positie 8 naar", exact=True).fill("7")
    page.get_by_role("button", name="Verplaats positie 8 naar dat nummer").click()


def keyboard(page: Page) -> None:
    line(page, 13).locator("select").first.focus()
    for _ in range(6):
        page.keyboard.press("Alt+ArrowUp")  # faster than the server answers


WAYS = {"drag": drag, "buttons": buttons, "keyboard": keyboard}


@pytest.mark.parametrize("way", WAYS)
def test_position_thirteen_moves_to_seven_and_everybody_sees_it(
    embedded_site: StartSite, new_page: NewPage, way: str
) -> None:
    site = embedded_site()
    public, page = new_page(site.url), new_page(site.url)
    trouble = watch(public, MATRIX)
    expect(position(public, "M", 7)).to_contain_text("1500 m")
    at_draft(site, page)
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("console", lambda said: trouble.append(said.text) if "Content Security" in said.text else None)

    WAYS[way](page)

    settled(page)
    expect(line(page, 7)).to_contain_text("was 13")
    expect(line(page, 7).locator("select").first).to_have_value("M-500")
    expect(page.locator("#said")).to_contain_text("500 meter mannen, nummer 2: van positie")
    expect(page.locator("#said")).to_contain_text("naar 7")
    foreseen = page.locator("#preview-M tbody tr").nth(6)
    expect(foreseen).to_contain_text("was 13")
    expect(foreseen).to_contain_text("Kai Verbij")
    expect(page.locator("#preview-M")).to_contain_text("verandert het vooruitzicht")
    expect(page.get_by_role("button", name="Publiceer deze matrix")).to_be_disabled()
    unlock_matrix(page, new_page(site.url), site.accounts["committee-2"], "om de wereldbekers")
    expect(line(page, 7)).to_contain_text("was 13")
    page.get_by_role("button", name="Publiceer deze matrix").click()
    page.wait_for_url("**/commissie/okt-2021/")

    expect(position(public, "M", 7)).to_contain_text("500 m")
    expect(position(public, "M", 7)).to_contain_text("Kai Verbij")
    notice = public.locator("[data-topic='matrix-M'] [data-key='notice']")
    expect(notice).to_contain_text("om de wereldbekers")
    expect(notice).to_contain_text("van positie 13 naar 7")
    assert trouble == []
    assert site.manage("verify", "okt-2021").strip() == "OK"


def test_another_place_is_foreseen_as_soon_as_it_is_chosen(
    embedded_site: StartSite, new_page: NewPage
) -> None:
    page = at_draft(site := embedded_site(), new_page(site.url))
    line(page, 13).locator("select").nth(1).select_option("1")
    expect(page.locator("#preview-M")).to_contain_text("Positie 13: deze plaats staat al hoger")
    line(page, 13).locator("select").nth(1).select_option("2")
    expect(page.locator("#preview-M")).to_contain_text("Voor niemand verandert er iets")


def test_without_javascript_the_same_move_is_made_and_foreseen(
    embedded_site: StartSite, new_page: NewPage
) -> None:
    site = embedded_site()
    page = new_page(site.url, java_script_enabled=False)
    sign_in(page, "committee", site.accounts["committee"], EDITOR)
    page.get_by_label("Verplaats positie 13 naar", exact=True).fill("7")
    page.get_by_role("button", name="Verplaats positie 13 naar dat nummer").click()
    expect(line(page, 7)).to_contain_text("was 13")
    expect(page.locator("#said")).to_contain_text("500 meter mannen, nummer 2: van positie 13 naar 7.")
    expect(page.locator("#preview-M tbody tr").nth(6)).to_contain_text("Kai Verbij")


def test_two_members_edit_at_once_and_see_each_other(embedded_site: StartSite, new_page: NewPage) -> None:
    site = embedded_site()
    first, second = at_draft(site, new_page(site.url)), new_page(site.url)
    sign_in(second, "committee-2", site.accounts["committee-2"], EDITOR)
    second.locator("#reason").press_sequentially("om de ")
    keyboard(first)

    others = second.locator("#others")  # without doing anything
    expect(others).to_contain_text("committee wijzigde het ontwerp intussen.", timeout=4000)
    expect(others).to_contain_text("van positie 13 naar 7", timeout=4000)
    expect(line(second, 7)).to_contain_text("was 13")
    expect(second.locator("#reason")).to_be_focused()
    expect(second.locator("#reason")).to_have_value("om de ")
    second.keyboard.type("wereldbekers")
    line(second, 1).locator("select").first.focus()
    second.keyboard.press("Alt+ArrowDown")
    settled(second)
    expect(line(first, 2)).to_contain_text("was 1", timeout=4000)
    expect(first.locator("#others")).to_contain_text("committee-2 wijzigde het ontwerp intussen.")
    expect(first.locator("#reason")).to_have_value("om de wereldbekers")
    for page in (first, second):
        page.reload()
        expect(line(page, 7)).to_contain_text("was 13")
        expect(line(page, 2)).to_contain_text("was 1")
        expect(page.locator("#reason")).to_have_value("om de wereldbekers")


def test_a_line_in_the_hand_stays_there_when_another_changes_the_draft(
    embedded_site: StartSite, new_page: NewPage
) -> None:
    site = embedded_site()
    first, second = at_draft(site, new_page(site.url)), new_page(site.url)
    sign_in(second, "committee-2", site.accounts["committee-2"], EDITOR)
    grip = line(first, 3).locator(".grip")
    grip.scroll_into_view_if_needed()
    box = grip.bounding_box()
    assert box
    x, y = box["x"] + 8, box["y"] + 20
    first.mouse.move(x, y)
    first.mouse.down()
    first.mouse.move(x, y + 20, steps=4)
    expect(first.locator(".sortable-ghost")).to_have_count(1)
    line(second, 13).locator("select").first.focus()
    second.keyboard.press("Alt+ArrowUp")
    settled(second)
    first.wait_for_timeout(2500)  # longer than it takes to look
    expect(first.locator(".sortable-ghost")).to_have_count(1)
    expect(first.locator("#others")).to_be_empty()
    for offset in (40, 60, 70, 74):
        first.mouse.move(x, y + offset, steps=4)
        first.wait_for_timeout(180)
    first.mouse.up()
    expect(first.locator("#others")).to_contain_text("van positie 13 naar 12")
    expect(line(first, 4)).to_contain_text("was 3")
    expect(line(second, 4)).to_contain_text("was 3", timeout=4000)
    expect(line(first, 12)).to_contain_text("was 13")


def test_what_is_done_while_the_server_is_away_is_kept_later(
    embedded_site: StartSite, new_page: NewPage
) -> None:
    site = embedded_site()
    page = at_draft(site, new_page(site.url))
    page.context.set_offline(True)
    line(page, 13).locator("select").first.focus()
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator(".kept")).to_contain_text("Nog niet bewaard")
    page.keyboard.press("Alt+ArrowUp")
    line(page, 1).get_by_role("button", name="Haal positie 1 weg").click()
    page.context.set_offline(False)
    settled(page)
    expect(page.locator("#draft .line")).to_have_count(14)
    page.reload()
    expect(page.locator("#draft .line")).to_have_count(14)
    expect(line(page, 10)).to_contain_text("was 13")


def test_a_draft_that_is_thrown_away_asks_first_and_comes_back(
    embedded_site: StartSite, new_page: NewPage
) -> None:
    site = embedded_site()
    page = at_draft(site, new_page(site.url))
    keyboard(page)
    settled(page)
    expect(page.get_by_role("button", name="Ja, gooi het weg")).to_be_hidden()
    page.get_by_text("Gooi het ontwerp weg").click()
    page.get_by_role("button", name="Ja, gooi het weg").click()
    expect(page.locator(".kept")).to_contain_text("Er is nog geen ontwerp")
    expect(line(page, 13).locator("select").first).to_have_value("M-500")
    page.get_by_role("button", name="Zet het terug").click()
    expect(line(page, 7)).to_contain_text("was 13")


def test_a_version_published_beside_the_draft_is_brought_together(
    embedded_site: StartSite, new_page: NewPage
) -> None:
    site = embedded_site()
    first, second = at_draft(site, new_page(site.url)), new_page(site.url)
    keyboard(first)
    settled(first)
    sign_in(second, "committee-2", site.accounts["committee-2"], "/commissie/okt-2021/")
    holder = second.locator("form[action$='op-naam/']").first
    holder.locator("select").select_option(index=3)
    holder.get_by_label("Reden").fill("om de wereldbekers")
    holder.get_by_role("button").click()
    second.get_by_role("button", name="Leg dit vast").click()
    second.wait_for_url("**/commissie/okt-2021/")

    overtaken = first.locator("#overtaken")
    expect(overtaken).to_contain_text("committee-2 heeft intussen versie 2 gepubliceerd", timeout=4000)
    expect(overtaken).to_contain_text("om de wereldbekers")
    expect(line(first, 7)).to_contain_text("was 13")
    first.get_by_role("button", name="Neem beide wijzigingen samen").click()
    expect(overtaken).to_be_empty()
    expect(line(first, 7)).to_contain_text("was 13")
