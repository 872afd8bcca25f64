"""What if, on a phone and without JavaScript: choose, compute, move, share, and back to reality."""

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browsers import NewPage
from tests.services import StartSite

READABLE = Path(__file__).with_name("readable.js").read_text()
PAGE = "/okt-2021/wat-als/"
SCENARIO = (
    f"{PAGE}?M-1000=krol,verbij&dq=M-500:2:verbij&aanwijzen=kramer,M-500:1:snel&startbewijzen-M=10&nog-iets=1"
    "&matrix-M=13-7,erbij:2:M-mass-start:naam:krol,9:M-mass-start:naam&F-mass-start=ander"
)


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
    unfold(page, "M", "De posities van de matrix")
    page.locator("#moves-M").get_by_role("button", name="Positie 13 omhoog").click()
    page.locator("#moves-M").get_by_role("button", name="Positie 12 omhoog").click()
    expect(page.locator(".supposed")).to_contain_text("1000 meter mannen: 1e Thomas Krol, 2e Kai Verbij.")
    expect(page.locator(".supposed")).to_contain_text("Positie 13 van de mannen schuift naar 11.")
    expect(page.locator(".difference")).to_contain_text("Komt erin")
    expect(page.locator(".scenario-banner")).to_contain_text("Scenario, geen uitslag.")
    expect(page.locator("[data-share]")).to_be_hidden()
    shared = page.get_by_role("link", name="Link naar dit scenario").get_attribute("href") or ""
    assert page.get_by_label("Of kopieer het adres").input_value() == shared
    assert shared == f"{site.url}{PAGE}?M-1000=thomas-krol,kai-verbij&matrix-M=13-11"

    other = new_page(java_script_enabled=False)
    other.goto(shared)
    expect(other.locator(".difference")).to_contain_text("Thomas Krol")
    other.locator(".supposed li", has_text="Positie 13").get_by_role("link", name="haal weg").click()
    assert other.url == f"{site.url}{PAGE}?M-1000=thomas-krol,kai-verbij"
    other.get_by_role("link", name="Terug naar de echte matrix").click()
    expect(other.locator("[data-topic='matrix-M']")).to_contain_text("wachtkamer")


def test_a_fan_asks_for_two_places_and_the_answer_is_on_the_first_screen(
    embedded_site: StartSite, new_page: NewPage
) -> None:
    site = embedded_site()
    page = new_page(site.url, viewport={"width": 390, "height": 844}, java_script_enabled=False)
    page.goto(PAGE)
    unfold(page, "M", "1000 meter mannen")
    page.locator("#M-1000-1").select_option(label="Thomas Krol")
    page.locator("#M-1000-2").select_option(label="Kai Verbij")
    page.locator("details", has=page.locator("#M-1000-1")).get_by_role("button", name="Reken uit").click()
    assert page.url == f"{site.url}{PAGE}?M-1000=thomas-krol,kai-verbij#scenario"
    for said in ("scenario", "1000 meter mannen: 1e Thomas Krol, 2e Kai Verbij.", "Komt erin", "Kai Verbij"):
        expect(page.locator("main").get_by_text(said).last).to_be_attached()
    changed = page.locator(".turns tr", has_text="Kai Verbij").first
    expect(changed).to_be_in_viewport()
    expect(page.locator(".supposed .badge")).to_be_in_viewport()
    expect(page.locator(".in-and-out .in", has_text="Thomas Krol")).to_be_in_viewport()


def test_the_matrix_and_the_numbers_are_changed_without_javascript(
    embedded_site: StartSite, new_page: NewPage
) -> None:
    site = embedded_site()
    page = new_page(site.url, viewport={"width": 390, "height": 844}, java_script_enabled=False)
    page.goto(PAGE)
    unfold(page, "M", "De posities van de matrix")
    page.get_by_role("button", name="Positie 15 vervalt").first.click()
    page.get_by_label("Welke?").first.select_option(label="nieuw op 2")
    page.get_by_label("Goed voor").first.select_option(label="massastart, op naam")
    page.get_by_role("button", name="Zet in de matrix").first.click()
    page.get_by_label("Positie 2, massastart: wie?").select_option(label="Sven Kramer")
    page.get_by_role("button", name="Positie 2 omlaag").first.click()
    unfold(page, "M", "Het aantal startbewijzen")
    page.get_by_label("Startbewijzen").first.fill("10")
    unfold(page, "M", "De selectiecommissie")
    page.get_by_label("Startplek").first.select_option(label="500 m, 1e")
    page.get_by_label("gaat naar").first.select_option(label="Tijmen Snel")
    page.locator("#moves-M ~ .accent").first.click()
    said = page.locator(".supposed")
    for part in (
        "De mannen hebben 10 startbewijzen.",
        "De commissie wijst Tijmen Snel aan voor startplek 1 op de 500 meter mannen.",
        "Positie 15 van de mannen vervalt.",
        "Nieuw bij de mannen: positie 3, de plek op naam op de massastart (Sven Kramer).",
    ):
        expect(said).to_contain_text(part)
    expect(page.locator(".imagined-matrix tr", has_text="Sven Kramer").first).to_contain_text("nieuw")
    expect(page.locator(".seating")).to_contain_text("Tijmen Snel")


def test_one_button_copies_the_address_where_there_is_javascript(
    embedded_site: StartSite, new_page: NewPage
) -> None:
    site = embedded_site()
    page = new_page(site.url, permissions=["clipboard-read", "clipboard-write"])
    page.add_init_script("Object.defineProperty(Navigator.prototype, 'share', { value: undefined });")
    page.goto(f"{PAGE}?M-1000=krol")
    page.get_by_role("button", name="Deel of kopieer").click()
    expect(page.get_by_role("button", name="Gekopieerd")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == f"{site.url}{PAGE}?M-1000=thomas-krol"


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
