"""The chances reach who watches, after the standing and without a reload, whoever computes them."""

from playwright.sync_api import Page, expect

from tests.browser.people import MATRIX, watch
from tests.browsers import NewPage
from tests.services import StartAny, StartSite
from tests.sites import Site

ENTER = """
from results import jury, times
from results.log import Signature
from results.turns import At
from results.models import Tournament
jury.enter_time(
    Tournament.objects.get(), At("M-500", 2, "merijn-scheperkamp"), times.parse("34.49"), Signature("official")
)
"""
KEY = "[data-topic='chances-M'] [data-key='chance-kai-verbij']"


def told(page: Page) -> str:
    """The version on the screen, once the chances of that version are there."""
    expect(page.locator("[data-late]")).to_have_count(0, timeout=20_000)
    return page.locator("body").get_attribute("data-version") or ""


def enter(site: Site) -> None:
    site.manage("shell", "-v", "0", "-c", ENTER)


def test_the_chances_come_after_the_standing(any_site: StartAny, new_page: NewPage) -> None:
    site = any_site()
    page, other = new_page(site.url), new_page(site.url)
    trouble = watch(page, MATRIX)
    before = told(page)
    chance = page.locator(KEY).inner_text()
    enter(site)
    expect(page.locator("[data-topic='matrix-M'] [data-key='newest']")).to_contain_text("Scheperkamp")
    expect(page.locator(KEY)).not_to_have_text(chance, timeout=20_000, use_inner_text=True)
    after = told(page)
    assert int(float(after)) == int(float(before)) + 1
    assert after != str(int(float(after))), "the chances are a publication of their own"
    # Who comes now sees the same, and so does who reads without a stream.
    other.goto(MATRIX)
    assert other.locator(KEY).inner_text() == page.locator(KEY).inner_text()
    assert trouble == []
    assert site.manage("verify", "okt-2021").strip() == "OK"


def test_without_a_forecaster_the_web_process_computes_them(stack_site: StartSite, new_page: NewPage) -> None:
    site = stack_site()
    page = new_page(site.url)
    watch(page, MATRIX)
    told(page)
    chance = page.locator(KEY).inner_text()
    assert site.forecaster
    site.forecaster.kill()
    enter(site)
    # The standing does not wait for them, and they say that they are older.
    expect(page.locator("[data-topic='chances-M'] [data-late]")).to_be_visible()
    expect(page.locator("[data-topic='matrix-M'] [data-key='newest']")).to_contain_text("Scheperkamp")
    expect(page.locator("[data-topic='chances-F'] [data-late]")).to_have_count(0)
    expect(page.locator(KEY)).not_to_have_text(chance, timeout=20_000, use_inner_text=True)
    told(page)
    assert site.manage("verify", "okt-2021").strip() == "OK"
