"""Who follows the viewer. Costs some hundred followers."""

from __future__ import annotations

from graph.reasons import FOLLOWS_YOU
from graph.store.database import Database
from graph.suggestions.evidence import Evidence, Facts
from graph.suggestions.weights import WEIGHTS

LOOKED_AT = 300
CANDIDATES = 100


async def followers(db: Database, me: Facts) -> list[Evidence]:
    """Those whom the viewer follows, too, count twice."""
    if not me.followers:
        return []
    rows = await db.rows(
        "suggestions/list_followers",
        viewer=me.id,
        passed=me.passed,
        each=LOOKED_AT,
        limit=CANDIDATES,
    )
    return [
        Evidence(
            id_,
            FOLLOWS_YOU,
            WEIGHTS.follower * (1.0 if back else 0.5),
            "You follow each other" if back else "Follows you",
        )
        for id_, back in rows
    ]
