"""The committee's pages can be read: by day and by night, on a small phone and a desk, whatever stands on them."""

import json
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.people import sign_in
from tests.browser.test_reading import READABLE
from tests.browsers import NewPage
from tests.okt.stories import REAL
from tests.services import StartSite

ROOM = "/commissie/eind/"
LONG = ("Maximiliaan-Alexander", "van Wassenaer-Duivenvoorde")  # with the space between them 48 letters


def tournament_with_a_long_name(file: Path) -> None:
    """The real tournament, in which who holds the first position by name has a long one."""
    story = json.loads(REAL.read_text()) | {"slug": "eind"}
    for skater in story["skaters"]:
        if skater["id"] in {"kjeld-nuis", "thomas-krol"}:
            skater["first_name"], skater["last_name"] = LONG
    file.write_text(json.dumps(story))


def stumbles(page: Page, name: str) -> list[str]:
    """What a reader stumbles over, at three widths and in both schemes."""
    found = []
    for part in page.locator("main details").all():
        part.evaluate("part => part.open = true")
    for width in (320, 390, 1280):
        page.set_viewport_size({"width": width, "height": 844})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            found += [f"{name} {width} {scheme}: {fault}" for fault in page.evaluate(READABLE)]
    return found


def look(page: Page) -> None:
    page.get_by_role("button", name="Bekijk wat dit doet", exact=True).first.click()


def by_name(page: Page) -> None:
    page.locator("select[name=worth]").first.select_option("named")
    page.locator("select[name=named]").first.select_option("kjeld-nuis")
    expect(page.locator("#draft")).to_have_attribute("data-kept", "yes")
    page.fill("#reason", "om de wereldbekers")


def bring(page: Page, text: str) -> None:
    page.fill("#text", text)
    page.get_by_role("button", name="Kijk het na").click()


def rule(page: Page) -> None:
    page.fill("#quota-M", "8")
    page.fill("#reason", "brief van de bond")
    look(page)
    expect(page.locator("#preview-M")).to_be_visible()


def assign(page: Page) -> None:
    give = page.locator("details:has(#give-M-500)")
    give.locator("summary").click()
    give.locator("select").select_option("kjeld-nuis")
    give.get_by_label("Reden (openbaar)").fill("rust")
    give.get_by_role("button", name="Bekijk wat dit doet").click()
    expect(page.locator(".foreseen")).to_be_visible()


def withdraw(page: Page) -> None:
    made = page.locator("details:has([name=designation])").first
    made.locator("summary").click()
    made.get_by_label("Reden (openbaar)").fill("ziet ervan af")
    made.get_by_role("button").click()
    expect(page.locator(".foresee .preview")).to_be_visible()


GOOD = "position;event;place;named\n1;M-1000;1;\n2;M-500;op naam;kjeld-nuis\n"
VISITS: dict[str, tuple[str, Callable[[Page], None]]] = {
    "overview": ("", lambda page: None),
    "overview foreseen": ("", withdraw),
    "draft": ("M/", lambda page: None),
    "draft by name": ("M/", by_name),
    "draft of the women": ("F/", lambda page: None),
    "file": ("M/bestand/", lambda page: None),
    "file with faults": ("M/bestand/", lambda page: bring(page, "position;event;place;named\n1;M-9;x;\n3;;;a\n")),
    "file that is right": ("M/bestand/", lambda page: bring(page, GOOD)),
    "rules": ("regels/", lambda page: None),
    "rules foreseen": ("regels/", rule),
    "start places": ("startplekken/", lambda page: None),
    "start place foreseen": ("startplekken/", assign),
    "versions": ("M/versies/", lambda page: None),
}  # fmt: skip


def test_no_member_stumbles_by_day_or_by_night_on_a_phone_or_a_desk(
    embedded_site: StartSite, new_page: NewPage, tmp_path: Path
) -> None:
    site, file = embedded_site(), tmp_path / "eind.json"
    tournament_with_a_long_name(file)
    site.manage("import_tournament", str(file))
    page = new_page(site.url, reduced_motion="reduce")
    sign_in(page, "committee", site.accounts["committee"], ROOM)
    found = []
    for name, (path, act) in VISITS.items():
        page.set_viewport_size({"width": 1280, "height": 844})
        page.goto(ROOM + path)
        act(page)
        found += stumbles(page, name)
    assert not found, "\n".join(found)
