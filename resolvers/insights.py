"""Insights: visitors of the viewer's profile, and a company's comings and goings."""

from __future__ import annotations

from datetime import datetime

import strawberry

from graph.insights import companies, reach, views
from graph.store.reach import STANDARD_ERROR, Reached
from resolvers.context import Info
from resolvers.ids import key_of, keys_of
from resolvers.members import Member, member
from resolvers.organisations import Company, company
from resolvers.payloads import IDEMPOTENT, UserError, change, refusals


@strawberry.type(description="How many visitors have something in common.")
class ViewCount:
    """A count."""

    name: str
    count: int


@strawberry.type(description="Somebody who looked at the viewer's profile.")
class ProfileVisitor:
    """A visitor."""

    member: Member
    last_viewed_at: datetime


@strawberry.type(
    description="Who looked at the viewer's profile, as far as the viewer may see them."
)
class ProfileViews:
    """The visits."""

    view_count: int = strawberry.field(description="Each visitor once a day (UTC).")
    visitor_count: int
    complete: bool = strawberry.field(
        description="False above 10,000 visitors: then counts by company, title, industry and "
        "place are estimated from as many."
    )
    margin_of_error: float = strawberry.field(
        description="Of the estimated counts, as a share of the visitors (95 %); 0 where exact."
    )
    by_day: list[ViewCount] = strawberry.field(description="Days with views, oldest first.")
    by_company: list[ViewCount] = strawberry.field(
        description="Current employers of visitors whose whole profile the viewer may see."
    )
    by_title: list[ViewCount] = strawberry.field(description="Their current titles.")
    by_industry: list[ViewCount]
    by_place: list[ViewCount] = strawberry.field(description="Their cities, as they write them.")
    latest: list[ProfileVisitor] = strawberry.field(description="The 20 latest.")


@strawberry.type(description="Comings and goings between two companies, of public profiles.")
class CompanyFlow:
    """A flow."""

    company: Company
    arrived: int | None = strawberry.field(description="From there; null below five.")
    departed: int | None = strawberry.field(description="To there; null below five.")


@strawberry.type(description="What public profiles tell of a company; null below five members.")
class CompanyInsights:
    """The figures."""

    follower_count: int | None
    employee_count: int | None
    flows: list[CompanyFlow] = strawberry.field(description="At most 50, the largest first.")


@strawberry.type(
    description="Whom a post has reached, each member once; by degree as it was when they saw it."
)
class PostReach:
    """The figures."""

    member_count: int
    first_degree: int
    second_degree: int
    third_degree: int
    beyond: int
    exact: bool = strawberry.field(description="False where a count is above 1,000.")
    standard_error: float = strawberry.field(
        description="Of counts that are not exact, relative: two thirds are nearer than this."
    )


@strawberry.type
class ProfileViewQueries:
    """The part of Viewer about visitors."""

    @strawberry.field(
        description="Visits of the last days (1 to 365), from the last committed view. Null for "
        "who browses unseen: private browsing works both ways."
    )
    async def profile_views(self, info: Info, days: int = 90) -> ProfileViews | None:
        context = info.context
        found = await views.profile_views(context.store.db, context.viewer, days, now=context.now)
        if found is None:
            return None
        return ProfileViews(
            view_count=found.views,
            visitor_count=found.visitors,
            complete=found.complete,
            margin_of_error=found.margin,
            by_day=_counts(found.by_day),
            by_company=_counts(found.by_company),
            by_title=_counts(found.by_title),
            by_industry=_counts(found.by_industry),
            by_place=_counts(found.by_place),
            latest=[
                ProfileVisitor(member=member(one.card), last_viewed_at=one.last)
                for one in found.latest
            ],
        )

    @strawberry.field(description="Whom a post of the viewer's has reached; null for others.")
    async def post_reach(self, info: Info, post_id: strawberry.ID) -> PostReach | None:
        store, viewer = info.context.store, info.context.viewer
        key = key_of("Post", post_id, "postId")
        found = await reach.post_reach(store.db, store.reach, viewer, key)
        return None if found is None else post_reach(found)

    @strawberry.field(description="Whether the viewer looks at profiles unseen.")
    async def private_browsing(self, info: Info) -> bool:
        return await views.browses_unseen(info.context.store.db, info.context.viewer)


@strawberry.type
class CompanyInsightQueries:
    """The part of Query about companies' people."""

    @strawberry.field(description="Followers, people, comings and goings; null where unknown.")
    async def company_insights(self, info: Info, id: strawberry.ID) -> CompanyInsights | None:
        context = info.context
        key = key_of("Company", id)
        found = await companies.company_insights(context.store.db, key, today=context.now.date())
        if found is None:
            return None
        return CompanyInsights(
            follower_count=found.followers,
            employee_count=found.employees,
            flows=[
                CompanyFlow(
                    company=company(flow.company), arrived=flow.arrived, departed=flow.departed
                )
                for flow in found.flows
            ],
        )


@strawberry.type(description="What became of a view.")
class ViewPayload:
    """`recorded` is false for a second look on the same day, and for who browses unseen."""

    recorded: bool
    errors: list[UserError]


@strawberry.type(description="What became of a sight of posts.")
class ViewPostsPayload:
    """`recorded`: of how many posts it counts; not of one's own."""

    recorded: int
    errors: list[UserError]


@strawberry.type(description="The setting after a mutation.")
class PrivateBrowsingPayload:
    """`private_browsing` is null where it was refused."""

    private_browsing: bool | None
    errors: list[UserError]


@strawberry.type
class InsightMutations:
    """The part of Mutation about views."""

    @strawberry.mutation(
        description="The viewer opened this profile: its owner sees them among the visitors. "
        "Counted once a day; nothing is kept of who browses unseen."
    )
    async def view_profile(self, info: Info, member_id: strawberry.ID) -> ViewPayload:
        recorded = False
        with refusals(info) as errors:
            key = key_of("Member", member_id, "memberId")
            answer = await change(
                info, {"memberId": key}, lambda write: views.record_view(write, key)
            )
            recorded = answer["recorded"]
        return ViewPayload(recorded=recorded, errors=errors)

    @strawberry.mutation(
        description="These posts (at most 50) were on the viewer's screen: their authors see it in "
        "the reach. Nothing is kept of who browses unseen."
    )
    async def view_posts(self, info: Info, post_ids: list[strawberry.ID]) -> ViewPostsPayload:
        recorded = 0
        with refusals(info) as errors:
            keys = keys_of("Post", post_ids, "postIds")
            store, viewer = info.context.store, info.context.viewer
            recorded = await reach.record_sight(store.db, store.reach, viewer, keys)
        return ViewPostsPayload(recorded=recorded, errors=errors)

    @strawberry.mutation(
        description="Look at profiles unseen from now on, or not; earlier views are hidden, too, "
        f"and so are the viewer's own visitors. {IDEMPOTENT}"
    )
    async def set_private_browsing(self, info: Info, private: bool) -> PrivateBrowsingPayload:
        now_private = None
        with refusals(info) as errors:
            answer = await change(
                info,
                {"private": private},
                lambda write: views.set_private_browsing(write, private),
            )
            now_private = answer["private"]
        return PrivateBrowsingPayload(private_browsing=now_private, errors=errors)


def post_reach(found: Reached) -> PostReach:
    """Present the reach of a post."""
    rings = found.by_ring
    return PostReach(
        member_count=found.all,
        first_degree=rings["1"],
        second_degree=rings["2"],
        third_degree=rings["3"],
        beyond=rings["beyond"],
        exact=found.exact,
        standard_error=0.0 if found.exact else STANDARD_ERROR,
    )


def _counts(found: list[views.Count]) -> list[ViewCount]:
    return [ViewCount(name=one.name, count=one.count) for one in found]
