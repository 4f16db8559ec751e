"""Who sees too many members within a day is slowed, then stopped; everybody else is not."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import orjson
import pytest
from prometheus_client import REGISTRY
from redis.asyncio import Redis
from websockets.asyncio.client import connect

from graph import journal
from graph.settings import Settings
from graph.store.cache import Cache
from graph.store.store import Store
from graph.visibility import Viewer
from resolvers import crawling
from resolvers.app import create_app
from resolvers.auth import Tokens
from resolvers.crawling import SLOW, STOP, Crawlers
from resolvers.sockets import PROTOCOL
from tests.client import Client, codes, member_id
from tests.conftest import LoadWorld
from tests.listening import listening
from tests.working import until
from tests.worlds.fair import fair


@pytest.fixture(scope="module", autouse=True)
async def loaded(load_world: LoadWorld) -> None:
    await load_world(fair(120))


@pytest.fixture
async def small(servers: Settings, load_world: LoadWorld, store: Store) -> AsyncIterator[Settings]:
    """Settings of an installation where 40 members within a day are many."""
    await store.cache._client.flushdb()
    journal.path(servers, crawling.FILE).unlink(missing_ok=True)
    yield servers.model_copy(update={"crawl_members": 40, "crawl_lists": 4})
    await store.cache._client.flushdb()


def cards(first: int, count: int = 30) -> str:
    """A query for so many members."""
    asked = (f'm{n}: node(id: "{member_id(n)}") {{id}}' for n in range(first, first + count))
    return "{" + " ".join(asked) + "}"


async def ask(client: Client, viewer: int | None, query: str, role: str = "member") -> str:
    """'ok', or the code of the refusal."""
    answer = (await client.post(viewer, query, role=role)).json()
    return next(iter(codes(answer)), "ok")


async def step_is(settings: Settings, store: Store, who: str, step: str) -> None:
    """Wait until it has been counted and noted."""

    async def noted() -> bool:
        lines = journal.lines(settings, crawling.FILE)
        return any(line["who"] == who and line["step"] == step for line in lines)

    await until(noted)


def stepped(step: str) -> float:
    return REGISTRY.get_sample_value("proconnect_crawlers_total", {"step": step}) or 0.0


async def test_who_sees_many_members_is_slowed_then_stopped_and_nobody_else(
    small: Settings, store: Store
) -> None:
    client, elsewhere = Client(small, store), Client(small, store)
    before = stepped(SLOW), stepped(STOP)
    for _ in range(3):  # the same ones again and again are no crawl
        assert await ask(client, 1, cards(2)) == "ok"
    await asyncio.sleep(1.5)
    assert not list(journal.lines(small, crawling.FILE))
    assert await ask(client, 1, cards(32)) == "ok"
    await step_is(small, store, "member:1", SLOW)
    found = [await ask(client, 1, "{viewer {member {id}}}") for _ in range(12)]
    assert found == ["ok"] * 10 + ["RATE_LIMITED"] * 2
    assert await ask(client, 2, "{viewer {member {id}}}") == "ok"

    assert await ask(elsewhere, 1, cards(62)) == "ok"  # another process learns it from this
    await step_is(small, store, "member:1", STOP)
    refused = await elsewhere.post(1, "{viewer {member {id}}}")
    assert refused.status_code == 429
    assert "too many different members" in refused.text
    assert int(refused.headers["retry-after"]) == 3_600
    assert (stepped(SLOW), stepped(STOP)) == (before[0] + 1, before[1] + 1)
    slowed, stopped = journal.lines(small, crawling.FILE)
    assert (slowed["who"], slowed["roles"], slowed["lists"]) == ("member:1", ["member"], 0)
    assert abs(slowed["members"] - 60) <= 2
    assert abs(stopped["members"] - 90) <= 3

    await crawling.forgive(store, "member:1", now=datetime.now(UTC))
    assert await ask(Client(small, store), 1, cards(2)) == "ok"
    assert [line["step"] for line in journal.lines(small, crawling.FILE)][-1] == "forgiven"


async def test_who_walks_the_graph_edge_by_edge_is_slowed(small: Settings, store: Store) -> None:
    client = Client(small, store)
    for n in range(2, 7):
        listed = "... on Member {connections(first: 2) {edges {node {id}}}}"
        query = f'{{node(id: "{member_id(n)}") {{{listed}}}}}'
        assert await ask(client, 1, query) == "ok"
        assert await ask(client, 3, "{viewer {member {connections {edges {node {id}}}}}}") == "ok"
    await step_is(small, store, "member:1", SLOW)
    assert {line["who"] for line in journal.lines(small, crawling.FILE)} == {"member:1"}


async def test_callers_without_a_token_count_by_address_and_recruiters_see_more(
    small: Settings, store: Store
) -> None:
    client = Client(small, store)
    for first in (2, 32):
        assert await ask(client, 9, cards(first), role="recruiter") == "ok"
        assert await ask(client, None, cards(first)) == "ok"
    await step_is(small, store, "network:127.0.0.1", SLOW)
    assert len(list(journal.lines(small, crawling.FILE))) == 1


async def test_a_websocket_is_no_way_around(small: Settings, store: Store) -> None:
    token = Tokens.load(small).issue(5, "member", timedelta(hours=1), now=datetime.now(UTC))
    begin = {"type": "connection_init", "payload": {"Authorization": f"Bearer {token}"}}
    async with (
        listening(create_app(small, store)) as place,
        connect(f"ws://{place}/graphql", subprotocols=[PROTOCOL]) as socket,  # type: ignore[list-item]
    ):

        async def told(message: object) -> dict[str, object]:
            await socket.send(orjson.dumps(message).decode())
            found: dict[str, object] = orjson.loads(await asyncio.wait_for(socket.recv(), 30))
            return found

        await told(begin)
        for n, first in enumerate((6, 36, 66)):
            message = {"type": "subscribe", "id": str(n), "payload": {"query": cards(first)}}
            assert (await told(message))["type"] == "next"
            await socket.recv()
        await step_is(small, store, "member:5", STOP)
        message = {"type": "subscribe", "id": "x", "payload": {"query": cards(2, 1)}}
        assert (await told(message))["type"] == "error"


async def test_without_redis_nobody_is_slowed_and_nothing_breaks(
    small: Settings, store: Store
) -> None:
    away = Cache(Redis(unix_socket_path="/nowhere/redis.sock"))
    without = replace(store, cache=away)
    crawlers = Crawlers(small, lambda: without)
    with crawlers.watching(Viewer(1), "192.0.2.1"):
        for n in range(2, 100):
            crawling.shown(n)
    await asyncio.sleep(1.5)
    assert await crawlers.bucket(Viewer(1), "192.0.2.1") is None


async def test_without_limits_nothing_is_counted(small: Settings, store: Store) -> None:
    client = Client(small.model_copy(update={"limits": "off"}), store)
    for first in (2, 32, 62):
        assert await ask(client, 1, cards(first)) == "ok"
    await asyncio.sleep(1.2)
    assert not list(journal.lines(small, crawling.FILE))
