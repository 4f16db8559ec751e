"""What stands before each operation: its cost, and the limits of who asks."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

from prometheus_client import Histogram
from strawberry.schema.schema import Schema

from graph.errors import LimitExceeded
from graph.store.store import Store
from resolvers.costs import MAX_COST, Weighed, weigh
from resolvers.crawling import Crawlers
from resolvers.limits import accepted
from resolvers.rates import Asker, Rates
from resolvers.requests import Asked

_COST = Histogram(
    "proconnect_operation_cost",
    "The cost of operations in points, worked out before they run.",
    buckets=(1, 10, 30, 100, 300, 1_000, 3_000, 10_000, MAX_COST),
)


class Gate:
    """Lets operations of one schema through, or says why not."""

    def __init__(
        self,
        schema: Schema,
        rates: Rates,
        store: Callable[[], Store],
        crawlers: Crawlers | None = None,
    ) -> None:
        self._schema = schema
        self._rates = rates
        self._store = store
        self._crawlers = crawlers

    def weigh(self, asked: Asked) -> Weighed:
        """What an operation may cost. Raises LimitExceeded where that is too much."""
        document = accepted(self._schema, asked.query)
        weighed = Weighed(1, {})  # what is not valid is answered by the reason
        if document is not None:
            core = self._schema._schema
            weighed = weigh(core, document, asked.operation_name, asked.variables)
        _COST.observe(weighed.cost)
        if weighed.cost > MAX_COST:
            raise LimitExceeded(
                f"query: it may cost {weighed.cost} points, at most {MAX_COST}: ask for fewer items"
            )
        return weighed

    async def admit(self, weighed: Weighed, asker: Asker) -> dict[str, str]:
        """The headers that tell what is left of the limits.

        Raises RateLimited where too much was asked lately, Unavailable for a write that cannot be
        counted.
        """
        slowed = None
        if self._crawlers is not None:
            slowed = await self._crawlers.bucket(asker.viewer, asker.network)
        return await self._rates.take(self._store().cache.buckets, asker, weighed, slowed)

    def watching(self, asker: Asker) -> AbstractContextManager[None]:
        """Count whom the answers show that are made while the block runs."""
        if self._crawlers is None:
            return nullcontext()
        return self._crawlers.watching(asker.viewer, asker.network)
