"""Search for posts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from graph.search.conditions import Conditions, post_conditions
from graph.search.filters import PostFilter, check
from graph.search.listings import Listing, results_of
from graph.search.pages import window
from graph.search.people import said
from graph.search.questions import read
from graph.search.ranking import fresh_points
from graph.search.results import DocumentHit, Results
from graph.search.scope import allowed, read_scope, visible_posts
from graph.store.search.interface import Hit, In, Sort
from graph.store.search.kinds import Kind
from graph.store.store import Store
from graph.visibility import Viewer


async def search_posts(
    store: Store,
    viewer: Viewer,
    query: str | None,
    filter: PostFilter | None,
    first: int | None,
    after: str | None,
    *,
    now: datetime,
) -> Results[DocumentHit]:
    """Posts that the viewer may see and that fit `query` in text or hashtags.

    Best and newest first; without words, the newest first. The total is exact for what the viewer
    may see. Raises Unauthenticated, InvalidInput, InvalidCursor and LimitExceeded.
    """
    text, given = query or "", filter or PostFilter()
    check(given)
    wanted = window("search_posts", first, after, given, viewer.member_id, text=text)
    engine = store.search
    scope = await read_scope(store.db, viewer)
    own = post_conditions(given)
    if given.in_network:
        own["in_network"] = In("author", allowed(scope.connections, engine))

    async def points(hits: Sequence[Hit]) -> Mapping[int, float]:
        now_s = now.timestamp()
        return {int(hit.id): fresh_points(hit.numbers.get("created_at"), now_s) for hit in hits}

    listing = Listing(
        kind=Kind.POST,
        question=await read(engine, Kind.POST, text),
        conditions=Conditions(visible_posts(scope, engine), own),
        sort=Sort("created_at"),
        points=points,
        said=said(given),
    )
    return await results_of(engine, listing, wanted)
