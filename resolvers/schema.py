"""The whole schema: queries, mutations and subscriptions, put together from the features."""

from __future__ import annotations

import strawberry

from resolvers.applications import ApplicationQueries
from resolvers.connections import ConnectionQueries
from resolvers.contacts import ContactMutations
from resolvers.content import CommentMutations, PostMutations, PreferenceMutations
from resolvers.context import Info
from resolvers.executor.events import FreshPerEvent
from resolvers.executor.plan import LOADED
from resolvers.feed import FeedQueries, FeedSubscriptions, TrendQueries
from resolvers.follows import FollowMutations
from resolvers.hashtags import Hashtag
from resolvers.hiring import JobMutations
from resolvers.ids import key_of
from resolvers.insights import CompanyInsightQueries, InsightMutations, ProfileViewQueries
from resolvers.invitations import ConnectionMutations, InvitationQueries, InvitationSubscriptions
from resolvers.jobs import JobQueries, RecommendationQueries
from resolvers.limits import extensions
from resolvers.lookup import NodeQueries
from resolvers.members import Member, member
from resolvers.notifications import NotificationMutations, NotificationQueries
from resolvers.organisations import Place, School
from resolvers.pipelines import ProjectMutations
from resolvers.profiles import ProfileMutations
from resolvers.projects import ProjectQueries
from resolvers.saved import SavedSearchMutations, SavedSearchQueries
from resolvers.search import SearchQueries
from resolvers.skills import SkillMutations, SkillQueries
from resolvers.suggestions import SuggestionQueries


@strawberry.type(description="The member who asks, and what is theirs alone.")
class Viewer(
    FeedQueries,
    SuggestionQueries,
    RecommendationQueries,
    InvitationQueries,
    NotificationQueries,
    ProfileViewQueries,
    ApplicationQueries,
):
    """The viewer."""

    @strawberry.field(metadata=LOADED, description="Their own profile.")
    async def member(self, info: Info) -> Member:
        return member(await info.context.loaders.members.me())


@strawberry.type
class Query(
    TrendQueries,
    NodeQueries,
    ConnectionQueries,
    SkillQueries,
    JobQueries,
    SearchQueries,
    SavedSearchQueries,
    CompanyInsightQueries,
    ProjectQueries,
):
    """Every question."""

    @strawberry.field(description="The member who asks; null without a token.")
    async def viewer(self, info: Info) -> Viewer | None:
        return Viewer() if info.context.viewer.id is not None else None

    @strawberry.field(
        metadata=LOADED, description="A member; null where unknown, deleted or invisible."
    )
    async def member(self, info: Info, id: strawberry.ID) -> Member | None:
        found = await info.context.loaders.members.card_by_id.load(key_of("Member", id))
        return member(found) if found else None


@strawberry.type
class Mutation(
    ProfileMutations,
    ConnectionMutations,
    FollowMutations,
    NotificationMutations,
    PostMutations,
    CommentMutations,
    PreferenceMutations,
    InsightMutations,
    SkillMutations,
    SavedSearchMutations,
    ContactMutations,
    JobMutations,
    ProjectMutations,
):
    """Every change: one transaction each, in the order of the request."""


@strawberry.type
class Subscription(InvitationSubscriptions, FeedSubscriptions):
    """What is told as it happens."""


schema = strawberry.Schema(
    query=Query,
    mutation=Mutation,
    subscription=Subscription,
    types=[Place, School, Hashtag],
    extensions=extensions(),
    execution_context_class=FreshPerEvent,
)
