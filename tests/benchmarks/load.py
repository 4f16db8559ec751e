"""A client of a `serve` that asks for many members at once, and notes how long it took.

It shares the cores with what it measures: it asks over bare sockets, and signs a token of each
member once.
"""

from __future__ import annotations

import asyncio
import time
import zlib
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import neo4j
import orjson

from graph.settings import Settings
from graph.store.store import Store
from resolvers.auth import Tokens
from tests.benchmarks import bolt
from tests.benchmarks.wire import Answer, Wire, posted

_BEGIN = b" HTTP/1.1\r\n"
_ZIPPED = _BEGIN + b"Accept-Encoding: gzip\r\n"
_GZIP = 16 + zlib.MAX_WBITS


class Load:
    """The processes and a client of them."""

    def __init__(self, settings: Settings, store: Store, port: int) -> None:
        self.store = store
        self.settings = settings
        self._ring = Tokens.load(settings)
        self.http = httpx2.AsyncClient(
            base_url=f"http://127.0.0.1:{port}",
            timeout=60,
            limits=httpx2.Limits(max_connections=100),
        )
        self._port = port
        self._tokens: dict[int, str] = {}
        self._idle: list[Wire] = []
        self.found: dict[str, Any] = {}
        self.refused = 0

    def driver(self) -> neo4j.AsyncDriver:
        """The benchmark's own way to the graph."""
        return bolt.opened(self.settings)

    async def ask(self, member: int, query: str, variables: dict[str, Any]) -> tuple[float, Any]:
        """The milliseconds that a request took, and its data.

        Who is refused because there are too many asks again when they were told to; the
        milliseconds count from the first time.
        """
        request = posted(query, variables, self.token(member)).replace(_BEGIN, _ZIPPED, 1)
        started = time.perf_counter()
        while (found := await self._sent(request)).status == 503:
            self.refused += 1
            await asyncio.sleep(1)  # as Retry-After says
        took = 1000 * (time.perf_counter() - started)
        zipped = b"content-encoding: gzip" in found.head.lower()
        answer = orjson.loads(zlib.decompress(found.body, _GZIP) if zipped else found.body)
        if "errors" in answer:
            raise RuntimeError(str(answer["errors"])[:300])
        return took, answer["data"]

    def token(self, member: int) -> str:
        """A token of a member, for an hour."""
        if member not in self._tokens:
            now = datetime.now(UTC)
            self._tokens[member] = self._ring.issue(member, "member", timedelta(hours=1), now=now)
        return self._tokens[member]

    async def _sent(self, request: bytes) -> Answer:
        """What is answered, on a connection that is kept; the server closes those that are idle."""
        while True:
            kept = self._idle.pop() if self._idle else None
            if kept is not None and not kept.is_open:
                continue
            wire = kept or await Wire.open(self._port)
            found = await wire.ask(request)
            if found.status:
                self._idle.append(wire)
                return found
            if kept is None:
                raise RuntimeError("the server has closed the connection")

    def note(self, name: str, times_ms: list[float], **more: Any) -> None:
        """Print and keep what was measured."""
        times_ms.sort()
        at = {f"p{q}": round(times_ms[int(len(times_ms) * q / 100)], 1) for q in (50, 95, 99)}
        self.found[name] = {"n": len(times_ms), **at, "max": round(times_ms[-1], 1), **more}
        if self.refused:
            self.found[name]["refused"], self.refused = self.refused, 0
        print(f"{name:<28} {self.found[name]}", flush=True)


async def at_once(
    clients: int, asked: list[Callable[[], Awaitable[tuple[float, Any]]]]
) -> list[float]:
    """The milliseconds of each request; `clients` of them at a time."""
    waiting, times = iter(asked), []

    async def client() -> None:
        for ask in waiting:
            times.append((await ask())[0])

    await asyncio.gather(*(client() for _ in range(clients)))
    return times
