"""Who worked for the same employer at the same time. Costs some hundred positions an employer."""

from __future__ import annotations

from datetime import date

from graph.reasons import SHARED_EMPLOYER
from graph.store.database import Database
from graph.suggestions.evidence import Evidence, Facts, rarity
from graph.suggestions.weights import WEIGHTS

LOOKED_AT = 300
CANDIDATES = 100


async def colleagues(db: Database, me: Facts) -> list[Evidence]:
    """The longer together and the smaller the employer, the stronger. Not all of a giant."""
    if not me.employers:
        return []
    rows = await db.rows(
        "suggestions/list_colleagues",
        viewer=me.id,
        passed=me.passed,
        each=LOOKED_AT,
        limit=CANDIDATES,
    )
    found: dict[tuple[int, int], Evidence] = {}
    for id_, company, name, size, began, ended in rows:
        start = date.fromisoformat(began) if began else None
        end = date.fromisoformat(ended) if ended else None
        one = Evidence(
            id_,
            SHARED_EMPLOYER,
            WEIGHTS.colleagues * rarity(size) * together(start, end, me.now.date()),
            f"Both worked at {name}{_when(start, end, me.now.date())}",
            (name,),
            f"company:{company}",
        )
        other = found.get((id_, company))
        if other is None or one.score > other.score:
            found[id_, company] = one
    return list(found.values())


def together(began: date | None, ended: date | None, today: date) -> float:
    """0.5 for a moment or an unknown time, towards 1 for many years."""
    years = max(0.0, ((ended or today) - began).days / 365.25) if began else 0.0
    return 0.5 + 0.5 * years / (years + 2.0)


def _when(began: date | None, ended: date | None, today: date) -> str:
    if began is None:
        return ""
    if ended is None or ended > today:
        return f" since {began.year}"
    return f" {began.year}" if began.year == ended.year else f" {began.year}–{ended.year}"
