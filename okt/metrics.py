"""What is counted and timed, in the words of Prometheus; `probes.py` shows it at /metrics.

A worker has no address of its own: how long its refreshes took travels with what it announces.
"""

import time
from collections import deque
from contextvars import ContextVar
from dataclasses import dataclass

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector

registry = CollectorRegistry()
ProcessCollector(registry=registry)

ENTRY_TO_FRAME = Histogram(
    "okt_entry_to_frame_seconds",
    "From the moment an entry was stored until its frames went to the viewers of this process",
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30),
    registry=registry,
)
REFRESH = Histogram(
    "okt_refresh_seconds",
    "How long a refresh took that published a version, as this process did it or heard of it",
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10),
    registry=registry,
)
REQUESTS = Histogram(
    "okt_request_seconds",
    "Requests that Django answered, by what they were for and the class of the answer",
    ["kind", "answer"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5),
    registry=registry,
)
NOT_QUEUED = Counter(
    "okt_not_queued", "Messages to the worker that the broker did not take", registry=registry
)


@dataclass(frozen=True, slots=True)
class Shown:
    """The viewers of this process went from version `before` to `seq`, at `at` (seconds since 1970)."""

    slug: str
    before: int
    seq: int
    at: float


# Not yet compared with the moments of the entries: that takes the database, and a frame waits for nobody.
waiting: deque[Shown] = deque(maxlen=1000)
_began: ContextVar[float | None] = ContextVar("okt_refresh_began", default=None)


def shown(slug: str, before: float, seq: float) -> None:
    """What the hub calls when the frames of a version have gone out. The first version of all is no news."""
    if 0 <= int(before) < int(seq):
        waiting.append(Shown(slug, int(before), int(seq), time.time()))


def refresh_begins() -> None:
    _began.set(time.perf_counter())


def refresh_took() -> float | None:
    """Seconds since refresh_begins(), once; None where there was no refresh."""
    began = _began.get()
    _began.set(None)
    return None if began is None else time.perf_counter() - began
