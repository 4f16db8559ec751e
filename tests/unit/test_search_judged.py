"""The judged set on its sample of the demo world: as good as the benchmark of the whole world."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator

import pytest

from graph.search.documents import documents
from graph.search.questions import read
from graph.search.ranking import profile_points, reranked, text_points
from graph.store.search.interface import And, Document
from graph.store.search.kinds import Kind
from graph.store.search.tantivy_engine import TantivyEngine
from graph.store.search.words import text_key
from tests.judged import judging
from tests.judged.judging import Profile, Query, Report


@pytest.fixture(scope="module")
async def engine(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[TantivyEngine]:
    made = TantivyEngine(tmp_path_factory.mktemp("judged") / "search")
    rows = judging.sample()
    companies = sorted({company for row in rows for _, company, _ in row[1]})
    places = sorted({(row[0]["city"], row[0]["country"]) for row in rows if row[0]["city"]})
    async with made.rebuild() as building:
        for row in rows:
            await building.add(Kind.MEMBER, documents(Kind.MEMBER, row))
        for id_, name in enumerate(companies):
            values = {"id": id_, "name": name, "industry": None, "domain": None}
            values |= {"description": None, "country": None, "size": None, "city": None}
            await building.add(Kind.COMPANY, documents(Kind.COMPANY, [values, None, 30]))
        await building.add(Kind.PLACE, _places(places))
    yield made
    await made.close()


def _places(named: list[tuple[str, str]]) -> list[Document]:
    from graph.places import gazetteer

    known = gazetteer.load()
    found = {}
    for name, country in named:
        if (place := known.find(name, country)) is not None:
            row = [place.id, name, country, place.population, place.latitude, place.longitude]
            found[place.id] = documents(Kind.PLACE, row)[0]
    return list(found.values())


async def ask(engine: TantivyEngine, query: Query) -> tuple[list[int], int]:
    """The best hits as the product ranks them where nobody is near the viewer."""
    question = await read(engine, Kind.MEMBER, query.text)
    found = await engine.search(
        Kind.MEMBER, question.typed, And((question.where, And(()))), limit=60
    )
    points = {
        int(hit.id): profile_points(hit) + text_points(question.asked, hit, question.understood)
        for hit in found.hits
    }
    return [int(hit.id) for hit in reranked(found.hits, points)], found.total


async def test_the_judged_set_is_answered_well(engine: TantivyEngine) -> None:
    profiles: dict[int, Profile] = {}
    for row in judging.sample():
        one = judging.profile(row)
        profiles[one.id] = one
    report = Report()
    asked = judging.queries()
    assert len(asked) >= 300
    for query in asked:
        began = time.perf_counter()
        found, total = await ask(engine, query)
        report.add(query, judging.judge(query, found, total, profiles), time.perf_counter() - began)
    assert report.mean("name with a typo") >= 0.90, report.bad
    assert report.mean("name, last name first") >= 0.95, report.bad
    assert report.mean(*judging.titles(report)) >= 0.85, report.bad
    assert report.mean(*judging.EXACT) == 1.0, report.bad


@pytest.mark.parametrize("text", ["Product Manager", "product manager", "Produktmanager"])
async def test_people_with_that_title_go_above_all_others(engine: TantivyEngine, text: str) -> None:
    profiles = {row[0]["id"]: judging.profile(row) for row in judging.sample()}

    def has(id_: int) -> bool:
        return any("product manager" in text_key(t) for t in profiles[id_].fields["title"])

    found, _ = await ask(engine, Query("", text))
    having = [has(id_) for id_ in found]
    assert having == sorted(having, reverse=True)
    wanted = sum(has(id_) for id_ in profiles)
    assert sum(having) == min(60, wanted) > 20
