"""Reactions under load and failure: nothing acknowledged is lost, nothing counts twice."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest

from graph.errors import NotFound, Unavailable
from graph.feed.comments import comments
from graph.feed.counts import counted
from graph.feed.posts import posts_by_ids
from graph.feed.reacting import flush, flush_reactions, react
from graph.model import ReactionKind
from graph.settings import Settings
from graph.store.database import Database
from graph.store.store import Store
from graph.visibility import Viewer
from tests.conftest import LoadWorld, times
from tests.worlds.world import World

MEMBERS = times(150, 1_000)
POST = 1
NOW = datetime(2026, 11, 27, tzinfo=UTC)


@pytest.fixture
async def crowd(load_world: LoadWorld) -> None:
    """One public post by the first of many members."""
    world = World()
    for number in range(1, MEMBERS + 1):
        world.member(f"Member {number}", id=number)
    world.post(1, "Look", id=POST)
    await load_world(world)


async def seen(store: Store, viewer: int) -> tuple[int, str | None]:
    """The number of reactions and their own, as a viewer sees it."""
    posts = await posts_by_ids(store.db, Viewer(viewer), [POST])
    (post,) = await counted(store, Viewer(viewer), [post for post in posts if post is not None])
    return post.reaction_count, post.viewer_reaction


async def in_graph(db: Database) -> dict[int, str]:
    """Who reacted how, by the graph."""
    rows = await db.rows("check/list_repeated_reactions")
    assert rows == []
    found: dict[int, str] = {}
    for number in range(1, MEMBERS + 1):
        (post,) = await posts_by_ids(db, Viewer(number), [POST])
        assert post is not None
        if post.viewer_reaction is not None:
            found[number] = post.viewer_reaction
    return found


@asynccontextmanager
async def killed(settings: Settings) -> AsyncIterator[list[int]]:
    """A real worker that is started again each time it is killed; the list holds its pid."""
    pids: list[int] = []

    async def keep() -> None:
        while True:
            env = os.environ | {
                "PROCONNECT_DATA": str(settings.data),
                "NEO4J_URI": settings.neo4j_uri,
                "NEO4J_USER": settings.neo4j_user,
                "NEO4J_PASSWORD": settings.neo4j_password.get_secret_value(),
                "REDIS_URL": settings.redis_url,
            }
            child = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "resolvers.cli", "worker"),
                env=env,
                stderr=asyncio.subprocess.DEVNULL,
            )
            pids.append(child.pid)
            try:
                await child.wait()
            finally:
                if child.returncode is None:
                    child.kill()
                    await child.wait()

    keeper = asyncio.create_task(keep())
    try:
        yield pids
    finally:
        keeper.cancel()
        await asyncio.wait([keeper])


async def answered(
    store: Store, member: int, kind: ReactionKind | None, given: dict[int, str]
) -> None:
    """React until it is acknowledged, then note it."""
    while True:
        try:
            await react(store, Viewer(member), POST, kind, now=datetime.now(UTC))
        except Unavailable:
            await asyncio.sleep(0.05)
            continue
        if kind is None:
            given.pop(member, None)
        else:
            given[member] = kind.value
        return


async def test_a_viral_post_counts_exactly(store: Store, crowd: None) -> None:
    chance, given = random.Random(1), dict[int, str]()
    kinds = [*ReactionKind, None]

    async def client(mine: range) -> None:
        for member in mine:
            for _ in range(chance.choice((1, 1, 1, 2, 3))):
                await answered(store, member, chance.choice(kinds), given)

    flushing = asyncio.create_task(_flush_often(store))
    try:
        await asyncio.gather(*(client(range(n, MEMBERS + 1, 64)) for n in range(1, 65)))
    finally:
        flushing.cancel()
        await asyncio.wait([flushing])
    for viewer in (1, 2, MEMBERS):
        assert await seen(store, viewer) == (len(given), given.get(viewer))
    await flush(store)
    assert await in_graph(store.db) == given
    assert await store.reactions.posts_waiting() == []


async def _flush_often(store: Store) -> None:
    while True:
        await flush(store)
        await asyncio.sleep(0.01)


async def test_a_reaction_asks_the_graph_once_and_waits_for_others_to_be_written(
    store: Store, crowd: None, asked: Counter[str]
) -> None:
    asked.clear()
    flushing = asyncio.create_task(flush_reactions(store))
    began = asyncio.get_running_loop().time()
    try:
        for member in range(1, MEMBERS + 1):
            found = await react(store, Viewer(member), POST, ReactionKind.LOVE, now=NOW)
            assert (found.reaction_count, found.viewer_reaction) == (member, "LOVE")
            await asyncio.sleep(0.01)
        async with asyncio.timeout(5):
            while await store.reactions.posts_waiting():  # noqa: ASYNC110, the flusher tells nobody
                await asyncio.sleep(0.05)
        seconds = asyncio.get_running_loop().time() - began
    finally:
        flushing.cancel()
        await asyncio.wait([flushing])
    assert asked["feed/list_reactors"] == MEMBERS
    assert 0 < asked["feed/write_reactions"] <= seconds + 1
    asked.clear()
    again = await react(store, Viewer(1), POST, None, now=NOW)
    assert (again.reaction_count, again.viewer_reaction) == (MEMBERS - 1, None)
    assert asked == {"feed/list_reactors": 1}


async def test_many_who_react_at_a_time_are_asked_about_together_and_answered_each(
    store: Store, load_world: LoadWorld, asked: Counter[str]
) -> None:
    world, many = World(), range(1, 101)
    for number in many:
        world.member(f"Member {number}", id=number)
    world.post(1, "Look", id=POST)
    world.block(1, 50)
    await load_world(world)
    asked.clear()

    async def one(member: int, kind: ReactionKind | None) -> tuple[int, str | None] | None:
        try:
            found = await react(store, Viewer(member), POST, kind, now=NOW)
        except NotFound:
            return None
        return found.reaction_count, found.viewer_reaction

    unknown = 1_000
    kinds = [ReactionKind.LOVE, ReactionKind.LIKE, None]
    found = await asyncio.gather(
        *(one(member, kind) for member in (*many, unknown) for kind in kinds[: 1 + member % 3])
    )
    assert asked == {"feed/list_reactors": 1}, "all that came before it was sent"
    shown = iter(found)
    count = 0
    for member in (*many, unknown):
        for number, kind in enumerate(kinds[: 1 + member % 3]):
            count += (number == 0) - (number == 2) if member not in (50, unknown) else 0
            kept = (count, kind.value if kind else None)
            assert next(shown) == (None if member in (50, unknown) else kept)
    assert await seen(store, 3) == (count, "LOVE")
    await flush(store)
    await store.feeds._client.flushdb()
    assert [await seen(store, member) for member in (1, 2, 3)] == [
        (count, "LIKE"), (count, None), (count, "LOVE"),
    ]  # fmt: skip


async def test_kills_of_redis_and_of_workers_lose_no_reaction(
    store: Store, crowd: None, servers: Settings
) -> None:
    chance, given = random.Random(2), dict[int, str]()
    kinds = [*ReactionKind, None]
    stop = asyncio.Event()

    async def client(mine: list[int]) -> None:
        while not stop.is_set():
            await answered(store, chance.choice(mine), chance.choice(kinds), given)

    everybody = list(range(1, MEMBERS + 1))
    clients = [asyncio.create_task(client(everybody[n::8])) for n in range(8)]
    try:
        async with killed(servers) as workers:
            for number in range(times(2, 40)):
                await asyncio.sleep(times(1, 3))
                if number % 2:
                    if workers:
                        os.kill(workers[-1], signal.SIGKILL)
                else:
                    info = await store.feeds._client.info("server")
                    os.kill(info["process_id"], signal.SIGKILL)
                    await _back(store)
    finally:
        stop.set()
        done, _ = await asyncio.wait(clients, timeout=60)
    assert len(done) == len(clients)
    for one in done:
        one.result()
    await asyncio.sleep(0)
    deadline = asyncio.get_running_loop().time() + 60
    while await store.reactions.posts_waiting():
        await flush(store)  # returns at once while the lease of the killed worker runs
        assert asyncio.get_running_loop().time() < deadline
    assert await in_graph(store.db) == given
    assert await seen(store, 1) == (len(given), given.get(1))


async def _back(store: Store) -> None:
    async with asyncio.timeout(60):
        while True:
            try:
                await store.reactions.posts_waiting()
            except Unavailable:
                await asyncio.sleep(0.05)
            else:
                return


async def test_the_last_page_of_comments_is_read_by_index(
    store: Store, load_world: LoadWorld
) -> None:
    world, many = World(), times(300, 10_000)
    world.members("Ana", "Ben")
    world.post(1, "Discuss", id=POST)
    made = [world.comment(POST, 2, f"Comment {n}") for n in range(many)]
    for n in range(20):
        world.comment(POST, 1, "Reply", reply_to=made[n])
    await load_world(world)
    found: list[int] = []
    after = None
    while True:
        page = await comments(store.db, Viewer(1), POST, 100, after)
        found += [one.id for one in page.items]
        if not page.has_next:
            break
        after = page.cursors[-1]
    assert found == made
