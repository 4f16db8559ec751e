"""The feed."""

from __future__ import annotations

from collections.abc import AsyncGenerator

import strawberry

from graph.feed.arrivals import arrivals
from graph.feed.home import FeedEntry, feed
from graph.feed.home import FeedMode as DomainFeedMode
from graph.feed.trending import trending
from graph.paging import page_size
from resolvers.context import Info
from resolvers.members import PAGE_LIMIT, Reason, reason
from resolvers.nodes import Edge, PageInfo, connection
from resolvers.posts import Post, post

strawberry.enum(
    DomainFeedMode, name="FeedMode", description="What matters most first, or the newest first."
)


@strawberry.type(description="A post in the feed.")
class FeedItem:
    """An item of the feed."""

    post: Post
    score: float = strawberry.field(description="Comparable within this feed only.")
    reasons: list[Reason]


@strawberry.type(description="A page of the feed.")
class FeedConnection:
    """A connection in Relay's sense, under the name that clients rely on."""

    edges: list[Edge[FeedItem]]
    page_info: PageInfo


@strawberry.type
class FeedQueries:
    """The part of Viewer about what happens in their network."""

    @strawberry.field(
        description="The viewer's own posts and those of connections and of followed members and "
        "companies. LATEST is complete and newest first, its scores are 0; RANKED begins with what "
        "matters most, and some of it is from outside of the network. Pages are stable while "
        f"somebody scrolls. {PAGE_LIMIT}"
    )
    async def feed(
        self,
        info: Info,
        first: int | None = None,
        after: str | None = None,
        mode: DomainFeedMode | None = DomainFeedMode.RANKED,
    ) -> FeedConnection:
        context = info.context
        page = await feed(
            context.store,
            context.viewer,
            page_size(first),
            after,
            mode or DomainFeedMode.RANKED,
            now=context.now,
        )
        found = connection(page, _item, after)
        return FeedConnection(edges=found.edges, page_info=found.page_info)


@strawberry.type(description="A hashtag that many post about now.")
class TrendingHashtag:
    """A trend."""

    tag: str = strawberry.field(description="Without its sign.")
    member_count: int = strawberry.field(
        description="How many posted about it in 24 hours; a member counts once an hour."
    )
    score: float = strawberry.field(description="The same, halved for every 6 hours of age.")


@strawberry.type
class TrendQueries:
    """The part of Query about what is talked about."""

    @strawberry.field(
        description="Hashtags of the last 24 hours, most talked about first; at most a minute old. "
        f"`country` is an ISO 3166 code. {PAGE_LIMIT}"
    )
    async def trending_hashtags(
        self, info: Info, country: str | None = None, first: int | None = None
    ) -> list[TrendingHashtag]:
        context = info.context
        context.viewer.member_id  # noqa: B018, raises without a token
        found = await trending(context.store, country, page_size(first), now=context.now)
        return [
            TrendingHashtag(tag=one.tag, member_count=one.members, score=one.score) for one in found
        ]


@strawberry.type
class FeedSubscriptions:
    """The part of Subscription about the feed."""

    @strawberry.subscription(
        description="Each post that comes into the viewer's feed, from now on, within a second."
    )
    async def feed_item_added(self, info: Info) -> AsyncGenerator[FeedItem, None]:
        context = info.context
        async for found in arrivals(context.store, context.viewer, now=context.now):
            context.renew()
            yield _item(found)


def _item(found: FeedEntry) -> FeedItem:
    return FeedItem(
        post=post(found.post),
        score=found.score,
        reasons=[reason(one) for one in found.reasons],
    )
