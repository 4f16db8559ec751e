"""The compiled executor on a small schema with everything in it that may go wrong."""

from __future__ import annotations

import ast
import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from enum import Enum
from pathlib import Path
from random import Random
from typing import Annotated, Any, Generic, TypeVar

import pytest
import strawberry
from prometheus_client import REGISTRY
from strawberry.dataloader import DataLoader
from strawberry.schema.exceptions import InvalidOperationTypeError
from strawberry.types.graphql import OperationType

from resolvers.executor import cache
from resolvers.executor.cache import Executor
from resolvers.executor.plan import LOADED
from tests.conftest import times
from tests.operations import Maker

T = TypeVar("T")
RESOLVERS = Path(__file__).parents[2] / "resolvers"


@strawberry.enum
class Colour(Enum):
    RED = "r"
    BLUE = "b"


@strawberry.interface
class Thing:
    id: strawberry.ID


@strawberry.type
class Stone(Thing):
    weight: float


@strawberry.type
class Tree(Thing):
    key: strawberry.Private[int]
    height: int

    @strawberry.field(metadata=LOADED)
    async def doubled(self, info: strawberry.Info) -> int:
        return await info.context["loader"].load(self.key)

    @strawberry.field
    async def waited(self) -> int:
        async with asyncio.timeout(5):
            await asyncio.sleep(0.001)
        return self.key

    @strawberry.field
    def counted(self, step: int = 1) -> int:
        return self.key + step

    @strawberry.field
    def place(self, info: strawberry.Info) -> str:
        return f"{info.path.key}"


@strawberry.type
class Box(Generic[T]):
    items: list[T]


Either = Annotated[Stone | Tree, strawberry.union("Either")]


def tree(key: int) -> Tree:
    return Tree(id=strawberry.ID(str(key)), key=key, height=key)


@strawberry.input
class Wanted:
    names: list[str]
    colour: Colour = Colour.RED


@strawberry.type
class Query:
    @strawberry.field
    async def things(self) -> list[Thing]:
        return [tree(1), Stone(id=strawberry.ID("s"), weight=2), tree(2)]

    @strawberry.field
    def either(self) -> list[Either | None]:
        return [tree(1), None, Stone(id=strawberry.ID("s"), weight=2)]

    @strawberry.field
    def trees(self) -> Box[Tree]:
        return Box(items=[tree(number) for number in range(5)])

    @strawberry.field
    def told(self, wanted: Wanted, more: list[int] | None = None) -> str:
        wanted.names.append("changed")
        return f"{len(wanted.names)} {wanted.colour.name} {more}"

    @strawberry.field
    def colour(self) -> Colour:
        return Colour.BLUE

    @strawberry.field
    def large(self) -> int | None:
        return 2**40

    @strawberry.field
    def nothing(self) -> list[str]:
        return None  # type: ignore[return-value]

    @strawberry.field
    async def failing(self) -> int | None:
        raise ValueError("no")

    @strawberry.field(metadata=LOADED)
    async def dishonest(self) -> int | None:
        await asyncio.sleep(0)
        return 1

    @strawberry.field
    def grid(self) -> list[list[int]]:
        return [[1]]

    @strawberry.field
    def where(self, info: strawberry.Info) -> list[str]:
        return [str(info.path.key)]

    @strawberry.field
    def asked(self, info: strawberry.Info, a: int = 3) -> list[str]:
        return [*(one.name for one in info.selected_fields), info.field_name]


@strawberry.type
class Changed:
    number: int
    tree: Tree

    @strawberry.field
    async def failing(self) -> int | None:
        raise ValueError("below")

    @strawberry.field
    async def missing(self) -> int:
        return None  # type: ignore[return-value]


async def changed(info: strawberry.Info, number: int) -> Changed | None:
    await asyncio.sleep(0)
    info.context["changes"].append(number)
    if number < 0:
        raise ValueError("after the change")
    return Changed(number=number, tree=tree(number)) if number else None


@strawberry.type
class Mutation:
    @strawberry.mutation
    def change(self, info: strawberry.Info) -> int:
        info.context["changes"].append(1)
        raise ValueError("after the change")

    @strawberry.mutation
    async def plant(self, info: strawberry.Info, number: int = 1) -> Changed:
        return await changed(info, number)  # type: ignore[return-value]

    @strawberry.mutation
    async def graft(self, info: strawberry.Info, number: int = 1) -> Changed | None:
        return await changed(info, number)

    @strawberry.mutation
    async def where(self, info: strawberry.Info) -> list[str]:
        info.context["changes"].append(1)
        return [str(info.path.key), str(info.path.typename), info.field_name]


@strawberry.type
class Subscription:
    @strawberry.subscription
    async def ticks(self) -> AsyncIterator[int]:
        yield 1


SCHEMA = strawberry.Schema(Query, Mutation, Subscription, types=[Stone, Tree])


def context() -> dict[str, Any]:
    async def double(keys: list[int]) -> list[int]:
        batches.append(list(keys))
        return [2 * key for key in keys]

    batches: list[list[int]] = []
    return {"loader": DataLoader(double), "batches": batches, "changes": []}


def runs(by: str) -> float:
    return REGISTRY.get_sample_value("proconnect_executor_operations_total", {"by": by}) or 0.0


async def answered(query: str, **variables: Any) -> tuple[dict[str, Any] | None, str]:
    """The data of a query, which must be what graphql-core says, and who answered it."""
    before = {by: runs(by) for by in ("compiled", "uncovered", "error")}
    found = await Executor(SCHEMA).execute(query, variables, context)
    (by,) = (by for by, count in before.items() if runs(by) != count)
    plain = await Executor(SCHEMA, compiled=False).execute(query, variables, context)
    assert (found.data, said(found)) == (plain.data, said(plain))
    return found.data, by


def said(result: Any) -> list[object]:
    return [error.formatted for error in result.errors or ()]


@pytest.mark.parametrize(
    "query",
    [
        "{ trees { items { id height doubled waited counted(step: 2) } } colour }",
        "{ things { __typename id ... on Tree { height doubled } ... on Stone { weight } } }",
        "{ either { __typename ... on Tree { id waited } ... on Stone { id } } }",
        '{ told(wanted: {names: ["a"], colour: BLUE}, more: [1, 2]) }',
        "{ told(wanted: {names: []}) asked(a: 1) }",
        "query ($s: Boolean = true) { a: colour @skip(if: $s) b: colour @include(if: $s) }",
        "{ trees { items { counted } } trees { items { height } } }",
        "{ where here: where }",
    ],
)
async def test_what_is_covered_is_compiled(query: str) -> None:
    assert (await answered(query))[1] == "compiled"
    assert (await answered(query))[1] == "compiled"


@pytest.mark.parametrize(
    "query",
    ["{ grid }", "{ trees { items { place } } }", "{ __schema { queryType { name } } }"],
)
async def test_what_is_not_covered_is_answered_by_graphql_core(query: str) -> None:
    assert (await answered(query))[1] == "uncovered"


@pytest.mark.parametrize(
    "query", ["{ large }", "{ nothing }", "{ failing colour trees { items { waited doubled } } }"]
)
async def test_errors_are_told_by_graphql_core(query: str) -> None:
    assert (await answered(query))[1] == "error"


async def test_a_resolver_marked_as_loading_that_does_not_is_answered_all_the_same() -> None:
    data, by = await answered("{ dishonest }")
    assert (data, by) == ({"dishonest": 1}, "error")


async def test_a_loader_is_called_once_for_all_parents() -> None:
    made = context()
    query = "{ trees { items { doubled waited } } things { ... on Tree { doubled } } }"
    result = await Executor(SCHEMA).execute(query, None, lambda: made)
    assert result.errors is None
    (keys,) = made["batches"]
    assert sorted(keys) == [0, 1, 2, 3, 4]


async def test_an_input_is_made_anew_for_each_request() -> None:
    executor = Executor(SCHEMA)
    query = '{ told(wanted: {names: ["a"]}) }'
    answers = [(await executor.execute(query, None, context)).data for _ in range(3)]
    assert answers == [{"told": "2 RED None"}] * 3


_TREE = "{ number tree { height doubled waited } }"


@pytest.mark.parametrize(
    ("query", "by"),
    [
        (f"mutation {{ plant {_TREE} }}", "compiled"),
        (f"mutation {{ __typename a: graft(number: 3) {_TREE} }}", "compiled"),
        ("mutation ($n: Int = 2) { ... on Mutation { graft(number: $n) { number } } }", "compiled"),
        ("mutation { graft(number: 0) { number } }", "compiled"),
        ("mutation { where }", "compiled"),
        ("mutation { elsewhere: where }", "compiled"),
        ("mutation { plant { number failing tree { doubled } } }", "error"),
        ("mutation { plant { number missing } }", "error"),
        ("mutation { graft { number missing } }", "error"),
        ("mutation { plant(number: 0) { number } }", "error"),
        ("mutation { plant(number: -1) { number } }", "error"),
        ("mutation { graft(number: -1) { number } }", "error"),
        ("mutation { plant { tree { place } } }", "uncovered"),
        ("mutation { change }", "uncovered"),
        ("mutation { a: graft { number } b: graft(number: -1) { number } c: where }", "uncovered"),
        ("mutation { a: graft @skip(if: true) { number } }", "uncovered"),
    ],
)
async def test_a_mutation_runs_once_whoever_answers(query: str, by: str) -> None:
    told = []
    for executor in (Executor(SCHEMA), Executor(SCHEMA, compiled=False)):
        made, before = context(), runs(by)
        result = await executor.execute(query, None, lambda made=made: made)  # type: ignore[misc]
        told.append((result.data, said(result), made["changes"], runs(by) - before))
    assert told[0][:3] == told[1][:3]
    assert told[0][3] == 1


def number(random: Random, _name: str, scalar: str) -> Any:
    return random.random() < 0.5 if scalar == "Boolean" else random.choice((-1, 0, 1, 2, 3, 2**31))


async def test_generated_mutations_run_as_often_and_answer_as_with_graphql_core() -> None:
    fast, plain = Executor(SCHEMA), Executor(SCHEMA, compiled=False)
    kinds = ("compiled", "error", "uncovered")
    by: Counter[str] = Counter()
    for seed in range(times(400, 5_000)):
        random = Random(seed)
        mistakes = random.choice((0.0, 0.0, 0.02))
        asked = Maker(SCHEMA._schema, random, number, mistakes=mistakes, fields_left=12).mutation()
        told = []
        for executor in (fast, plain):
            made, before = context(), {kind: runs(kind) for kind in kinds}
            result = await executor.execute(asked.text, asked.variables, lambda made=made: made)  # type: ignore[misc]
            told.append((result.data, said(result), made["changes"]))
            by.update(kind for kind in kinds if made["changes"] and runs(kind) > before[kind])
        assert told[0] == told[1], (seed, asked)
    assert min(by[kind] for kind in kinds) > 20, by


async def test_a_mutation_is_refused_where_only_queries_are_allowed() -> None:
    made = context()
    with pytest.raises(InvalidOperationTypeError):
        await Executor(SCHEMA).execute(
            "mutation { change }", None, lambda: made, allowed={OperationType.QUERY}
        )
    assert made["changes"] == []


async def test_the_caches_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "CACHED_OPERATIONS", 4)
    executor = Executor(SCHEMA)
    for number in range(10):
        await executor.execute(f"{{ a{number}: colour }}", None, context)
    assert [query for query, _ in executor._operations] == [
        f"{{ a{number}: colour }}" for number in range(6, 10)
    ]
    names = [f"s{number}" for number in range(6)]
    declared = ", ".join(f"${name}: Boolean!" for name in names)
    query = f"query ({declared}) {{" + " ".join(f"{n}: colour @skip(if: ${n})" for n in names) + "}"
    for number in range(2**6):
        given = {name: bool(number >> i & 1) for i, name in enumerate(names)}
        result = await executor.execute(query, given, context)
        assert result.data == {name: "BLUE" for name, skipped in given.items() if not skipped}
    operation = executor._operations[query, None]
    assert operation is not None
    assert len(operation.plans) <= cache.PLANS_OF_ONE


async def test_a_cancelled_request_leaves_nothing_running() -> None:
    before = asyncio.all_tasks()
    work = asyncio.create_task(
        Executor(SCHEMA).execute("{ trees { items { waited doubled } } }", None, context)
    )
    await asyncio.sleep(0)
    work.cancel()
    with pytest.raises(asyncio.CancelledError):
        await work
    assert asyncio.all_tasks() - before == set()


def test_resolvers_marked_as_loading_await_loaders_only() -> None:
    """The mark promises it: such resolvers run in the task of the request."""
    wrong = []
    for path in sorted(RESOLVERS.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.AsyncFunctionDef) and any(
                "LOADED" in ast.unparse(decorator) for decorator in node.decorator_list
            ):
                awaited = [ast.unparse(a.value) for a in ast.walk(node) if isinstance(a, ast.Await)]
                wrong += [
                    f"{path.name}:{node.lineno} {one}"
                    for one in awaited
                    if ".loaders" not in one and not one.startswith("loaders.")
                    and not one.startswith("node_by_key")
                ]  # fmt: skip
    assert wrong == [], "take metadata=LOADED away, or let a loader do the work"
