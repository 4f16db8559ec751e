"""Members: the profile, and how it is tied to the viewer."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

import strawberry

from graph.connections import lists
from graph.connections import paths as path_search
from graph.feed.posts import PostView
from graph.paging import MAX_PAGE, Page, page_size
from graph.profiles.cards import Card
from graph.reasons import Reason as DomainReason
from loaders.pages import PageKey
from resolvers import crawling
from resolvers.context import Context, Info
from resolvers.executor.plan import LOADED
from resolvers.ids import global_id
from resolvers.nodes import Connection, Node, connection
from resolvers.organisations import Company, School, company, school
from resolvers.skills import MemberSkill, member_skill

if TYPE_CHECKING:
    from resolvers.posts import Post

PAGE_LIMIT = "At most 100; 20 if not given."


@strawberry.type(description="A position that a member has or had.")
class Position:
    """A position; `ended` is null where the member has it now."""

    company: Company
    title: str
    started: date | None
    ended: date | None


@strawberry.type(description="A time at a school.")
class Education:
    """An education."""

    school: School
    degree: str | None
    field: str | None
    started: date | None
    ended: date | None


@strawberry.type(description="A chain of connected members from the viewer to somebody.")
class Path:
    """A path."""

    members: list[Member] = strawberry.field(
        description="From the viewer to the target, both included."
    )
    length: int = strawberry.field(description="The number of connections, 1 to 3.")
    strength: float = strawberry.field(
        description="0 to 1: the product of the strengths of its ties."
    )


@strawberry.type(description="Why something is shown.")
class Reason:
    """A reason."""

    kind: str = strawberry.field(
        description="SHARED_CONNECTIONS, SHARED_EMPLOYER, SHARED_SCHOOL, SHARED_SKILLS, NEARBY, "
        "FOLLOWS_YOU, ...: more may come."
    )
    text: str = strawberry.field(description="A sentence for people.")
    count: int | None = strawberry.field(description="Exact, where the reason counts something.")
    people: strawberry.Private[list[Card]]

    @strawberry.field(description="Some of the people behind it.")
    def members(self) -> list[Member]:
        return [member(card) for card in self.people]


@strawberry.input(
    description="Conditions on connections, all of them at once; names in any case, of at most "
    f"{lists.MAX_FILTER_CHARACTERS} characters. What a reduced card hides is not matched."
)
class ConnectionFilter:
    """What `connections` may be narrowed by."""

    company: str | None = strawberry.field(
        default=None, description="Name of an employer, present or past."
    )
    school: str | None = strawberry.field(default=None, description="Its name.")
    skill: str | None = strawberry.field(default=None, description="Any spelling of a skill.")
    place: str | None = strawberry.field(default=None, description="Name of a city.")
    name: str | None = strawberry.field(
        default=None, description="How the name, or a part of it, begins."
    )


@strawberry.type(description="A person, as the viewer may see them.")
class Member(Node):
    """A member. On a reduced card everything but the first four fields is null or empty."""

    card: strawberry.Private[Card]
    name: str
    headline: str | None = strawberry.field(description="One line under the name.")
    industry: str | None
    country: str | None = strawberry.field(description="ISO 3166 code where known.")

    @strawberry.field(metadata=LOADED, description="As the member wrote it.")
    async def city(self, info: Info) -> str | None:
        full = await info.context.loaders.members.is_full_by_card.load(self.card)
        return self.card.city if full else None

    @strawberry.field(metadata=LOADED, description="The person in their own words.")
    async def summary(self, info: Info) -> str | None:
        full = await info.context.loaders.members.is_full_by_card.load(self.card)
        return self.card.summary if full else None

    @strawberry.field(
        metadata=LOADED,
        description="0 for the viewer, 1 to 3 over connections, null for farther or unknown.",
    )
    async def degree(self, info: Info) -> int | None:
        return await info.context.loaders.members.degree_by_id.load(self.card.id)

    @strawberry.field(
        metadata=LOADED,
        description="How many connections the viewer may see; null where they may not be listed.",
    )
    async def connection_count(self, info: Info) -> int | None:
        return await info.context.loaders.members.connection_count_by_card.load(self.card)

    @strawberry.field(description=f"In id order; empty where they may not be listed. {PAGE_LIMIT}")
    async def connections(
        self,
        info: Info,
        first: int | None = None,
        after: str | None = None,
        filter: ConnectionFilter | None = None,
    ) -> Connection[Member]:
        context = info.context
        crawling.listed(self.card.id)
        page = await lists.listed_connections(
            context.store.db,
            context.viewer,
            self.card,
            await context.loaders.members.degree_by_id.load(self.card.id),
            page_size(first),
            after,
            lists.ConnectionConditions(**vars(filter)) if filter else None,
        )
        if self.card.id == context.viewer.id:
            _known_as_connections(context, page)
        return connection(page, member, after)

    @strawberry.field(metadata=LOADED, description=f"Connected to both, in id order. {PAGE_LIMIT}")
    async def mutual_connections(
        self, info: Info, first: int | None = None, after: str | None = None
    ) -> Connection[Member]:
        context = info.context
        crawling.listed(self.card.id)
        key = PageKey(self.card.id, page_size(first), after)
        page = await context.loaders.members.mutual_by_member.load(key)
        _known_as_connections(context, page)
        return connection(page, member, after)

    @strawberry.field(
        metadata=LOADED, description="How many are connected to both; 0 for the viewer."
    )
    async def mutual_connection_count(self, info: Info) -> int:
        return await info.context.loaders.members.mutual_count_by_id.load(self.card.id)

    @strawberry.field(
        description="Shortest paths from the viewer, of at most three connections, the best "
        "introduction first; nobody between who does not introduce. At most 20; 5 if not given."
    )
    async def paths(self, info: Info, first: int | None = None) -> list[Path]:
        size = page_size(first, default=path_search.DEFAULT_PATHS, most=path_search.MAX_PATHS)
        found = await path_search.paths(
            info.context.store.db, info.context.viewer, self.card.id, size
        )
        return [
            Path(members=[member(c) for c in p.members], length=p.length, strength=p.strength)
            for p in found
        ]

    @strawberry.field(metadata=LOADED, description="Current and newest first.")
    async def positions(self, info: Info) -> list[Position]:
        return [
            Position(company=company(p.company), title=p.title, started=p.started, ended=p.ended)
            for p in await info.context.loaders.members.positions_by_card.load(self.card)
        ]

    @strawberry.field(metadata=LOADED, description="Newest first.")
    async def educations(self, info: Info) -> list[Education]:
        return [
            Education(
                school=school(e.school),
                degree=e.degree,
                field=e.field,
                started=e.started,
                ended=e.ended,
            )
            for e in await info.context.loaders.members.educations_by_card.load(self.card)
        ]

    @strawberry.field(
        metadata=LOADED, description=f"Newest first; empty on a reduced card. {PAGE_LIMIT}"
    )
    async def posts(
        self, info: Info, first: int | None = None, after: str | None = None
    ) -> Connection[Annotated[Post, strawberry.lazy("resolvers.posts")]]:
        from resolvers.posts import post

        loaders = info.context.loaders
        key = PageKey(self.card.id, page_size(first), after)
        page: Page[PostView] = Page([], [], has_next=False)
        if await loaders.members.is_full_by_card.load(self.card):
            page = await loaders.content.posts_by_member.load(key)
        return connection(page, post, after)

    @strawberry.field(
        metadata=LOADED,
        description="The most endorsed first; empty on a reduced card. At most 100; all of them "
        "up to 100 if not given.",
    )
    async def skills(self, info: Info, first: int | None = None) -> list[MemberSkill]:
        found = await info.context.loaders.work.skills_by_card.load(self.card)
        return [member_skill(one) for one in found[: page_size(first, default=MAX_PAGE)]]


def _known_as_connections(context: Context, page: Page[Card]) -> None:
    """Whom the viewer is connected to need not be asked for their degree."""
    for card in page.items:
        context.loaders.members.degree_by_id.prime(card.id, 1)


def member(found: Card) -> Member:
    """Present a member whom the viewer may see."""
    crawling.shown(found.id)
    return Member(
        id=strawberry.ID(global_id("Member", found.id)),
        card=found,
        name=found.name,
        headline=found.headline,
        industry=found.industry,
        country=found.country,
    )


def reason(found: DomainReason) -> Reason:
    """Present a reason."""
    return Reason(
        kind=found.kind,
        text=found.text,
        count=found.count,
        people=found.members,
    )
