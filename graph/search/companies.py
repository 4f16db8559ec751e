"""Search for companies."""

from __future__ import annotations

import math

from graph.search.listings import Listing, results_of
from graph.search.pages import window
from graph.search.results import DocumentHit, Results
from graph.store.search.interface import And, Sort
from graph.store.search.kinds import Kind
from graph.store.store import Store
from graph.visibility import Viewer


async def search_companies(
    store: Store, viewer: Viewer, query: str | None, first: int | None, after: str | None
) -> Results[DocumentHit]:
    """Companies with the words of `query` in name, industry, domain, place or description.

    Best first, larger ones before smaller where the words fit alike; without words, the largest
    first. Raises Unauthenticated, InvalidInput, InvalidCursor and LimitExceeded.
    """
    text = query or ""
    wanted = window("search_companies", first, after, viewer.member_id, text=text)
    listing = Listing(
        kind=Kind.COMPANY,
        text=text,
        where=And(()),
        sort=Sort("rank"),
        facets=("industry", "place", "country"),
        points=lambda hit: min(10.0, math.log2(1 + hit.numbers.get("rank", 0))),
    )
    return await results_of(store.search, listing, wanted)
