"""Search over people, jobs, companies and posts, and typeahead over all kinds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields
from enum import Enum
from typing import Any, TypeVar

import strawberry

from graph.model import EmploymentType as ModelEmploymentType
from graph.model import ExperienceLevel as ModelExperienceLevel
from graph.search.companies import search_companies
from graph.search.filters import JobFilter as DomainJobFilter
from graph.search.filters import PeopleFilter as DomainPeopleFilter
from graph.search.jobs import search_jobs
from graph.search.people import search_people
from graph.search.posts import search_posts
from graph.search.results import Facet as DomainFacet
from graph.search.results import Interpretation as DomainInterpretation
from graph.search.results import Results
from graph.search.typeahead import typeahead
from resolvers.context import Info
from resolvers.jobs import Job
from resolvers.lookup import nodes_by_key
from resolvers.members import PAGE_LIMIT, Member, Reason, member, reason
from resolvers.nodes import Node, PageInfo, page_info
from resolvers.organisations import Company
from resolvers.posts import Post

T = TypeVar("T")

_ANY_OF = "Any of these; case, accents and punctuation do not count. At most 20."


@strawberry.enum(description="A kind of thing that typeahead finds.")
class SearchKind(Enum):
    """The kinds, by the name of their node type."""

    MEMBER = "member"
    COMPANY = "company"
    SKILL = "skill"
    SCHOOL = "school"
    PLACE = "place"
    JOB = "job"


@strawberry.input(description="Conditions on members: any value within one, all of them at once.")
class PeopleFilter:
    """What `searchPeople` may be narrowed by."""

    company: list[str] | None = strawberry.field(
        default=None, description=f"Works there. {_ANY_OF}"
    )
    past_company: list[str] | None = strawberry.field(
        default=None, description=f"Worked there before. {_ANY_OF}"
    )
    title: list[str] | None = strawberry.field(
        default=None, description=f"These words in this order in a current title. {_ANY_OF}"
    )
    school: list[str] | None = strawberry.field(default=None, description=_ANY_OF)
    skill: list[str] | None = strawberry.field(
        default=None, description=f"Any spelling of a skill. {_ANY_OF}"
    )
    industry: list[str] | None = strawberry.field(default=None, description=_ANY_OF)
    place: list[str] | None = strawberry.field(default=None, description=f"A city. {_ANY_OF}")
    country: list[str] | None = strawberry.field(
        default=None, description=f"ISO 3166 codes. {_ANY_OF}"
    )


@strawberry.input(description="Conditions on jobs: any value within one, all of them at once.")
class JobFilter:
    """What `searchJobs` may be narrowed by."""

    company: list[str] | None = strawberry.field(default=None, description=_ANY_OF)
    place: list[str] | None = strawberry.field(default=None, description=f"A city. {_ANY_OF}")
    country: list[str] | None = strawberry.field(
        default=None, description=f"ISO 3166 codes. {_ANY_OF}"
    )
    remote: bool | None = None
    employment_type: list[ModelEmploymentType] | None = None
    experience_level: list[ModelExperienceLevel] | None = None
    skill: list[str] | None = strawberry.field(
        default=None, description=f"Any spelling of a skill. {_ANY_OF}"
    )
    posted_within_days: int | None = strawberry.field(default=None, description="0 to 3650.")
    salary_min: int | None = strawberry.field(
        default=None,
        description="A year, in `currency`, that the upper end of the salary reaches.",
    )
    currency: str | None = strawberry.field(default=None, description="ISO 4217.")


@strawberry.type(description="A value of a field and how many of the hits have it.")
class FacetBucket:
    """A bucket."""

    value: str
    count: int


@strawberry.type(description="The most frequent values of a field among all hits.")
class Facet:
    """A facet."""

    field: str
    buckets: list[FacetBucket]


@strawberry.type(description="How some words of the query were understood.")
class Interpretation:
    """An interpretation."""

    text: str
    field: str
    value: str


@strawberry.type
class SearchPage:
    """What every search answers beside its hits."""

    page_info: PageInfo
    total_count: int = strawberry.field(description="Exact, of what the viewer may see.")
    facets: list[Facet]
    interpretation: list[Interpretation]


@strawberry.type(description="A member found.")
class PeopleSearchEdge:
    """An edge of `searchPeople`."""

    cursor: str
    node: Member
    reasons: list[Reason]


@strawberry.type(description="Members found: only whom the viewer may see, in hits and in counts.")
class PeopleSearchConnection(SearchPage):
    """A page of `searchPeople`."""

    edges: list[PeopleSearchEdge]


@strawberry.type(description="A job found.")
class JobSearchEdge:
    """An edge of `searchJobs`."""

    cursor: str
    node: Job
    reasons: list[Reason]


@strawberry.type(description="Open jobs found.")
class JobSearchConnection(SearchPage):
    """A page of `searchJobs`."""

    edges: list[JobSearchEdge]


@strawberry.type(description="A company found.")
class CompanySearchEdge:
    """An edge of `searchCompanies`."""

    cursor: str
    node: Company
    reasons: list[Reason]


@strawberry.type(description="Companies found.")
class CompanySearchConnection(SearchPage):
    """A page of `searchCompanies`."""

    edges: list[CompanySearchEdge]


@strawberry.type(description="A post found.")
class PostSearchEdge:
    """An edge of `searchPosts`."""

    cursor: str
    node: Post
    reasons: list[Reason]


@strawberry.type(description="Posts found: only those that the viewer may see.")
class PostSearchConnection(SearchPage):
    """A page of `searchPosts`."""

    edges: list[PostSearchEdge]


@strawberry.type(description="Something whose name goes on like the letters typed.")
class TypeaheadHit:
    """A hit of `typeahead`."""

    kind: SearchKind
    node: Node
    text: str


@strawberry.type
class SearchQueries:
    """The part of Query that finds by text."""

    @strawberry.field(description=f"Members by words and conditions, the best first. {PAGE_LIMIT}")
    async def search_people(
        self,
        info: Info,
        query: str | None = None,
        filter: PeopleFilter | None = None,
        first: int | None = None,
        after: str | None = None,
    ) -> PeopleSearchConnection:
        context = info.context
        given = _given(filter, DomainPeopleFilter)
        found = await search_people(context.store, context.viewer, query, given, first, after)
        edges = [
            PeopleSearchEdge(
                cursor=cursor, node=member(hit.member), reasons=[reason(r) for r in hit.reasons]
            )
            for hit, cursor in zip(found.items, found.cursors, strict=True)
        ]
        return _page(PeopleSearchConnection, edges, found, after)

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
    ) -> JobSearchConnection:
        context = info.context
        found = await search_jobs(
            context.store,
            context.viewer,
            query,
            _given(filter, DomainJobFilter),
            first,
            after,
            now=context.now,
        )
        nodes = await nodes_by_key(info, [("Job", hit.id) for hit in found.items])
        return _page(JobSearchConnection, _edges(JobSearchEdge, found, nodes), found, after)

    @strawberry.field(description=f"Companies by words, the best first. {PAGE_LIMIT}")
    async def search_companies(
        self,
        info: Info,
        query: str | None = None,
        first: int | None = None,
        after: str | None = None,
    ) -> CompanySearchConnection:
        context = info.context
        found = await search_companies(context.store, context.viewer, query, first, after)
        nodes = await nodes_by_key(info, [("Company", hit.id) for hit in found.items])
        return _page(CompanySearchConnection, _edges(CompanySearchEdge, found, nodes), found, after)

    @strawberry.field(
        description=f"Posts by words in text or hashtags, the best and newest first. {PAGE_LIMIT}"
    )
    async def search_posts(
        self,
        info: Info,
        query: str | None = None,
        first: int | None = None,
        after: str | None = None,
    ) -> PostSearchConnection:
        context = info.context
        found = await search_posts(
            context.store, context.viewer, query, first, after, now=context.now
        )
        nodes = await nodes_by_key(info, [("Post", hit.id) for hit in found.items])
        return _page(PostSearchConnection, _edges(PostSearchEdge, found, nodes), found, after)

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
        keys = [(hit.kind.capitalize(), hit.id) for hit in found]
        return [
            TypeaheadHit(kind=SearchKind(hit.kind), node=node, text=hit.text)
            for hit, node in zip(found, await nodes_by_key(info, keys), strict=True)
            if node is not None
        ]


def _given(filter: object | None, kind: type[T]) -> T | None:
    """A domain filter from an input: lists become tuples, enums their names."""
    if filter is None:
        return None
    values = {}
    for name in (f.name for f in fields(kind)):  # type: ignore[arg-type]
        value = getattr(filter, name)
        if isinstance(value, list):
            values[name] = tuple(v.name if isinstance(v, Enum) else v for v in value)
        elif value is not None:
            values[name] = value
    return kind(**values)


def _edges(edge: Callable[..., T], found: Results[Any], nodes: list[Node | None]) -> list[T]:
    return [
        edge(cursor=cursor, node=node, reasons=[reason(r) for r in hit.reasons])
        for hit, cursor, node in zip(found.items, found.cursors, nodes, strict=True)
        if node is not None
    ]


def _page(
    page: Callable[..., T], edges: Sequence[object], found: Results[Any], after: str | None
) -> T:
    return page(
        edges=edges,
        page_info=page_info(found.cursors, found.has_next, after),
        total_count=found.total_count,
        facets=[_facet(facet) for facet in found.facets],
        interpretation=[_interpretation(one) for one in found.interpretation],
    )


def _facet(found: DomainFacet) -> Facet:
    return Facet(
        field=found.field,
        buckets=[FacetBucket(value=value, count=count) for value, count in found.buckets],
    )


def _interpretation(found: DomainInterpretation) -> Interpretation:
    return Interpretation(text=found.text, field=found.field, value=found.value)
