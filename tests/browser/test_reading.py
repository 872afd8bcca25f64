"""The public pages can be read: by day and by night, on a small phone, by keyboard, by ear."""

from pathlib import Path

from playwright.sync_api import expect

from tests.browser.people import EVENT, MATRIX, watch
from tests.browsers import NewPage
from tests.services import StartSite

READABLE = Path(__file__).with_name("readable.js").read_text()
PAGES = (
    "/okt-2021/",
    EVENT,
    MATRIX,
    "/okt-2021/kansen/",
    "/okt-2021/wijzigingen/",
    "/okt-2021/startplekken/",
    "/okt-2021/verloop/",
    "/okt-2021/kansen/",
    "/okt-2021/schaatser/hein-otterspeer/",
)


def test_nobody_stumbles_by_day_or_by_night_on_a_phone_or_a_desk(
    embedded_site: StartSite, new_page: NewPage
) -> None:
    site = embedded_site()
    for scheme in ("light", "dark"):
        for width in (320, 390, 1280):
            page = new_page(site.url, color_scheme=scheme, viewport={"width": width, "height": 844})
            for path in (
                *PAGES,
                f"/en{MATRIX}",
                "/en/okt-2021/kansen/",
                "/en/okt-2021/matrix/na/12/",
                "/okt-2021/nergens/",
            ):
                page.goto(path)
                expect(page.locator("[data-late]")).to_have_count(0, timeout=20_000)
                assert page.evaluate(READABLE) == [], (scheme, width, path)


def test_badge_and_pause_stay_in_the_header_of_a_phone(embedded_site: StartSite, new_page: NewPage) -> None:
    page = new_page(embedded_site().url, viewport={"width": 390, "height": 844})
    watch(page, MATRIX)
    page.mouse.wheel(0, 2000)
    for part in ("[data-badge]", "[data-pause]"):
        expect(page.locator(part)).to_be_in_viewport()
    page.locator("[data-pause]").click()
    expect(page.locator("[data-badge]")).to_contain_text("gepauzeerd")


def test_the_menu_of_a_phone_reaches_everything_without_javascript(
    embedded_site: StartSite, new_page: NewPage
) -> None:
    site = embedded_site()
    for width in (320, 390):
        page = new_page(site.url, java_script_enabled=False, viewport={"width": width, "height": 844})
        page.goto(MATRIX)
        menu = page.get_by_role("navigation", name="Hoofdmenu")
        for name in ("Programma", "Matrix", "Startplekken", "Wat als?", "Wijzigingen"):
            link = menu.get_by_role("link", name=name, exact=True)
            expect(link).to_be_in_viewport(ratio=1)
            box = link.bounding_box()
            assert box
            assert box["height"] >= 24
        menu.get_by_role("link", name="Wat als?").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Wat als")


def test_the_first_tab_leads_past_the_menu(embedded_site: StartSite, new_page: NewPage) -> None:
    page = new_page(embedded_site().url)
    page.goto(MATRIX)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Naar de inhoud")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_without_javascript_the_badge_says_how_to_refresh(
    embedded_site: StartSite, new_page: NewPage
) -> None:
    page = new_page(embedded_site().url, java_script_enabled=False)
    page.goto(EVENT)
    expect(page.locator("[data-badge]")).to_contain_text("ververs · stand van")
    expect(page.locator("[data-pause]")).to_be_hidden()
