"""The worker is killed in the middle of a burst, Redis comes back empty: nothing is lost, and pages are right soon."""

import json
import threading
import uuid
from collections.abc import Callable

import pytest
from playwright.sync_api import APIRequestContext, expect

from tests.browser.people import sign_in, watch
from tests.browsers import NewPage
from tests.services import StartSite
from tests.sites import Site

SKATERS = {  # of the women's 500 m on 28 December: pairs of the sample, times of the real run 1
    "dione-voskamp": (1, "37.98"),
    "stollenga": (1, "37.92"),
    "suzanne-schulting": (2, "37.79"),
    "jutta-leerdam": (2, "37.65"),
    "femke-kok": (3, "37.45"),
    "michelle-de-jong": (3, "37.86"),
}
DESK = "/tafel/okt-2021/F-500/"
Harm = Callable[[Site], None]


def kill_the_worker(site: Site) -> None:
    assert site.worker
    site.worker.kill()


def kill_the_worker_and_start_it(site: Site) -> None:
    kill_the_worker(site)
    assert site.worker
    site.worker.start()


def empty_redis(site: Site) -> None:
    assert site.redis
    site.redis.kill()
    site.redis.start()


@pytest.mark.parametrize("harm", [kill_the_worker, kill_the_worker_and_start_it, empty_redis])
def test_a_burst_survives(harm: Harm, stack_site: StartSite, new_page: NewPage) -> None:
    site = stack_site()
    desk, event, programme = (new_page(site.url) for _ in range(3))
    trouble = [watch(event, "/okt-2021/F-500/"), watch(programme, "/en/okt-2021/F-500/")]
    sign_in(desk, "official", site.accounts["official"], DESK)
    token = desk.locator("input[name=csrfmiddlewaretoken]").first.input_value()

    hurt = threading.Timer(0.15, harm, [site])
    hurt.start()
    for skater, (pair, time) in SKATERS.items():
        key = str(uuid.uuid4())
        for _ in range(2):  # each twice, as bad Wi-Fi does
            enter(desk.request, token, key, skater, pair, time)
    hurt.join()

    for page, kok in ((event, "37,45"), (programme, "37.45")):
        for skater in SKATERS:
            row = page.locator(f"[data-key='row-{skater}']").last
            expect(row.locator("td.number").first).not_to_be_empty(timeout=10_000)
        expect(page.locator("[data-key='row-femke-kok']").last).to_contain_text(kok)
    assert site.manage("verify", "okt-2021").strip() == "OK"
    assert stored(site) == {skater: time for skater, (_, time) in SKATERS.items()}
    assert [line for lines in trouble for line in lines if "ERR_" not in line] == []


def enter(request: APIRequestContext, token: str, key: str, skater: str, pair: int, time: str) -> None:
    form: dict[str, str | float | bool] = {
        "csrfmiddlewaretoken": token,
        "idempotency_key": key,
        "run": "1",
        "skater": skater,
        "pair": str(pair),
        "seen": "0",
        "time": time,
    }
    answer = request.post(f"{DESK}tijd/", form=form, headers={"Referer": DESK})
    assert answer.ok, answer.text()


def stored(site: Site) -> dict[str, str]:
    document = json.loads(site.manage("export_tournament", "okt-2021"))
    event = next(event for event in document["events"] if event["id"] == "F-500")
    return {start["skater"]: start["time"] for start in event["starts"] if start["run"] == 1}
