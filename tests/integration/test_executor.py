"""The compiled executor answers what graphql-core answers: data, errors and their order."""

from __future__ import annotations

import asyncio
import gc
from collections import Counter
from dataclasses import replace
from importlib.resources import files
from random import Random
from typing import Any

import orjson
import pytest
from prometheus_client import REGISTRY
from strawberry.types import ExecutionResult

from graph.store.database import Database, Row
from graph.store.store import Store
from graph.visibility import Viewer
from resolvers.answers import formatted
from resolvers.context import Context
from resolvers.executor.cache import Executor
from resolvers.ids import KINDS, global_id
from resolvers.schema import schema
from tests.conftest import NOW, LoadWorld, times
from tests.operations import Made, Maker
from tests.worlds.chain import ADA, BO, FLO, HAL, NEVER, network

PARTS, OPERATIONS = times(1, 40), times(150, 2_500)
VIEWERS = (None, ADA, BO, FLO, HAL, NEVER)


class RememberingDatabase(Database):
    """The real database, each question asked once: the world does not change under the test."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._known: dict[bytes, list[Row]] = {}

    async def rows(self, name: str, /, **params: Any) -> list[Row]:
        key = name.encode() + orjson.dumps(params, option=orjson.OPT_SORT_KEYS, default=str)
        if key not in self._known:
            if len(self._known) > 20_000:
                self._known.clear()
            self._known[key] = await self._db.rows(name, **params)
        return self._known[key]

    async def row(self, name: str, /, **params: Any) -> Row | None:
        rows = await self.rows(name, **params)
        return rows[0] if rows else None


@pytest.fixture(scope="module")
async def world(store: Store, load_world: LoadWorld) -> Store:
    await load_world.indexed(network())
    return replace(store, db=RememberingDatabase(store.db))


def values(random: Random, name: str, scalar: str) -> Any:
    if scalar == "Int":
        return random.choice((0, 1, 1, 2, 3, 5, 20, 100, 101 if random.random() < 0.1 else 4))
    if scalar == "Float":
        return random.choice((0.5, 1, 100.0))
    if scalar == "Boolean":
        return random.random() < 0.5
    if scalar == "ID" or name in ("after", "id", "ids"):
        if name == "after":
            return None
        kind = "Member" if "ember" in name or random.random() < 0.6 else random.choice(KINDS)
        if random.random() < 0.02:
            return random.choice(("", "nonsense", "TWVtYmVyOg=="))
        key = "python" if kind == "Skill" else random.choice((*range(1, 11), NEVER))
        return global_id(kind, key)
    return random.choice(("Ada", "python", "baker", "Acme", "Bo leads", "a", "", "Bern", "One"))


def told(result: ExecutionResult) -> bytes:
    """All of a result, with the order of its keys and errors."""
    errors = [formatted(error) for error in result.errors or ()]
    for error in errors:
        if "id" in error.get("extensions", {}):
            raise AssertionError(f"an error that nobody foresaw: {error}")
    return orjson.dumps({"data": result.data, "errors": errors}, option=orjson.OPT_INDENT_2)


def count(by: str) -> float:
    return REGISTRY.get_sample_value("proconnect_executor_operations_total", {"by": by}) or 0.0


async def both(store: Store, made: Made, viewer: int | None) -> tuple[bytes, bytes, bool]:
    """What graphql-core says, what the compiled executor says, and whether it was compiled."""

    def context() -> Context:
        return Context(Viewer(viewer), store, NOW)

    compiled = count("compiled")
    for _ in range(AGAIN):
        expected = told(await PLAIN.execute(made.text, made.variables, context))
        found = told(await COMPILED.execute(made.text, made.variables, context))
        # Of fields that fail side by side graphql-core tells first who failed first: it is asked
        # again, when nobody waits for Neo4j any longer.
        if found == expected or NO_ERRORS in expected:
            break
    return expected, found, count("compiled") > compiled


NO_ERRORS = b'"errors": []'
AGAIN = 10
PLAIN = Executor(schema, compiled=False)
COMPILED = Executor(schema)


@pytest.mark.parametrize("part", range(PARTS))
async def test_generated_operations_have_the_same_answer(world: Store, part: int) -> None:
    by: Counter[str] = Counter()
    for seed in range(part * OPERATIONS, (part + 1) * OPERATIONS):
        random = Random(seed)
        viewer = random.choice(VIEWERS)
        mistakes = random.choice((0.0, 0.0, 0.0, 0.02))
        made = Maker(schema._schema, random, values, mistakes=mistakes).query()
        # Recent searches beside a search tell which of the two fields ran first.
        while "recentSearches" in made.text and "query: " in made.text:
            made = Maker(schema._schema, random, values, mistakes=mistakes).query()
        expected, found, compiled = await both(world, made, viewer)
        assert found == expected, (seed, viewer, made)
        if NO_ERRORS in expected:
            assert compiled, f"graphql-core had to answer {seed}, {viewer}, {made}"
        by["compiled" if compiled else "graphql-core"] += 1
    print(f"operations {part * OPERATIONS} to {(part + 1) * OPERATIONS}: {dict(by)}")


EXAMPLES = sorted(
    path.read_text("utf-8") for path in files("resolvers").joinpath("examples").iterdir()
)
GIVEN = {
    "people": [global_id("Member", BO)],
    "person": global_id("Member", BO),
    "jobs": "baker",
    "prefix": "a",
}


@pytest.mark.parametrize("text", EXAMPLES, ids=lambda text: text[2:30])
async def test_the_examples_are_compiled(world: Store, text: str) -> None:
    asked = Made(text, {**GIVEN, "people": "Ada" if "searchPeople" in text else GIVEN["people"]})
    expected, found, compiled = await both(world, asked, ADA)
    assert compiled
    assert found == expected
    assert NO_ERRORS in expected


async def test_a_field_that_fails_leaves_nothing_behind(
    store: Store, world: Store, caplog: pytest.LogCaptureFixture
) -> None:
    """Those beside it wait for the database: by key, by a loader and in a task of their own."""
    one, post = global_id("Application", 1), global_id("Post", 1)
    text = f"""{{
        application: node(id: "{one}") {{ id }}
        post: node(id: "{post}") {{ id }}
        company(id: "nonsense") {{ id }}
        searchPosts(after: "nonsense") {{ totalCount }}
        hiringViews(companyId: "nonsense") {{ pageInfo {{ hasNextPage }} }}
    }}"""
    for _ in range(20):
        found = await COMPILED.execute(text, None, lambda: Context(Viewer(ADA), store, NOW))
        assert found.errors
    await asyncio.sleep(0.2)  # what nobody waits for any longer ends
    gc.collect()
    await asyncio.sleep(0)
    assert [record.getMessage() for record in caplog.records if record.name == "asyncio"] == []
