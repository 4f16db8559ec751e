"""Connections of connections. Costs two expansions, of some hundred members each, at most."""

from __future__ import annotations

from graph.reasons import SHARED_CONNECTIONS
from graph.store.database import Database
from graph.suggestions.evidence import Evidence, Facts
from graph.suggestions.weights import WEIGHTS

EXPANDED_FRIENDS = 300
EXPANDED_BETWEEN = 200
CANDIDATES = 500


async def shared_connections(db: Database, me: Facts) -> list[Evidence]:
    """Members two steps away: Adamic-Adar, and walks of three steps that end at them."""
    if not me.friends:
        return []
    row = await db.row(
        "suggestions/list_by_shared_connections",
        viewer=me.id,
        passed=me.passed,
        friends=EXPANDED_FRIENDS,
        between=EXPANDED_BETWEEN,
        third=WEIGHTS.third_step / WEIGHTS.shared_connections,
        limit=CANDIDATES,
    )
    return [
        Evidence(id_, SHARED_CONNECTIONS, WEIGHTS.shared_connections * score)
        for id_, score in (row[0] if row else ())
    ]
