"""What searches take and answer: filters, hits, facets, how a query was understood, near misses."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import fields
from datetime import datetime
from enum import Enum
from typing import Any, TypeVar

import strawberry

from graph.model import EmploymentType as ModelEmploymentType
from graph.model import ExperienceLevel as ModelExperienceLevel
from graph.search.filters import MAX_RADIUS_KM
from graph.search.filters import Near as DomainNear
from graph.search.results import Facet as DomainFacet
from graph.search.results import Interpretation as DomainInterpretation
from graph.search.results import NearMiss as DomainNearMiss
from graph.search.results import Results
from resolvers.ids import key_of
from resolvers.jobs import Job
from resolvers.members import Member, Reason, reason
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


@strawberry.input(description=f"A city and a radius of 1 to {MAX_RADIUS_KM} km, from city to city.")
class Near:
    """A place with a radius."""

    place: str
    radius_km: int = 50


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
    near: Near | None = None
    degree: list[int] | None = strawberry.field(
        default=None, description="1, 2 and 3, where 3 is everybody beyond the second."
    )
    connections_of: strawberry.ID | None = strawberry.field(
        default=None,
        description="A member whose connections the viewer may list; nobody fits where not.",
    )
    open_to_work: bool | None = None


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
    near: Near | None = None
    in_network: bool | None = strawberry.field(
        default=None, description="A connection of the viewer works there now."
    )


@strawberry.input(description="Conditions on companies: any value within one, all of them at once.")
class CompanyFilter:
    """What `searchCompanies` may be narrowed by."""

    industry: list[str] | None = strawberry.field(default=None, description=_ANY_OF)
    size: list[str] | None = strawberry.field(default=None, description=_ANY_OF)
    place: list[str] | None = strawberry.field(default=None, description=f"A city. {_ANY_OF}")
    country: list[str] | None = strawberry.field(
        default=None, description=f"ISO 3166 codes. {_ANY_OF}"
    )
    in_network: bool | None = strawberry.field(
        default=None, description="A connection of the viewer works there now."
    )


@strawberry.input(description="Conditions on posts: any value within one, all of them at once.")
class PostFilter:
    """What `searchPosts` may be narrowed by."""

    hashtag: list[str] | None = strawberry.field(default=None, description=_ANY_OF)
    author: list[strawberry.ID] | None = strawberry.field(
        default=None, description="Members. At most 20."
    )
    since: datetime | None = strawberry.field(default=None, description="Inclusive.")
    until: datetime | None = strawberry.field(default=None, description="Inclusive.")
    in_network: bool | None = strawberry.field(
        default=None, description="By a connection of the viewer."
    )


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


@strawberry.enum(description="What is done with a condition.")
class NearMissChange(Enum):
    """The changes."""

    DROPPED = "DROPPED"
    WIDENED = "WIDENED"


@strawberry.type(description="One condition that, changed alone, would add so many hits.")
class NearMiss:
    """A near miss."""

    field: str = strawberry.field(description="The filter, or 'query' for words of the text.")
    value: str = strawberry.field(description="The condition, or what it is widened to.")
    change: NearMissChange
    added: int


@strawberry.type
class SearchPage:
    """What every search answers beside its hits."""

    page_info: PageInfo
    total_count: int = strawberry.field(description="Exact, of what the viewer may see.")
    facets: list[Facet]
    interpretation: list[Interpretation] = strawberry.field(
        description="Each can be switched off: give its text in `literally`."
    )
    near: strawberry.Private[Callable[[], Awaitable[list[DomainNearMiss]]]]

    @strawberry.field(description="What would add hits; empty where there are ten and more.")
    async def near_misses(self) -> list[NearMiss]:
        return [
            NearMiss(
                field=one.field,
                value=one.value,
                change=NearMissChange(one.change),
                added=one.added,
            )
            for one in await self.near()
        ]


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


def given(filter: object | None, kind: type[T]) -> T | None:
    """A domain filter from an input: lists become tuples, enums their names, ids numbers."""
    if filter is None:
        return None
    values: dict[str, Any] = {}
    for name in (f.name for f in fields(kind)):  # type: ignore[arg-type]
        value = getattr(filter, name)
        if isinstance(value, Near):
            values[name] = DomainNear(value.place, value.radius_km)
        elif name == "connections_of" and value is not None:
            values[name] = key_of("Member", value, name)
        elif name == "author" and value is not None:
            values[name] = tuple(key_of("Member", one, name) for one in value)
        elif isinstance(value, list):
            values[name] = tuple(v.name if isinstance(v, Enum) else v for v in value)
        elif value is not None:
            values[name] = value
    return kind(**values)


def edges(edge: Callable[..., T], found: Results[Any], nodes: list[Node | None]) -> list[T]:
    """The edges of hits whose nodes are there."""
    return [
        edge(cursor=cursor, node=node, reasons=[reason(r) for r in hit.reasons])
        for hit, cursor, node in zip(found.items, found.cursors, nodes, strict=True)
        if node is not None
    ]


def page(
    page: Callable[..., T], edges: Sequence[object], found: Results[Any], after: str | None
) -> T:
    """A page with its edges."""
    return page(
        edges=edges,
        page_info=page_info(found.cursors, found.has_next, after),
        total_count=found.total_count,
        facets=[_facet(facet) for facet in found.facets],
        interpretation=[_interpretation(one) for one in found.interpretation],
        near=found.near_misses,
    )


def _facet(found: DomainFacet) -> Facet:
    return Facet(
        field=found.field,
        buckets=[FacetBucket(value=value, count=count) for value, count in found.buckets],
    )


def _interpretation(found: DomainInterpretation) -> Interpretation:
    return Interpretation(text=found.text, field=found.field, value=found.value)
