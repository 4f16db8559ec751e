"""Keeps compiled operations, and hands what they do not cover to graphql-core."""

from __future__ import annotations

import logging
import time
from collections import OrderedDict
from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import aclosing
from typing import Any

from graphql import GraphQLError
from graphql.execution.values import VariableValues, get_variable_values
from prometheus_client import Counter, Gauge, Histogram
from strawberry.schema.schema import Schema
from strawberry.types import ExecutionResult
from strawberry.types.execution import PreExecutionError
from strawberry.types.graphql import OperationType

from graph.errors import Forbidden, ProConnectError
from resolvers.answers import refused
from resolvers.executor.once import Outcome, able_to_tell, telling
from resolvers.executor.plan import Operation, Plan, Uncovered, check_covered, operation_in
from resolvers.executor.run import run
from resolvers.limits import accepted, introspects

log = logging.getLogger("proconnect.executor")

CACHED_OPERATIONS = 512
PLANS_OF_ONE = 16
"""Of one operation, with different values of the variables in `@skip` and `@include`."""

_NO_VARIABLES = VariableValues({}, {})
_RUNS = Counter(
    "proconnect_executor_operations",
    "Operations by who answered them: the compiled executor, or graphql-core and why.",
    ["by"],
)
_LOOKUPS = Counter(
    "proconnect_executor_plans", "Looks into the cache of compiled operations.", ["found"]
)
_CACHED = Gauge(
    "proconnect_executor_cached_operations", "Operations in the cache.", multiprocess_mode="livesum"
)
_COMPILING = Histogram(
    "proconnect_executor_compile_seconds",
    "Time to parse, validate and compile an operation.",
    buckets=(0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1),
)


class Executor:
    """Answers operations of one schema; `compiled=False` leaves all of them to graphql-core."""

    def __init__(
        self, schema: Schema, *, compiled: bool = True, introspection: bool = True
    ) -> None:
        self._schema = schema
        self._introspection = introspection
        self._operations: OrderedDict[tuple[str, str | None], Operation | None] = OrderedDict()
        self._compiled = compiled
        if compiled:
            able_to_tell(schema)
            try:
                check_covered(schema)
            except Uncovered as reason:
                log.warning("operations are not compiled: %s", reason)
                self._compiled = False

    async def execute(
        self,
        query: str,
        variables: dict[str, Any] | None,
        context: Callable[[], object],
        *,
        operation_name: str | None = None,
        allowed: Iterable[OperationType] | None = None,
        extensions: dict[str, Any] | None = None,
    ) -> ExecutionResult:
        """The result of an operation, the same whoever answers it.

        `context` makes a context with empty loaders: graphql-core begins again with one of its own.

        Raises what Strawberry's `Schema.execute` raises before it begins.
        """
        by, outcome = "plain", Outcome()
        failure: Exception | None = None
        if self._compiled:
            try:
                plan, values = self._plan(query, operation_name, variables, allowed)
                data = await run(plan, values, context(), extensions=extensions, outcome=outcome)
            except Uncovered:
                by = "uncovered"
            except Exception as error:
                by, failure = "error", error
            else:
                _RUNS.labels("compiled").inc()
                return ExecutionResult(data=data, errors=None)
        _RUNS.labels(by).inc()
        if not outcome.is_known and (refusal := self._refused(query)) is not None:
            return refusal
        with telling(outcome):
            result = await self._schema.execute(
                query,
                variable_values=variables,
                context_value=context(),
                operation_name=operation_name,
                allowed_operation_types=allowed,
                operation_extensions=extensions,
            )
        if failure is not None and not result.errors and not isinstance(failure, ProConnectError):
            log.warning("only the compiled executor failed", exc_info=failure)
        return result

    async def stream(
        self,
        query: str,
        variables: dict[str, Any] | None,
        context: object,
        *,
        operation_name: str | None = None,
        extensions: dict[str, Any] | None = None,
    ) -> AsyncGenerator[Any, None]:
        """The results of an operation of any kind, run by graphql-core: one, or one an event."""
        if (refusal := self._refused(query)) is not None:
            return _alone(refusal)
        results = await self._schema.stream(
            query,
            variable_values=variables,
            context_value=context,
            operation_name=operation_name,
            operation_extensions=extensions,
        )
        return _guarded(results)

    def _refused(self, query: str) -> ExecutionResult | None:
        if self._introspection or not introspects(query):
            return None
        return refused(Forbidden("introspection is off here: the schema is published as a file"))

    def _plan(
        self,
        query: str,
        name: str | None,
        variables: dict[str, Any] | None,
        allowed: Iterable[OperationType] | None,
    ) -> tuple[Plan, VariableValues]:
        """The plan of an operation and the values of its variables. Raises Uncovered."""
        operation = self._operation(query, name)
        if operation is None:
            raise Uncovered("not an operation that is compiled")
        if allowed is not None and OperationType(operation.node.operation.value) not in allowed:
            raise Uncovered("it is not allowed here")
        values = _NO_VARIABLES
        if definitions := operation.node.variable_definitions:
            given = get_variable_values(self._schema._schema, definitions, variables or {})
            if isinstance(given, list):
                raise Uncovered("a variable has no value that fits")
            values = given
        switches = tuple(bool(values.coerced.get(name)) for name in operation.switches)
        plan = operation.plans.get(switches)
        if plan is None:
            if len(operation.plans) >= PLANS_OF_ONE:
                operation.plans.clear()
            plan = operation.plans[switches] = Plan(self._schema, operation, values)
        return plan, values

    def _operation(self, query: str, name: str | None) -> Operation | None:
        """The operation, compiled at first sight; None for what graphql-core answers."""
        key = (query, name)
        known = self._operations
        if key in known:
            _LOOKUPS.labels("yes").inc()
            known.move_to_end(key)
            return known[key]
        _LOOKUPS.labels("no").inc()
        began = time.perf_counter()
        try:
            document = accepted(self._schema, query)
            found = operation_in(document, name) if document is not None else None
        except Uncovered:
            found = None
        known[key] = found
        while len(known) > CACHED_OPERATIONS:
            known.popitem(last=False)
        _CACHED.set(len(known))
        _COMPILING.observe(time.perf_counter() - began)
        return found


async def _alone(result: ExecutionResult) -> AsyncGenerator[ExecutionResult, None]:
    yield result


async def _guarded(results: AsyncGenerator[Any, None]) -> AsyncGenerator[Any, None]:
    """The results; where an operation cannot be read, that as the only one."""
    async with aclosing(results):
        try:
            async for result in results:
                yield result
        except GraphQLError as error:
            yield PreExecutionError(None, [error])
        except ProConnectError as error:
            yield refused(error)
