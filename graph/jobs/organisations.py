"""Companies and schools by id; both are public."""

from __future__ import annotations

from collections.abc import Sequence

from graph.profiles.history import Organisation, organisation
from graph.store.database import Database


async def companies_by_ids(db: Database, ids: Sequence[int]) -> list[Organisation | None]:
    """Each company in the order of `ids` (at most 500); None for unknown ids."""
    return await _by_ids(db, "jobs/list_companies", ids)


async def schools_by_ids(db: Database, ids: Sequence[int]) -> list[Organisation | None]:
    """Each school in the order of `ids` (at most 500); None for unknown ids."""
    return await _by_ids(db, "jobs/list_schools", ids)


async def _by_ids(db: Database, query: str, ids: Sequence[int]) -> list[Organisation | None]:
    rows = await db.rows(query, ids=list(dict.fromkeys(ids)))
    found = {values["id"]: organisation(values) for (values,) in rows}
    return [found.get(id_) for id_ in ids]
