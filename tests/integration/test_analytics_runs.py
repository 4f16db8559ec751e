"""A run over the whole network: what it writes, and that it goes on where it was cut off."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from graph.analytics import network, runs
from graph.check import check
from graph.errors import InvalidInput
from graph.settings import Settings
from graph.store.database import Database
from tests.conftest import LoadWorld
from tests.worlds.world import World

TIES = [(1, 2), (1, 3), (2, 3), (3, 4), (5, 6), (7, 8), (4, 9)]
ALL = ("pagerank", "communities", "leiden", "components", "cores", "clustering", "betweenness")


class Cut(Exception):
    """The run is interrupted here."""


@pytest.fixture
def settings(servers: Settings, tmp_path: Path) -> Iterator[Settings]:
    return servers.model_copy(update={"data": tmp_path})


async def fill(load_world: LoadWorld) -> None:
    world = World()
    for n in range(1, 10):
        world.member(f"Member {n}", profile_visibility="PRIVATE" if n in (8, 9) else None)
    for one, other in TIES:
        world.connect(one, other)
    await load_world(world)


async def test_the_network_is_that_of_public_members(
    load_world: LoadWorld, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await fill(load_world)
    monkeypatch.setattr(network, "_PAGE", 2)
    found = await network.load(db)
    assert found.ids.tolist() == [1, 2, 3, 4, 5, 6, 7]
    assert set(found.to_networkx().edges) == {(1, 2), (1, 3), (2, 3), (3, 4), (5, 6)}


async def test_a_run_writes_each_result_with_its_version(
    load_world: LoadWorld, db: Database, settings: Settings
) -> None:
    await fill(load_world)
    first = await runs.run(settings, db, ALL)
    assert (first.version, first.members, first.ties, first.resumed) == (1, 7, 5, ())
    second = await runs.run(settings, db, ("cores",))
    assert second.version == 2
    cut = (await network.load(db)).to_networkx()
    ranks, cores = nx.pagerank(cut), nx.core_number(cut)
    for member in (1, 4, 7, 8):
        found = await scores(settings, member)
        if member == 8:  # PRIVATE: not in the analysts' graph, so without a score
            assert found == {}
            continue
        assert found["pagerank"] == pytest.approx(ranks[member])
        assert (found["core"], found["core_version"]) == (cores[member], 2)
        assert found["pagerank_version"] == found["community_version"] == 1
        assert found["component"] == {1: 0, 4: 0, 7: 2}[member]
    assert await check(db) == []


async def test_a_run_that_was_cut_off_goes_on_and_repeats_nothing(
    load_world: LoadWorld, db: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    await fill(load_world)
    monkeypatch.setattr(runs, "_BATCH", 3)
    done: list[tuple[str, int]] = []

    def cutting(*parts: tuple[str, int]) -> Any:
        def progress(part: str, count: int, total: int) -> None:
            done.append((part, count))
            if (part, count) in parts:
                raise Cut

        return progress

    for cut in (("cores", 1), ("writing", 3)):
        with pytest.raises(Cut):
            await runs.run(settings, db, ("pagerank", "cores"), progress=cutting(cut))
    found = await runs.run(settings, db, ("pagerank", "cores"), progress=cutting())
    assert found.resumed == ("network", "pagerank", "cores", "writing")
    assert found.version == 1
    assert done == [
        ("network", 7), ("pagerank", 0), ("cores", 1),
        ("cores", 1), ("writing", 3),
        ("writing", 6), ("writing", 7),
    ]  # fmt: skip
    assert (await scores(settings, 1))["core"] == 2


async def test_an_unknown_analysis_is_refused_by_name(db: Database, settings: Settings) -> None:
    with pytest.raises(InvalidInput, match="'astrology' is none of pagerank, communities"):
        await runs.run(settings, db, ("astrology",))


async def scores(settings: Settings, member: int) -> dict[str, Any]:
    """The results that are stored of a member."""
    import neo4j

    auth = (settings.neo4j_user, settings.neo4j_password.get_secret_value())
    with neo4j.GraphDatabase.driver(settings.neo4j_uri, auth=auth) as driver:
        query = "MATCH (m:Member {id: $id}) RETURN properties(m) AS found"
        found = driver.execute_query(query, id=member).records[0]["found"]
    names = [property for property, _ in runs.ANALYSES.values()]
    return {k: v for k, v in found.items() if k.removesuffix("_version") in names}
