"""What the tests on real servers share."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import neo4j
import pytest

from graph.check import check
from graph.identity import mails
from graph.search import freshness
from graph.settings import Settings
from graph.store.database import Database
from graph.store.store import Store
from tests.accounts import Person
from tests.client import Client
from tests.conftest import LoadWorld
from tests.working import working
from tests.worlds.chain import network

Ask = Callable[..., Awaitable[list[list[object]]]]


@pytest.fixture(scope="session")
async def client(servers: Settings, store: Store) -> Client:
    """The endpoint over the session's servers."""
    return Client(servers, store)


@pytest.fixture
async def unlimited(servers: Settings, store: Store) -> Client:
    """The endpoint without rate limits, for more questions than one may ask a minute."""
    return Client(servers.model_copy(update={"limits": "off"}), store)


@pytest.fixture
async def ask(servers: Settings) -> AsyncIterator[Ask]:
    """Runs any Cypher; the test's own way in."""
    auth = (servers.neo4j_user, servers.neo4j_password.get_secret_value())
    async with neo4j.AsyncGraphDatabase.driver(
        servers.neo4j_uri, auth=auth, notifications_min_severity="OFF"
    ) as driver:

        async def run(text: str, **params: object) -> list[list[object]]:
            async with driver.session() as session:
                return await (await session.run(text, params)).values()

        yield run


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each catalogue query is asked from now on."""
    counted: Counter[str] = Counter()
    rows = Database.rows

    async def counting(db: Database, name: str, /, **params: Any) -> Any:
        counted[name] += 1
        return await rows(db, name, **params)

    monkeypatch.setattr(Database, "rows", counting)
    return counted


@pytest.fixture
def person(servers: Settings, store: Store) -> Person:
    return Person(servers, store)


@pytest.fixture
def another(servers: Settings, store: Store) -> Person:
    return Person(servers, store)


@pytest.fixture(scope="module")
async def accounts(store: Store, load_world: LoadWorld) -> AsyncIterator[None]:
    """The network, where mails are sent and the index follows; in the end every invariant holds."""
    await load_world.indexed(network())
    async with working(store, (mails.CONSUMER, freshness.CONSUMER)):
        yield
    assert await check(store.db) == []
