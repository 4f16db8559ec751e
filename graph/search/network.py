"""The viewer's network as conditions of the index: degrees, connections of a member, employers.

The first degree is read with the scope. Who is two steps away is found from the side with less to
look at: of few hits each is asked in the graph (`search/list_second_among`), of many the viewer's
whole second degree is read, which is then the narrower of the two. Where an engine does not take
so many ids (Meilisearch holds 1,000), the facet counts the first hits only, and a filter by a
degree that more members have is refused with LIMIT_EXCEEDED.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from graph.connections.degrees import degrees
from graph.search.conditions import Conditions
from graph.search.scope import Scope
from graph.store.database import Database
from graph.store.search.interface import And, Filter, In, Matching, Not, SearchEngine, TextQuery
from graph.store.search.kinds import Kind
from graph.visibility import Viewer, may_list_connections

DEGREE_NAMES: Mapping[int, str] = {1: "1", 2: "2", 3: "3+"}
_FETCHED = 10_000
"""Up to so many hits are decorated with their degree; where more fit, the network is narrower."""
_HITS_A_CONNECTION = 8
"""To ask so many hits costs what one connection of the viewer adds to reading the second degree."""
_WITH_SECOND = ({2}, {3}, {1, 2}, {1, 3})
"""The filters that tell the second degree from those beyond."""


@dataclass(frozen=True, slots=True)
class Reach:
    """Who is one and exactly two steps from the viewer; of the latter, those who matter."""

    viewer: int
    first: frozenset[int]
    second: frozenset[int] = frozenset()

    def condition(self, wanted: Collection[int]) -> Filter:
        """Members of these degrees; 3 is everybody beyond the second."""
        chosen = set(wanted)
        near = self.first if 1 in chosen else frozenset()
        near |= self.second if 2 in chosen else frozenset()
        if 3 not in chosen:
            return In("id", tuple(near))
        return Not(In("id", tuple((self.first | self.second | {self.viewer}) - near)))

    def degree(self, id_: int) -> int:
        """0 for the viewer, 1, 2, or 3 for everybody beyond."""
        if id_ == self.viewer:
            return 0
        return 1 if id_ in self.first else 2 if id_ in self.second else 3


async def read_reach(db: Database, scope: Scope) -> Reach:
    """Who is near the viewer, as last committed; visible ones only."""
    row = await db.row("search/list_second_degree", viewer=scope.viewer)
    return Reach(scope.viewer, frozenset(scope.connections), frozenset(row[0] if row else ()))


async def _reach_among(db: Database, scope: Scope, ids: Sequence[int]) -> Reach:
    """The same as far as these members are concerned, whom the viewer may see."""
    if len(ids) > _HITS_A_CONNECTION * len(scope.connections):
        return await read_reach(db, scope)
    row = await db.row("search/list_second_among", viewer=scope.viewer, ids=list(ids))
    return Reach(scope.viewer, frozenset(scope.connections), frozenset(row[0] if row else ()))


async def degree_condition(
    engine: SearchEngine,
    db: Database,
    scope: Scope,
    wanted: Collection[int],
    typed: TextQuery | None,
    base: Filter,
) -> Filter:
    """Members of these degrees, right for those who fit `typed` and `base`."""
    if set(wanted) not in _WITH_SECOND:
        return Reach(scope.viewer, frozenset(scope.connections)).condition(wanted)
    found = await _fetched(engine, typed, base)
    if found.ids is None:
        return (await read_reach(db, scope)).condition(wanted)
    reach = await _reach_among(db, scope, found.ids)
    return In("id", tuple(id_ for id_ in found.ids if reach.degree(id_) in wanted))


async def _fetched(engine: SearchEngine, typed: TextQuery | None, where: Filter) -> Matching:
    most = min(_FETCHED, engine.max_hits, engine.max_filter_values)
    return await engine.matching(Kind.MEMBER, typed, where, limit=most)


async def connections_of(db: Database, viewer: Viewer, member: int) -> tuple[int, ...]:
    """The ids of a member's connections; none where the viewer may not list them."""
    row = await db.row("search/list_connections_of", viewer=viewer.member_id, member=member)
    if row is None:
        return ()
    connected, connections_visibility, profile_visibility, ids = row
    if member == viewer.id:
        degree: int | None = 0
    elif connected:
        degree = 1
    else:
        (degree,) = await degrees(db, viewer, [member])
    return (
        tuple(ids)
        if may_list_connections(connections_visibility, profile_visibility, degree)
        else ()
    )


async def degree_facet(
    engine: SearchEngine,
    db: Database,
    scope: Scope,
    typed: TextQuery | None,
    conditions: Conditions,
) -> tuple[tuple[str, int], ...]:
    """How many hits are one, two and more steps away, the degree filter left out."""
    where = conditions.without(("degree",))
    found = await _fetched(engine, typed, where)
    if found.ids is not None:
        reach = await _reach_among(db, scope, found.ids)
        return _tally(reach, found.ids)
    reach = await read_reach(db, scope)
    if len(reach.second) > engine.max_filter_values:
        hits = await engine.search(Kind.MEMBER, typed, where, limit=engine.max_hits)
        return _tally(reach, [int(hit.id) for hit in hits.hits])

    async def count(ids: Collection[int]) -> int:
        part = And((where, In("id", tuple(ids))))
        return (await engine.search(Kind.MEMBER, typed, part, limit=0)).total

    first, second, own = await asyncio.gather(
        count(reach.first), count(reach.second), count((reach.viewer,))
    )
    return _named({1: first, 2: second, 3: found.total - first - second - own})


def _tally(reach: Reach, ids: Sequence[int]) -> tuple[tuple[str, int], ...]:
    return _named(Counter(map(reach.degree, ids)))


def _named(counts: Mapping[int, int]) -> tuple[tuple[str, int], ...]:
    return tuple((name, counts[degree]) for degree, name in DEGREE_NAMES.items() if counts[degree])


async def network_employers(
    db: Database, viewer: Viewer
) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """Names and ids of the companies where connections of the viewer work now."""
    row = await db.row("search/list_network_employers", viewer=viewer.member_id)
    return (tuple(row[0]), tuple(row[1])) if row else ((), ())
