"""Posts and comments."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import strawberry

from graph.feed.comments import CommentView
from graph.feed.posts import PostView
from graph.feed.rendering import rendered
from graph.feed.versions import versions
from graph.model import ReactionKind as ModelReactionKind
from graph.model import Visibility as ModelVisibility
from graph.paging import page_size
from loaders.pages import PageKey
from resolvers.context import Info
from resolvers.executor.plan import LOADED
from resolvers.ids import global_id
from resolvers.members import PAGE_LIMIT, Member, member
from resolvers.nodes import Connection, Node, connection
from resolvers.organisations import Company, company

strawberry.enum(ModelVisibility, name="Visibility", description="Who may see it.")
strawberry.enum(
    ModelReactionKind, name="ReactionKind", description="How a member reacts to a post."
)


@strawberry.type(description="An answer to a post, or to another answer.")
class Comment(Node):
    """A comment."""

    key: strawberry.Private[int]
    author: Member
    text: str
    created_at: datetime
    edited_at: datetime | None

    @strawberry.field(metadata=LOADED, description=f"Direct replies, oldest first. {PAGE_LIMIT}")
    async def replies(
        self, info: Info, first: int | None = None, after: str | None = None
    ) -> Connection[Annotated[Comment, strawberry.lazy("resolvers.posts")]]:
        key = PageKey(self.key, page_size(first), after)
        page = await info.context.loaders.content.replies_by_comment.load(key)
        return connection(page, comment, after)


@strawberry.type(description="What a post said before an edit.")
class PostVersion:
    """A version."""

    text: str
    title: str | None
    replaced_at: datetime


@strawberry.type(description="What a member says to others.")
class Post(Node):
    """A post. The counts are the same for every viewer."""

    key: strawberry.Private[int]
    author: Member
    text: str
    created_at: datetime
    edited_at: datetime | None
    visibility: ModelVisibility
    reaction_count: int
    comment_count: int = strawberry.field(description="With replies.")
    share_count: int
    shared_post: Post | None = strawberry.field(
        description="The original of a share; null where the viewer may not see it."
    )
    viewer_reaction: ModelReactionKind | None = strawberry.field(
        description="How the viewer has reacted."
    )
    title: str | None = strawberry.field(
        description="Of an article, whose text is Markdown; null for other posts."
    )
    images: list[str] = strawberry.field(description="Addresses of images.")
    links: list[str] = strawberry.field(description="Addresses in the text, in its order.")
    company: Company | None = strawberry.field(
        description="For whom the author posted it; null where for themselves."
    )

    @strawberry.field(description="The Markdown of an article as safe HTML; null for other posts.")
    async def html(self) -> str | None:
        return rendered(self.text) if self.title is not None else None

    @strawberry.field(
        description="What it said before, newest first, at most 100; for its author, else empty."
    )
    async def versions(self, info: Info) -> list[PostVersion]:
        context = info.context
        return [
            PostVersion(text=one.text, title=one.title, replaced_at=one.replaced_at)
            for one in await versions(context.store.db, context.viewer, self.key)
        ]

    @strawberry.field(metadata=LOADED, description=f"At the top level, oldest first. {PAGE_LIMIT}")
    async def comments(
        self, info: Info, first: int | None = None, after: str | None = None
    ) -> Connection[Comment]:
        key = PageKey(self.key, page_size(first), after)
        page = await info.context.loaders.content.comments_by_post.load(key)
        return connection(page, comment, after)


def post(found: PostView) -> Post:
    """Present a post that the viewer may see."""
    return Post(
        id=strawberry.ID(global_id("Post", found.id)),
        key=found.id,
        author=member(found.author),
        text=found.text,
        created_at=found.created_at,
        edited_at=found.edited_at,
        visibility=ModelVisibility(found.visibility),
        reaction_count=found.reaction_count,
        comment_count=found.comment_count,
        share_count=found.share_count,
        shared_post=post(found.shared_post) if found.shared_post else None,
        viewer_reaction=ModelReactionKind(found.viewer_reaction) if found.viewer_reaction else None,
        title=found.title,
        images=list(found.images),
        links=list(found.links),
        company=company(found.company) if found.company else None,
    )


def comment(found: CommentView) -> Comment:
    """Present a comment that the viewer may see."""
    return Comment(
        id=strawberry.ID(global_id("Comment", found.id)),
        key=found.id,
        author=member(found.author),
        text=found.text,
        created_at=found.created_at,
        edited_at=found.edited_at,
    )
