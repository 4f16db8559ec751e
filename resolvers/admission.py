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

WORK_S = 0.125
"""What is inside should be answered within this time."""

QUEUE_S = 0.05
"""Under overload as many wait as are let in within this time: somebody new comes soon enough."""

TOLD_S = 0.05
"""Who is refused learns it within this time."""

WAIT_S = 10.0
"""Nobody waits longer to be let in, whatever was expected."""

LEAST = 36
"""While no more than so many ask at once nobody is refused, however long it takes: 32 clients never
meet a refusal, also where one asks again before the end of its last request is noticed.
"""

BURST_S = 0.5
"""Until somebody has waited without a break for so long, a burst may fill all places."""

RECENT_S = 1.0
"""Who was refused within this time still asks: it is told to come back after it."""

LEAST_INSIDE = 6
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
        self._queue: deque[tuple[asyncio.Future[bool], float]] = deque()
        """Whether each that waits is let in, and when it came."""
        self._since = 0.0
        """When the queue was empty for the last time."""
        self._refused: dict[object, float] = {}
        """When each connection was refused, oldest first; forgotten after `RECENT_S`."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != "/graphql":
            return await self._app(scope, receive, send)
        client = scope.get("client")
        if not await self._let_in(client):
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
        while self._refused and now - next(iter(self._refused.values())) > RECENT_S:
            del self._refused[next(iter(self._refused))]
        places = int((WORK_S + QUEUE_S) / self._each_s)
        if self._there + len(self._refused) < LEAST:
            places = max(places, LEAST)
        if not self._refused and (not self._queue or now - self._since < BURST_S):
            places = max(places, self._most)
        return places

    @property
    def _there(self) -> int:
        return self._inside + len(self._queue)

    async def _let_in(self, client: object) -> bool:
        self._refused.pop(client, None)
        if self._inside < self._limit:
            self._inside += 1
            return True
        now = time.perf_counter()
        if len(self._queue) >= self._most_waiting or self._there >= self._places:
            self._refused[client] = now
            self._turn_away(now)
            return False
        if not self._queue:
            self._since = now
        turn: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        place = turn, now
        self._queue.append(place)
        _WAITING.inc()
        try:
            async with asyncio.timeout(WAIT_S):
                return await turn
        except BaseException as end:
            if turn.done() and not turn.cancelled() and turn.result():
                self._leave()  # the turn came in the same moment
            with contextlib.suppress(ValueError):
                self._queue.remove(place)
            if isinstance(end, TimeoutError):
                return False
            raise
        finally:
            _WAITING.dec()

    def _turn_away(self, now: float) -> None:
        """Refuse who came last, too, of a burst that turned out to be an overload."""
        places = max(self._places, LEAST)
        while self._queue and self._there > places and now - self._queue[-1][1] < TOLD_S:
            turn, _ = self._queue.pop()
            if not turn.done():
                turn.set_result(False)

    def _leave(self) -> None:
        """Hand the place to who waits longest, unless there are too many inside."""
        self._inside -= 1
        while self._queue and self._inside < self._limit:
            turn, _ = self._queue.popleft()
            if not turn.done():
                self._inside += 1
                turn.set_result(True)
