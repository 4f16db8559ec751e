"""Neo4j behind one small class: catalogue queries only, each with a timeout and a name.

Reads are auto-commit (one round trip, half the cost of a managed transaction); writes are managed
transactions. Both are tried again after a transient error, so a `work` function keeps no state
between runs.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import neo4j
from neo4j import AsyncGraphDatabase, AsyncManagedTransaction, AsyncResult, AsyncSession
from neo4j.exceptions import (
    AuthError,
    ClientError,
    ConfigurationError,
    ConnectionAcquisitionTimeoutError,
    ConstraintError,
    DriverError,
    Neo4jError,
    ServiceUnavailable,
    SessionExpired,
)
from tenacity import AsyncRetrying, retry_if_exception, stop_after_delay, wait_random_exponential

from graph.errors import (
    BadSetting,
    Conflict,
    ProConnectError,
    QueryTimeout,
    ServerFailed,
    Unavailable,
)
from graph.settings import Settings
from graph.store import catalog, query_metrics
from graph.store.breaker import Breaker, LeftAlone
from graph.store.catalog import Query

T = TypeVar("T")
Row = list[Any]

_RETRY_FOR_S = 10.0
_AWAY_FOR_S = 2.0
_NEVER = -1.0
_GRACE_S = 2.0
_AWAY = (ServiceUnavailable, SessionExpired, TimeoutError)
_TIMEOUT_CODES = (
    "Neo.ClientError.Transaction.TransactionTimedOut",
    "Neo.ClientError.Transaction.TransactionTimedOutClientConfiguration",
    "Neo.TransientError.Transaction.LockAcquisitionTimeout",
)


@dataclass(slots=True)
class Bookmarks:
    """What the current request has written: its later reads wait for that, also on a cluster."""

    values: frozenset[str] = field(default_factory=frozenset)


_bookmarks: ContextVar[Bookmarks | None] = ContextVar("bookmarks", default=None)


@contextmanager
def read_your_writes(seen: frozenset[str] = frozenset()) -> Iterator[Bookmarks]:
    """Carry bookmarks through all that runs inside; `seen` are those the client brought along."""
    bookmarks = Bookmarks(seen)
    token = _bookmarks.set(bookmarks)
    try:
        yield bookmarks
    finally:
        _bookmarks.reset(token)


def bookmarks() -> frozenset[str]:
    """What the current request has written so far."""
    found = _bookmarks.get()
    return found.values if found else frozenset()


def add_bookmarks(values: frozenset[str]) -> None:
    """What another has written, which the current request is to see."""
    if found := _bookmarks.get():
        found.values |= values


class Transaction:
    """One write transaction, as a `work` function sees it."""

    def __init__(self, tx: AsyncManagedTransaction, queries: dict[str, Query]) -> None:
        self._tx = tx
        self._queries = queries

    async def rows(self, name: str, /, **params: Any) -> list[Row]:
        """The rows of a catalogue query, each a list of values in the order of its columns."""
        with query_metrics.timed(name):
            query = self._queries[name]
            return await _unpacked(query, await self._tx.run(query.sent, params))

    async def row(self, name: str, /, **params: Any) -> Row | None:
        """The first row, or None."""
        rows = await self.rows(name, **params)
        return rows[0] if rows else None


class Database:
    """The graph. Make one a process with `connect`; safe for any number of tasks."""

    def __init__(
        self,
        driver: neo4j.AsyncDriver,
        database: str,
        queries: dict[str, Query],
        timeout_s: float,
        breaker: Breaker | None = None,
    ) -> None:
        self._driver = driver
        self._database = database
        self._queries = queries
        self._timeout_s = timeout_s
        self._breaker = breaker or Breaker("neo4j")
        self._prepared = {
            name: neo4j.Query(
                query.sent,
                metadata={"query": name},
                timeout=query.timeout_s or timeout_s,
            )
            for name, query in queries.items()
        }

    @classmethod
    async def connect(cls, settings: Settings) -> Database:
        """A database whose server has answered.

        Raises BadSetting where the server refuses the address or the password, ServerFailed where
        it does not answer.
        """
        try:
            driver = AsyncGraphDatabase.driver(
                settings.neo4j_uri,
                auth=(settings.neo4j_user, settings.neo4j_password.get_secret_value()),
                max_connection_pool_size=settings.neo4j_pool_size,
                connection_acquisition_timeout=settings.query_timeout_s,
                connection_timeout=5.0,
                max_transaction_retry_time=_NEVER,  # the driver asks no breaker
                keep_alive=True,
                user_agent="proconnect",
                notifications_min_severity="OFF",
            )
        except (ConfigurationError, ValueError) as error:
            raise BadSetting(f"NEO4J_URI: {error}") from None
        try:
            await driver.verify_connectivity()
        except AuthError:
            await driver.close()
            raise BadSetting("NEO4J_PASSWORD: the server refuses this user and password") from None
        except (DriverError, Neo4jError) as error:
            await driver.close()
            reason = " ".join(str(error).split())  # The driver's has several lines.
            raise ServerFailed(f"Neo4j does not answer at {settings.neo4j_uri}: {reason}") from None
        return cls(driver, settings.neo4j_database, catalog.load(), settings.query_timeout_s)

    def patient(self, timeout_s: float) -> Database:
        """The same graph, over the same connections and breaker, with one limit for every query.

        A server that has just started may take longer to plan a query than it may run.
        """
        queries = {name: replace(q, timeout_s=timeout_s) for name, q in self._queries.items()}
        return Database(self._driver, self._database, queries, timeout_s, self._breaker)

    @property
    def is_away(self) -> bool:
        """Whether the server is left alone because it did not answer."""
        return self._breaker.is_open

    async def close(self) -> None:
        """Close every connection."""
        await self._driver.close()

    @asynccontextmanager
    async def _session(self, access: str) -> AsyncIterator[AsyncSession]:
        bookmarks = _bookmarks.get()
        with query_metrics.RUNNING.track_inprogress():
            async with self._driver.session(
                database=self._database,
                default_access_mode=access,
                bookmarks=neo4j.Bookmarks.from_raw_values(bookmarks.values) if bookmarks else None,
            ) as session:
                yield session

    async def rows(self, name: str, /, **params: Any) -> list[Row]:
        """The rows of a catalogue query, each a list of values in the order of its columns.

        Raises QueryTimeout past the query's time limit, Unavailable where the server does not
        answer within some retries, or is left alone because it did not answer others.
        """

        async def read() -> list[Row]:
            query = self._queries[name]
            access = neo4j.READ_ACCESS if query.access == "read" else neo4j.WRITE_ACCESS
            # The server ends what takes too long; one that hangs does not.
            async with (
                asyncio.timeout((query.timeout_s or self._timeout_s) + _GRACE_S),
                self._session(access) as session,
            ):
                with query_metrics.timed(name):
                    result = await session.run(self._prepared[name], params)
                    return await _unpacked(query, result)

        return await self._persistent(name, read)

    async def _persistent(self, name: str, ask: Callable[[], Awaitable[T]]) -> T:
        """What `ask` returns, tried again after what passes: for 10 s, but where the server is
        away for 2 s, or until others find that it is. A server that let several down is left alone.
        """
        began = time.monotonic()

        def passes(error: BaseException) -> bool:
            if isinstance(error, _AWAY):
                waited = time.monotonic() - began
                if waited > _AWAY_FOR_S or self._breaker.is_open:
                    return False
            return _is_retryable(error)

        try:
            with self._breaker.attempt(_AWAY, silent=(ConnectionAcquisitionTimeoutError,)):
                try:
                    return await ask()
                except (Neo4jError, DriverError) as error:
                    if not passes(error):
                        raise
                async for attempt in AsyncRetrying(
                    retry=retry_if_exception(passes),
                    stop=stop_after_delay(_RETRY_FOR_S),
                    wait=wait_random_exponential(multiplier=0.05, max=1.0),
                    reraise=True,
                ):
                    with attempt:
                        return await ask()
        except (Neo4jError, DriverError, TimeoutError, LeftAlone) as error:
            raise _mapped(error, name) from error
        raise AssertionError("unreachable: the last attempt returns or raises")

    async def row(self, name: str, /, **params: Any) -> Row | None:
        """The first row of a catalogue query, or None."""
        rows = await self.rows(name, **params)
        return rows[0] if rows else None

    async def write(self, work: Callable[[Transaction], Awaitable[T]], *, name: str) -> T:
        """What `work` returns, after one transaction around it has been committed.

        `name` is what the server's list of transactions shows. Raises what `work` raises (then
        nothing was written), Conflict where a constraint refuses, QueryTimeout and Unavailable.
        """

        async def run(tx: AsyncManagedTransaction) -> T:
            return await work(Transaction(tx, self._queries))

        unit = neo4j.unit_of_work(metadata={"query": name}, timeout=self._timeout_s)(run)

        async def write() -> T:
            async with (
                asyncio.timeout(self._timeout_s + _GRACE_S),
                self._session(neo4j.WRITE_ACCESS) as session,
            ):
                answer = await session.execute_write(unit)
                if bookmarks := _bookmarks.get():
                    bookmarks.values |= (await session.last_bookmarks()).raw_values
                return answer

        return await self._persistent(name, write)

    async def batch(self, name: str, rows: Sequence[dict[str, Any]], *, size: int = 5_000) -> None:
        """Run a write query over `rows` in transactions of `size` rows each, as `$rows`."""
        for start in range(0, len(rows), size):
            part = rows[start : start + size]

            async def write(tx: Transaction, part: Sequence[dict[str, Any]] = part) -> None:
                await tx.rows(name, rows=part)

            await self.write(write, name=name)

    async def run_schema(self, statement: str) -> None:
        """Run one statement of a migration; schema and data may not share a transaction."""
        try:
            async with self._session(neo4j.WRITE_ACCESS) as session:
                result = await session.run(neo4j.Query(statement, timeout=600.0))
                await result.consume()
        except (Neo4jError, DriverError) as error:
            raise _mapped(error, "schema") from error

    async def explain(self, name: str) -> Any:
        """Plan a catalogue query without running it; the server keeps the plan.

        Returns it as the driver gives it, a tree of operators. Raises ProConnectError.
        """
        query = self._queries[name]

        async def plan() -> Any:
            async with self._session(neo4j.READ_ACCESS) as session:
                result = await session.run("EXPLAIN " + query.sent, query.sample)
                return (await result.consume()).plan

        return await self._persistent(name, plan)


async def _unpacked(query: Query, result: AsyncResult) -> list[Row]:
    rows = await result.values()
    return rows[0][0] if query.packed else rows


def _is_retryable(error: BaseException) -> bool:
    return isinstance(error, (Neo4jError, DriverError)) and error.is_retryable()


def _mapped(error: Exception, name: str) -> ProConnectError:
    found = _translated(error, name)
    query_metrics.FAILURES.labels(name, found.code).inc()
    return found


def _translated(error: Exception, name: str) -> ProConnectError:
    code = getattr(error, "code", "") or ""
    if code in _TIMEOUT_CODES:
        return QueryTimeout(f"the query {name} ran into its time limit")
    away = (ConnectionAcquisitionTimeoutError, TimeoutError, LeftAlone)
    if isinstance(error, away) or _is_retryable(error):
        return Unavailable("the graph does not answer now; try again")
    if isinstance(error, ConstraintError):
        return Conflict("this exists already")
    if isinstance(error, ClientError):
        # A mistake of ours: let it be seen with its text in the log, masked for the client.
        return ProConnectError(f"{name}: {error.message}")
    return Unavailable(f"the graph does not answer now: {type(error).__name__}")
