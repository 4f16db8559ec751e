"""Events: nothing committed is lost, each takes effect once, and what stays broken can be seen."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest
from redis.asyncio import Redis

from graph.connections import invitations
from graph.connections.follows import follow
from graph.events.consumers import Consumer, Loop
from graph.events.relay import publish_batch, refill
from graph.ids import new_id
from graph.mutations import Write, mutate
from graph.notifications import notify
from graph.settings import Settings
from graph.store.store import Store
from graph.store.streams import Event
from graph.visibility import Viewer
from tests.client import Client, member_id
from tests.conftest import LoadWorld, times
from tests.working import until, working
from tests.worlds.world import World

ADA, BEN, CLO = 1, 2, 3


@pytest.fixture(autouse=True)
async def loaded(load_world: LoadWorld) -> None:
    world = World()
    world.members("Ada", "Ben", "Clo")
    await load_world(world)


async def followed(store: Store, viewer: int, other: int) -> None:
    async def write(tx: Write) -> None:
        await follow(tx, ("Member", other))

    now = datetime.now(UTC)
    await mutate(store, Viewer(viewer), "follow", {}, write, key=None, now=now)


async def told(store: Store, viewer: int) -> list[list[Any]]:
    return await store.db.rows(
        "notifications/list_notifications", viewer=viewer, before=2**63 - 1, limit=10_000
    )


async def pending(store: Store) -> int:
    row = await store.db.row("events/count_pending")
    return int(row[0]) if row else 0


async def test_an_invitation_is_told_once_and_can_be_marked_as_read(
    client: Client, store: Store
) -> None:
    invite = "mutation($id: ID!) {sendInvitation(memberId: $id) {errors {code}}}"
    await client.data(ADA, invite, id=member_id(BEN))
    query = "{viewer {notifications {edges {node {id kind isRead actor {name}}}}}}"

    async def shown() -> Any:
        return (await client.data(BEN, query))["viewer"]["notifications"]["edges"]

    async def published() -> bool:
        return await pending(store) == 0

    async with working(store, (notify.CONSUMER,)):
        await until(shown)
        await refill(store)  # all of it once more
        await until(published)
        await asyncio.sleep(0.3)
    ((edge,),) = [await shown()]
    node = edge["node"]
    assert (node["kind"], node["isRead"], node["actor"]) == (
        "INVITATION_RECEIVED",
        False,
        {"name": "Ada"},
    )
    mark = "mutation($id: ID!) {markNotificationsRead(last: $id) {marked errors {code}}}"
    assert (await client.data(BEN, mark, id=node["id"]))["markNotificationsRead"]["marked"] == 1
    assert (await shown())[0]["node"]["isRead"] is True
    assert (await client.data(BEN, mark, id=node["id"]))["markNotificationsRead"]["marked"] == 0


async def test_a_refused_mutation_tells_nobody(client: Client, store: Store) -> None:
    invite = "mutation($id: ID!) {sendInvitation(memberId: $id) {errors {code}}}"
    assert (await client.data(ADA, invite, id=member_id(999)))["sendInvitation"]["errors"]
    assert await pending(store) == 0


async def test_a_lost_stream_is_filled_again_from_the_outbox(
    store: Store, servers: Settings
) -> None:
    await followed(store, ADA, BEN)
    assert await publish_batch(store) == 1
    assert await pending(store) == 0
    async with Redis.from_url(servers.redis_url) as redis:
        await redis.flushall()

    async def arrived() -> bool:
        return len(await told(store, BEN)) == 1

    async with working(store, (notify.CONSUMER,)):
        await until(arrived)


async def test_a_stream_lost_under_a_worker_is_filled_again(
    store: Store, servers: Settings
) -> None:
    """What waits at the server for news is told that the stream is gone, and goes on."""

    async def told_of(count: int) -> bool:
        return len(await told(store, BEN)) == count

    async with working(store, (notify.CONSUMER,)):
        await followed(store, ADA, BEN)
        await until(lambda: told_of(1))
        async with Redis.from_url(servers.redis_url) as redis:
            await redis.flushall()
        await followed(store, CLO, BEN)
        await until(lambda: told_of(2))


def worker(servers: Settings) -> subprocess.Popen[bytes]:
    """A real worker process on the session's servers."""
    env = os.environ | {
        "PROCONNECT_DATA": str(servers.data),
        "NEO4J_URI": servers.neo4j_uri,
        "NEO4J_PASSWORD": servers.neo4j_password.get_secret_value(),
        "REDIS_URL": servers.redis_url,
    }
    return subprocess.Popen(
        [sys.executable, "-m", "resolvers.cli", "worker"],
        env=env,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


async def test_killed_workers_neither_lose_nor_double_an_event(
    store: Store, servers: Settings, load_world: LoadWorld
) -> None:
    events, kills = times(100, 5_000), times(2, 50)
    world = World()
    world.members(*(f"Member {n}" for n in range(1, events + 2)))
    await load_world(world)
    for_each_kill = events // kills
    for part in range(kills):
        running = worker(servers)
        try:
            for n in range(for_each_kill):
                await followed(store, 2 + part * for_each_kill + n, 1)
            await asyncio.sleep(0.5 + 0.1 * (part % 5))
        finally:
            running.send_signal(signal.SIGKILL)
            running.wait()
    running = worker(servers)

    async def all_done() -> bool:
        told_of = len(await told(store, 1))
        return told_of >= kills * for_each_kill and await pending(store) == 0

    try:
        await until(all_done, 120)
    finally:
        running.terminate()
        running.wait()
    actors = [card["id"] for _, card, _ in await told(store, 1)]
    assert sorted(actors) == list(range(2, 2 + kills * for_each_kill))
    assert await pending(store) == 0


async def test_a_poison_event_is_buried_alone_and_can_be_replayed(store: Store) -> None:
    broken, seen = True, []

    async def handle(store: Store, events: Sequence[Event]) -> None:
        for event in events:
            if broken and event.key == "bad":
                raise ValueError("cannot be digested")
            seen.append(event.key)

    consumer = Consumer("trial", frozenset({"trial.made"}), handle, tries=2, backoff_s=0.05)
    await store.streams.ensure_group("trial")
    made = [Event(new_id(), "trial.made", key, orjson.dumps({})) for key in ("a", "bad", "b")]
    await store.streams.publish([*made, Event(new_id(), "other.made", "c", b"{}")])
    running = asyncio.create_task(Loop(store, consumer).run())

    async def buried() -> bool:
        return bool(await store.streams.dead_letters("trial", 10))

    try:
        await until(buried)
        (letter,) = await store.streams.dead_letters("trial", 10)
        assert letter.event == made[1]
        assert letter.deliveries == 2
        assert "cannot be digested" in letter.error
        assert set(seen) == {"a", "b"}
        (lag,) = await store.streams.lags(["trial"])
        assert (lag.waiting, lag.pending, lag.dead) == (0, 0, 1)
        broken = False
        await store.streams.replay(letter)

        async def digested() -> bool:
            return "bad" in seen

        await until(digested)
        assert await store.streams.dead_letters("trial", 10) == []
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running


async def test_trimming_leaves_what_a_group_still_needs(store: Store) -> None:
    events = [Event(new_id(), "trial.made", str(n), b"{}") for n in range(5)]
    await store.streams.ensure_group("fast")
    await store.streams.ensure_group("slow")
    await store.streams.publish(events)
    fast = await store.streams.read("fast", "one", 10)
    await store.streams.acknowledge("fast", [entry.entry_id for entry in fast])
    slow = await store.streams.read("slow", "one", 3)
    await store.streams.acknowledge("slow", [slow[0].entry_id])
    assert await store.streams.trim(["fast", "slow"]) == 1
    rest = await store.streams.read("slow", "one", 10)
    assert [entry.event for entry in slow[1:] + rest] == events[1:]
    assert await store.streams.trim(["fast", "unknown"]) == 0


async def test_a_subscription_hears_of_an_invitation(store: Store) -> None:
    async def write(tx: Write) -> Any:
        return await invitations.send(tx, store.settings, BEN, "Hello")

    async with (
        working(store, (notify.CONSUMER,)),
        store.signals.listen(notify.invitations_channel(BEN)) as news,
    ):
        now = datetime.now(UTC)
        sent = await mutate(store, Viewer(ADA), "send", {}, write, key=None, now=now)
        heard = await asyncio.wait_for(news.get(), 60)
    assert int(heard) == sent["invitation"]
