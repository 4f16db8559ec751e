"""The worker derives the vectors of skills from the jobs; every process follows the version."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from graph.check import check
from graph.jobs.background import known_skills
from graph.jobs.match import match
from graph.skills import deriving
from graph.skills.deriving import LEAST_JOBS, derive, derive_when_due
from graph.skills.skills import skills_of_members
from graph.skills.vectors import NONE, vectors
from graph.store.store import Store
from graph.visibility import Viewer
from tests.conftest import NOW, LoadWorld
from tests.working import until, working
from tests.worlds.world import World

FIELDS = {field: [f"{field} {n}" for n in range(9)] for field in ("care", "code")}


def town(jobs: int) -> World:
    """Ana (1) has three skills of care; jobs ask for four of care or of code, in turn.

    The first two jobs ask for none of hers.
    """
    chance, world = random.Random(3), World()
    ana = world.member("Ana")
    world.skill(ana, *FIELDS["care"][:3])
    company = world.company("Company")
    for field in FIELDS.values():
        world.job(company, "Job", skills=tuple(field[4:8]))
    for number in range(jobs - 2):
        skills = chance.sample(FIELDS["code" if number % 2 else "care"], 4)
        world.job(company, "Job", skills=tuple(skills))
    return world


async def test_the_worker_derives_what_is_not_there_and_matches_follow(
    store: Store, load_world: LoadWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deriving, "DIMENSIONS", 2)
    await load_world(town(LEAST_JOBS))
    before = await match(store.db, Viewer(1), [1, 2], now=NOW)
    assert [one.score for one in before if one] == [0.0, 0.0]
    assert (await known_skills(store.db, 1)).vectors is NONE

    async def derived() -> bool:
        return (await known_skills(store.db, 1)).vectors.version is not None

    async with working(store, (), (derive_when_due,)):
        await until(derived)
    care, code = await match(store.db, Viewer(1), [1, 2], now=NOW)
    assert care is not None
    assert code is not None
    assert care.score > 0.3 > code.score
    assert (care.matched, care.reasons) == ([], [])
    (skills,) = await skills_of_members(store.db, Viewer(1), [1])
    known = await known_skills(store.db, 1)
    assert set(known.skills) == {one.skill.id for one in skills}
    assert set(known.skills) <= known.vectors.places.keys()
    assert await check(store.db) == []
    found = await vectors(store.db, known.vectors.version)
    assert found is known.vectors
    assert await vectors(store.db, "another") is not found


async def test_it_derives_again_after_a_day_or_when_a_tenth_of_the_jobs_came(
    store: Store, load_world: LoadWorld
) -> None:
    await load_world(town(LEAST_JOBS - 1))
    assert not await deriving.is_due(store.db, NOW)
    assert await derive(store.db, NOW) == 0
    await load_world(town(LEAST_JOBS))
    assert await deriving.is_due(store.db, NOW)
    assert await derive(store.db, NOW) == sum(map(len, FIELDS.values()))
    assert not await deriving.is_due(store.db, NOW + timedelta(days=1))
    assert await deriving.is_due(store.db, NOW + timedelta(days=1, seconds=1))
    rows = [
        {"labels": ["Job"], "properties": {"id": 1000 + n}, "location": None} for n in range(11)
    ]
    await store.db.batch("world/create_nodes", rows[:10])
    assert not await deriving.is_due(store.db, NOW)
    await store.db.batch("world/create_nodes", rows[10:])
    assert await deriving.is_due(store.db, NOW)
