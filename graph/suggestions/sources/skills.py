"""Who has the same skills, nearby and of the same industry first. Costs some thousand members."""

from __future__ import annotations

from graph.reasons import SHARED_SKILLS
from graph.store.database import Database
from graph.suggestions.evidence import MANY_FRIENDS, Evidence, Facts
from graph.suggestions.weights import WEIGHTS

SKILLS = 10
LOOKED_AT = 200
CANDIDATES = 100


async def skills(db: Database, me: Facts) -> list[Evidence]:
    """Rare skills tell more; in the same city and industry each counts half as much again."""
    if not me.skills or me.friends >= MANY_FRIENDS:
        return []
    rows = await db.rows(
        "suggestions/list_by_skills",
        viewer=me.id,
        passed=me.passed,
        skills=SKILLS,
        each=LOOKED_AT,
        limit=CANDIDATES,
    )
    return [
        Evidence(
            id_,
            SHARED_SKILLS,
            WEIGHTS.skills * weight * (1.0 + 0.5 * near + 0.5 * same),
            _text(names),
            tuple(names[:3]),
            count=len(names),
        )
        for id_, weight, near, same, names in rows
    ]


def _text(names: list[str]) -> str:
    listed = names[:3]
    return (
        f"Both know {listed[0]}"
        if len(listed) == 1
        else (f"Both know {', '.join(listed[:-1])} and {listed[-1]}")
    )
