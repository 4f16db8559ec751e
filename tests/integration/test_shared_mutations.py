"""What many ask of one thing at once is one transaction; each gets what they would get alone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from graph.check import check
from graph.errors import (
    Conflict,
    IdempotencyMismatch,
    InvalidInput,
    NotFound,
    ProConnectError,
    Unavailable,
)
from graph.jobs import applications
from graph.jobs.applications import Application, Draft
from graph.mutations import Shared, Write, mutate
from graph.settings import Settings
from graph.store.store import Store, open_store
from graph.visibility import Viewer
from tests.conftest import NOW, LoadWorld, times
from tests.integration.conftest import Ask
from tests.worlds.world import World

OPEN, PAST, UNKNOWN = 1, 2, 99
COUNT = 30
LONG = Draft(note="x" * 2_001)


@pytest.fixture(autouse=True)
async def loaded(load_world: LoadWorld) -> None:
    world = World()
    world.members(*(f"M{number}" for number in range(COUNT)))
    world.company("Acme")
    world.job(1, "Baker")
    world.job(1, "Past", expires_at="2026-01-01", posted_at="2025-01-01")
    await load_world(world)


@pytest.fixture
async def other(servers: Settings) -> AsyncIterator[Store]:
    """A second process, as far as the graph can tell: connections and batches of its own."""
    async with open_store(servers) as store:
        yield store


class Applying:
    """Applies to a job, and counts the transactions and who was in them."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []

    async def __call__(
        self,
        store: Store,
        member: int,
        job: int = OPEN,
        draft: Draft | None = None,
        key: str | None = None,
        **more: Any,
    ) -> int:
        draft = draft or Draft()
        shared = Shared(job, draft, partial(self._work, job))
        asked = {"job": job, "note": draft.note, **more}
        answer = await mutate(store, Viewer(member), "apply", asked, shared, key=key, now=NOW)
        assert isinstance(answer, int)
        return answer

    async def _work(
        self, job: int, writes: Sequence[Write], drafts: Sequence[Draft]
    ) -> list[int | ProConnectError]:
        self.batches.append([write.viewer.member_id for write in writes])
        found = await applications.apply(job, writes, drafts)
        return [one.id if isinstance(one, Application) else one for one in found]


async def stored(ask: Ask) -> tuple[list[int], int]:
    """Who has applied, and how many events tell of it."""
    rows = await ask("MATCH (a:Application) RETURN a.member_id AS id ORDER BY id")
    ((told,),) = await ask("MATCH (e:OutboxEvent {kind: 'application.submitted'}) RETURN count(e)")
    assert isinstance(told, int)
    return [int(str(id_)) for (id_,) in rows], told


async def test_all_who_apply_in_a_moment_are_one_transaction(store: Store, ask: Ask) -> None:
    applying = Applying()
    members = range(1, COUNT + 1)
    ids = await asyncio.gather(*(applying(store, one) for one in reversed(members)))
    assert len(set(ids)) == COUNT
    assert applying.batches == [list(members)], "in the order of their ids"
    assert await stored(ask) == (list(members), COUNT)
    again = await asyncio.gather(*(applying(store, one) for one in reversed(members)))
    assert again == ids
    assert await stored(ask) == (list(members), COUNT)


async def test_who_is_refused_takes_nobody_along_and_keeps_the_key(store: Store, ask: Ask) -> None:
    applying = Applying()
    wrong, *right = await asyncio.gather(
        applying(store, 1, draft=LONG, key="k"),
        *(applying(store, one, key="k") for one in (2, 3)),
        return_exceptions=True,
    )
    assert isinstance(wrong, InvalidInput)
    assert await stored(ask) == ([2, 3], 2)
    assert [await applying(store, one, key="k") for one in (2, 3)] == right
    assert isinstance(await applying(store, 1, key="k"), int), "the key was free for other content"
    assert applying.batches == [[1, 2, 3], [1]]
    for job in (PAST, UNKNOWN):
        refused = await asyncio.gather(
            *(applying(store, one, job, key="j") for one in (1, 2)), return_exceptions=True
        )
        assert {type(one) for one in refused} == {Conflict if job == PAST else NotFound}
    assert (await ask("MATCH (i:Idempotency) WHERE i.key ENDS WITH 'j' RETURN i.key")) == []
    assert await stored(ask) == ([1, 2, 3], 3)


async def test_a_key_has_one_content_also_for_who_asks_both_at_once(store: Store, ask: Ask) -> None:
    applying = Applying()
    first, second, other_member = await asyncio.gather(
        applying(store, 1, draft=Draft(note="a"), key="k"),
        applying(store, 1, draft=Draft(note="b"), key="k"),
        applying(store, 2, draft=Draft(note="b"), key="k"),
        return_exceptions=True,
    )
    assert isinstance(first, int)
    assert isinstance(second, IdempotencyMismatch)
    assert isinstance(other_member, int)
    rows = await ask("MATCH (a:Application) RETURN a.note ORDER BY a.member_id")
    assert rows == [["a"], ["b"]]
    assert await applying(store, 1, draft=Draft(note="a"), key="k") == first
    assert await applying(store, 1, draft=Draft(note="b")) == first, "without a key it is known"


async def test_an_old_key_is_free_for_all_of_a_batch(store: Store, ask: Ask) -> None:
    applying = Applying()
    ids = [await applying(store, one, key="k") for one in (1, 2)]
    await ask(
        "MATCH (i:Idempotency) SET i.created_at = i.created_at - $day", day=timedelta(hours=25)
    )
    found = await asyncio.gather(
        *(applying(store, one, draft=Draft(note="new"), key="k") for one in (1, 2))
    )
    assert found == ids


async def test_where_all_fail_together_each_is_tried_alone(store: Store, ask: Ask) -> None:
    tried: list[list[int]] = []

    async def work(writes: Sequence[Write], items: Sequence[Any]) -> list[int]:
        tried.append([write.viewer.member_id for write in writes])
        for write in writes:
            write.emit("test", "1")
        if 2 in tried[-1]:
            raise ValueError("2")
        return [10 * write.viewer.member_id for write in writes]

    async def one(member: int) -> Any:
        shared = Shared(1, None, work)
        return await mutate(store, Viewer(member), "test", {}, shared, key="k", now=NOW)

    found = await asyncio.gather(*(one(member) for member in (1, 2, 3)), return_exceptions=True)
    assert (found[0], found[2]) == (10, 30)
    assert isinstance(found[1], ValueError)
    assert tried[0] == [1, 2, 3]
    assert sorted(tried[1:]) == [[1], [2], [3]]
    assert len(await ask("MATCH (e:OutboxEvent {kind: 'test'}) RETURN e.id")) == 2
    assert await ask("MATCH (i:Idempotency) RETURN i.key ORDER BY i.key") == [["1:k"], ["3:k"]]


async def test_where_the_graph_is_away_nobody_is_tried_alone(store: Store) -> None:
    tried = []

    async def work(writes: Sequence[Write], items: Sequence[Any]) -> list[int]:
        tried.append(len(writes))
        raise Unavailable("away")

    async def one(member: int) -> Any:
        shared = Shared(1, None, work)
        return await mutate(store, Viewer(member), "test", {}, shared, key=None, now=NOW)

    found = await asyncio.gather(*(one(member) for member in (1, 2, 3)), return_exceptions=True)
    assert [type(error) for error in found] == [Unavailable] * 3
    assert tried == [3]


async def test_two_processes_make_one_application_a_member(
    store: Store, other: Store, ask: Ask
) -> None:
    for turn in range(times(3, 50)):
        applying = Applying()
        members = [1 + (turn + number) % COUNT for number in range(COUNT)]
        key = f"k{turn}"
        answers = await asyncio.gather(
            *(
                applying(via, member, key=used, via=number if used is None else None)
                for member in members
                for number, (via, used) in enumerate(
                    ((store, key), (other, key), (store, None), (other, None))
                )
            )
        )
        assert len(set(answers)) == COUNT
        assert all(len(set(answers[n : n + 4])) == 1 for n in range(0, len(answers), 4))
        assert await stored(ask) == (list(range(1, COUNT + 1)), COUNT)
        assert await check(store.db) == []
        await ask("MATCH (n:Application|OutboxEvent) DETACH DELETE n")


async def test_who_applied_sees_it_at_once(store: Store) -> None:
    applying = Applying()
    first, second = await asyncio.gather(applying(store, 1), applying(store, 2))
    for member, id_ in ((1, first), (2, second)):
        page = await applications.own(store.db, Viewer(member), 5, None)
        assert [one.id for one in page.items] == [id_]
