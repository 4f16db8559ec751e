"""A client of a `serve` that asks for many members at once, and notes how long it took."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import neo4j

from graph.settings import Settings
from graph.store.store import Store
from resolvers.auth import Tokens


class Load:
    """The processes and a client of them."""

    def __init__(self, settings: Settings, store: Store, port: int) -> None:
        self.store = store
        self.settings = settings
        self.tokens = Tokens.load(settings)
        self.http = httpx2.AsyncClient(
            base_url=f"http://127.0.0.1:{port}",
            timeout=60,
            limits=httpx2.Limits(max_connections=100),
        )
        self.found: dict[str, Any] = {}
        self.refused = 0

    def driver(self) -> neo4j.AsyncDriver:
        """The benchmark's own way to the graph."""
        auth = (self.settings.neo4j_user, self.settings.neo4j_password.get_secret_value())
        return neo4j.AsyncGraphDatabase.driver(self.settings.neo4j_uri, auth=auth)

    async def ask(self, member: int, query: str, variables: dict[str, Any]) -> tuple[float, Any]:
        """The milliseconds that a request took, and its data.

        Who is refused because there are too many asks again when they were told to; the
        milliseconds count from the first time.
        """
        token = self.tokens.issue(member, "member", timedelta(hours=1), now=datetime.now(UTC))
        started = time.perf_counter()
        while True:
            response = await self.http.post(
                "/graphql",
                json={"query": query, "variables": variables},
                headers={"Authorization": f"Bearer {token}"},
            )
            if response.status_code != 503:
                break
            self.refused += 1
            await asyncio.sleep(float(response.headers["Retry-After"]))
        took = 1000 * (time.perf_counter() - started)
        answer = response.json()
        if "errors" in answer:
            raise RuntimeError(str(answer["errors"])[:300])
        return took, answer["data"]

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
