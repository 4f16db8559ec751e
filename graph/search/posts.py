"""Search for posts."""

from __future__ import annotations

import asyncio
from datetime import datetime

from graph.search.listings import Listing, results_of
from graph.search.pages import window
from graph.search.ranking import fresh_points
from graph.search.results import DocumentHit, Results
from graph.search.scope import connection_ids, read_scope, visible_posts
from graph.store.search.interface import Sort
from graph.store.search.kinds import Kind
from graph.store.store import Store
from graph.visibility import Viewer


async def search_posts(
    store: Store,
    viewer: Viewer,
    query: str | None,
    first: int | None,
    after: str | None,
    *,
    now: datetime,
) -> Results[DocumentHit]:
    """Posts that the viewer may see, with the words of `query` in text or hashtags.

    Best and newest first; without words, the newest first. The total is exact for what the viewer
    may see. Raises Unauthenticated, InvalidInput, InvalidCursor and LimitExceeded.
    """
    text = query or ""
    wanted = window("search_posts", first, after, viewer.member_id, text=text)
    scope, connections = await asyncio.gather(
        read_scope(store.db, viewer), connection_ids(store.db, viewer)
    )
    now_s = now.timestamp()
    listing = Listing(
        kind=Kind.POST,
        text=text,
        where=visible_posts(scope, connections, store.search),
        sort=Sort("created_at"),
        points=lambda hit: fresh_points(hit.numbers.get("created_at"), now_s),
    )
    return await results_of(store.search, listing, wanted)
