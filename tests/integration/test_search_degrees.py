"""Degrees as filter and facet, by every plan, against plain Python over the ties."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import combinations

import pytest

from graph.search.filters import PeopleFilter
from graph.search.people import search_people
from graph.store.search.interface import Filter, Matching, TextQuery
from graph.store.search.kinds import Kind
from graph.store.search.tantivy_engine import TantivyEngine
from graph.store.store import Store
from graph.visibility import Viewer
from tests.conftest import NOW, LoadWorld
from tests.worlds.world import World

CHOICES = [chosen for size in (1, 2, 3) for chosen in combinations((1, 2, 3), size)]
Pair = frozenset[int]


class SmallEngine(TantivyEngine):
    """Gives so few hits that the network is always the narrower side."""

    async def matching(
        self,
        kind: Kind,
        query: TextQuery | None = None,
        where: Filter | None = None,
        *,
        limit: int,
    ) -> Matching:
        return await super().matching(kind, query, where, limit=min(limit, 5))


@dataclass
class Town:
    """Thirty members of one name: 1 knows many, 2 knows one; some are hidden, some blocked."""

    store: Store
    visibility: dict[int, str] = field(default_factory=dict)
    ties: set[Pair] = field(default_factory=set)
    blocks: set[Pair] = field(default_factory=set)

    def degrees(self, viewer: int) -> dict[int, int]:
        """1, 2 or 3 for more, of everybody whom the viewer may see."""
        near = {b for b in self.visibility if frozenset((viewer, b)) in self.ties}
        return {
            other: 1
            if other in near
            else 2
            if any(frozenset((other, between)) in self.ties for between in near)
            else 3
            for other in self.visibility
            if other != viewer and frozenset((viewer, other)) not in self.blocks
            if other in near or self.visibility[other] != "PRIVATE"
        }


@pytest.fixture(scope="module")
async def town(load_world: LoadWorld) -> Town:
    """The town, indexed."""
    w, rng, found = World(), random.Random(5), Town(load_world.store)
    for _ in range(30):
        visibility = rng.choice(["PUBLIC", "PUBLIC", "CONNECTIONS", "PRIVATE"])
        found.visibility[w.member("Kim Park", profile_visibility=visibility)] = visibility
    others = list(found.visibility)[2:]
    found.blocks = {frozenset(rng.sample(others, 2)) for _ in range(8)} | {frozenset((1, 3))}
    wanted = {frozenset(rng.sample(others, 2)) for _ in range(30)} | {frozenset((2, 4))}
    found.ties = (wanted | {frozenset((1, id_)) for id_ in others[1:12]}) - found.blocks
    for pair in sorted(map(sorted, found.ties)):
        w.connect(*pair)
    for one, other in sorted(map(sorted, found.blocks)):
        w.block(one, other)
    await load_world.indexed(w)
    return found


@pytest.mark.parametrize("few", [False, True], ids=["many hits", "few hits"])
@pytest.mark.parametrize("viewer", [1, 2, 5])
async def test_degrees_are_those_of_plain_python_by_every_plan(
    town: Town, viewer: int, few: bool
) -> None:
    degrees = town.degrees(viewer)
    counts = Counter(degrees.values())
    expected = tuple((name, counts[n]) for n, name in ((1, "1"), (2, "2"), (3, "3+")) if counts[n])
    engine = SmallEngine(town.store.settings.data / "search")
    store = replace(town.store, search=engine) if few else town.store
    for chosen in CHOICES:
        given = PeopleFilter(degree=chosen)
        found = await search_people(store, Viewer(viewer), "kim", given, 50, None, now=NOW)
        assert {hit.member.id for hit in found.items} == {
            id_ for id_, degree in degrees.items() if degree in chosen
        }
        facets = {facet.field: facet.buckets for facet in found.facets}
        assert facets["degree"] == expected
        assert found.total_count == len(found.items)
    await engine.close()
