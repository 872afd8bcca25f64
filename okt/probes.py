"""What a machine asks: /healthz, /readyz and /metrics. Answered before Django, so that no host name, no
https and no line of requests is in the way. nginx passes none of them on.
"""

import asyncio
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from ipaddress import ip_address
from typing import Any

from django.conf import settings
from django.db import close_old_connections
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from okt import metrics
from okt.health import look
from okt.live.hub import Hub

PATHS = ("/healthz", "/readyz", "/metrics")
Answer = tuple[int, str, bytes]
# One, with its own connection to the database; who asks twice at a time waits.
THREAD = ThreadPoolExecutor(1, "okt-metrics")


class Now(Collector):
    """What is so at the moment of asking."""

    def collect(self) -> Iterator[Metric]:
        if (hub := Hub.running) is not None:
            yield GaugeMetricFamily("okt_viewers", "Open streams of this process", value=hub.viewers)
            yield CounterMetricFamily("okt_frames_sent", "Updates written to viewers", value=hub.frames_sent)
            yield CounterMetricFamily(
                "okt_viewers_evicted", "Viewers let go because they did not read", value=hub.evicted
            )
            yield CounterMetricFamily(
                "okt_streams_refused", "Requests for a stream that got another answer", value=hub.refused
            )
            yield GaugeMetricFamily(
                "okt_hub_behind_seconds", "Since when the hub could not read the database", value=hub.behind
            )
        facts = look()
        yield GaugeMetricFamily(
            "okt_database_up", "Whether it answers", value=facts.database_seconds is not None
        )
        versions = GaugeMetricFamily("okt_version", "The version that is published", labels=["tournament"])
        lag = GaugeMetricFamily(
            "okt_newest_entry_lag_seconds",
            "Since when the newest entry waits to be published",
            labels=["tournament"],
        )
        for one in facts.progress:
            versions.add_metric([one.slug], one.published)
            lag.add_metric([one.slug], one.waits)
        yield from (versions, lag)
        if facts.with_redis:
            yield GaugeMetricFamily(
                "okt_redis_up", "Whether it answers", value=facts.redis_seconds is not None
            )
        if facts.queued is not None:
            yield GaugeMetricFamily("okt_queue_length", "Messages that wait for a worker", value=facts.queued)
            alive = facts.worker_silent is not None
            yield GaugeMetricFamily(
                "okt_worker_up", "Whether one gave a sign of life this minute", value=alive
            )


metrics.registry.register(Now())


async def answer(scope: Any, receive: Any, send: Any) -> None:
    """One of `PATHS`, as an ASGI application."""
    status, kind, body = await _answer(scope)
    headers = [
        (b"content-type", kind.encode()),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})


async def _answer(scope: Any) -> Answer:
    if scope["method"] not in {"GET", "HEAD"}:
        return 405, "text/plain; charset=utf-8", b"GET or HEAD.\n"
    if scope["path"] == "/healthz":
        return 200, "text/plain; charset=utf-8", b"ok\n"
    if scope["path"] == "/readyz":
        return readiness(Hub.running)
    if not may_see_metrics((scope.get("client") or ("127.0.0.1", 0))[0]):
        sentence = "Not from this address; OKT_METRICS_FROM names the networks that may.\n"
        return 403, "text/plain; charset=utf-8", sentence.encode()
    found = await asyncio.get_running_loop().run_in_executor(THREAD, _metrics)
    return 200, CONTENT_TYPE_LATEST, found


def readiness(hub: Hub | None) -> Answer:
    """Whether this process should get visitors: its hub runs and has read the database within five seconds."""
    problems = []
    if hub is None:
        problems.append("the live channel does not run")
    elif not hub.ready:
        problems.append("the live channel has not read the database yet")
    elif hub.behind:
        problems.append(f"the live channel could not read the database for {hub.behind} seconds")
    body = json.dumps({"ready": not problems, "problems": problems}) + "\n"
    return 503 if problems else 200, "application/json", body.encode()


def may_see_metrics(address: str) -> bool:
    """Whoever is on this machine, and the networks of OKT_METRICS_FROM."""
    try:
        asked = ip_address(address)
    except ValueError:
        return False
    return asked.is_loopback or any(asked in network for network in settings.METRICS_FROM)


def _metrics() -> bytes:
    try:
        return generate_latest(metrics.registry)
    finally:
        close_old_connections()
