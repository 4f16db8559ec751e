"""Search for companies."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence

from graph.search.conditions import Conditions, company_conditions
from graph.search.filters import CompanyFilter, check
from graph.search.listings import Listing, results_of
from graph.search.network import network_employers
from graph.search.pages import window
from graph.search.people import said
from graph.search.questions import read
from graph.search.results import DocumentHit, Results
from graph.store.search.interface import And, Hit, In, Sort
from graph.store.search.kinds import Kind
from graph.store.store import Store
from graph.visibility import Viewer

COMPANY_FACETS = ("industry", "size", "place", "country")


async def search_companies(
    store: Store,
    viewer: Viewer,
    query: str | None,
    filter: CompanyFilter | None,
    first: int | None,
    after: str | None,
    *,
    facets: Sequence[str] = COMPANY_FACETS,
    literally: Collection[str] = (),
) -> Results[DocumentHit]:
    """Companies that fit `query` in name, industry, domain, place or description.

    Best first, larger ones before smaller where the words fit alike; without words, the largest
    first. Raises Unauthenticated, InvalidInput, InvalidCursor and LimitExceeded.
    """
    text, given = query or "", filter or CompanyFilter()
    check(given)
    asked = (given, viewer.member_id, tuple(literally))
    wanted = window("search_companies", first, after, *asked, text=text)
    engine = store.search
    own = company_conditions(given)
    if given.in_network:
        _, ids = await network_employers(store.db, viewer)
        own["in_network"] = In("id", ids[: engine.max_filter_values])
    listing = Listing(
        kind=Kind.COMPANY,
        question=await read(engine, Kind.COMPANY, text, literally),
        conditions=Conditions(And(()), own),
        sort=Sort("rank"),
        facets=facets,
        points=_points,
        said=said(given),
    )
    return await results_of(engine, listing, wanted)


async def _points(hits: Sequence[Hit]) -> Mapping[int, float]:
    """Up to 10 points for being large."""
    return {int(hit.id): min(10.0, math.log2(1 + hit.numbers.get("rank", 0))) for hit in hits}
