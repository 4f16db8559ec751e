"""Migrations on a real Neo4j: in order, once, by one process at a time, and never changed."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import AsyncIterator

import orjson
import pytest

from graph.errors import MigrationFailed
from graph.settings import Settings
from graph.store import catalog
from graph.store.database import Database
from graph.store.migrations import migrate
from tests.conftest import LoadWorld
from tests.integration.conftest import Ask

NAMES = [name for _, name, _ in catalog.schema_files()]
PROCESS = """
import asyncio, orjson
from graph import settings
from graph.store.database import Database
from graph.store.migrations import migrate
async def main():
    db = await Database.connect(settings.load(query_timeout_s=60))
    print(orjson.dumps(await migrate(db)).decode())
    await db.close()
asyncio.run(main())
"""


@pytest.fixture
async def blank(db: Database, load_world: LoadWorld, ask: Ask) -> AsyncIterator[None]:
    """A store without content, keys, indexes and migrations; migrated again afterwards."""
    await load_world.clear()
    await _forget(ask)
    yield
    await _forget(ask)
    await migrate(db)


async def _forget(ask: Ask) -> None:
    await ask("MATCH (n) WHERE n:Migration OR n:Lease DETACH DELETE n")
    for (name,) in await ask("SHOW CONSTRAINTS YIELD name"):
        await ask(f"DROP CONSTRAINT {name}")
    for (name,) in await ask("SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP' RETURN name"):
        await ask(f"DROP INDEX {name}")


async def recorded(ask: Ask) -> list[object]:
    return [row[0] for row in await ask("MATCH (m:Migration) RETURN m.name ORDER BY m.version")]


@pytest.mark.usefixtures("blank")
async def test_an_empty_store_gets_every_migration_in_order_and_keeps_it(
    db: Database, ask: Ask
) -> None:
    assert await migrate(db) == NAMES
    assert await recorded(ask) == NAMES
    states = await ask("SHOW INDEXES YIELD state RETURN DISTINCT state")
    assert states == [["ONLINE"]]
    assert await ask("MATCH (l:Lease) WHERE l.until > datetime() RETURN l.name") == []
    assert await migrate(db) == []


@pytest.mark.usefixtures("blank")
async def test_several_processes_at_once_run_each_migration_once(
    servers: Settings, ask: Ask
) -> None:
    environment = {
        "NEO4J_URI": servers.neo4j_uri,
        "NEO4J_PASSWORD": servers.neo4j_password.get_secret_value(),
    }
    processes = [
        await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", PROCESS), env=environment, stdout=asyncio.subprocess.PIPE
        )
        for _ in range(4)
    ]
    answers = await asyncio.gather(*(process.communicate() for process in processes))
    assert [process.returncode for process in processes] == [0, 0, 0, 0]
    ran = [name for out, _ in answers for name in orjson.loads(out)]
    assert sorted(ran) == NAMES
    assert await recorded(ask) == NAMES


@pytest.mark.usefixtures("blank")
async def test_a_dead_process_holds_the_others_up_until_its_lease_ends(
    db: Database, ask: Ask
) -> None:
    await ask(
        "CREATE (:Lease {name: 'migrate', owner: 'dead',"
        " until: datetime() + duration({milliseconds: 1500})})"
    )
    begun = time.monotonic()
    assert await migrate(db) == NAMES
    assert time.monotonic() - begun > 1.0


@pytest.mark.usefixtures("blank")
async def test_a_changed_migration_is_refused_by_name_and_nothing_runs(
    db: Database, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    await migrate(db)
    await ask("MATCH (m:Migration {version: 1}) SET m.checksum = 'another'")
    more = (len(NAMES) + 1, "9999_more", "CREATE INDEX more IF NOT EXISTS FOR (n:Post) ON (n.text)")
    files = [*catalog.schema_files(), more]
    monkeypatch.setattr(catalog, "schema_files", lambda: files)
    with pytest.raises(MigrationFailed, match=f"{NAMES[0]} was changed after it ran"):
        await migrate(db)
    assert await ask("SHOW INDEXES YIELD name WHERE name = 'more' RETURN name") == []


@pytest.mark.usefixtures("blank")
async def test_a_store_of_a_later_version_is_refused(db: Database, ask: Ask) -> None:
    await migrate(db)
    await ask("CREATE (:Migration {version: 9999, name: 'later', checksum: 'x'})")
    with pytest.raises(MigrationFailed, match="the graph has migration 9999"):
        await migrate(db)


@pytest.mark.usefixtures("blank")
async def test_a_broken_migration_is_named_and_what_came_before_it_stays(
    db: Database, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = catalog.schema_files()
    number = len(files) + 1
    text = "// Why.\nCREATE INDEX b IF NOT EXISTS FOR (n:Post) ON (n.b);\nNO"
    broken = (number, "0099_broken", text)
    monkeypatch.setattr(catalog, "schema_files", lambda: [*files, broken])
    with pytest.raises(MigrationFailed, match="0099_broken: "):
        await migrate(db)
    assert await recorded(ask) == NAMES
    mended = (number, "0099_broken", text.removesuffix("NO"))
    monkeypatch.setattr(catalog, "schema_files", lambda: [*files, mended])
    begun = time.monotonic()
    assert await migrate(db) == ["0099_broken"]
    assert time.monotonic() - begun < 30, "the lease was given back"
