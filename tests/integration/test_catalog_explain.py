"""What Neo4j plans for each query of the catalogue, on a world large enough for indexes to pay."""

from __future__ import annotations

import asyncio
import random
import re
from collections.abc import Iterator
from typing import Any

import pytest

from graph.store import catalog
from graph.store.database import Database
from tests import cypher_rules
from tests.conftest import LoadWorld
from tests.worlds.world import World

BANNED = {
    "AllNodesScan": "start from a node with a key",
    "CartesianProduct": "join the parts by a pattern, or look one up after the other",
    "NodeByLabelScan": "start from a node with a key, or walk an index",
    "DirectedAllRelationshipsScan": "name the relationship's type and start from a node",
    "UndirectedAllRelationshipsScan": "name the relationship's type and start from a node",
    "DirectedRelationshipTypeScan": "start from a node with a key",
    "UndirectedRelationshipTypeScan": "start from a node with a key",
}
"""Operators that read more than the question needs, and what to do instead."""


def operators(plan: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Each operator of a plan, with its details."""
    yield plan["operatorType"].partition("@")[0], str(plan.get("args", {}).get("Details", ""))
    for child in plan.get("children", []):
        yield from operators(child)


def town() -> World:
    """1,000 members; every kind of node and relationship is there, in plausible proportions."""
    chance, world = random.Random(1), World()
    for n in range(60):
        world.company(f"Company {n}", id=n + 1, city="Berlin", country="DE")
    schools = [world.school(f"School {n}") for n in range(20)]
    members = []
    for n in range(1_000):
        cities = ("Berlin", "Paris", "Madrid", "Rome", "Vienna")
        members.append(world.member(f"Member {n}", id=n + 1, city=chance.choice(cities)))
    ties = {tuple(sorted(chance.sample(members, 2))) for _ in range(8_000)}
    for one, other in sorted(ties):
        world.connect(one, other)
    for m in members:
        world.position(m, chance.randint(1, 60), "Engineer")
        world.skill(m, *{f"skill {chance.randint(1, 200)}" for _ in range(4)})
        world.education(m, chance.choice(schools))
        world.post(m, id=m, text=f"On #topic{m % 40}")
        world.follow(m, "company", chance.randint(1, 60))
    for one, other in zip(members, members[2:], strict=False):
        if tuple(sorted((one, other))) not in ties and one % 20 == 0:
            world.block(one, other)
        if one % 3 == 0:
            world.follow(one, "member", other)
            world.comment(one, other, "Well said", id=one)
            world.react(other, one)
    for n in range(600):
        skills = tuple({f"skill {chance.randint(1, 200)}" for _ in range(5)})
        world.job(n % 60 + 1, f"Job {n}", id=n + 1, skills=skills, city="Berlin")
    return world


@pytest.fixture(scope="module")
async def planned(load_world: LoadWorld, db: Database) -> dict[str, list[tuple[str, str]]]:
    """The operators of the plan of each query."""
    await load_world(town())
    await db.run_schema("CALL db.resampleIndex('post_created_at')")
    await db.run_schema("CALL db.clearQueryCaches()")
    two = asyncio.Semaphore(2)  # Each keeps a core of the server busy.

    async def plan(name: str) -> tuple[str, list[tuple[str, str]]]:
        async with two:
            return name, list(operators(await db.explain(name)))

    return dict(await asyncio.gather(*(plan(name) for name in catalog.load())))


Plans = dict[str, list[tuple[str, str]]]


async def test_no_query_reads_more_than_it_needs(planned: Plans) -> None:
    found = {
        f"{name}: {operator} ({details[:90]})": how
        for name, plan in planned.items()
        for operator, details in plan
        for banned, how in BANNED.items()
        if banned == operator and operator not in catalog.load()[name].allow
    }
    assert found == {}, "or, where it must be: '// allow: OPERATOR, because …'"


async def test_each_index_that_a_header_names_is_sought(planned: Plans) -> None:
    schema = cypher_rules.indexes("\n".join(text for _, _, text in catalog.schema_files()))
    missing = [
        f"{name}: no seek on {index}"
        for name, query in catalog.load().items()
        for index in query.index
        if not any(seeks(*step, *schema[index]) for step in planned[name])
    ]
    assert missing == []


def seeks(operator: str, details: str, label: str, key: str) -> bool:
    on_it = re.search(rf":{label}\(`?{key}`?[,)]", details) is not None
    return on_it and any(word in operator for word in ("Seek", "IndexScan", "MergeUnique"))
