"""The vocabulary's curation: merges that no reader sees half done, spellings, splits, the queue."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace

import pytest

from graph.check import check
from graph.errors import Conflict, InvalidInput, NotFound
from graph.jobs.match import match
from graph.mutations import Write, mutate, operate
from graph.search.drift import drift
from graph.search.freshness import CONSUMER
from graph.search.people import search_people
from graph.skills import curation
from graph.skills.moving import Move, give_to_holders
from graph.skills.profile import add_skill, remove_skill
from graph.skills.skills import skill_by_name, skills_by_ids, skills_of_members
from graph.store.store import Store
from graph.visibility import Viewer
from tests.conftest import NOW, LoadWorld, times
from tests.integration.conftest import Ask
from tests.working import until, working
from tests.worlds.world import World

OLD, NEW = "own:ecmascript", "own:javascript"


@pytest.fixture
async def world(load_world: LoadWorld) -> SimpleNamespace:
    """Ada and Ben name one of two words for a skill, Clo both, Dan neither; Ada vouches twice."""
    w = World()
    ada, ben, clo, dan = w.members("Ada", "Ben", "Clo", "Dan")
    w.skill(ada, "ECMAScript", level="EXPERT")
    w.skill(ben, "JavaScript")
    w.skill(clo, "ECMAScript", level="ADVANCED")
    w.skill(clo, "JavaScript")
    for other in (clo, dan):
        w.connect(ada, other)
    w.connect(dan, clo)
    w.endorse(ada, clo, "ECMAScript")
    w.endorse(ada, clo, "JavaScript")
    w.endorse(dan, clo, "ECMAScript")
    mill = w.company("Mill")
    one = w.job(mill, "Old", skills=("ECMAScript",))
    both = w.job(mill, "Both", skills=("JavaScript",), optional=("ECMAScript", "Baking"))
    await load_world(w)
    return SimpleNamespace(
        store=load_world.store, ada=ada, ben=ben, clo=clo, dan=dan, one=one, both=both
    )


async def held(store: Store, member: int) -> dict[str, tuple[str | None, int]]:
    """Level and endorsements of a member's skills by name, as the member sees them."""
    (skills,) = await skills_of_members(store.db, Viewer(member), [member])
    assert len({one.skill.id for one in skills}) == len(skills)
    return {one.skill.name: (one.level, one.endorsement_count) for one in skills}


async def asked(store: Store, viewer: int, job: int) -> tuple[set[str], set[str]]:
    """The matched and the missing skills of a job."""
    (found,) = await match(store.db, Viewer(viewer), [job], now=NOW)
    assert found is not None
    return {one.name for one in found.matched}, {one.name for one in found.missing}


async def test_a_merge_moves_everything_and_leaves_a_redirect(world: SimpleNamespace) -> None:
    store = world.store
    found = await curation.merge(store, "ECMAScript", "javascript", now=NOW)
    assert (found.skill, found.members, found.jobs, found.endorsements) == (NEW, 1, 1, 2)
    assert await held(store, world.ada) == {"JavaScript": ("EXPERT", 0)}
    assert await held(store, world.ben) == {"JavaScript": (None, 0)}
    assert await held(store, world.clo) == {"JavaScript": ("ADVANCED", 2)}
    assert await asked(store, world.ada, world.one) == ({"JavaScript"}, set())
    assert await asked(store, world.ben, world.both) == ({"JavaScript"}, {"Baking"})
    for name in ("ecmascript", "ECMA Script", "JavaScript"):
        skill = await skill_by_name(store.db, name)
        assert skill is not None
        assert (skill.id, skill.aliases) == (NEW, ("ECMAScript",))
    by_id = await skills_by_ids(store.db, [OLD, NEW, "own:nothing"])
    assert [one.id if one else None for one in by_id] == [NEW, NEW, None]
    assert await check(store.db) == []
    with pytest.raises(InvalidInput):
        await curation.merge(store, "ECMAScript", "JavaScript", now=NOW)
    with pytest.raises(NotFound):
        await curation.merge(store, "Cobol", "JavaScript", now=NOW)


async def test_a_merge_that_was_cut_shows_one_skill_and_goes_on(world: SimpleNamespace) -> None:
    store = world.store

    async def cut(write: Write) -> None:
        await curation._mark(write, OLD, NEW)
        await give_to_holders(write, Move(OLD, NEW, None, OLD))

    await operate(store, "cut", cut, now=NOW)
    assert await held(store, world.ada) == {"JavaScript": ("EXPERT", 0)}
    assert await held(store, world.clo) == {"JavaScript": ("ADVANCED", 2)}
    assert await asked(store, world.ada, world.both) == ({"JavaScript"}, {"Baking"})
    assert {one.rule for one in await check(store.db)} >= {
        "a merged skill is gone and leads to one that is there"
    }
    with pytest.raises(Conflict):
        await curation.merge(store, "JavaScript", "Baking", now=NOW)
    with pytest.raises(Conflict):
        await curation.split(store, "ECMAScript", now=NOW)
    for name in ("ECMAScript", "JavaScript"):
        work = add_skill if name == "ECMAScript" else remove_skill

        async def change(write: Write, name: str = name, work: object = work) -> str:
            return str(await work(write, name))  # type: ignore[operator]

        assert await mutate(store, Viewer(world.dan), "c", {}, change, key=None, now=NOW) == NEW
    assert await held(store, world.dan) == {}
    await curation.merge(store, "ECMAScript", "JavaScript", now=NOW)
    assert await held(store, world.ada) == {"JavaScript": ("EXPERT", 0)}
    assert await check(store.db) == []


async def test_a_split_gives_back_what_a_merge_took(world: SimpleNamespace) -> None:
    store = world.store
    await curation.merge(store, OLD, NEW, now=NOW)
    assert await curation.split(store, "ecmascript", now=NOW) == OLD
    assert await held(store, world.ada) == {"ECMAScript": ("EXPERT", 0)}
    assert await held(store, world.ben) == {"JavaScript": (None, 0)}
    assert await held(store, world.clo) == {"JavaScript": ("ADVANCED", 1)}
    assert await asked(store, world.ada, world.one) == ({"ECMAScript"}, set())
    skill = await skill_by_name(store.db, "ECMA-Script")
    assert skill is not None
    assert skill.id == OLD
    assert {one.detail for one in await check(store.db)} == set()
    await curation.alias(store, "Ecma 262", "ECMAScript", now=NOW)
    with pytest.raises(Conflict):
        await curation.alias(store, "Ecma 262", "JavaScript", now=NOW)
    assert await curation.split(store, "Ecma 262", now=NOW) == "own:ecma262"
    found = await skill_by_name(store.db, "Ecma 262")
    assert found is not None
    assert (found.id, found.verified) == ("own:ecma262", True)
    with pytest.raises(InvalidInput):
        await curation.split(store, "JavaScript", now=NOW)
    with pytest.raises(InvalidInput):
        await curation.alias(store, "!?", "JavaScript", now=NOW)
    assert await check(store.db) == []


async def test_words_wait_with_their_use_until_they_are_settled(world: SimpleNamespace) -> None:
    store = world.store
    waiting = {one.name: (one.members, one.jobs) for one in await curation.queue(store.db, 10)}
    assert waiting == {"ECMAScript": (2, 2), "JavaScript": (2, 1), "Baking": (0, 1)}
    assert [one.name for one in await curation.queue(store.db, 1)] == ["ECMAScript"]
    await curation.verify(store, "JavaScript", now=NOW)
    await curation.merge(store, "ECMAScript", "JavaScript", now=NOW)
    assert [one.name for one in await curation.queue(store.db, 10)] == ["Baking"]
    for wrong in (0, 501):
        with pytest.raises(InvalidInput):
            await curation.queue(store.db, wrong)


async def test_readers_see_one_of_two_merged_skills_and_search_follows(
    load_world: LoadWorld, ask: Ask
) -> None:
    world, store = World(), load_world.store
    count = times(400, 50_000)
    people = [world.member(f"M{number}", id=number) for number in range(1, count + 1)]
    for member in people:
        world.skill(member, *(("ECMAScript", "JavaScript") if member % 3 == 0 else ("ECMAScript",)))
    job = world.job(world.company("Mill"), "Old", skills=("ECMAScript",))
    await load_world.indexed(world)
    seen, done = set(), asyncio.Event()

    async def read(start: int) -> None:
        at = start
        while not done.is_set():
            ids = [1 + (at + step) % count for step in range(0, 200, 7)]
            for skills in await skills_of_members(store.db, Viewer(1), ids):
                seen.add(tuple(sorted(one.skill.name for one in skills)))
            matched, missing = await asked(store, 1 + at % count, job)
            seen.add(tuple(sorted(matched | missing)))
            at += 101

    async with working(store, [CONSUMER]):
        readers = [asyncio.create_task(read(start)) for start in (0, count // 2)]
        await asyncio.sleep(0.05)
        await curation.merge(store, "ECMAScript", "JavaScript", now=NOW)
        await asyncio.sleep(0.05)
        done.set()
        await asyncio.gather(*readers)
        both = ("ECMAScript", "JavaScript")  # Only before it, of those who had both.
        assert seen <= {("ECMAScript",), ("JavaScript",), both}
        ((held_both,),) = await ask(
            "MATCH (m:Member) WHERE COUNT {(m)-[:HAS_SKILL]->()} <> 1 RETURN count(m)"
        )
        assert held_both == 0

        async def follows() -> bool:
            found = await search_people(store, Viewer(1), "ECMAScript", None, None, None, now=NOW)
            return found.total_count == count and await drift(store) == []

        await until(follows)
    assert await check(store.db) == []
