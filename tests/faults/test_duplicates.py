"""The same decision more than once: a double click, two tabs, fifty copies at the same time; one entry."""

import threading
from collections import Counter

from playwright.sync_api import expect

from tests.browser.people import sign_in
from tests.faults.evening import Evening
from tests.faults.officials import Client, Decision, send

DESK = "/tafel/okt-2021/F-500/"
COPIES = 50


def entered(evening: Evening) -> Counter[str]:
    with evening.database.connect() as connection:
        rows = connection.execute(
            "SELECT skater FROM results_logentry WHERE verb = 'enter_time' AND event = 'F-500'"
        ).fetchall()
    return Counter(skater for (skater,) in rows)


def test_a_double_click(evening: Evening) -> None:
    with evening.under_way("a double click on Opslaan", within=5):
        before = entered(evening)
        desk = evening.new_page()
        sign_in(desk, "official", evening.site.accounts["official"], DESK)
        desk.locator("#time").press_sequentially("4351")
        desk.locator("button.save").dblclick()
        expect(desk.locator("#saved .says")).to_contain_text("opgeslagen")
        expect(desk.locator("#saved .waits")).to_have_text("0 wachten")
        assert (entered(evening) - before).total() == 1
        desk.context.close()


def test_two_tabs(evening: Evening) -> None:
    with evening.under_way("the same time in two tabs", within=5):
        before = entered(evening)
        first = evening.new_page()
        sign_in(first, "official", evening.site.accounts["official"], DESK)
        second = first.context.new_page()
        second.goto(DESK)
        for tab in (first, second):
            expect(tab.locator("#time")).to_be_focused()
        skater = first.locator("#active h2").inner_text()
        expect(second.locator("#active h2")).to_have_text(skater)
        for tab in (first, second):
            tab.evaluate("document.getElementById('time').value = '4352'")
        for tab in (first, second):
            tab.evaluate("document.getElementById('entry').requestSubmit()")
        expect(first.locator("#saved .waits")).to_have_text("0 wachten")
        expect(second.locator("#saved .waits")).to_have_text("0 wachten")
        assert (entered(evening) - before).total() == 1
        first.context.close()


def test_fifty_copies_at_the_same_time(evening: Evening) -> None:
    with evening.under_way(f"{COPIES} copies of one request at the same time", within=5) as race:
        race.recorder.stop()
        password = evening.site.accounts["official"]
        one = Client(evening.port).sign_in("official", password)
        clients = [one.again() for _ in range(COPIES)]
        original = Decision(race.recorder.officials[0].skaters[0], "39,777", "official")
        copies = [Decision(original.skater, original.value, "official", original.key) for _ in clients]
        senders = [
            threading.Thread(target=send, args=pair, daemon=True)
            for pair in zip(clients, copies, strict=True)
        ]
        for sender in senders:
            sender.start()
        for sender in senders:
            sender.join(60)
        assert all(copy.saved for copy in copies), [copy.refused for copy in copies if not copy.saved]
        assert evening.stored().count((original.key, "39,777")) == 1
        for client in (one, *clients):
            client.close()
