"""Search for members."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta

from graph.connections.degrees import degrees
from graph.profiles.cards import card
from graph.reasons import Reason, named
from graph.search.conditions import Conditions, narrowed_facets, people_conditions
from graph.search.documents import OPEN_FIELDS
from graph.search.filters import Near, PeopleFilter, check
from graph.search.matching import matched_words
from graph.search.near_misses import ENOUGH, Wider, near_misses
from graph.search.nearby import near_condition
from graph.search.network import connections_of, degree_condition, degree_facet, read_reach
from graph.search.pages import facets_of, has_next, page_of, window
from graph.search.questions import Question, read
from graph.search.ranking import (
    CONNECTED_POINTS,
    profile_points,
    reranked,
    text_points,
    tie_points,
)
from graph.search.results import NearMiss, PersonHit, Results
from graph.search.scope import Scope, allowed, read_scope, visible_members
from graph.search.understanding import by_position, canonical_skills, interpretation
from graph.store.search.interface import (
    And,
    Boosts,
    Filter,
    Hit,
    Hits,
    In,
    SearchEngine,
    Sort,
)
from graph.store.search.kinds import SCHEMAS, Kind
from graph.store.store import Store
from graph.visibility import Viewer, is_reduced

PEOPLE_FACETS = ("company", "place", "industry", "school", "skill", "degree")
PEOPLE_PAGE = 25
MUTUAL_CONNECTIONS = "MUTUAL_CONNECTIONS"
_TEXTS = SCHEMAS[Kind.MEMBER].texts
_ACTIVE = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A search on its way: the question and its conditions."""

    viewer: Viewer
    question: Question
    scope: Scope
    conditions: Conditions
    now: datetime

    @property
    def where(self) -> Filter:
        return And((self.question.where, self.conditions.all()))


async def search_people(
    store: Store,
    viewer: Viewer,
    query: str | None,
    filter: PeopleFilter | None,
    first: int | None,
    after: str | None,
    *,
    now: datetime,
    facets: Sequence[str] = PEOPLE_FACETS,
    literally: Collection[str] = (),
) -> Results[PersonHit]:
    """Members whose profile, as far as the viewer may see it, fits `query`; 25 a page.

    Best first: how well the words fit, then whole names and titles, then ties to the viewer, then
    complete and active profiles; ties go by id. Without words, members with more complete profiles
    first. Total and facets are exact for what the viewer may see; a facet is not narrowed by its
    own filter. `literally`: words that are not to be understood as a name. Raises Unauthenticated,
    InvalidInput (also for a query whose parts do not fit together, with the position),
    InvalidCursor, LimitExceeded.
    """
    text, given = query or "", filter or PeopleFilter()
    check(given)
    wanted = window(
        "search_people",
        PEOPLE_PAGE if first is None else first,
        after,
        *(given, viewer.member_id, tuple(literally)),
        text=text,
    )
    asked = await _asked(store, viewer, text, given, literally, now)
    engine, question = store.search, asked.question
    counted = [name for name in facets if name != "degree"]

    async def fetch(offset: int, limit: int) -> Hits:
        return await engine.search(
            Kind.MEMBER,
            question.typed,
            asked.where,
            sort=None if question.typed else Sort("completeness"),
            facets=counted,
            boosts=_boosts(engine, asked.scope, given),
            offset=offset,
            limit=limit,
        )

    known: dict[int, int] = {}

    async def rank(hits: Sequence[Hit]) -> list[Hit]:
        return await _ranked(store, asked, hits, known)

    (found, page), narrowed, degrees_found = await asyncio.gather(
        page_of(wanted, fetch, rank),
        narrowed_facets(engine, Kind.MEMBER, question.typed, _with_text(asked), counted),
        _degrees(store, asked) if "degree" in facets else _nothing(),
    )
    people = await _people(store, viewer, [hit for _, hit in page], question, known)
    shown = [(position, people[int(hit.id)]) for position, hit in page if hit.id in people]
    counts = {**found.facets, **narrowed, **degrees_found}
    return Results(
        items=[hit for _, hit in shown],
        cursors=[wanted.cursor(position) for position, _ in shown],
        has_next=has_next(wanted, found),
        total_count=found.total,
        facets=facets_of({name: counts[name] for name in facets}),
        interpretation=interpretation(question.understood),
        near_misses=lambda: _near_misses(store, asked, given, found.total),
    )


def _boosts(engine: SearchEngine, scope: Scope, given: PeopleFilter) -> Boosts:
    """Connections go first, where they may be among the hits."""
    if given.degree and 1 not in given.degree:
        return ()
    return [(In("id", allowed(scope.connections, engine)), CONNECTED_POINTS)]


async def _asked(
    store: Store,
    viewer: Viewer,
    text: str,
    given: PeopleFilter,
    literally: Collection[str],
    now: datetime,
) -> _Asked:
    engine = store.search
    scope, question, skills = await asyncio.gather(
        read_scope(store.db, viewer),
        read(engine, Kind.MEMBER, text, literally),
        canonical_skills(engine, given.skill),
    )
    own = people_conditions(given, skills)
    if given.near:
        own["near"] = await near_condition(engine, given.near)
    if given.connections_of is not None:
        ids = await connections_of(store.db, viewer, given.connections_of)
        own["connections_of"] = In("id", ids)
    visible = visible_members(scope, engine)
    if given.degree:
        own["degree"] = await degree_condition(
            *(engine, store.db, scope, given.degree, question.typed),
            And((question.where, visible)),
        )
    return _Asked(viewer, question, scope, Conditions(visible, own), now)


def _with_text(asked: _Asked) -> Conditions:
    """The conditions of a facet, which the words that must hold narrow too."""
    base = And((asked.question.where, asked.conditions.base))
    return Conditions(base, asked.conditions.own)


async def _nothing() -> dict[str, tuple[tuple[str, int], ...]]:
    return {}


async def _degrees(store: Store, asked: _Asked) -> dict[str, tuple[tuple[str, int], ...]]:
    found = await degree_facet(
        store.search, store.db, asked.scope, asked.question.typed, _with_text(asked)
    )
    return {"degree": found}


async def _ranked(
    store: Store, asked: _Asked, hits: Sequence[Hit], known: dict[int, int]
) -> list[Hit]:
    """The hits in the order of the second ranking; degrees that their ties tell go to `known`."""
    if not hits:
        return []
    row = await store.db.row(
        "search/list_ties",
        viewer=asked.viewer.member_id,
        ids=[hit.id for hit in hits],
        since=asked.now - _ACTIVE,
    )
    ties = row[0] if row else []
    near = {id_: tie_points(*tie) for id_, *tie in ties}
    known |= {id_: 1 if tied else 2 for id_, tied, mutual, *_ in ties if tied or mutual}
    question = asked.question
    points = {
        int(hit.id): near[hit.id]
        + profile_points(hit)
        + text_points(question.asked, hit, question.understood)
        for hit in hits
        if hit.id in near
    }
    return reranked(hits, points)


async def _people(
    store: Store,
    viewer: Viewer,
    hits: Sequence[Hit],
    question: Question,
    degree_of: Mapping[int, int],
) -> dict[int, PersonHit]:
    """The members of a page as the graph has them now: an index may lag behind a block.

    `degree_of` has the degrees that are known already.
    """
    if not hits:
        return {}
    ids = [int(hit.id) for hit in hits]
    unknown = [id_ for id_ in ids if id_ not in degree_of]
    row, far = await asyncio.gather(
        store.db.row("search/list_people", viewer=viewer.member_id, ids=ids),
        degrees(store.db, viewer, unknown),
    )
    people = row[0] if row else []
    cards = {values["id"]: (card(values), mutual, members) for values, mutual, members in people}
    degree: dict[int, int | None] = {**degree_of, **dict(zip(unknown, far, strict=True))}
    known = by_position(question.understood)
    found: dict[int, PersonHit] = {}
    for id_, hit in zip(ids, hits, strict=True):
        if id_ not in cards:
            continue
        member, mutual, members = cards[id_]
        # What a reduced card hides is no reason either.
        reduced = is_reduced(member.profile_visibility, degree[id_])
        texts = [one for one in _TEXTS if not reduced or one.name in OPEN_FIELDS]
        reasons = matched_words(question.asked, hit, texts, known)
        if mutual:
            some = [card(values) for values in members]
            sentence = named(mutual, some, "mutual connection", "mutual connections")
            reasons.append(Reason(MUTUAL_CONNECTIONS, sentence, mutual, some))
        found[id_] = PersonHit(member, hit.score, reasons, degree[id_])
    return found


async def _near_misses(
    store: Store, asked: _Asked, given: PeopleFilter, total: int
) -> list[NearMiss]:
    if total >= ENOUGH:
        return []
    wider: dict[str, Callable[[], Awaitable[Wider]]] = {}
    if given.near is not None:
        wider["near"] = lambda: wider_radius(store, given.near)
    conditions = asked.conditions
    if given.degree:
        # Right for other words, too.
        degree = (await read_reach(store.db, asked.scope)).condition(given.degree)
        conditions = Conditions(conditions.base, {**conditions.own, "degree": degree})
    return await near_misses(
        *(store.search, Kind.MEMBER, asked.question, conditions, total),
        *(said(given), wider),
    )


async def wider_radius(store: Store, near: Near | None) -> Wider:
    """The condition of twice the radius."""
    assert near is not None
    twice = Near(near.place, min(500, 2 * near.radius_km))
    where = await near_condition(store.search, twice)
    return Wider(f"{twice.radius_km} km around {twice.place}", where)


def said(given: object) -> Mapping[str, str]:
    """The value of each filter as a reader would write it."""
    found: dict[str, str] = {}
    for field in fields(given):  # type: ignore[arg-type]
        value = getattr(given, field.name)
        if isinstance(value, tuple):
            found[field.name] = ", ".join(map(str, value))
        elif isinstance(value, Near):
            found[field.name] = f"{value.radius_km} km around {value.place}"
        elif isinstance(value, bool):
            found[field.name] = str(value).lower()
        elif value is not None:
            found[field.name] = str(value)
    return found
