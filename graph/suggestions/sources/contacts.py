"""Members whose address the viewer has among the contacts. Costs some hundred seeks."""

from __future__ import annotations

from graph.reasons import CONTACT
from graph.store.database import Database
from graph.suggestions.evidence import Evidence, Facts
from graph.suggestions.weights import WEIGHTS

LOOKED_AT = 1_000
CANDIDATES = 100


async def contacts(db: Database, me: Facts) -> list[Evidence]:
    """Whoever is found by address; nothing is said of the address."""
    if not me.contacts:
        return []
    rows = await db.rows(
        "suggestions/list_contacts",
        viewer=me.id,
        passed=me.passed,
        each=LOOKED_AT,
        limit=CANDIDATES,
    )
    return [Evidence(id_, CONTACT, WEIGHTS.contact, "Among your contacts") for (id_,) in rows]
