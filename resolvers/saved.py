"""Saved searches: kept, listed, deleted; their new matches are notifications."""

from __future__ import annotations

from datetime import datetime
from enum import Enum

import strawberry

from graph.errors import InvalidInput
from graph.search import recent
from graph.search import saved as domain
from graph.search.alerts import MAX_ALERTS_A_DAY
from graph.search.filters import AnyFilter
from graph.search.saved import MAX_SAVED
from graph.store.search.kinds import Kind
from resolvers.context import Info
from resolvers.ids import global_id, key_of
from resolvers.payloads import UserError, change, refusals
from resolvers.search_types import CompanyFilter, JobFilter, PeopleFilter, PostFilter, given


@strawberry.enum(description="What a saved search finds.")
class SavedSearchKind(Enum):
    """The kinds, by the name of their documents."""

    PEOPLE = "member"
    JOBS = "job"
    COMPANIES = "company"
    POSTS = "post"


@strawberry.input(
    description="A search to be told of: a query, the filter of its kind, or both; at least one "
    "word or value that every match has. Words are taken as typed or as what they mean: no typos."
)
class SavedSearchInput:
    """What `saveSearch` takes."""

    kind: SavedSearchKind
    name: str | None = strawberry.field(
        default=None, description="At most 100 letters; the query if not given."
    )
    query: str | None = strawberry.field(
        default=None, description="As in the search of this kind; at most 500 letters."
    )
    people: PeopleFilter | None = None
    jobs: JobFilter | None = None
    companies: CompanyFilter | None = None
    posts: PostFilter | None = None


@strawberry.type(description="A condition of a saved search.")
class SavedCondition:
    """A condition."""

    field: str
    value: str


@strawberry.type(description="A search whose new matches the viewer is told of.")
class SavedSearch:
    """A saved search."""

    id: strawberry.ID
    kind: SavedSearchKind
    name: str
    query: str
    conditions: list[SavedCondition]
    created_at: datetime


@strawberry.type(description="The viewer's saved searches after one was saved.")
class SavedSearchPayload:
    """The answer of saveSearch; the search is null where it was refused."""

    search: SavedSearch | None
    errors: list[UserError]


@strawberry.type(description="Whether there was such a saved search.")
class DeletedSearchPayload:
    """The answer of deleteSavedSearch."""

    deleted: bool
    errors: list[UserError]


@strawberry.type(description="The viewer's recent searches after they were forgotten.")
class RecentSearchesPayload:
    """The answer of forgetRecentSearches."""

    recent_searches: list[str]
    errors: list[UserError]


@strawberry.type
class SavedSearchQueries:
    """The part of Query about what the viewer waits for."""

    @strawberry.field(description=f"The viewer's, newest first; at most {MAX_SAVED}.")
    async def saved_searches(self, info: Info) -> list[SavedSearch]:
        context = info.context
        return [
            saved_search(one)
            for one in await domain.saved_searches(context.store.db, context.viewer)
        ]


@strawberry.type
class SavedSearchMutations:
    """The part of Mutation about searches."""

    @strawberry.mutation(
        description="Keep a search and be told of new matches as they appear, each once: a "
        "notification SAVED_SEARCH_MATCH, for what the viewer may see. What it finds now is no "
        f"news. At most {MAX_SAVED} searches, and {MAX_ALERTS_A_DAY} alerts in 24 hours."
    )
    async def save_search(self, info: Info, input: SavedSearchInput) -> SavedSearchPayload:
        found = None
        with refusals(info) as errors:
            context = info.context
            kind = Kind(input.kind.value)
            draft = await domain.drafted(
                *(context.store, context.viewer, kind, input.query or "", _filter(kind, input)),
                *(input.name,),
                now=context.now,
            )
            asked = [draft.kind, draft.name, draft.query, draft.filter]
            answer = await change(info, {"search": asked}, lambda w: domain.save(w, draft))
            kept = await domain.saved_searches(context.store.db, context.viewer)
            found = next((saved_search(one) for one in kept if one.id == answer["search"]), None)
        return SavedSearchPayload(search=found, errors=errors)

    @strawberry.mutation(description="Be told of its matches no more; alerts given stay.")
    async def delete_saved_search(self, info: Info, id: strawberry.ID) -> DeletedSearchPayload:
        deleted = False
        with refusals(info) as errors:
            key = key_of("SavedSearch", id)
            answer = await change(info, {"id": key}, lambda w: domain.delete(w, key))
            deleted = answer["deleted"]
        return DeletedSearchPayload(deleted=deleted, errors=errors)

    @strawberry.mutation(description="Empty the viewer's `recentSearches`.")
    async def forget_recent_searches(self, info: Info) -> RecentSearchesPayload:
        with refusals(info) as errors:
            await recent.forget(info.context.store.cache, info.context.viewer)
        return RecentSearchesPayload(recent_searches=[], errors=errors)


def _filter(kind: Kind, input: SavedSearchInput) -> AnyFilter:
    """The filter of the kind. Raises InvalidInput where that of another is given."""
    filters = {
        Kind.MEMBER: ("people", input.people),
        Kind.JOB: ("jobs", input.jobs),
        Kind.COMPANY: ("companies", input.companies),
        Kind.POST: ("posts", input.posts),
    }
    for other, (name, value) in filters.items():
        if other is not kind and value is not None:
            raise InvalidInput(
                f"{name}: this search is for {input.kind.name}", field=("input", name)
            )
    made: AnyFilter = given(filters[kind][1], domain.FILTERS[kind]) or domain.FILTERS[kind]()
    return made


def saved_search(found: domain.SavedSearch) -> SavedSearch:
    """A saved search as it is served."""
    return SavedSearch(
        id=strawberry.ID(global_id("SavedSearch", found.id)),
        kind=SavedSearchKind(found.kind.value),
        name=found.name,
        query=found.query,
        conditions=[SavedCondition(field=f, value=v) for f, v in found.conditions.items() if v],
        created_at=found.created_at,
    )
