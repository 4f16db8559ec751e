"""Who lives in the same city. Costs some hundred inhabitants."""

from __future__ import annotations

from graph.reasons import NEARBY
from graph.store.database import Database
from graph.suggestions.evidence import MANY_FRIENDS, Evidence, Facts, rarity
from graph.suggestions.weights import WEIGHTS

LOOKED_AT = 300
CANDIDATES = 100


async def nearby(db: Database, me: Facts) -> list[Evidence]:
    """Those of the viewer's industry count twice."""
    if not me.place or me.friends >= MANY_FRIENDS:
        return []
    rows = await db.rows(
        "suggestions/list_neighbours_by_place",
        viewer=me.id,
        passed=me.passed,
        each=LOOKED_AT,
        limit=CANDIDATES,
    )
    return [
        Evidence(
            id_,
            NEARBY,
            WEIGHTS.nearby * rarity(size) * (1.0 if same else 0.5),
            f"Both live in {name}",
            (name,),
            f"city:{name}",
        )
        for id_, name, size, same in rows
    ]
