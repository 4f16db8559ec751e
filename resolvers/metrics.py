"""Prometheus metrics of the HTTP layer: rate, errors and duration."""

from __future__ import annotations

import time

from prometheus_client import Counter, Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_REQUESTS = Counter("proconnect_http_requests", "Requests answered.", ["path", "status"])
_SECONDS = Histogram(
    "proconnect_http_request_seconds",
    "Time from the request to the last byte of its answer.",
    ["path"],
    buckets=(0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5),
)
# Other paths are counted as one: a label a path would let anybody fill the memory.
_PATHS = (
    *("/", "/graphql", "/graphiql", "/explore", "/cypher"),
    *("/health/live", "/health/ready", "/metrics"),
)


class Measured:
    """Counts and times each request."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        path = scope["path"] if scope["path"] in _PATHS else "other"
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
            _SECONDS.labels(path).observe(time.perf_counter() - started)
        return None
