"""The committee shares one draft: who edits at once sees each other, and nothing is lost."""

from playwright.sync_api import expect

from tests.browser.people import EDITOR, at_draft, by_keyboard, line, settled, sign_in
from tests.browsers import NewPage
from tests.services import StartSite


def test_two_members_edit_at_once_and_see_each_other(embedded_site: StartSite, new_page: NewPage) -> None:
    site = embedded_site()
    first, second = at_draft(site, new_page(site.url)), new_page(site.url)
    sign_in(second, "committee-2", site.accounts["committee-2"], EDITOR)
    second.locator("#reason").press_sequentially("om de ")
    by_keyboard(first)

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


def test_who_was_signed_out_signs_in_elsewhere_and_nothing_is_lost(
    embedded_site: StartSite, new_page: NewPage
) -> None:
    site = embedded_site()
    page = at_draft(site, new_page(site.url))
    page.context.clear_cookies()
    by_keyboard(page)
    expect(page.locator("#session")).to_contain_text("Log opnieuw in")
    expect(page.locator(".kept")).to_contain_text("Nog niet bewaard")
    other = page.context.new_page()
    sign_in(other, "committee", site.accounts["committee"], EDITOR)
    settled(page)
    expect(page.locator("#session")).to_be_empty()
    expect(line(other, 7)).to_contain_text("was 13", timeout=4000)


def test_a_draft_that_is_thrown_away_asks_first_and_comes_back(
    embedded_site: StartSite, new_page: NewPage
) -> None:
    site = embedded_site()
    page = at_draft(site, new_page(site.url))
    by_keyboard(page)
    settled(page)
    expect(page.get_by_role("button", name="Ja, gooi het weg")).to_be_hidden()
    page.get_by_text("Gooi het ontwerp weg").click()
    page.get_by_role("button", name="Ja, gooi het weg").click()
    expect(page.locator(".kept")).to_contain_text("Er is nog geen ontwerp")
    expect(page.locator("#refused")).to_be_empty()
    expect(line(page, 13).locator("select").first).to_have_value("M-500")
    page.get_by_role("button", name="Zet het terug").click()
    expect(line(page, 7)).to_contain_text("was 13")


def test_a_version_published_beside_the_draft_is_brought_together(
    embedded_site: StartSite, new_page: NewPage
) -> None:
    site = embedded_site()
    first, second = at_draft(site, new_page(site.url)), new_page(site.url)
    by_keyboard(first)
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


def test_the_lock_says_what_its_button_does(embedded_site: StartSite, new_page: NewPage) -> None:
    site = embedded_site()
    first, second = at_draft(site, new_page(site.url)), new_page(site.url)
    sign_in(second, "committee-2", site.accounts["committee-2"], EDITOR)
    first.fill("#reason", "om de wereldbekers")
    first.locator(".lock").get_by_role("button", name="Vraag om te ontgrendelen").click()
    expect(first.locator(".lock")).to_contain_text("Wacht tot een ander lid dat doet")
    expect(first.locator(".lock button")).to_have_text(["Houd op slot"])
    expect(first.locator(".lock button")).to_be_focused()

    unlock = second.locator(".lock").get_by_role("button", name="Ontgrendel", exact=True)
    unlock.click(timeout=4000)
    expect(second.locator(".lock")).to_contain_text("tot de volgende publicatie")
    expect(second.locator(".lock button")).to_have_text(["Doe weer op slot"])
    expect(first.locator(".lock button")).to_have_text(["Doe weer op slot"], timeout=4000)
    second.locator(".lock button").click()
    expect(second.locator(".lock button")).to_have_text(["Vraag om te ontgrendelen"])
