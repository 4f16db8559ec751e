"""Prometheus metrics: rate, errors and duration of requests and operations, and how far events are.

Those of queries are in graph/store/query_metrics.py.
"""

from __future__ import annotations

import asyncio
import contextlib
import math
import os
import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import psutil
from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
    multiprocess,
)
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from graph.errors import ProConnectError
from graph.events.relay import outbox
from graph.store.store import Store
from resolvers.admission import OVERLOADED

_REQUESTS = Counter("proconnect_http_requests", "Requests answered.", ["path", "status"])
_SECONDS = Histogram(
    "proconnect_http_request_seconds",
    "Time from the request to the last byte of its answer.",
    ["path"],
    buckets=(0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5),
)
# Other paths are one: clients choose them, and would fill the memory, or write into the logs.
_PATHS = (
    *("/", "/graphql", "/graphiql", "/explore", "/cypher"),
    *("/health/live", "/health/ready", "/metrics", "/account", "/auth/jwks.json"),
    *("/auth/signup", "/auth/verify", "/auth/login", "/auth/refresh", "/auth/logout"),
    *("/auth/forgot", "/auth/reset", "/auth/password", "/auth/sessions"),
    *("/auth/totp", "/auth/totp/confirm", "/auth/totp/remove"),
    *("/auth/openid", "/auth/openid/factor"),
)


def path_label(scope: Scope) -> str:
    """The path of a request, or `other`."""
    path = str(scope["path"])
    return path if path in _PATHS else "other"


class Measured:
    """Counts each request, and times it: from its arrival, also where it waits to be let in.

    What overload turns away is counted only: its times would hide those of what is answered.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        path = path_label(scope)
        status = 500
        started = time.perf_counter()

        async def watch(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, watch)
        finally:
            _REQUESTS.labels(path, str(status)).inc()
            if scope.get("codes") != OVERLOADED:
                _SECONDS.labels(path).observe(time.perf_counter() - started)
        return None


_OPERATIONS = Counter(
    "proconnect_operations",
    "GraphQL operations by name and by what became of them: ok, or the code of the first error.",
    ["operation", "outcome"],
)
_OPERATION_SECONDS = Histogram(
    "proconnect_operation_seconds",
    "Time to execute an operation.",
    ["operation"],
    buckets=(0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5),
)
_MOST_NAMES = 200
_names: set[str] = set()


def observe_operation(name: str | None, codes: list[str], seconds: float) -> None:
    """Count and time an operation. Clients choose the names: beyond 200 they count as `other`."""
    label = name or "anonymous"
    if label not in _names:
        if len(_names) < _MOST_NAMES:
            _names.add(label)
        else:
            label = "other"
    _OPERATIONS.labels(label, codes[0] if codes else "ok").inc()
    _OPERATION_SECONDS.labels(label).observe(seconds)


_SHARED = "PROMETHEUS_MULTIPROC_DIR"
"""Names the folder where the processes of one `serve` keep their metrics together."""


def shared(folder: Path) -> dict[str, str]:
    """The environment of a process whose metrics are told by all that share the folder."""
    return {_SHARED: str(folder)}


def exposition() -> bytes:
    """The metrics of this process, or of all that share a folder, as Prometheus reads them.

    Counters of processes that have ended stay in the sum; their gauges do not.
    """
    folder = os.environ.get(_SHARED)
    if folder is None:
        return generate_latest()
    for file in Path(folder).glob("gauge_live*.db"):
        pid = int(file.stem.rpartition("_")[2])
        if not psutil.pid_exists(pid):
            multiprocess.mark_process_dead(pid, folder)  # type: ignore[no-untyped-call]
    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry, folder)  # type: ignore[no-untyped-call]
    return generate_latest(registry)


_OUTBOX = Gauge(
    "proconnect_outbox_waiting",
    "Events that the relay has not published.",
    multiprocess_mode="livemostrecent",
)
_OUTBOX_AGE = Gauge(
    "proconnect_outbox_oldest_seconds",
    "Age of the oldest of them.",
    multiprocess_mode="livemostrecent",
)
_WAITING = Gauge(
    "proconnect_events_waiting",
    "Events a consumer has not been given.",
    ["consumer"],
    multiprocess_mode="livemostrecent",
)
_PENDING = Gauge(
    "proconnect_events_pending",
    "Given and not acknowledged.",
    ["consumer"],
    multiprocess_mode="livemostrecent",
)
_DEAD = Gauge(
    "proconnect_events_dead",
    "Dead letters of a consumer.",
    ["consumer"],
    multiprocess_mode="livemostrecent",
)
_ANSWERS_WITHIN_S = 1.0
_FRESH_FOR_S = 5.0


class EventMetrics:
    """How far the relay and the consumers are behind: looked up when asked, every 5 s at most."""

    def __init__(self) -> None:
        self._next = 0.0

    async def refresh(self, store: Store, consumers: Sequence[str], *, now: datetime) -> None:
        """Set the gauges; NaN is what a server that does not answer within a second leaves."""
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + _FRESH_FOR_S
        waiting = age = math.nan
        with contextlib.suppress(ProConnectError, TimeoutError):
            async with asyncio.timeout(_ANSWERS_WITHIN_S):
                count, oldest = await outbox(store.db)
            waiting = float(count)
            age = max(0.0, (now - oldest).total_seconds()) if oldest else 0.0
        _OUTBOX.set(waiting)
        _OUTBOX_AGE.set(age)
        behind = dict.fromkeys(consumers, (math.nan, math.nan, math.nan))
        with contextlib.suppress(ProConnectError, TimeoutError):
            async with asyncio.timeout(_ANSWERS_WITHIN_S):
                for lag in await store.streams.lags(consumers):
                    behind[lag.group] = (lag.waiting, lag.pending, lag.dead)
        for name, figures in behind.items():
            for gauge, figure in zip((_WAITING, _PENDING, _DEAD), figures, strict=True):
                gauge.labels(name).set(figure)
