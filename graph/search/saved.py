"""Saved searches: what a member waits for, understood once when it is saved."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import orjson

from graph.errors import InvalidInput, LimitExceeded
from graph.ids import new_id
from graph.mutations import Write
from graph.search.conditions import (
    company_conditions,
    job_conditions,
    open_jobs,
    people_conditions,
    post_conditions,
    posted_since,
)
from graph.search.filters import (
    AnyFilter,
    CompanyFilter,
    JobFilter,
    Near,
    PeopleFilter,
    PostFilter,
    check,
)
from graph.search.nearby import near_condition
from graph.search.network import connections_of, network_employers, read_reach
from graph.search.pages import MAX_TEXT_LETTERS
from graph.search.people import said
from graph.search.percolation import anchors, packed, spoken
from graph.search.questions import read
from graph.search.scope import allowed, read_scope, visible_members, visible_posts
from graph.search.understanding import canonical_skills
from graph.store.database import Database
from graph.store.search.interface import And, Filter, In, Not, SearchEngine, equals
from graph.store.search.kinds import Kind
from graph.store.store import Store
from graph.visibility import Viewer

MAX_SAVED = 20
"""So many searches a member may save."""
MAX_NAME_LETTERS = 100
MAX_ANCHORS = 200
_FOUND_BEFORE = 1_000

FILTERS: Mapping[Kind, type[AnyFilter]] = {
    Kind.MEMBER: PeopleFilter,
    Kind.JOB: JobFilter,
    Kind.COMPANY: CompanyFilter,
    Kind.POST: PostFilter,
}


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A search that its member is told of new matches of; `conditions` as a reader writes them."""

    id: int
    kind: Kind
    name: str
    query: str
    conditions: Mapping[str, str]
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Draft:
    """A search about to be saved: its condition, the terms it awaits, and what it finds already."""

    kind: Kind
    name: str
    query: str
    filter: str
    tree: str
    terms: tuple[str, ...]
    known: tuple[int, ...]


async def drafted(
    store: Store,
    viewer: Viewer,
    kind: Kind,
    query: str,
    given: AnyFilter,
    name: str | None,
    *,
    now: datetime,
) -> Draft:
    """A search of a kind, understood. What it finds now, the first 1,000, will be no news.

    Raises LimitExceeded for too long a text, InvalidInput for a query whose parts do not fit
    together and for a search without a word or value that each match must have: it would tell of
    everything.
    """
    shown = " ".join((name or query or said_shortly(given)).split())
    if name is not None and len(shown) > MAX_NAME_LETTERS:
        raise LimitExceeded(
            f"name: {len(shown)} letters are more than {MAX_NAME_LETTERS}", field=("input", "name")
        )
    if len(query) > MAX_TEXT_LETTERS:
        raise LimitExceeded(
            f"query: {len(query)} letters are more than {MAX_TEXT_LETTERS}",
            field=("input", "query"),
        )
    check(given)
    engine = store.search
    tree = await _standing(engine, kind, query, given, now)
    terms = anchors(kind, tree)
    if not terms:
        raise InvalidInput(
            "query: an alert needs a word or a value that every match has", field=("input", "query")
        )
    if len(terms) > MAX_ANCHORS:
        raise InvalidInput("query: this is too wide; add a word", field=("input", "query"))
    present = And((tree, await for_viewer(store, viewer, kind, given, now)))
    found = await engine.search(kind, None, present, limit=min(_FOUND_BEFORE, engine.max_hits))
    return Draft(
        kind=kind,
        name=shown[:MAX_NAME_LETTERS],
        query=query,
        filter=orjson.dumps(given).decode(),
        tree=orjson.dumps(packed(tree)).decode(),
        terms=tuple(sorted(terms)),
        known=tuple(int(hit.id) for hit in found.hits),
    )


async def _standing(
    engine: SearchEngine, kind: Kind, query: str, given: AnyFilter, now: datetime
) -> Filter:
    """What of a search does not change with the viewer's network and the time."""
    skill = getattr(given, "skill", ())
    question, skills = await asyncio.gather(
        read(engine, kind, query), canonical_skills(engine, skill)
    )
    match given:
        case PeopleFilter():
            own = people_conditions(given, skills)
        case JobFilter():
            own = job_conditions(replace(given, posted_within_days=None), skills, now)
        case CompanyFilter():
            own = company_conditions(given)
        case PostFilter():
            own = post_conditions(given)
    if isinstance(given, (PeopleFilter, JobFilter)) and given.near:
        own["near"] = await near_condition(engine, given.near)
    return And((spoken(question), *own.values()))


async def for_viewer(
    store: Store, viewer: Viewer, kind: Kind, given: AnyFilter, now: datetime
) -> Filter:
    """What of a search follows from who the viewer may see and knows now, and from the time.

    Nobody is told of themself. Raises LimitExceeded where the engine cannot hold the condition.
    """
    engine, parts = store.search, list[Filter]()
    if isinstance(given, (PeopleFilter, PostFilter)):
        scope = await read_scope(store.db, viewer)
    match given:
        case PeopleFilter():
            parts += [visible_members(scope, engine), Not(equals("id", scope.viewer))]
            if given.degree:
                parts.append((await read_reach(store.db, scope)).condition(given.degree))
            if given.connections_of is not None:
                parts.append(In("id", await connections_of(store.db, viewer, given.connections_of)))
        case PostFilter():
            parts += [visible_posts(scope, engine), Not(equals("author", scope.viewer))]
            if given.in_network:
                parts.append(In("author", allowed(scope.connections, engine)))
        case JobFilter():
            parts.append(open_jobs(now))
            if given.posted_within_days is not None:
                parts.append(posted_since(now, given.posted_within_days))
            if given.in_network:
                names, _ = await network_employers(store.db, viewer)
                parts.append(In("company", names[: engine.max_filter_values]))
        case CompanyFilter():
            if given.in_network:
                _, ids = await network_employers(store.db, viewer)
                parts.append(In("id", ids[: engine.max_filter_values]))
    return And(tuple(parts))


async def save(write: Write, draft: Draft) -> dict[str, int]:
    """Keep a search of the viewer. Raises LimitExceeded past the twentieth."""
    viewer = write.viewer.member_id
    await write.lock_members([viewer])
    row = await write.row("search/count_saved", viewer=viewer)
    if row is not None and row[0] >= MAX_SAVED:
        raise LimitExceeded(f"a member may save {MAX_SAVED} searches; delete one first")
    id_ = new_id()
    await write.rows(
        "search/create_saved",
        id=id_,
        viewer=viewer,
        kind=str(draft.kind),
        name=draft.name,
        query=draft.query,
        filter=draft.filter,
        tree=draft.tree,
        known=list(draft.known),
        terms=list(draft.terms),
        now=write.now,
    )
    return {"search": id_}


async def delete(write: Write, search: int) -> dict[str, bool]:
    """Forget a search of the viewer; whether there was one. Its alerts stay."""
    row = await write.row("search/delete_saved", viewer=write.viewer.member_id, search=search)
    return {"deleted": bool(row and row[0])}


async def saved_searches(db: Database, viewer: Viewer) -> list[SavedSearch]:
    """The viewer's searches, newest first. Raises Unauthenticated."""
    rows = await db.rows("search/list_saved", viewer=viewer.member_id)
    return [saved(values) for (values,) in rows]


def saved(values: Mapping[str, Any]) -> SavedSearch:
    """A search from its node."""
    kind = Kind(values["kind"])
    return SavedSearch(
        values["id"],
        kind,
        values["name"],
        values["query"],
        said(kept_filter(kind, values["filter"])),
        values["created_at"].to_native(),
    )


def kept_filter(kind: Kind, text: str) -> AnyFilter:
    """The filter that was kept as JSON."""
    given: dict[str, Any] = {}
    for name, value in orjson.loads(text).items():
        if name in ("since", "until") and value is not None:
            given[name] = datetime.fromisoformat(value)
        elif name == "near" and value is not None:
            given[name] = Near(**value)
        else:
            given[name] = tuple(value) if isinstance(value, list) else value
    return FILTERS[kind](**given)


def said_shortly(given: AnyFilter) -> str:
    """The values of a filter, for a name."""
    return ", ".join(value for value in said(given).values() if value)
