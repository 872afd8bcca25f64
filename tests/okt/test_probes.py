"""What machines ask of the web process: does it live, may it get visitors, how does it go."""

import json
import re
import urllib.error
import urllib.request
from urllib.parse import urlsplit

import pytest
from django.conf import settings

from okt.live.hub import Hub
from okt.probes import may_see_metrics, readiness
from okt.settings import environment
from tests.official_client import Official
from tests.paper_hub import with_hub
from tests.programs import wait_until
from tests.services import StartAny, StartSite
from tests.sites import Site
from tests.stack import ENTER, MANY, ask_redis, published, script, worker_of

SAMPLE = re.compile(r"^(\w+)(?:\{.*\})? ([0-9.e+-]+)$", re.MULTILINE)


def ask(site: Site, path: str, headers: dict[str, str] | None = None) -> tuple[int, str]:
    sent = urllib.request.Request(site.url + path, headers=headers or {})
    try:
        with urllib.request.urlopen(sent, timeout=20) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refusal:
        return refusal.code, refusal.read().decode()


def metrics(site: Site) -> dict[str, float]:
    """What /metrics says; series of one name are added up."""
    status, text = ask(site, "/metrics")
    assert status == 200
    found: dict[str, float] = {}
    for name, value in SAMPLE.findall(text):
        found[name] = found.get(name, 0) + float(value)
    return found


def test_an_entry_is_seen_in_the_metrics_of_the_web_process(any_site: StartAny) -> None:
    site = any_site()
    before = metrics(site)
    assert before["okt_viewers"] == 0
    assert before["okt_database_up"] == 1
    assert Official(site, "official").enter("F-500", 1, "femke-kok", "3745").status == 200
    wait_until(
        lambda: (
            metrics(site)["okt_entry_to_frame_seconds_count"] > before["okt_entry_to_frame_seconds_count"]
        ),
        "the entry is timed",
    )
    after = metrics(site)
    # In the stack it was the worker that refreshed: what it took came with its announcement.
    assert after["okt_refresh_seconds_count"] == before["okt_refresh_seconds_count"] + 1
    assert 0 < after["okt_entry_to_frame_seconds_sum"] < 30
    assert after["okt_newest_entry_lag_seconds"] == 0
    assert after["okt_request_seconds_count"] > before["okt_request_seconds_count"]
    if site.worker:
        assert (after["okt_redis_up"], after["okt_worker_up"], after["okt_queue_length"]) == (1, 1, 0)


def test_two_hundred_entries_are_few_refreshes_and_the_right_end(stack_site: StartSite) -> None:
    site = stack_site()
    worker_of(site).freeze()
    script(site, MANY)
    worker_of(site).thaw()
    wait_until(lambda: published(site), "the last of them is published")
    with ask_redis(site) as client:
        wait_until(lambda: client.llen("live") == 0, "the queue is empty")
    # Whatever the guard published while the worker was frozen is in it too: once in two seconds.
    assert 1 <= metrics(site)["okt_refresh_seconds_count"] <= 20
    assert site.manage("verify", "okt-2021").strip() == "OK"
    assert "34,51" in ask(site, "/okt-2021/M-500/")[1]


def test_health_and_readiness_need_no_host_name(any_site: StartAny) -> None:
    site = any_site(environment={"OKT_ALLOWED_HOSTS": "okt.example"})
    assert ask(site, "/healthz") == (200, "ok\n")
    status, said = ask(site, "/readyz")
    assert (status, json.loads(said)) == (200, {"ready": True, "problems": []})


def test_readiness_says_what_is_missing() -> None:
    assert readiness(None)[0] == 503

    async def story(hub: Hub) -> None:
        assert readiness(hub)[0] == 200
        hub.confirmed_at -= 60
        status, _, body = readiness(hub)
        assert status == 503
        assert json.loads(body)["problems"] == ["the live channel could not read the database for 60 seconds"]

    with_hub(story, panels_since=lambda marks: {}, look_every=50)


def test_metrics_are_for_this_machine_and_the_networks_that_were_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert may_see_metrics("127.0.0.1")
    assert may_see_metrics("::1")
    assert not may_see_metrics("192.0.2.7")
    assert not may_see_metrics("no address")
    named = environment.model_copy(update={"metrics_from": "192.0.2.0/24,2001:db8::/32"})
    monkeypatch.setattr(settings, "METRICS_FROM", named.networks)
    assert may_see_metrics("192.0.2.7")
    assert may_see_metrics("2001:db8::7")
    assert not may_see_metrics("198.51.100.7")


def test_a_visitor_behind_a_proxy_of_this_machine_does_not_see_the_metrics(embedded_site: StartSite) -> None:
    site = embedded_site()
    assert urlsplit(site.url).hostname == "127.0.0.1"
    assert ask(site, "/metrics", {"X-Forwarded-For": "192.0.2.7"})[0] == 403


def test_the_worker_is_missed_when_it_is_gone(stack_site: StartSite) -> None:
    site = stack_site()
    wait_until(lambda: metrics(site)["okt_worker_up"] == 1, "the worker gives a sign of life")
    worker_of(site).kill()
    with ask_redis(site) as client:
        wait_until(lambda: bool(client.exists("okt-forecaster")), "the forecaster gives one of its own")
        client.delete("okt-worker")
    assert metrics(site)["okt_worker_up"] == 0
    script(site, ENTER)
    wait_until(lambda: metrics(site)["okt_queue_length"] == 1, "the message waits")
    assert site.redis
    site.redis.freeze()
    found = metrics(site)
    assert found["okt_redis_up"] == 0
    assert "okt_queue_length" not in found
