"""The committee moves the second place of the 500 metres from 13 to 7, and everybody sees it."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import (
    EDITOR,
    MATRIX,
    at_draft,
    by_keyboard,
    line,
    position,
    settled,
    sign_in,
    unlock_matrix,
    watch,
)
from tests.browsers import NewPage
from tests.services import StartSite


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


WAYS = {"drag": drag, "buttons": buttons, "keyboard": by_keyboard}


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
    expect(page.locator("#preview-M")).to_contain_text("Niemands vooruitzicht wordt een ander")


def test_a_double_click_on_an_arrow_moves_the_same_line_twice(
    embedded_site: StartSite, new_page: NewPage
) -> None:
    page = at_draft(site := embedded_site(), new_page(site.url))
    page.get_by_role("button", name="Positie 13 omhoog").dblclick()
    settled(page)
    expect(line(page, 11)).to_contain_text("was 13")
    expect(line(page, 13)).to_contain_text("was 12")
    page.get_by_role("button", name="Positie 11 omlaag").dblclick()
    settled(page)
    expect(page.locator("#draft .line.moved")).to_have_count(0)
    count = page.locator("#draft .line").count()
    page.get_by_role("button", name="Haal positie 3 weg").dblclick()
    settled(page)
    expect(page.locator("#draft .line")).to_have_count(count - 1)
    page.get_by_role("button", name="Positie 9 omhoog").click()
    settled(page)
    expect(line(page, 8)).to_contain_text("was 10")
    page.wait_for_timeout(900)  # a while later what lies under the pointer is meant
    box = page.get_by_role("button", name="Positie 9 omhoog").bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    settled(page)
    expect(line(page, 9)).to_contain_text("was 10")


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
