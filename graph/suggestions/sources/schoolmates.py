"""Who studied at the same school. Costs some hundred studies a school."""

from __future__ import annotations

from graph.reasons import SHARED_SCHOOL
from graph.store.database import Database
from graph.suggestions.evidence import Evidence, Facts, rarity
from graph.suggestions.weights import WEIGHTS

LOOKED_AT = 300
CANDIDATES = 100


async def schoolmates(db: Database, me: Facts) -> list[Evidence]:
    """Those of the same years count twice."""
    if not me.schools:
        return []
    rows = await db.rows(
        "suggestions/list_schoolmates",
        viewer=me.id,
        passed=me.passed,
        each=LOOKED_AT,
        limit=CANDIDATES,
    )
    found: dict[tuple[int, int], Evidence] = {}
    for id_, school, name, size, same_years in rows:  # Those of the same years come first.
        when = " at the same time" if same_years else ""
        one = Evidence(
            id_,
            SHARED_SCHOOL,
            WEIGHTS.schoolmates * rarity(size) * (1.0 if same_years else 0.5),
            f"Both studied at {name}{when}",
            (name,),
            f"school:{school}",
        )
        found.setdefault((id_, school), one)
    return list(found.values())
