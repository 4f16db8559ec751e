"""What searches for jobs, companies and posts share: they show ids, and no ties."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from graph.search.matching import Asked, matched_words
from graph.search.pages import Window, facets_of, has_next, page_of
from graph.search.ranking import reranked, text_points
from graph.search.results import DocumentHit, Results
from graph.search.understanding import (
    Understood,
    by_position,
    interpretation,
    synonyms,
    understand,
)
from graph.store.search.interface import Filter, Hit, Hits, SearchEngine, Sort, TextQuery
from graph.store.search.kinds import SCHEMAS, Kind


@dataclass(frozen=True, slots=True)
class Listing:
    """A search for documents of one kind.

    `fields` are those in which a name may be understood, `sort` the order without any word,
    `points` what a hit gets beside the points for its text.
    """

    kind: Kind
    text: str
    where: Filter
    sort: Sort
    fields: tuple[str, ...] = ()
    facets: Sequence[str] = ()
    points: Callable[[Hit], float] = lambda hit: 0.0


async def results_of(
    engine: SearchEngine, listing: Listing, wanted: Window
) -> Results[DocumentHit]:
    """The page of a listing, best first, with its exact total and facets."""
    named = await understand(engine, listing.text) if listing.fields else []
    understood: list[Understood] = [one for one in named if one.field in listing.fields]
    asked = Asked.of(listing.text)
    meant = synonyms(understood, listing.fields)
    typed = TextQuery(listing.text, synonyms=meant) if asked.words else None

    async def fetch(offset: int, limit: int) -> Hits:
        return await engine.search(
            listing.kind,
            typed,
            listing.where,
            sort=None if typed else listing.sort,
            facets=listing.facets,
            offset=offset,
            limit=limit,
        )

    async def rank(hits: Sequence[Hit]) -> list[Hit]:
        if typed is None:
            return list(hits)
        points = {
            int(hit.id): text_points(asked, hit, understood) + listing.points(hit) for hit in hits
        }
        return reranked(hits, points)

    found, page = await page_of(wanted, fetch, rank)
    fields, known = SCHEMAS[listing.kind].texts, by_position(understood)
    return Results(
        items=[
            DocumentHit(int(hit.id), hit.score, matched_words(asked, hit, fields, known))
            for _, hit in page
        ],
        cursors=[wanted.cursor(position) for position, _ in page],
        has_next=has_next(wanted, found),
        total_count=found.total,
        facets=facets_of(found.facets),
        interpretation=interpretation(understood),
    )
