"""Prometheus metrics of catalogue queries, by name."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import Counter, Gauge, Histogram

from graph import tracing

SECONDS = Histogram(
    "proconnect_query_seconds",
    "Time of a catalogue query, from its being sent to its last row.",
    ["query"],
    buckets=(0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5),
)
FAILURES = Counter("proconnect_query_failures", "Queries that failed.", ["query", "code"])
RUNNING = Gauge(
    "proconnect_sessions_in_use",
    "Reads and transactions that hold a connection.",
    multiprocess_mode="livesum",
)


_ABOUT = {"db.system.name": "neo4j"}


@contextmanager
def timed(query: str) -> Iterator[None]:
    """Observe how long the block takes, unless it raises."""
    began = time.perf_counter()
    with tracing.span(query, _ABOUT):
        yield
    SECONDS.labels(query).observe(time.perf_counter() - began)
