"""The feed."""

from __future__ import annotations

import strawberry

from graph.feed.home import FeedEntry, feed
from graph.feed.home import FeedMode as DomainFeedMode
from graph.paging import page_size
from resolvers.context import Info
from resolvers.members import PAGE_LIMIT, Reason, reason
from resolvers.nodes import Connection, connection
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


@strawberry.type
class FeedQueries:
    """The part of Viewer about what happens in their network."""

    @strawberry.field(
        description="The viewer's own posts and those of connections and followed members. LATEST "
        "is complete and newest first; RANKED begins with what matters most. Pages are stable "
        f"while somebody scrolls. {PAGE_LIMIT}"
    )
    async def feed(
        self,
        info: Info,
        first: int | None = None,
        after: str | None = None,
        mode: DomainFeedMode = DomainFeedMode.RANKED,
    ) -> Connection[FeedItem]:
        context = info.context
        page = await feed(
            context.store.db, context.viewer, page_size(first), after, mode, now=context.now
        )
        return connection(page, _item, after)


def _item(found: FeedEntry) -> FeedItem:
    return FeedItem(
        post=post(found.post),
        score=found.score,
        reasons=[reason(one) for one in found.reasons],
    )
