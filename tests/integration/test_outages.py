"""Servers that hang are left alone, and asked again once they are back; nobody starts anything."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import pytest
from prometheus_client import REGISTRY

from graph import settings
from graph.embedded.folder import DataFolder
from graph.errors import Unavailable
from graph.settings import Settings
from graph.store import redis
from graph.store.cache import Cache
from graph.store.database import Database
from graph.store.store import open_store
from resolvers.warming import warming
from tests.client import Client
from tests.conftest import LoadWorld
from tests.working import until
from tests.worlds.world import World

ASKED = "{viewer {member {name} feed(first: 1) {edges {node {post {text}}}}}}"


def left_alone(server: str) -> bool:
    """What the metric says."""
    return REGISTRY.get_sample_value("proconnect_server_left_alone", {"server": server}) == 1


@contextmanager
def hanging(data: Path, server: str) -> Iterator[None]:
    """The server is there, and does not answer."""
    run = DataFolder(settings.load(data=data)).read_run()
    assert run is not None
    pid, _ = run.children[server]
    os.kill(pid, signal.SIGSTOP)
    while psutil.Process(pid).status() != psutil.STATUS_STOPPED:
        time.sleep(0.01)
    time.sleep(0.2)  # its other threads follow the first
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


async def test_a_graph_that_hangs_is_left_alone_until_it_answers(servers: Settings) -> None:
    db = await Database.connect(servers.model_copy(update={"query_timeout_s": 2.0}))

    async def ask() -> object:
        return await db.row("connections/count_blocks", viewer=1)

    async def answers() -> bool:
        try:
            await ask()
        except Unavailable:
            return False
        return True

    try:
        await until(answers)
        with hanging(servers.data, "Neo4j"):
            answered = await asyncio.gather(*(ask() for _ in range(5)), return_exceptions=True)
            assert [type(one) for one in answered] == [Unavailable] * 5
            assert left_alone("neo4j")
            with pytest.raises(Unavailable):
                await ask()
        await until(answers)
        assert not left_alone("neo4j")
    finally:
        await db.close()


async def test_a_graph_that_is_back_plans_the_hot_queries_again(
    servers: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "proconnect.warming")

    def planned() -> int:
        return sum("planned" in record.message for record in caplog.records)

    async with (
        open_store(servers.model_copy(update={"query_timeout_s": 2.0})) as store,
        warming(store),
    ):
        async with asyncio.timeout(60):
            while planned() < 1:  # noqa: ASYNC110, a log
                await asyncio.sleep(0.1)
        with hanging(servers.data, "Neo4j"):
            asked = (store.db.row("connections/count_blocks", viewer=1) for _ in range(5))
            await asyncio.gather(*asked, return_exceptions=True)
            assert store.db.is_away
            await asyncio.sleep(1.5)  # it is looked every second
        async with asyncio.timeout(60):
            while planned() < 2:
                with suppress(Unavailable):
                    await store.db.row("connections/count_blocks", viewer=1)
                await asyncio.sleep(0.1)


async def test_a_cache_that_hangs_is_left_alone_until_it_answers(servers: Settings) -> None:
    client = await redis.connect(servers)
    cache = Cache(client)

    async def kept() -> bool:
        await cache.put("kept", b"1", ttl_s=60)
        return await cache.get("kept") == b"1"

    try:
        assert await kept()
        with hanging(servers.data, "Redis"):
            assert await asyncio.gather(*(cache.get("kept") for _ in range(5))) == [None] * 5
            assert left_alone("redis")
            assert await cache.get("kept") is None
        await until(kept)
        assert not left_alone("redis")
    finally:
        await client.aclose()


async def test_members_read_while_the_cache_hangs(
    client: Client, load_world: LoadWorld, servers: Settings
) -> None:
    """Feeds are made from the graph meanwhile."""
    world = World()
    world.members("Ada", "Ben")
    world.connect(1, 2)
    world.post(2, "Hello")
    await load_world(world)
    with hanging(servers.data, "Redis"):
        shown = await client.data(1, ASKED)
    assert shown["viewer"]["member"]["name"] == "Ada"
    assert len(shown["viewer"]["feed"]["edges"]) == 1
