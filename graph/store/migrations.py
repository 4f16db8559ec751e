"""Migrations: `cypher/schema/NNNN_name.cypher`, run in order, recorded in the graph.

Each statement is idempotent (`IF NOT EXISTS`, `MERGE`), because Neo4j cannot put schema and data
into one transaction; a lease lets one process run them while the others wait.
"""

from __future__ import annotations

import asyncio
import hashlib
import re

from tenacity import retry, retry_if_exception_type, stop_after_delay, wait_random_exponential

from graph.errors import Conflict, MigrationFailed, ProConnectError, Unavailable
from graph.store import catalog
from graph.store.database import Database
from graph.store.leases import Lease

_LEASE_S = 60
_WAIT_S = 0.2
_INSIST_S = 30.0


async def migrate(db: Database) -> list[str]:
    """Run what has not run yet and return the names, in order.

    Safe to call from several processes at once. Raises MigrationFailed where a recorded migration
    is not the one in the catalogue, or where a statement breaks.
    """
    files = catalog.schema_files()
    if not await _pending(db, files):
        return []
    lease = Lease(db, "migrate", _LEASE_S)
    # The key of Lease must be there before the lease means anything; creating it is idempotent.
    await _run(db, "lease", _statements(files[0][2]))
    while not await lease.acquire():  # noqa: ASYNC110, the others are other processes
        await asyncio.sleep(_WAIT_S)
    try:
        done = []
        for version, name, text in await _pending(db, files):
            await _run(db, name, _statements(text))
            await db.rows(
                "store/record_migration", version=version, name=name, checksum=_checksum(text)
            )
            await lease.acquire()
            done.append(name)
        await db.run_schema("CALL db.awaitIndexes(600)")
        return done
    finally:
        await lease.release()


async def _pending(db: Database, files: list[tuple[int, str, str]]) -> list[tuple[int, str, str]]:
    recorded: dict[int, str] = {row[0]: row[1] for row in await db.rows("store/list_migrations")}
    known = {version for version, _, _ in files}
    if unknown := sorted(set(recorded) - known):
        raise MigrationFailed(f"the graph has migration {unknown[0]}, which this version does not")
    for version, name, text in files:
        if recorded.get(version, _checksum(text)) != _checksum(text):
            raise MigrationFailed(f"{name} was changed after it ran; add a new migration instead")
    return [file for file in files if file[0] not in recorded]


async def _run(db: Database, name: str, statements: list[str]) -> None:
    for statement in statements:
        try:
            await _insist(db, statement)
        except Conflict:
            continue  # Another process created the same thing at the same moment.
        except ProConnectError as error:
            raise MigrationFailed(f"{name}: {error.message}") from error


@retry(
    # Schema statements of several processes take label locks in any order, and may deadlock.
    retry=retry_if_exception_type(Unavailable),
    stop=stop_after_delay(_INSIST_S),
    wait=wait_random_exponential(multiplier=0.05, max=1.0),
    reraise=True,
)
async def _insist(db: Database, statement: str) -> None:
    await db.run_schema(statement)


def _statements(text: str) -> list[str]:
    bare = re.sub(r"(?m)^//.*$", "", text)
    return [part.strip() for part in bare.split(";") if part.strip()]


def _checksum(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
