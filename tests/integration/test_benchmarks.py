"""Every benchmark works: plain, bare and domain answer, and the sample is the same each time."""

from __future__ import annotations

from collections.abc import AsyncIterator

import neo4j
import pytest

from graph.search.reindex import reindex
from graph.settings import Settings
from graph.skills.taxonomy import Taxonomy
from graph.store.store import Store
from graph.world.converting import convert
from graph.world.loading import load_batches
from graph.world.parts import Parts
from tests.benchmarks import generate, sample
from tests.benchmarks.comparison import Bench, Options, measured
from tests.benchmarks.generate import Shape
from tests.benchmarks.questions import QUESTIONS, Question
from tests.benchmarks.sample import Item
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
