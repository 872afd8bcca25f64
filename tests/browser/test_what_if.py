"""What if, on a phone and without JavaScript: choose, compute, move, share, and back to reality."""

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browsers import NewPage
from tests.services import StartSite

READABLE = Path(__file__).with_name("readable.js").read_text()
PAGE = "/okt-2021/wat-als/"
SCENARIO = f"{PAGE}?M-1000=krol,verbij&dq=M-500:2:verbij&aanwijzen=kramer&matrix-M=13-7&nog-iets=1&F-mass-start=ander"


def unfold(page: Page, sex: str, title: str) -> None:
    card = page.locator(".scenario-form fieldset.card").nth(0 if sex == "M" else 1)
    part = card.locator("details", has=page.locator("summary", has_text=title)).first
    if part.get_attribute("open") is None:
        part.locator("summary").click()


def test_a_scenario_is_made_and_shared_on_a_phone_without_javascript(
    embedded_site: StartSite, new_page: NewPage
) -> None:
    site = embedded_site()
    phone = {"width": 390, "height": 844}
    page = new_page(site.url, viewport=phone, java_script_enabled=False)
    page.goto("/okt-2021/matrix/")
    page.get_by_role("link", name="Wat als …? Reken zelf uit wie er dan gaan.").click()
    unfold(page, "M", "1000 meter mannen")
    page.locator("#M-1000-1").select_option(label="Thomas Krol")
    page.locator("#M-1000-2").select_option(label="Kai Verbij")
    unfold(page, "M", "De volgorde van de matrix")
    page.locator("#moves-M").get_by_role("button", name="Positie 13 omhoog").click()
    page.locator("#moves-M").get_by_role("button", name="Positie 12 omhoog").click()
    expect(page.locator(".supposed")).to_contain_text("1000 meter mannen: 1e Thomas Krol, 2e Kai Verbij.")
    expect(page.locator(".supposed")).to_contain_text("Positie 13 van de mannen schuift naar 11.")
    expect(page.locator(".difference")).to_contain_text("Komt erin")
    expect(page.locator(".scenario-banner")).to_contain_text("Scenario, geen uitslag.")
    shared = page.locator("#share").input_value()
    assert shared == f"{site.url}{PAGE}?M-1000=thomas-krol,kai-verbij&matrix-M=13-11"

    other = new_page(java_script_enabled=False)
    other.goto(shared)
    expect(other.locator(".difference")).to_contain_text("Thomas Krol")
    other.locator(".supposed li", has_text="Positie 13").get_by_role("link", name="haal weg").click()
    assert other.url == f"{site.url}{PAGE}?M-1000=thomas-krol,kai-verbij"
    other.get_by_role("link", name="Terug naar de echte matrix").click()
    expect(other.locator("[data-topic='matrix-M']")).to_contain_text("wachtkamer")


def test_a_scenario_can_be_read_by_day_and_by_night_on_a_phone_or_a_desk(
    embedded_site: StartSite, new_page: NewPage
) -> None:
    site = embedded_site()
    for scheme in ("light", "dark"):
        for width in (320, 390, 1280):
            page = new_page(site.url, color_scheme=scheme, viewport={"width": width, "height": 844})
            for path in (PAGE, SCENARIO, f"/en{SCENARIO}"):
                page.goto(path)
                page.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true; })")
                assert page.evaluate(READABLE) == [], (scheme, width, path)
