"""The viewer's network as conditions of the index: degrees, connections of a member, employers.

Where the engine takes sets of ids (tantivy), a degree is such a set and everything stays exact.
Where it does not (Meilisearch holds 1,000 values), the facet counts the first 1,000 hits, and a
filter by a degree that more members have is refused with LIMIT_EXCEEDED.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from graph.connections.degrees import degrees
from graph.search.conditions import Conditions
from graph.search.scope import Scope
from graph.store.database import Database
from graph.store.search.interface import And, Filter, In, Not, Or, SearchEngine, Sort, TextQuery
from graph.store.search.kinds import Kind
from graph.visibility import Viewer, may_list_connections

DEGREE_NAMES: Mapping[int, str] = {1: "1", 2: "2", 3: "3+"}
_HUB = 400
"""A viewer with more connections than this reaches a large part of the network in two steps."""
_FEW_HITS = 500
"""So many hits are asked for their degrees one by one, which for a hub is less work."""


@dataclass(frozen=True, slots=True)
class Reach:
    """Who is one and exactly two steps from the viewer."""

    viewer: int
    first: tuple[int, ...]
    second: tuple[int, ...]

    def condition(self, wanted: Collection[int]) -> Filter:
        """Members of these degrees; 3 is everybody beyond the second."""
        parts: list[Filter] = []
        if 1 in wanted:
            parts.append(In("id", self.first))
        if 2 in wanted:
            parts.append(In("id", self.second))
        if 3 in wanted:
            near = (*self.first, *self.second, self.viewer)
            parts.append(Not(In("id", near)))
        return Or(tuple(parts))

    def degree(self, id_: int) -> int:
        """0 for the viewer, 1, 2, or 3 for everybody beyond."""
        if id_ == self.viewer:
            return 0
        return 1 if id_ in self.first else 2 if id_ in self.second else 3


async def read_reach(db: Database, scope: Scope) -> Reach:
    """Who is near the viewer, as last committed; visible ones only."""
    row = await db.row("search/list_second_degree", viewer=scope.viewer)
    return Reach(scope.viewer, scope.connections, tuple(row[0]) if row else ())


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
    viewer: Viewer,
    scope: Scope,
    reach: Reach | None,
    typed: TextQuery | None,
    conditions: Conditions,
) -> tuple[tuple[str, int], ...]:
    """How many hits are one, two and more steps away, the degree filter left out.

    The plan: a viewer with few connections has a short list of who is two steps away, which the
    engine counts within; a hub has a long one, so that few hits are asked for their degree instead.
    """
    where = conditions.without(("degree",))
    if reach is None:
        if len(scope.connections) > _HUB:
            found = await engine.search(
                Kind.MEMBER, typed, where, sort=Sort("completeness"), limit=_FEW_HITS
            )
            if found.total <= _FEW_HITS:
                return await _counted_by_graph(db, viewer, [int(hit.id) for hit in found.hits])
        reach = await read_reach(db, scope)
    if len(reach.second) > engine.max_filter_values:
        limit = engine.max_hits
        found = await engine.search(Kind.MEMBER, typed, where, limit=limit)
        return _named(_tally([reach.degree(int(hit.id)) for hit in found.hits]))
    counts: dict[int, int] = {}
    for degree in (1, 2, 3):
        part = And((where, reach.condition((degree,))))
        counts[degree] = (await engine.search(Kind.MEMBER, typed, part, limit=0)).total
    return _named(counts)


async def _counted_by_graph(
    db: Database, viewer: Viewer, ids: Sequence[int]
) -> tuple[tuple[str, int], ...]:
    found = await degrees(db, viewer, list(ids)) if ids else []
    return _named(_tally([3 if degree is None else degree for degree in found]))


def _tally(found: Sequence[int]) -> dict[int, int]:
    return {degree: found.count(degree) for degree in DEGREE_NAMES}


def _named(counts: Mapping[int, int]) -> tuple[tuple[str, int], ...]:
    return tuple((DEGREE_NAMES[degree], n) for degree, n in sorted(counts.items()) if n)


async def network_employers(
    db: Database, viewer: Viewer
) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """Names and ids of the companies where connections of the viewer work now."""
    row = await db.row("search/list_network_employers", viewer=viewer.member_id)
    return (tuple(row[0]), tuple(row[1])) if row else ((), ())
