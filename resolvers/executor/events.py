"""Subscriptions: graphql-core runs them, each event in a context of its own."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from resolvers.context import Context


class FreshPerEvent(StrawberryGraphQLCoreExecutionContext):
    """graphql-core's executor, with empty loaders for each event: what they held is old by then."""

    def build_per_event_executor(self, payload: Any) -> Any:
        """As the base class, with the context of the viewer as of now."""
        executor = super().build_per_event_executor(payload)
        if isinstance(executor.context_value, Context):
            executor.context_value = executor.context_value.later(datetime.now(UTC))
        return executor
