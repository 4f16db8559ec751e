"""What is written is found: the consumer of events, its repairs, and a rebuild beside writes."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from types import SimpleNamespace

import orjson
import pytest

from graph.feed.posting import create, delete, drafted
from graph.mutations import Write, mutate
from graph.search.documents import documents
from graph.search.drift import drift, repair
from graph.search.freshness import CONSUMER, KINDS, changes, handle, refresh
from graph.search.people import search_people
from graph.search.reindex import _catch_up, reindex
from graph.settings import Settings
from graph.skills.taxonomy import Taxonomy
from graph.store.search.interface import Document, fingerprint
from graph.store.search.kinds import Kind
from graph.store.store import Store
from graph.store.streams import Event
from graph.visibility import Viewer
from tests.conftest import NOW, LoadWorld, times
from tests.integration.test_reactions import killed
from tests.working import working
from tests.worlds.world import World


@pytest.fixture
async def village(load_world: LoadWorld) -> SimpleNamespace:
    """Ada and Bob, a company with a job, and a post by Bob."""
    w = World()
    mill = w.company("Mill")
    ada, bob = w.member("Ada Ahorn"), w.member("Bob Birke", headline="Miller")
    w.position(bob, mill, "Miller")
    job = w.job(mill, "Baker")
    post = w.post(bob, "Fresh bread")
    await load_world.indexed(w, taxonomy=Taxonomy((), ()))
    return SimpleNamespace(store=load_world.store, ada=ada, bob=bob, job=job, post=post, mill=mill)


def event(kind: str, **payload: int) -> Event:
    return Event(1, kind, "", orjson.dumps(payload))


async def names(store: Store, viewer: int, query: str) -> list[str]:
    found = await search_people(store, Viewer(viewer), query, None, None, None, now=NOW)
    return [hit.member.name for hit in found.items]


async def say(store: Store, member: int, text: str) -> int:
    """The id of a post, by the one way to write."""

    async def write(transaction: Write) -> int:
        return await create(transaction, drafted(text))

    now = datetime.now(UTC)
    return int(await mutate(store, Viewer(member), "createPost", {}, write, key=None, now=now))


async def unsay(store: Store, member: int, post: int) -> None:
    """Take it back."""

    async def write(transaction: Write) -> int:
        return await delete(transaction, post)

    await mutate(store, Viewer(member), "deletePost", {}, write, key=None, now=datetime.now(UTC))


async def working_again(pids: list[int]) -> None:
    """Give the worker time to start, so that a kill hits one that works."""
    known = len(pids)
    async with asyncio.timeout(60):
        while len(pids) < max(1, known):  # noqa: ASYNC110, another task starts it
            await asyncio.sleep(0.1)
    await asyncio.sleep(times(4, 4))


async def until_found(store: Store, posts: int) -> None:
    """Wait until the index has so many posts."""
    async with asyncio.timeout(120):
        while await store.search.count(Kind.POST) != posts:  # noqa: ASYNC110, another task counts
            await asyncio.sleep(0.02)


async def ghost(store: Store) -> None:
    """The index says something else than the graph in each of the three ways."""
    search = store.search
    await search.index(Kind.MEMBER, [Document(2, {"name": "Bob Buche", "audience": "PUBLIC"})])
    await search.index(Kind.MEMBER, [Document(77, {"name": "Nobody", "audience": "PUBLIC"})])
    await search.delete(Kind.POST, [1])


async def test_drift_is_found_and_repaired(village: SimpleNamespace) -> None:
    store = village.store
    assert await drift(store) == []
    await ghost(store)
    found = {one.kind: one for one in await drift(store)}
    assert found[Kind.MEMBER].stale == {village.bob}
    assert found[Kind.MEMBER].extra == {77}
    assert found[Kind.POST].missing == {village.post}
    assert set(found) == {Kind.MEMBER, Kind.POST}
    assert await repair(store, list(found.values())) == []
    assert await drift(store) == []


async def test_an_event_says_what_to_look_at_and_never_what_it_became(
    village: SimpleNamespace,
) -> None:
    store = village.store
    await ghost(store)
    events = [
        event("member.changed", member=village.bob),
        event("member.deleted", member=77),
        event("job.closed", job=village.job),
    ]
    for _ in range(2):
        await handle(store, list(reversed(events)))
        assert await drift(store) == []
    assert await names(store, village.ada, "birke") == ["Bob Birke"]


def test_every_kind_of_event_says_what_it_is_about() -> None:
    payload = orjson.dumps({"member": 1, "job": 2, "company": 3, "post": 4})
    for kind in KINDS:
        changed, authors = changes([(kind, payload)])
        (ids,) = [ids for ids in changed.values() if ids]
        assert ids in ({1}, {2}, {3}, {4})
        assert authors <= {1}


async def test_a_writer_waits_for_the_one_before(village: SimpleNamespace) -> None:
    """What is read inside is not older than what was written before: no update is lost."""
    store, order = village.store, []

    async def write(name: str) -> None:
        async with store.search.writing():
            order.append(f"{name} in")
            await refresh(store, {Kind.MEMBER: {village.bob}})
            order.append(f"{name} out")

    await asyncio.gather(*(write(name) for name in "abc"))
    assert [order[i][0] for i in (0, 2, 4)] == [order[i][0] for i in (1, 3, 5)]


@pytest.fixture
async def indexing(village: SimpleNamespace) -> AsyncIterator[None]:
    async with working(village.store, [CONSUMER]):
        yield


async def test_a_post_is_found_once_it_is_written(village: SimpleNamespace, indexing: None) -> None:
    store = village.store
    for number in range(times(3, 1_000)):
        await say(store, village.ada, f"Zwieback number {number}")
    await until_found(store, 1 + times(3, 1_000))
    assert await drift(store) == []


async def test_a_killed_writer_loses_no_change(village: SimpleNamespace, servers: Settings) -> None:
    """Posts come and go while the worker that indexes them is killed again and again."""
    store, kills = village.store, times(1, 50)
    changes_made = times(10, 5_000)
    async with killed(servers) as pids:
        mine: list[int] = []
        for number in range(changes_made):
            if mine and number % 3 == 2:
                await unsay(store, village.ada, mine.pop(0))
            else:
                mine.append(await say(store, village.ada, f"Rusk number {number}"))
            if number % (changes_made // kills) == changes_made // kills // 2:
                await working_again(pids)
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pids[-1], signal.SIGKILL)
        await until_found(store, 1 + len(mine))
        async with asyncio.timeout(times(60, 300)):
            while await drift(store):  # noqa: ASYNC110, a worker makes it so
                await asyncio.sleep(0.5)
    assert len(pids) > kills


async def test_a_rebuild_catches_up_with_what_was_written_meanwhile(
    village: SimpleNamespace,
) -> None:
    """The post's page has been read when it is written; the outbox tells of it afterwards."""
    store = village.store

    def meanwhile(stage: str, done: int, total: int) -> None:
        if stage == "indexing posts" and not tasks:
            tasks.append(
                asyncio.get_running_loop().create_task(say(store, village.ada, "Late news"))
            )

    tasks: list[asyncio.Task[object]] = []
    await reindex(store, meanwhile)
    await asyncio.gather(*tasks)
    assert tasks
    await _catch_up(store, 0)
    assert await drift(store) == []


def test_fingerprints_tell_documents_apart() -> None:
    row = [{"id": 1, "text": "a", "visibility": "PUBLIC"}, 5, 2, "PUBLIC", ["x"]]
    (one,) = documents(Kind.POST, row)
    other = Document(one.id, {**one.fields, "text": "b"})
    assert fingerprint(one) == fingerprint(Document(one.id, dict(reversed(one.fields.items()))))
    assert len({fingerprint(one), fingerprint(other), fingerprint(Document(1, {}, "v"))}) == 3
