"""The second reference: the same catalogue queries, straight over the driver.

What a domain function asks of the stores is written down once and then played back, so that its
own share (mapping, ranking, waiting for one query before the next) shows as the difference.
"""

from __future__ import annotations

import inspect
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, cast

import neo4j

from graph.store import catalog
from graph.store.database import Database, Row
from tests.benchmarks.sample import Item


@dataclass(frozen=True, slots=True)
class Step:
    """One call that a domain function made: a query, or a method of the search engine."""

    name: str
    text: str = ""
    params: dict[str, Any] = field(default_factory=dict)
    call: Callable[[], Awaitable[Any]] | None = None


class RecordingDatabase:
    """A Database that also writes down what is read through it; what it writes is not repeated."""

    def __init__(self, db: Database, steps: list[Step]) -> None:
        self._db = db
        self._steps = steps
        self._queries = catalog.load()

    async def rows(self, name: str, /, **params: Any) -> list[Row]:
        """As Database.rows."""
        self._keep(name, params)
        return await self._db.rows(name, **params)

    async def row(self, name: str, /, **params: Any) -> Row | None:
        """As Database.row."""
        self._keep(name, params)
        return await self._db.row(name, **params)

    def _keep(self, name: str, params: dict[str, Any]) -> None:
        if (query := self._queries[name]).access == "read":
            self._steps.append(Step(name, query.sent, params))

    def typed(self) -> Database:
        """This, as what it stands in for."""
        return cast(Database, self)


class RecordingSearch:
    """A search engine that also writes down its calls."""

    def __init__(self, engine: Any, steps: list[Step]) -> None:
        self._engine = engine
        self._steps = steps

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._engine, name)
        if not inspect.iscoroutinefunction(value):
            return value

        async def recorded(*args: Any, **kwargs: Any) -> Any:
            self._steps.append(Step(f"search.{name}", call=lambda: value(*args, **kwargs)))
            return await value(*args, **kwargs)

        return recorded


class Playback:
    """Plays back the recorded steps of each item."""

    def __init__(self, driver: neo4j.AsyncDriver, steps: dict[Item, list[Step]]) -> None:
        self._driver = driver
        self._steps = steps
        self._asked = 0
        self._spent_s: defaultdict[str, float] = defaultdict(float)

    async def __call__(self, item: Item) -> None:
        """All steps of the item, one after another, each query in a session of its own."""
        self._asked += 1
        for step in self._steps[item]:
            began = time.perf_counter()
            if step.call is not None:
                await step.call()
            else:
                async with self._driver.session(default_access_mode=neo4j.READ_ACCESS) as session:
                    await (await session.run(neo4j.Query(step.text), step.params)).values()
            self._spent_s[step.name] += time.perf_counter() - began

    def mean_ms(self) -> dict[str, float]:
        """What each query or search took of one question, on average, the largest first."""
        asked = max(self._asked, 1)
        largest = sorted(self._spent_s.items(), key=lambda pair: -pair[1])
        return {name: round(seconds * 1000 / asked, 3) for name, seconds in largest}
