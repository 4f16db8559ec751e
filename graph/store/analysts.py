"""The one way around the catalogue: statements that the gateway made from an analyst's.

Its driver is its own, with few connections, so that analysts wait for each other and never for the
product, or it for them. Each statement runs in an explicit transaction of read access, which the
server itself keeps from writing, with a time limit. It is synchronous: rows of a long result are
taken in a thread, away from the event loop that serves members.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import neo4j
from neo4j.exceptions import ClientError, DriverError, Neo4jError, TransientError
from neo4j.time import Date, DateTime, Duration, Time

from graph.errors import InvalidInput, LimitExceeded, ProConnectError, QueryTimeout, Unavailable
from graph.settings import Settings

_TIMEOUT = "Neo.ClientError.Transaction.TransactionTimedOut"
_FETCH = 2_000
_PLAN_S = 15.0
_STOP = """
SHOW TRANSACTIONS YIELD transactionId AS running, metaData AS about
WHERE about.statement = $statement AND about.analyst = $analyst
TERMINATE TRANSACTIONS running YIELD message
RETURN message
"""


@dataclass(frozen=True, slots=True)
class Plan:
    """What the server would do: the kind of the statement ('r' reads) and a tree of operators."""

    kind: str
    root: dict[str, Any]


class Cursor:
    """The rows of one running statement. Close it, also after an error."""

    def __init__(self, session: neo4j.Session, tx: neo4j.Transaction, result: neo4j.Result) -> None:
        self._session = session
        self._tx = tx
        self._result = result

    def fetch(self, count: int) -> list[tuple[Any, ...]]:
        """Up to `count` more rows; an empty list at the end. Raises what `mapped` says."""
        try:
            return [tuple(record.values()) for record in self._result.fetch(count)]
        except (Neo4jError, DriverError) as error:
            raise mapped(error) from error

    def profile(self) -> dict[str, Any]:
        """The operators with what they did, after the last row."""
        try:
            return self._result.consume().profile or {}
        except (Neo4jError, DriverError) as error:
            raise mapped(error) from error

    def close(self) -> None:
        """Ends the transaction; nothing of it remains on the server."""
        try:
            self._tx.close()
            self._session.close()
        except (Neo4jError, DriverError):
            return


class AnalystDatabase:
    """The graph for analysts. Make one a process with `connect`."""

    def __init__(self, driver: neo4j.Driver, database: str) -> None:
        self._driver = driver
        self._database = database

    @classmethod
    def connect(cls, settings: Settings) -> AnalystDatabase:
        """A database that connects at the first statement."""
        driver = neo4j.GraphDatabase.driver(
            settings.neo4j_uri,
            auth=(settings.neo4j_user, settings.neo4j_password.get_secret_value()),
            max_connection_pool_size=settings.analyst_slots * 2 + 2,
            connection_acquisition_timeout=settings.query_timeout_s,
            connection_timeout=5.0,
            user_agent="proconnect-analysts",
            notifications_min_severity="OFF",
        )
        return cls(driver, settings.neo4j_database)

    def close(self) -> None:
        """Close every connection."""
        self._driver.close()

    def _session(self) -> neo4j.Session:
        return self._driver.session(
            database=self._database,
            default_access_mode=neo4j.READ_ACCESS,
            fetch_size=_FETCH,
        )

    def explain(self, text: str, parameters: Mapping[str, Any]) -> Plan:
        """The plan of a statement, which is not run."""
        try:
            with self._session() as session, session.begin_transaction(timeout=_PLAN_S) as tx:
                summary = tx.run("EXPLAIN " + text, dict(parameters)).consume()
        except (Neo4jError, DriverError) as error:
            raise mapped(error) from error
        return Plan(summary.query_type or "", summary.plan or {})

    def open(
        self,
        text: str,
        parameters: Mapping[str, Any],
        *,
        timeout_s: float,
        metadata: Mapping[str, str],
        profile: bool = False,
    ) -> Cursor:
        """Starts a statement that reads; `metadata` shows in the server's list of transactions."""
        session = self._session()
        try:
            tx = session.begin_transaction(metadata=dict(metadata), timeout=timeout_s)
            result = tx.run(("PROFILE " if profile else "") + text, dict(parameters))
        except (Neo4jError, DriverError) as error:
            session.close()
            raise mapped(error) from error
        return Cursor(session, tx, result)

    def stop(self, statement: str, analyst: str) -> bool:
        """Ends a running statement, whichever process began it; whether there was one."""
        try:
            with self._session() as session:
                rows = session.run(_STOP, statement=statement, analyst=analyst).values()
        except (Neo4jError, DriverError) as error:
            raise mapped(error) from error
        return bool(rows)


def mapped(error: Exception) -> ProConnectError:
    """The error of ours for one of the driver's; what a server says of a statement is shown."""
    code = getattr(error, "code", "") or ""
    message = " ".join(str(getattr(error, "message", "")).split())[:300]
    if code.startswith(_TIMEOUT):
        return QueryTimeout("the statement ran into its time limit")
    if "MemoryPoolOutOfMemoryError" in code or "TransactionOutOfMemoryError" in code:
        return LimitExceeded("the statement ran into its memory limit")
    if any(sign in code or sign in message for sign in ("Terminated", "terminated")):
        return LimitExceeded("the statement was stopped")
    if isinstance(error, ClientError) and not isinstance(error, TransientError):
        return InvalidInput(f"query: {message}", field=("query",))
    return Unavailable("the graph does not answer now; try again")


def plain(value: Any) -> Any:
    """A value without the driver's own types: times become the standard library's."""
    if isinstance(value, (DateTime, Date, Time)):
        return value.to_native()
    if isinstance(value, Duration):
        return value.iso_format()
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {name: plain(item) for name, item in value.items()}
    return value
