"""What searches for jobs, companies and posts share: they show ids, and no ties."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field

from graph.search.conditions import Conditions, narrowed_facets
from graph.search.matching import matched_words
from graph.search.near_misses import Wider, near_misses
from graph.search.pages import Window, facets_of, has_next, page_of
from graph.search.questions import Question
from graph.search.ranking import reranked, text_points
from graph.search.results import DocumentHit, Results
from graph.search.understanding import by_position, interpretation
from graph.store.search.interface import And, Hit, Hits, SearchEngine, Sort
from graph.store.search.kinds import SCHEMAS, Kind

Points = Callable[[Sequence[Hit]], Awaitable[Mapping[int, float]]]


async def _no_points(hits: Sequence[Hit]) -> Mapping[int, float]:
    return {}


@dataclass(frozen=True, slots=True)
class Listing:
    """A search for documents of one kind.

    `sort` is the order without any word, `points` what hits get beside the points for their text;
    `said` and `wider` are those of near misses.
    """

    kind: Kind
    question: Question
    conditions: Conditions
    sort: Sort
    facets: Sequence[str] = ()
    points: Points = _no_points
    said: Mapping[str, str] = field(default_factory=dict)
    wider: Mapping[str, Callable[[], Awaitable[Wider]]] = field(default_factory=dict)


async def results_of(
    engine: SearchEngine, listing: Listing, wanted: Window
) -> Results[DocumentHit]:
    """The page of a listing, best first, with its exact total and facets."""
    question, kind = listing.question, listing.kind
    typed, asked = question.typed, question.asked

    async def fetch(offset: int, limit: int) -> Hits:
        return await engine.search(
            kind,
            typed,
            And((question.where, listing.conditions.all())),
            sort=None if typed else listing.sort,
            facets=listing.facets,
            offset=offset,
            limit=limit,
        )

    async def rank(hits: Sequence[Hit]) -> list[Hit]:
        if typed is None:
            return list(hits)
        more = await listing.points(hits)
        points = {
            int(hit.id): text_points(asked, hit, question.understood) + more.get(int(hit.id), 0.0)
            for hit in hits
        }
        return reranked(hits, points)

    base = And((question.where, listing.conditions.base))
    narrowing = Conditions(base, listing.conditions.own)
    (found, page), narrowed = await asyncio.gather(
        page_of(wanted, fetch, rank),
        narrowed_facets(engine, kind, typed, narrowing, listing.facets),
    )
    texts, known = SCHEMAS[kind].texts, by_position(question.understood)
    return Results(
        items=[
            DocumentHit(int(hit.id), hit.score, matched_words(asked, hit, texts, known))
            for _, hit in page
        ],
        cursors=[wanted.cursor(position) for position, _ in page],
        has_next=has_next(wanted, found),
        total_count=found.total,
        facets=facets_of({**found.facets, **narrowed}),
        interpretation=interpretation(question.understood),
        near_misses=lambda: near_misses(
            *(engine, kind, question, listing.conditions, found.total),
            *(listing.said, listing.wider),
        ),
    )
