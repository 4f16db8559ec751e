"""What every test may use: one Neo4j and one Redis for the session, and small worlds in them."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import hypothesis
import pytest
from redis.asyncio import Redis

from graph import settings as configuration
from graph.addresses import address_key
from graph.embedded import running
from graph.search.reindex import reindex
from graph.settings import Settings
from graph.skills.taxonomy import Taxonomy
from graph.store.database import Database
from graph.store.migrations import migrate
from graph.store.store import Store, open_store
from graph.world.converting import convert
from graph.world.loading import load_batches
from graph.world.parts import Parts
from tests.browser import chromium
from tests.node import node
from tests.worlds.world import World

SOAK = os.environ.get("PROCONNECT_SOAK", "") not in ("", "0")
"""`make soak`: the long counts of runs, kills and loads that the issues name."""

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
"""The present of small worlds: what has no time of its own happened now."""

_EVERYWHERE = [hypothesis.HealthCheck.too_slow, hypothesis.HealthCheck.function_scoped_fixture]

hypothesis.settings.register_profile(
    "short",
    max_examples=60,
    deadline=None,
    derandomize=True,
    database=None,
    print_blob=True,
    suppress_health_check=_EVERYWHERE,
)
hypothesis.settings.register_profile(
    "soak", hypothesis.settings.get_profile("short"), max_examples=2_000, derandomize=False
)
hypothesis.settings.load_profile("soak" if SOAK else "short")


ORDER = ("/test_tidy", "/test_up", "/unit/", "/test_import", "/test_embedded", "")
"""Parts of paths: form first, and the longest files early, so that two workers end together."""


def times(short: int, soak: int) -> int:
    """How often a test does something: `short` times, or `soak` times under `make soak`."""
    return soak if SOAK else short


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """In the ORDER of their files.

    A fresh machine need not have a browser or Node: without them, what needs them is deselected,
    which pytest's summary counts, so that nothing looks passed that did not run.
    """
    for marker, found in (("browser", chromium()), ("node", node())):
        needing = [item for item in items if item.get_closest_marker(marker)]
        if needing and found is None:
            config.hook.pytest_deselected(items=needing)
            items[:] = [item for item in items if item not in needing]

    def rank(item: pytest.Item) -> int:
        file = item.nodeid.partition("::")[0]
        return next(n for n, part in enumerate(ORDER) if part in file)

    items.sort(key=rank)


@pytest.fixture(scope="session", autouse=True)
def _own_environment() -> Iterator[None]:
    """The settings of whoever runs the tests are not those of the tests."""
    with pytest.MonkeyPatch.context() as patch:
        for name, field in Settings.model_fields.items():
            patch.delenv(field.alias or f"PROCONNECT_{name.upper()}", raising=False)
        if not SOAK:
            # A server of minutes: the optimising compiler takes from the tests what it gives them.
            patch.setenv("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1")
        yield


@pytest.fixture(scope="session")
def data_folder() -> Iterator[Path]:
    """The session's data folder; its path is short, for the Unix socket in it."""
    path = Path(tempfile.mkdtemp(prefix="pc-"))
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture(scope="session")
async def servers(data_folder: Path) -> AsyncIterator[Settings]:
    """Settings with the addresses of a running Neo4j and Redis."""
    wanted = configuration.load(
        data=data_folder, neo4j_heap_mib=512, neo4j_page_cache_mib=128, query_timeout_s=60
    )
    async with running(wanted, say=lambda line: None) as found:
        yield found


@pytest.fixture(scope="session")
async def db(servers: Settings) -> AsyncIterator[Database]:
    """The graph, migrated."""
    database = await Database.connect(servers)
    await migrate(database)
    yield database
    await database.close()


@pytest.fixture(scope="session")
async def store(servers: Settings, db: Database) -> AsyncIterator[Store]:
    """Graph, cache and search of the session, over the same servers as `db`."""
    async with open_store(servers) as opened:
        yield opened


@dataclass(frozen=True, slots=True)
class LoadWorld:
    """`await load_world(world)` replaces what the graph and the cache hold by a small world.

    `await load_world.indexed(world)` indexes it for search, too.
    """

    store: Store
    redis_url: str

    async def __call__(self, world: World, *, taxonomy: Taxonomy | None = None) -> None:
        """Takes 0.2 s for 60 members. Without `taxonomy` each skill is one of its own."""
        await self.clear()
        with tempfile.TemporaryDirectory(prefix="pc-world-") as name:
            folder = world.write(Path(name) / "in")
            work = Path(name) / "parts"
            work.mkdir()
            with Parts(work) as parts:
                known = taxonomy or Taxonomy((), ())
                of = address_key(self.store.settings)
                found = convert(
                    folder, parts, now=NOW, progress=_quiet, taxonomy=known, address_key=of
                )
            assert found.problem_count == 0, "\n".join(map(str, found.problems))
            await load_batches(self.store.db, parts, progress=_quiet)

    async def indexed(self, world: World, *, taxonomy: Taxonomy | None = None) -> None:
        """Takes half a second more."""
        await self(world, taxonomy=taxonomy)
        await reindex(self.store)

    async def clear(self) -> None:
        """Leave only the keys, indexes and migrations."""
        await self.store.db.rows("world/clear_world")
        async with Redis.from_url(self.redis_url) as redis:
            await redis.flushdb()


def _quiet(*_: object) -> None:
    pass


@pytest.fixture(scope="session")
async def load_world(store: Store, servers: Settings) -> LoadWorld:
    """Fills the session's servers by a small world; see LoadWorld."""
    return LoadWorld(store, servers.redis_url)
