"""Search for members."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from graph.connections.degrees import degrees
from graph.profiles.cards import card
from graph.reasons import Reason, named
from graph.search.documents import OPEN_FIELDS
from graph.search.filters import PeopleFilter, check, people_condition
from graph.search.matching import Asked, matched_words
from graph.search.pages import facets_of, has_next, page_of, window
from graph.search.ranking import reranked, text_points, tie_points
from graph.search.results import PersonHit, Results
from graph.search.scope import read_scope, visible_members
from graph.search.understanding import (
    Understood,
    by_position,
    canonical_skills,
    interpretation,
    synonyms,
    understand,
)
from graph.store.search.interface import And, Hit, Hits, Sort, TextQuery
from graph.store.search.kinds import SCHEMAS, Kind
from graph.store.store import Store
from graph.visibility import Viewer, is_reduced

PEOPLE_FACETS = ("company", "place", "industry", "school", "skill")
MUTUAL_CONNECTIONS = "MUTUAL_CONNECTIONS"
_FIELDS = ("skill", "company", "school", "place")
_TEXTS = SCHEMAS[Kind.MEMBER].texts


async def search_people(
    store: Store,
    viewer: Viewer,
    query: str | None,
    filter: PeopleFilter | None,
    first: int | None,
    after: str | None,
    *,
    facets: Sequence[str] = PEOPLE_FACETS,
) -> Results[PersonHit]:
    """Members whose profile, as far as the viewer may see it, has the words of `query`.

    Best first: how well the words fit, then whole names and titles, then ties to the viewer.
    Without words, members with more complete profiles first. Total and facets are exact for what
    the viewer may see. Raises Unauthenticated, InvalidInput, InvalidCursor, LimitExceeded.
    """
    text, given = query or "", filter or PeopleFilter()
    viewer_id = viewer.member_id
    check(given)
    wanted = window("search_people", first, after, given, viewer_id, text=text)
    engine = store.search
    scope, understood, skills = await asyncio.gather(
        read_scope(store.db, viewer),
        understand(engine, text),
        canonical_skills(engine, given.skill),
    )
    where = And((visible_members(scope, engine), people_condition(given, skills)))
    asked = Asked.of(text)
    typed = TextQuery(text, synonyms=synonyms(understood, _FIELDS)) if asked.words else None

    async def fetch(offset: int, limit: int) -> Hits:
        sort = None if typed else Sort("completeness")
        return await engine.search(
            Kind.MEMBER, typed, where, sort=sort, facets=facets, offset=offset, limit=limit
        )

    async def rank(hits: Sequence[Hit]) -> list[Hit]:
        ids = [hit.id for hit in hits]
        row = await store.db.row("search/list_ties", viewer=viewer_id, ids=ids) if ids else None
        ties = row[0] if row else []
        near = {id_: tie_points(connected, mutual) for id_, connected, mutual in ties}
        points = {
            int(hit.id): near[hit.id] + text_points(asked, hit, understood)
            for hit in hits
            if hit.id in near
        }
        return reranked(hits, points)

    found, page = await page_of(wanted, fetch, rank)
    people = await _people(store, viewer, [hit for _, hit in page], asked, understood)
    shown = [(position, people[int(hit.id)]) for position, hit in page if hit.id in people]
    return Results(
        items=[hit for _, hit in shown],
        cursors=[wanted.cursor(position) for position, _ in shown],
        has_next=has_next(wanted, found),
        total_count=found.total,
        facets=facets_of(found.facets),
        interpretation=interpretation(understood),
    )


async def _people(
    store: Store,
    viewer: Viewer,
    hits: Sequence[Hit],
    asked: Asked,
    understood: Sequence[Understood],
) -> dict[int, PersonHit]:
    """The members of a page as the graph has them now: an index may lag behind a block."""
    if not hits:
        return {}
    ids = [int(hit.id) for hit in hits]
    row, far = await asyncio.gather(
        store.db.row("search/list_people", viewer=viewer.member_id, ids=ids),
        degrees(store.db, viewer, ids),
    )
    people = row[0] if row else []
    cards = {values["id"]: (card(values), mutual, members) for values, mutual, members in people}
    degree = dict(zip(ids, far, strict=True))
    known = by_position(understood)
    found: dict[int, PersonHit] = {}
    for id_, hit in zip(ids, hits, strict=True):
        if id_ not in cards:
            continue
        member, mutual, members = cards[id_]
        # What a reduced card hides is no reason either.
        reduced = is_reduced(member.profile_visibility, degree[id_])
        fields = [one for one in _TEXTS if not reduced or one.name in OPEN_FIELDS]
        reasons = matched_words(asked, hit, fields, known)
        if mutual:
            some = [card(values) for values in members]
            sentence = named(mutual, some, "mutual connection", "mutual connections")
            reasons.append(Reason(MUTUAL_CONNECTIONS, sentence, mutual, some))
        found[id_] = PersonHit(member, hit.score, reasons)
    return found
