"""The line between the visitors and the server fails: pages say so, and what is typed waits on the device."""

import itertools
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import sign_in, type_time
from tests.faults.evening import Evening
from tests.faults.race import Race
from tests.programs import wait_until
from tests.stack import script

DESK = "/tafel/okt-2021/F-500/"
typed = itertools.count(4301)
SAYS_SO = 15


TAKE_BACK = """
from results import stages
from results.log import Signature
from results.models import Tournament
tournament = Tournament.objects.get()
done = tournament.log.filter(event="F-500", undoes__isnull=False).values("undoes")
for entry in tournament.log.filter(event="F-500", verb="enter_time").exclude(seq__in=done).order_by("-seq"):
    stages.undo(tournament, entry.seq, Signature("test"))
"""


@pytest.fixture
def desk(evening: Evening) -> Iterator[Page]:
    """An official with a browser; the line fails while she types. There are skaters left for the test after it."""
    page = evening.new_page()
    sign_in(page, "referee", evening.site.accounts["referee"], DESK)
    expect(page.locator("#time")).to_be_focused()
    yield page
    page.context.close()
    script(evening.site, TAKE_BACK)


def pages_say_so(evening: Evening, race: Race, since: float) -> None:
    wait_until(lambda: set(evening.states()) == {"stale"}, "each page says since when it is out of date", 60)
    race.row.took("says so", time.monotonic() - since, SAYS_SO)
    for page in evening.pages:
        english = page.url.split("/")[3] == "en"
        # What can be read, not what the page knows of itself; at once, as a state without its words is no help.
        assert ("out of date since" if english else "verouderd sinds") in page.inner_text("body"), page.url


LONG = pytest.mark.long


def type_through(evening: Evening, race: Race, desk: Page, seconds: float) -> list[str]:
    """While the line is gone; what was typed, as the log shows it."""
    since = time.monotonic()
    entries = [type_one(desk)]
    race.let_go(3)
    entries.append(type_one(desk))
    if seconds > SAYS_SO:
        pages_say_so(evening, race, since)
    race.let_go(seconds - (time.monotonic() - since))
    return entries


def type_one(desk: Page) -> str:
    digits = str(next(typed))
    type_time(desk, digits)
    return f"{digits[:2]},{digits[2:]}"


def all_sent(race: Race, desk: Page, entries: list[str], since: float) -> None:
    expect(desk.locator("#saved .waits")).to_have_text("0 wachten", timeout=90_000)
    race.row.took("desk", time.monotonic() - since, race.within)
    for entry in entries:
        expect(desk.locator("#log .lines > li").filter(has_text=entry)).to_have_count(1)


@pytest.mark.parametrize("seconds", [5, pytest.param(60, marks=LONG)])
def test_closed(evening: Evening, desk: Page, seconds: float) -> None:
    with evening.under_way(f"line closed for {seconds} s", within=20) as race:
        evening.line.cut()
        entries = type_through(evening, race, desk, seconds)
        evening.line.heal()
        since = time.monotonic()
        race.over()
        all_sent(race, desk, entries, since)


@pytest.mark.parametrize("seconds", [pytest.param(5, marks=LONG), 20, pytest.param(60, marks=LONG)])
def test_half_open(evening: Evening, desk: Page, seconds: float) -> None:
    with evening.under_way(f"line half-open for {seconds} s, then dead without a word", within=20) as race:
        evening.line.freeze()
        entries = type_through(evening, race, desk, seconds)
        evening.line.heal(forget=True)
        since = time.monotonic()
        race.over()
        all_sent(race, desk, entries, since)


@pytest.mark.parametrize("seconds", [5, pytest.param(60, marks=LONG)])
def test_lossy(evening: Evening, desk: Page, seconds: float) -> None:
    with evening.under_way(f"800 ms delay and 30 % of pieces lost for {seconds} s", within=20) as race:
        evening.line.worsen(delay=0.8, loss=0.3)
        entries = [type_one(desk)]
        race.let_go(seconds)
        evening.line.heal()
        since = time.monotonic()
        race.over()
        all_sent(race, desk, entries, since)
