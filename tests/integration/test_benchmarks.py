"""Every benchmark works: plain, bare and domain answer, and the sample is the same each time.

Apollo gives the same answers.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import neo4j
import orjson
import pytest

from graph.search.reindex import reindex
from graph.settings import Settings
from graph.skills.taxonomy import Taxonomy
from graph.store.store import Store
from graph.world.converting import convert
from graph.world.loading import load_batches
from graph.world.parts import Parts
from tests.benchmarks import client as bench_client
from tests.benchmarks import generate, sample
from tests.benchmarks.apollo import Recorded, apollo
from tests.benchmarks.bare import Step
from tests.benchmarks.comparison import Bench, Options, measured, recorded
from tests.benchmarks.generate import Shape
from tests.benchmarks.overload import ASKED
from tests.benchmarks.questions import QUESTIONS, Question
from tests.benchmarks.sample import Item
from tests.client import Client
from tests.conftest import NOW, LoadWorld

SHAPE = Shape(
    members=80,
    connections=500,
    companies=10,
    schools=5,
    jobs=30,
    posts=100,
    reactions=150,
    comments=60,
    follows=90,
    blocks=4,
    endorsements=30,
    until="2026-06-30T00:00:00",
)


def _quiet(*_: object) -> None:
    pass


@pytest.fixture(scope="module")
async def driver(servers: Settings) -> AsyncIterator[neo4j.AsyncDriver]:
    auth = (servers.neo4j_user, servers.neo4j_password.get_secret_value())
    async with neo4j.AsyncGraphDatabase.driver(servers.neo4j_uri, auth=auth) as opened:
        yield opened


@pytest.fixture(scope="module")
async def items(
    store: Store,
    servers: Settings,
    driver: neo4j.AsyncDriver,
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, list[Item]]:
    await LoadWorld(store, servers.redis_url).clear()
    folder = tmp_path_factory.mktemp("files")
    generate.write(folder, SHAPE, say=lambda line: None)
    with Parts(tmp_path_factory.mktemp("parts")) as parts:
        found = convert(folder, parts, now=NOW, progress=_quiet, taxonomy=Taxonomy((), ()))
        assert found.problem_count == 0
    await load_batches(store.db, parts, progress=_quiet)
    await reindex(store)
    return await sample.draw(driver, 3)


async def test_the_sample_is_the_same_each_time(
    driver: neo4j.AsyncDriver, items: dict[str, list[Item]]
) -> None:
    assert await sample.draw(driver, 3) == items
    counts = await sample.counts(driver)
    assert (counts["members"], counts["connections"], counts["jobs"]) == (80, 500, 30)
    for item in (*items["typical"], *items["hubs"]):
        assert len(set(item.ids)) == len(item.ids) <= 500


@pytest.mark.parametrize("question", QUESTIONS, ids=[question.name for question in QUESTIONS])
async def test_a_question_is_answered_by_every_subject(
    question: Question, store: Store, driver: neo4j.AsyncDriver, items: dict[str, list[Item]]
) -> None:
    bench = Bench(driver, store, None, Options(budget_s=30.0, warm_up_s=0.0))
    (result,) = await measured(bench, question, "typical", items["typical"])
    found = [(one.subject, one.n, one.failed, one.first_error) for one in result.figures]
    assert found == [
        ("plain Cypher", 3, 0, ""),
        ("bare catalogue", 3, 0, ""),
        ("domain", 3, 0, ""),
    ]
    assert result.mean_ms


TYPES = """
RETURN 1 / toInteger(
  $flag = true AND $count IS :: INTEGER NOT NULL AND $share IS :: FLOAT NOT NULL
  AND $day = date('2026-02-03') AND $at = datetime('2026-02-03T04:05:06.000007Z')
  AND $nested.ids IS :: LIST<INTEGER NOT NULL> NOT NULL AND $nothing IS NULL
) AS one
"""
PARAMS = {
    "flag": True,
    "count": 2**53 + 1,
    "share": 2.0,
    "day": date(2026, 2, 3),
    "at": datetime(2026, 2, 3, 4, 5, 6, 7, tzinfo=UTC),
    "nested": {"ids": [0, 1]},
    "nothing": None,
}


@pytest.mark.node
async def test_apollo_asks_the_same_of_the_graph_and_answers_the_same(
    servers: Settings,
    store: Store,
    unlimited: Client,
    items: dict[str, list[Item]],
    tmp_path: Path,
) -> None:
    asked, documents = {}, {}
    for question in QUESTIONS:
        if question.name in ASKED:
            for item in items["typical"]:
                key, variables = f"{question.name}/{item.viewer}", question.variables(item)
                steps = await recorded(store, question, item)
                answer = (await unlimited.post(item.viewer, question.document, variables)).json()
                asked[key] = Recorded(steps, answer["data"])
                documents[key] = {"query": question.document, "variables": variables}
    assert len(asked) == len(ASKED) * len(items["typical"])
    for key, params in (("typed", PARAMS), ("mistyped", PARAMS | {"share": 2})):
        asked[key] = Recorded([Step("types", TYPES, params)], {"degrees": []})
        documents[key] = {"query": "{ degrees(memberIds: []) }"}
    with (
        apollo(servers, asked, log=tmp_path / "apollo.log") as (process, port),
        closing(bench_client.Client(port, {})) as wire,
    ):
        for key, document in documents.items():
            if key == "mistyped":
                with pytest.raises(RuntimeError, match="/ by zero"):
                    wire.post(orjson.dumps(document), key)
            else:
                assert wire.post(orjson.dumps(document), key) == asked[key].data
    assert process.returncode is not None
