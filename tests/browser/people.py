"""What people do in a browser, in their words: sign in, type, watch."""

from playwright.sync_api import Locator, Page, expect

from tests.sites import Site

DESK = "/tafel/okt-2021/M-500/"
EVENT = "/okt-2021/M-500/"
MATRIX = "/okt-2021/matrix/"
EDITOR = "/commissie/okt-2021/M/"


def sign_in(page: Page, role: str, password: str, to: str) -> None:
    page.goto(f"/inloggen/?next={to}")
    page.fill("#id_username", role)
    page.fill("#id_password", password)
    page.click("main button.primary")
    page.wait_for_url(f"**{to}**")


def unlock_matrix(page: Page, second: Page, password: str, reason: str) -> None:
    """From an open draft: one member asks, `second` signs in as another and unlocks."""
    page.fill("#reason", reason)
    page.get_by_role("button", name="Vraag om te ontgrendelen").click()
    expect(page.locator(".lock")).to_contain_text("Wacht tot een ander lid dat doet")
    sign_in(second, "committee-2", password, "/commissie/okt-2021/")
    second.get_by_role("button", name="Ontgrendel", exact=True).click()
    expect(second.locator(".lock")).to_contain_text("ontgrendeld")
    page.get_by_role("button", name="Bekijk wat dit doet").click()


def type_time(page: Page, digits: str) -> None:
    page.locator("#time").press_sequentially(digits)
    page.keyboard.press("Enter")


def watch(page: Page, path: str) -> list[str]:
    """Opens a public page and waits until it is live. What it returns grows by a line for each reload or error."""
    trouble: list[str] = []
    page.goto(path)
    expect(page.locator("[data-badge]")).to_have_attribute("data-state", "live")
    page.on("framenavigated", lambda frame: trouble.append(f"went to {frame.url}"))
    page.on("console", lambda message: trouble.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: trouble.append(str(error)))
    return trouble


def standing(page: Page) -> Locator:
    """The rows of the standing that counts (the last table of standings on the page is the total)."""
    return page.locator("table.standing tbody tr[data-key^='row-']")


def position(page: Page, sex: str, number: int) -> Locator:
    return page.locator(f"[data-topic='matrix-{sex}'] [data-key='position-{number}']")


def at_draft(site: Site, page: Page) -> Page:
    sign_in(page, "committee", site.accounts["committee"], EDITOR)
    expect(page.locator(".rows[data-ready]")).to_be_visible()
    return page


def line(page: Page, number: int) -> Locator:
    return page.locator("#draft .line").nth(number - 1)


def settled(page: Page) -> None:
    """The server has answered, and all that was done here is kept."""
    expect(page.locator("#draft")).to_have_attribute("data-kept", "yes")


def by_keyboard(page: Page) -> None:
    """Position 13 to 7."""
    line(page, 13).locator("select").first.focus()
    for _ in range(6):
        page.keyboard.press("Alt+ArrowUp")  # faster than the server answers
