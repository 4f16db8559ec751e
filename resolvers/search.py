"""Search over people, jobs, companies and posts, and typeahead over all kinds."""

from __future__ import annotations

from typing import Annotated

import strawberry

from graph.errors import LimitExceeded
from graph.search.companies import COMPANY_FACETS, search_companies
from graph.search.filters import MAX_VALUES
from graph.search.filters import CompanyFilter as DomainCompanyFilter
from graph.search.filters import JobFilter as DomainJobFilter
from graph.search.filters import PeopleFilter as DomainPeopleFilter
from graph.search.filters import PostFilter as DomainPostFilter
from graph.search.jobs import JOB_FACETS, search_jobs
from graph.search.people import PEOPLE_FACETS, PEOPLE_PAGE, search_people
from graph.search.posts import search_posts
from graph.search.recent import MAX_RECENT, recent_searches, remember
from graph.search.typeahead import typeahead
from resolvers.context import Info
from resolvers.lookup import nodes_by_key, presented
from resolvers.members import PAGE_LIMIT, member, reason
from resolvers.search_types import (
    CompanyFilter,
    CompanySearchConnection,
    CompanySearchEdge,
    JobFilter,
    JobSearchConnection,
    JobSearchEdge,
    PeopleFilter,
    PeopleSearchConnection,
    PeopleSearchEdge,
    PostFilter,
    PostSearchConnection,
    PostSearchEdge,
    SearchKind,
    TypeaheadHit,
    edges,
    given,
    page,
)
from resolvers.selections import asks_for

_PAGE = f"{PEOPLE_PAGE} a page if `first` is not given, at most 100."
_LANGUAGE = (
    "Plain words, or title:, company:, past:, skill:, school:, in:, quotes, AND, OR, NOT, - and "
    "parentheses; an expression whose parts do not fit together is refused with the position."
)
Literally = Annotated[
    list[str] | None,
    strawberry.argument(description="Texts of `interpretation` to take as words only. At most 20."),
]


@strawberry.type
class SearchQueries:
    """The part of Query that finds by text."""

    @strawberry.field(
        description=f"Members by words and conditions, the best first. {_LANGUAGE} {_PAGE}"
    )
    async def search_people(
        self,
        info: Info,
        query: str | None = None,
        filter: PeopleFilter | None = None,
        first: int | None = None,
        after: str | None = None,
        literally: Literally = None,
    ) -> PeopleSearchConnection:
        context = info.context
        found = await search_people(
            *(
                context.store,
                context.viewer,
                query,
                given(filter, DomainPeopleFilter),
                first,
                after,
            ),
            now=context.now,
            facets=PEOPLE_FACETS if asks_for(info, "facets") else (),
            literally=_literally(literally),
        )
        for hit in found.items:
            context.loaders.members.degree_by_id.prime(hit.member.id, hit.degree)
        if query and after is None:
            await remember(context.store.cache, context.viewer, query)
        edges = [
            PeopleSearchEdge(
                cursor=cursor, node=member(hit.member), reasons=[reason(r) for r in hit.reasons]
            )
            for hit, cursor in zip(found.items, found.cursors, strict=True)
        ]
        return page(PeopleSearchConnection, edges, found, after)

    @strawberry.field(
        description=f"Open jobs by words and conditions, the best and newest first. {PAGE_LIMIT}"
    )
    async def search_jobs(
        self,
        info: Info,
        query: str | None = None,
        filter: JobFilter | None = None,
        first: int | None = None,
        after: str | None = None,
        literally: Literally = None,
    ) -> JobSearchConnection:
        context = info.context
        found = await search_jobs(
            context.store,
            context.viewer,
            query,
            given(filter, DomainJobFilter),
            first,
            after,
            now=context.now,
            facets=JOB_FACETS if asks_for(info, "facets") else (),
            literally=_literally(literally),
        )
        nodes = await nodes_by_key(info, [("Job", hit.id) for hit in found.items])
        return page(JobSearchConnection, edges(JobSearchEdge, found, nodes), found, after)

    @strawberry.field(description=f"Companies by words, the best first. {PAGE_LIMIT}")
    async def search_companies(
        self,
        info: Info,
        query: str | None = None,
        first: int | None = None,
        after: str | None = None,
        filter: CompanyFilter | None = None,
        literally: Literally = None,
    ) -> CompanySearchConnection:
        context = info.context
        found = await search_companies(
            *(context.store, context.viewer, query),
            *(given(filter, DomainCompanyFilter), first, after),
            facets=COMPANY_FACETS if asks_for(info, "facets") else (),
            literally=_literally(literally),
        )
        nodes = await nodes_by_key(info, [("Company", hit.id) for hit in found.items])
        return page(CompanySearchConnection, edges(CompanySearchEdge, found, nodes), found, after)

    @strawberry.field(
        description=f"Posts by words in text or hashtags, the best and newest first. {PAGE_LIMIT}"
    )
    async def search_posts(
        self,
        info: Info,
        query: str | None = None,
        first: int | None = None,
        after: str | None = None,
        filter: PostFilter | None = None,
    ) -> PostSearchConnection:
        context = info.context
        found = await search_posts(
            *(context.store, context.viewer, query, given(filter, DomainPostFilter), first, after),
            now=context.now,
        )
        nodes = await nodes_by_key(info, [("Post", hit.id) for hit in found.items])
        return page(PostSearchConnection, edges(PostSearchEdge, found, nodes), found, after)

    @strawberry.field(
        description=f"The last {MAX_RECENT} texts that the viewer searched people by, newest first."
    )
    async def recent_searches(self, info: Info) -> list[str]:
        return await recent_searches(info.context.store.cache, info.context.viewer)

    @strawberry.field(
        description="What begins with these letters, whole names and the viewer's network first. "
        "At most 100 letters and 50 hits; 10 if not given."
    )
    async def typeahead(
        self,
        info: Info,
        prefix: str,
        kinds: list[SearchKind] | None = None,
        first: int | None = None,
    ) -> list[TypeaheadHit]:
        context = info.context
        wanted = [kind.value for kind in kinds] if kinds else None
        found = await typeahead(
            context.store, context.viewer, prefix, wanted, first, now=context.now
        )
        return [
            TypeaheadHit(
                kind=SearchKind(hit.kind),
                node=presented(info, hit.kind.capitalize(), hit.shown),
                text=hit.text,
            )
            for hit in found
        ]


def _literally(texts: list[str] | None) -> tuple[str, ...]:
    if texts is not None and len(texts) > MAX_VALUES:
        raise LimitExceeded(f"literally: more than {MAX_VALUES} texts", field=("literally",))
    return tuple(text[:500] for text in texts or ())
