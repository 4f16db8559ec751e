"""Admission: how many requests a process works on at once, and how many may wait.

Beyond that a request is refused at once, before anything is read of it: under overload the work
that is done is then work that somebody still waits for. How many that are follows from what is
measured: as many as are answered within `WORK_S`, by Little's law.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import deque

import orjson
from prometheus_client import Counter, Gauge
from starlette.types import ASGIApp, Receive, Scope, Send

WORK_S = 0.1
"""What is inside should be answered within this time."""

BURST_S = 0.5
"""While few ask as many may be here as are answered within this time."""

LEAST = 36
"""While no more than so many ask at once nobody is refused, however long it takes: 32 clients never
meet a refusal, also where one asks again before the end of its last request is noticed.
"""

RECENT_S = 1.0
"""Who was refused within this time still asks: `Retry-After` tells it to come back after it, and
who does not obey counts as often as it asks.
"""

OVERLOAD_S = 0.15
"""While more ask only as many may be here as are answered within this time."""

LEAST_PLACES = 10
"""So many may be here, however long it takes: who comes back at once after an overload, too."""

WAIT_S = 10.0
"""Nobody waits longer to be let in, whatever was expected."""

LEAST_INSIDE = 4
"""So many are let in, however long they take: more would only share the same cores."""

_SHARE = 0.005
"""Of the last answer in the mean: a burst of slow ones, as after a start, shuts nobody out."""

OVERLOADED = ["OVERLOADED"]
"""`scope["codes"]` of a request that was refused."""

_BODY = orjson.dumps(
    {"errors": [{"message": "too busy, try again", "extensions": {"code": OVERLOADED[0]}}]}
)
_HEADERS = [
    (b"content-type", b"application/json"),
    (b"content-length", str(len(_BODY)).encode()),
    (b"retry-after", b"1"),
]
_REFUSED = Counter("proconnect_overload_refused", "Requests refused because of too many others.")
_INSIDE = Gauge(
    "proconnect_requests_inside", "Requests that are being worked on.", multiprocess_mode="livesum"
)
_WAITING = Gauge(
    "proconnect_requests_waiting", "Requests that wait to be let in.", multiprocess_mode="livesum"
)


class Admission:
    """Lets at most `inside` requests to /graphql in at once; at most `waiting` wait their turn."""

    def __init__(self, app: ASGIApp, inside: int, waiting: int | None = None) -> None:
        self._app = app
        self._most = inside
        self._most_waiting = inside if waiting is None else waiting
        self._inside = 0
        self._each_s = WORK_S / inside / 2
        """The time from one answer to the next while as many are inside as now."""
        self._queue: deque[asyncio.Future[None]] = deque()
        """Who waits, each until the future is set."""
        self._refused: deque[float] = deque()
        """When requests were refused, for `RECENT_S`: so many ask besides those who are here."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != "/graphql":
            return await self._app(scope, receive, send)
        if not await self._let_in():
            _REFUSED.inc()
            scope["codes"] = OVERLOADED
            await send({"type": "http.response.start", "status": 503, "headers": _HEADERS})
            return await send({"type": "http.response.body", "body": _BODY})
        _INSIDE.inc()
        began = time.perf_counter()
        try:
            await self._app(scope, receive, send)
        finally:
            _INSIDE.dec()
            took_s = time.perf_counter() - began
            self._each_s += _SHARE * (took_s / self._inside - self._each_s)
            self._leave()
        return None

    @property
    def _limit(self) -> int:
        return min(self._most, max(LEAST_INSIDE, int(WORK_S / self._each_s)))

    @property
    def _places(self) -> int:
        """How many may be inside and wait."""
        now = time.perf_counter()
        while self._refused and now - self._refused[0] > RECENT_S:
            self._refused.popleft()
        if self._there + len(self._refused) < LEAST:
            return max(LEAST, int(BURST_S / self._each_s))
        if not self._refused:
            return int(BURST_S / self._each_s)
        return max(LEAST_PLACES, int(OVERLOAD_S / self._each_s))

    @property
    def _there(self) -> int:
        return self._inside + len(self._queue)

    async def _let_in(self) -> bool:
        if self._inside < self._limit:
            self._inside += 1
            return True
        if len(self._queue) >= self._most_waiting or self._there >= self._places:
            self._refused.append(time.perf_counter())
            return False
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._queue.append(turn)
        _WAITING.inc()
        try:
            async with asyncio.timeout(WAIT_S):
                await turn
        except BaseException as end:
            if turn.done() and not turn.cancelled():
                self._leave()  # the turn came in the same moment
            with contextlib.suppress(ValueError):
                self._queue.remove(turn)
            if isinstance(end, TimeoutError):
                return False
            raise
        finally:
            _WAITING.dec()
        return True

    def _leave(self) -> None:
        """Hand the place to who waits longest, unless there are too many inside."""
        self._inside -= 1
        while self._queue and self._inside < self._limit:
            turn = self._queue.popleft()
            if not turn.done():
                self._inside += 1
                turn.set_result(None)
