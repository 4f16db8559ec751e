"""Hashtags that the graph has."""

from __future__ import annotations

from collections.abc import Sequence

from graph.store.database import Database


async def hashtags_by_keys(db: Database, keys: Sequence[str]) -> list[str | None]:
    """Each key that is a hashtag of some post or follower, in order; None for the others."""
    rows = await db.rows("feed/list_hashtags", keys=list(keys))
    known = {row[0] for row in rows}
    return [key if key in known else None for key in keys]
