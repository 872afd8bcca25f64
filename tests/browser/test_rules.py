"""Two members of the committee change a rule after the first start, and everybody sees it without reloading."""

import json
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.people import EVENT, MATRIX, sign_in, watch
from tests.browsers import NewPage
from tests.okt.stories import REAL
from tests.services import StartAny, StartSite
from tests.sites import Site

RULES = "/commissie/okt-2021/regels/"


def foreseen(page: Page, reason: str) -> None:
    page.fill("#reason", reason)
    page.get_by_role("button", name="Bekijk wat dit doet").click()


def unlock(page: Page, site: Site, new_page: NewPage) -> None:
    page.get_by_role("button", name="Vraag om te ontgrendelen").click()
    expect(page.locator(".lock")).to_contain_text("Wacht tot een ander lid dat doet")
    second = new_page(site.url)
    sign_in(second, "committee-2", site.accounts["committee-2"], "/commissie/okt-2021/")
    second.get_by_role("button", name="Ontgrendel", exact=True).click()
    expect(second.locator(".lock")).to_contain_text("ontgrendeld")


def test_a_rule_is_foreseen_unlocked_and_on_the_public_pages_at_once(
    any_site: StartAny, new_page: NewPage
) -> None:
    site = any_site()
    public, event = new_page(site.url), new_page(site.url)
    troubles = [watch(public, MATRIX), watch(event, EVENT)]
    page = new_page(site.url)
    sign_in(page, "committee", site.accounts["committee"], RULES)
    page.fill("#quota-M", "10")
    page.select_option("[name=telt-M-500]", "sum")
    foreseen(page, "brief van de internationale bond")
    expect(page.locator("#foreseen + ul")).to_contain_text("Startbewijzen mannen van 9 naar 10")
    expect(page.locator("#preview-M .turn").first).to_be_visible()
    expect(page.get_by_role("button", name="Leg dit vast")).to_be_disabled()
    unlock(page, site, new_page)
    expect(page.locator("#quota-M")).to_have_value("10")
    foreseen(page, "brief van de internationale bond")
    page.get_by_role("button", name="Leg dit vast").click()
    page.wait_for_url("**/commissie/okt-2021/")
    notice = public.locator("[data-topic='matrix-M'] [data-key='rules-notice']")
    expect(notice).to_contain_text("Startbewijzen mannen van 9 naar 10")
    expect(notice).to_contain_text("Reden: brief van de internationale bond")
    expect(public.locator("[data-topic='matrix-M'] .tickets > li")).to_have_count(10)
    expect(event.locator("main")).to_contain_text("de som van twee omlopen telt")
    assert troubles == [[], []]
    assert site.manage("verify", "okt-2021").strip() == "OK"


def test_a_free_start_place_is_given_and_taken_back_and_everybody_sees_it(
    embedded_site: StartSite, new_page: NewPage, tmp_path: Path
) -> None:
    site, file = embedded_site(), tmp_path / "eind.json"
    file.write_text(json.dumps(json.loads(REAL.read_text()) | {"slug": "eind"}))
    site.manage("import_tournament", str(file))
    public, page = new_page(site.url), new_page(site.url)
    trouble = watch(public, "/eind/startplekken/")
    seat = public.locator("[data-key='seat-M-500-2']")
    expect(seat).to_contain_text("Thomas Krol")
    sign_in(page, "committee", site.accounts["committee"], "/commissie/eind/startplekken/")
    give = page.locator("details:has(#give-M-500)")
    give.locator("summary").click()
    give.locator("select").select_option("kjeld-nuis")
    give.get_by_label("Reden (openbaar)").fill("rust voor Krol")
    give.get_by_role("button", name="Bekijk wat dit doet").click()
    expect(page.locator(".foreseen")).to_contain_text("niet meer: Krol")
    page.get_by_role("button", name="Leg dit vast").click()
    expect(seat).to_contain_text("Kjeld Nuis")
    expect(seat).to_contain_text("rust voor Krol")
    back = page.locator("details:has(#withdraw-M-500-kjeld-nuis)")
    back.locator("summary").click()
    back.get_by_label("Reden (openbaar)").fill("Nuis ziet ervan af")
    back.get_by_role("button", name="Bekijk wat dit doet").click()
    page.get_by_role("button", name="Leg dit vast").click()
    expect(seat).to_contain_text("Thomas Krol")
    assert trouble == []
    assert site.manage("verify", "eind").strip() == "OK"
