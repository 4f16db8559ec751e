"""Well-connected people of the viewer's country or industry, for who has nothing else."""

from __future__ import annotations

import math

from graph.reasons import WELL_CONNECTED
from graph.store.database import Database
from graph.suggestions.evidence import Evidence, Facts
from graph.suggestions.weights import WEIGHTS

LOOKED_AT = 2_000
CANDIDATES = 100


async def well_connected(db: Database, me: Facts) -> list[Evidence]:
    """By the logarithm of their connections; of both country and industry before of one."""
    rows = await db.rows(
        "suggestions/list_well_connected",
        viewer=me.id,
        passed=me.passed,
        each=LOOKED_AT,
        limit=CANDIDATES,
    )
    return [
        Evidence(
            id_,
            WELL_CONNECTED,
            WEIGHTS.well_connected * math.log1p(friends) * (1.0 + country + industry) / 3.0,
            _text(me, country=country, industry=industry),
        )
        for id_, friends, country, industry in rows
    ]


def _text(me: Facts, *, country: bool, industry: bool) -> str:
    where = f" in {me.industry}" if industry else ""
    return f"Well connected{where}{f', {me.country}' if country else ''}"
