"""What a search engine promises; the embedded one is described on real files."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.errors import Conflict, LimitExceeded, Unavailable
from graph.store.search.facets import merged_counts
from graph.store.search.interface import (
    And,
    Document,
    Filter,
    In,
    Not,
    Or,
    Range,
    Search,
    Sort,
    TextQuery,
    equals,
    means,
)
from graph.store.search.kinds import Kind
from graph.store.search.tantivy_engine import TantivyEngine

PEOPLE = [
    Document(1, {"name": "Anna Miller", "title": ["Software Engineer"], "company": ["Acme"]}),
    Document(2, {"name": "Ana Müller", "title": ["Product Manager"], "company": ["Acme", "ACME"]}),
    Document(3, {"name": "Bert Miler", "headline": "Manager of products", "skill": ["C++", "Go"]}),
    Document(4, {"name": "Cem Yılmaz", "skill": ["C#", "JavaScript"], "completeness": 9}),
    Document(5, {"name": "Dora Software", "summary": "engineer acme", "completeness": 3}),
]


@asynccontextmanager
async def filled(folder: Path) -> AsyncIterator[TantivyEngine]:
    made = TantivyEngine(folder)
    async with made.rebuild() as building:
        await building.add(Kind.MEMBER, PEOPLE)
    yield made
    await made.close()


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[TantivyEngine]:
    async with filled(tmp_path / "search") as made:
        yield made


@pytest.fixture(scope="module")
async def shared(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[TantivyEngine]:
    async with filled(tmp_path_factory.mktemp("search") / "search") as made:
        yield made


async def ids(engine: TantivyEngine, text: str, where: Filter | None = None) -> list[object]:
    found = await engine.search(Kind.MEMBER, TextQuery(text), where)
    assert found.total == len(found.hits)
    return [hit.id for hit in found.hits]


async def test_several_searches_together_find_what_each_finds(engine: TantivyEngine) -> None:
    asked = [
        Search(Kind.MEMBER, TextQuery("software engineer acme ")),
        Search(Kind.MEMBER, TextQuery("soft"), In("id", (1,)), limit=1),
        Search(Kind.SKILL, TextQuery("java"), sort=Sort("rank"), limit=5),
    ]
    each = [
        await engine.search(one.kind, one.query, one.where, sort=one.sort, limit=one.limit)
        for one in asked
    ]
    assert await engine.together(asked) == each
    assert await engine.together([]) == []
    with pytest.raises(LimitExceeded):
        await engine.together([Search(Kind.MEMBER, limit=engine.max_hits + 1)])


async def test_every_word_must_occur_in_some_field(engine: TantivyEngine) -> None:
    assert await ids(engine, "software engineer acme ") == [1, 5]
    assert await ids(engine, "software manager ") == []


async def test_connecting_words_may_be_missing(engine: TantivyEngine) -> None:
    assert await ids(engine, "Software Engineer at Acme") == [1, 5]


async def test_an_exact_word_goes_before_a_typo(engine: TantivyEngine) -> None:
    assert await ids(engine, "miller ") == [1, 2, 3]
    assert await ids(engine, "miler ") == [3, 1]


async def test_short_words_and_numbers_have_no_typos(engine: TantivyEngine) -> None:
    assert await ids(engine, "ana ") == [2]


async def test_the_last_word_may_be_the_start_of_one(engine: TantivyEngine) -> None:
    assert await ids(engine, "soft") == [5, 1]
    assert await ids(engine, "soft ") == []


async def test_signs_of_programming_languages_count(engine: TantivyEngine) -> None:
    assert await ids(engine, "c++") == [3]
    assert await ids(engine, "C# ") == [4]


async def test_accents_and_case_do_not_count(engine: TantivyEngine) -> None:
    assert await ids(engine, "MULLER ") == [2, 1]
    assert await ids(engine, "yilmaz ") == [4]


async def test_a_search_may_be_restricted_to_some_fields(engine: TantivyEngine) -> None:
    query = TextQuery("software", fields=("name",))
    assert [hit.id for hit in (await engine.search(Kind.MEMBER, query)).hits] == [5]


async def test_a_synonym_also_matches_where_the_field_has_the_value(engine: TantivyEngine) -> None:
    query = TextQuery("js ", synonyms=(means(0, 1, "skill", "JavaScript"),))
    assert [hit.id for hit in (await engine.search(Kind.MEMBER, query)).hits] == [4]
    query = TextQuery("js cem ", synonyms=(means(0, 1, "skill", "JavaScript"),))
    assert [hit.id for hit in (await engine.search(Kind.MEMBER, query)).hits] == [4]


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (And(()), [1, 2, 3, 4, 5]),
        (Or(()), []),
        (Not(Or(())), [1, 2, 3, 4, 5]),
        (In("id", (2, 9, 4)), [2, 4]),
        (In("id", ()), []),
        (Not(In("id", (1, 2))), [3, 4, 5]),
        (equals("company", "acme"), [1, 2]),
        (And((equals("company", "ACME"), Not(equals("name", "anna miller")))), [2]),
        (Or((equals("skill", "c++"), equals("skill", "c#"))), [3, 4]),
        (Range("completeness", at_least=4), [4]),
        (Range("completeness", at_most=3), [5]),
        (Range("completeness", 3, 9), [4, 5]),
        (Range("completeness"), [1, 2, 3, 4, 5]),
    ],
)
async def test_conditions(engine: TantivyEngine, where: Filter, expected: list[int]) -> None:
    found = await engine.search(Kind.MEMBER, None, where)
    assert sorted(int(hit.id) for hit in found.hits) == expected
    assert found.total == len(expected)


@pytest.mark.parametrize("where", [equals("headline", "x"), equals("nothing", "x")])
async def test_a_field_that_cannot_be_filtered_is_a_mistake(
    engine: TantivyEngine, where: Filter
) -> None:
    with pytest.raises(KeyError):
        await engine.search(Kind.MEMBER, None, where)


async def test_facets_count_each_document_once_whatever_the_spelling(
    engine: TantivyEngine,
) -> None:
    found = await engine.search(Kind.MEMBER, facets=("company", "skill"))
    assert dict(found.facets) == {
        "company": (("Acme", 2),),
        "skill": (("C#", 1), ("C++", 1), ("Go", 1), ("JavaScript", 1)),
    }
    with pytest.raises(KeyError):
        await engine.search(Kind.MEMBER, facets=("headline",))


def test_spellings_of_one_value_are_one_bucket() -> None:
    assert merged_counts([("Acme", 2), ("ACME", 3), ("Zoo", 5)]) == (("ACME", 5), ("Zoo", 5))


async def test_order_by_a_number_and_pages(engine: TantivyEngine) -> None:
    where = Range("completeness", at_least=0)
    up = await engine.search(Kind.MEMBER, where=where, sort=Sort("completeness", descending=False))
    assert [hit.id for hit in up.hits] == [5, 4]
    page = await engine.search(Kind.MEMBER, offset=2, limit=2)
    assert (page.total, [hit.id for hit in page.hits]) == (5, [3, 4])
    none = await engine.search(Kind.MEMBER, limit=0)
    assert (none.total, none.hits) == (5, ())


async def test_a_page_beyond_the_cap_is_refused(engine: TantivyEngine) -> None:
    await engine.search(Kind.MEMBER, offset=engine.max_hits - 1, limit=1)
    with pytest.raises(LimitExceeded, match="10000"):
        await engine.search(Kind.MEMBER, offset=engine.max_hits, limit=1)


async def test_a_hit_shows_its_fields(engine: TantivyEngine) -> None:
    (hit,) = (await engine.search(Kind.MEMBER, where=equals("name", "ana muller"))).hits
    assert dict(hit.shown) == {
        "name": ("Ana Müller",),
        "title": ("Product Manager",),
        "company": ("Acme",),
    }


async def test_changes_are_seen_on_return(engine: TantivyEngine) -> None:
    await engine.index(Kind.MEMBER, [Document(1, {"name": "Zoe Zimmer"})])
    assert await ids(engine, "anna ") == [2]
    assert await ids(engine, "zimmer ") == [1]
    await engine.delete(Kind.MEMBER, [1, 77])
    assert await ids(engine, "zimmer ") == []
    assert await engine.count(Kind.MEMBER) == 4


async def test_all_documents_of_an_id_are_replaced(engine: TantivyEngine) -> None:
    both = [Document(6, {"name": "Eva"}), Document(6, {"name": "Eva"}, "reduced")]
    await engine.index(Kind.MEMBER, both)
    assert await ids(engine, "eva ") == [6, 6]
    await engine.index(Kind.MEMBER, both[:1])
    assert await ids(engine, "eva ") == [6]


async def test_text_ids(engine: TantivyEngine) -> None:
    await engine.index(Kind.SKILL, [Document("tech:go", {"name": "Go", "rank": 3})])
    (hit,) = (await engine.search(Kind.SKILL, TextQuery("go"))).hits
    assert (hit.id, dict(hit.numbers)) == ("tech:go", {"rank": 3})
    with pytest.raises(TypeError):
        await engine.index(Kind.SKILL, [Document(1, {"name": "Go"})])


async def test_without_an_index_there_is_a_clear_error(tmp_path: Path) -> None:
    empty = TantivyEngine(tmp_path / "none")
    assert not await empty.ready()
    with pytest.raises(Unavailable, match="reindex"):
        await empty.search(Kind.MEMBER)
    assert not (tmp_path / "none").exists()
    await empty.close()


async def test_an_index_of_another_schema_is_not_ready(
    engine: TantivyEngine, tmp_path: Path
) -> None:
    assert await engine.ready()
    pointer = tmp_path / "search" / "CURRENT"
    pointer.write_text("0123456789ab-1")
    assert not await engine.ready()


async def test_a_failed_rebuild_leaves_the_live_index_and_no_files(
    engine: TantivyEngine, tmp_path: Path
) -> None:
    before = sorted(path.name for path in (tmp_path / "search").iterdir())

    async def fail() -> None:
        async with engine.rebuild() as building:
            await building.add(Kind.MEMBER, [Document(9, {"name": "Nobody"})])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()
    assert sorted(path.name for path in (tmp_path / "search").iterdir()) == before
    assert await ids(engine, "anna ") == [1, 2]


async def test_searches_go_on_while_it_is_rebuilt_and_other_readers_notice_the_swap(
    engine: TantivyEngine, tmp_path: Path
) -> None:
    reader = TantivyEngine(tmp_path / "search")
    assert await reader.count(Kind.MEMBER) == 5
    for count in (1, 2, 3):
        async with engine.rebuild() as building:
            made = [Document(id_, {"name": "New"}) for id_ in range(count)]
            await building.add(Kind.MEMBER, made)
            before = await reader.count(Kind.MEMBER)
        assert before == (5, 1, 2)[count - 1]
        assert await reader.count(Kind.MEMBER) == count
    assert len([path for path in (tmp_path / "search").iterdir() if path.is_dir()]) == 2
    await reader.close()


async def test_a_commit_of_another_process_is_seen_at_once(
    engine: TantivyEngine, tmp_path: Path
) -> None:
    script = (
        "import asyncio, sys; from pathlib import Path\n"
        "from graph.store.search.tantivy_engine import TantivyEngine\n"
        "from graph.store.search.interface import Document\n"
        "from graph.store.search.kinds import Kind\n"
        "async def main():\n"
        "    engine = TantivyEngine(Path(sys.argv[1]))\n"
        "    await engine.index(Kind.MEMBER, [Document(8, {'name': 'Xaver'})])\n"
        "    await engine.close()\n"
        "asyncio.run(main())\n"
    )
    assert await ids(engine, "xaver ") == []
    command = [sys.executable, "-c", script, str(tmp_path / "search")]
    await asyncio.to_thread(subprocess.run, command, check=True, env={**os.environ})
    assert await ids(engine, "xaver ") == [8]


async def test_only_one_process_writes(engine: TantivyEngine, tmp_path: Path) -> None:
    other = TantivyEngine(tmp_path / "search")
    async with engine.rebuild():
        await other.index(Kind.MEMBER, PEOPLE[:1])
        with pytest.raises(Conflict):
            async with other.rebuild():
                pass
    await other.index(Kind.MEMBER, PEOPLE[:1])
    await other.close()


@settings(max_examples=300, deadline=None)
@given(text=st.text(max_size=500))
async def test_no_text_makes_a_search_fail(shared: TantivyEngine, text: str) -> None:
    found = await shared.search(Kind.MEMBER, TextQuery(text), facets=("company",))
    assert 0 <= found.total <= len(PEOPLE)


HOSTILE = [
    '"',
    '""" AND (((',
    "a AND NOT b OR (c",
    "title:",
    "*",
    "a*b?",
    "/.*/",
    "[a TO z]",
    "\\",
    "-" * 500,
    "{}" * 200,
    "\0\x01\x02",
    "x " * 5000,
    "y" * 10_000,
    "💩 " * 100,
    "\u202e\ufeff\ud7ff",
    "ﷺ" * 50,
    "a\u0300" * 300,
]


@pytest.mark.parametrize("text", HOSTILE)
async def test_hostile_text_is_only_text(engine: TantivyEngine, text: str) -> None:
    for prefix in (True, False):
        found = await engine.search(Kind.MEMBER, TextQuery(text, prefix=prefix))
        assert found.total in range(6)
