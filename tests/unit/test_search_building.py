"""Building an index in a process of its own, and what is left when that process ends too soon."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from graph.errors import ServerFailed
from graph.store.search.interface import Document, In, Sort
from graph.store.search.kinds import Kind
from graph.store.search.tantivy_building import Helper
from graph.store.search.tantivy_engine import TantivyEngine

MANY = 1_000_000
PEOPLE = [Document(id_, {"name": f"Ana {id_}", "completeness": id_ % 3}) for id_ in range(5_000)]


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[TantivyEngine]:
    made = TantivyEngine(tmp_path / "search")
    yield made
    await made.close()


async def built(engine: TantivyEngine, nodes: int) -> list[object]:
    async with engine.rebuild(nodes) as building:
        for start in range(0, len(PEOPLE), 2_000):
            await building.add(Kind.MEMBER, PEOPLE[start : start + 2_000])
    some = In("id", (3, 4, 5, 4_998))
    found = await engine.search(Kind.MEMBER, None, some, sort=Sort("completeness"))
    return [await engine.count(Kind.MEMBER), await engine.fingerprints(Kind.MEMBER), found]


async def test_both_ways_of_building_make_the_same_index(engine: TantivyEngine) -> None:
    assert await built(engine, nodes=MANY) == await built(engine, nodes=0)
    assert await engine.count(Kind.SKILL) == 0


async def test_what_the_process_refuses_leaves_the_live_index_and_no_files(
    engine: TantivyEngine, tmp_path: Path
) -> None:
    await built(engine, nodes=0)
    before = sorted(path.name for path in (tmp_path / "search").iterdir())
    wrong = [Document(1, {"name": "Ana", "completeness": "three"})]

    async def fail() -> None:
        async with engine.rebuild(MANY) as building:
            await building.add(Kind.MEMBER, wrong)

    with pytest.raises(ServerFailed, match="'three' is not an integer"):
        await fail()
    assert sorted(path.name for path in (tmp_path / "search").iterdir()) == before
    assert await engine.count(Kind.MEMBER) == len(PEOPLE)


def test_a_process_that_ends_too_soon_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "next").touch()  # where the folder should be
    helper = Helper(tmp_path / "next")

    def add_again_and_again() -> None:
        for _ in range(100):
            helper.add(Kind.MEMBER, PEOPLE)

    with pytest.raises(ServerFailed, match="NotADirectoryError"):
        add_again_and_again()
    helper.discard()


def test_the_process_ends_with_what_it_reads(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "graph.store.search.tantivy_building", str(tmp_path / "next")]
    ended = subprocess.run(command, input=b"", capture_output=True, timeout=60, check=False)
    assert (ended.returncode, ended.stdout) == (1, b"")
