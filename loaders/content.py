"""Loaders of posts and comments."""

from __future__ import annotations

from collections.abc import Sequence

from strawberry.dataloader import DataLoader

from graph.feed import comments, posts
from graph.feed.comments import CommentView
from graph.feed.posts import PostView
from graph.paging import Page
from graph.store.database import Database
from graph.visibility import Viewer
from loaders.pages import PageKey, page_loader


class ContentLoaders:
    """Posts and comments by id, and pages of them by what they belong to."""

    def __init__(self, db: Database, viewer: Viewer) -> None:
        self._db = db
        self._viewer = viewer
        self.post_by_id: DataLoader[int, PostView | None] = DataLoader(
            self._posts, max_batch_size=500
        )
        self.comment_by_id: DataLoader[int, CommentView | None] = DataLoader(
            self._comments, max_batch_size=500
        )
        self.posts_by_member: DataLoader[PageKey, Page[PostView]] = page_loader(self._of_members)
        self.comments_by_post: DataLoader[PageKey, Page[CommentView]] = page_loader(self._of_posts)
        self.replies_by_comment: DataLoader[PageKey, Page[CommentView]] = page_loader(
            self._of_comments
        )

    async def _posts(self, ids: list[int]) -> list[PostView | None]:
        return await posts.posts_by_ids(self._db, self._viewer, ids)

    async def _comments(self, ids: list[int]) -> list[CommentView | None]:
        return await comments.comments_by_ids(self._db, self._viewer, ids)

    async def _of_members(
        self, ids: Sequence[int], first: int, after: str | None
    ) -> list[Page[PostView]]:
        return await posts.posts_of_members(self._db, self._viewer, ids, first, after)

    async def _of_posts(
        self, ids: Sequence[int], first: int, after: str | None
    ) -> list[Page[CommentView]]:
        return await comments.comments_of_posts(self._db, self._viewer, ids, first, after)

    async def _of_comments(
        self, ids: Sequence[int], first: int, after: str | None
    ) -> list[Page[CommentView]]:
        return await comments.replies_to_comments(self._db, self._viewer, ids, first, after)
