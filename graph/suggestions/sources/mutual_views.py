"""Who looked at the viewer's profile, and the viewer at theirs. Costs some hundred visits."""

from __future__ import annotations

from graph.reasons import MUTUAL_VIEWS
from graph.store.database import Database
from graph.suggestions.evidence import Evidence, Facts
from graph.suggestions.weights import WEIGHTS

LOOKED_AT = 300
CANDIDATES = 100


async def mutual_views(db: Database, me: Facts) -> list[Evidence]:
    """Only where both show their visits."""
    if not me.views:
        return []
    rows = await db.rows(
        "suggestions/list_mutual_views",
        viewer=me.id,
        passed=me.passed,
        each=LOOKED_AT,
        limit=CANDIDATES,
    )
    text = "You looked at each other's profiles"
    return [Evidence(id_, MUTUAL_VIEWS, WEIGHTS.mutual_views, text) for (id_,) in rows]
