"""Loaders of posts and comments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from graph.feed import comments, counts, posts
from graph.feed.comments import CommentView
from graph.feed.posts import PostView
from graph.paging import Page
from graph.store.store import Store
from graph.visibility import Viewer
from loaders.loader import Loader
from loaders.pages import PageKey, page_loader


class ContentLoaders:
    """Posts and comments by id, and pages of them by what they belong to."""

    def __init__(self, store: Store, viewer: Viewer) -> None:
        self._store = store
        self._db = store.db
        self._viewer = viewer
        self.post_by_id: Loader[int, PostView | None] = Loader(self._posts, max_batch_size=500)
        self.comment_by_id: Loader[int, CommentView | None] = Loader(
            self._comments, max_batch_size=500
        )
        self.posts_by_member: Loader[PageKey, Page[PostView]] = page_loader(self._of_members)
        self.comments_by_post: Loader[PageKey, Page[CommentView]] = page_loader(self._of_posts)
        self.replies_by_comment: Loader[PageKey, Page[CommentView]] = page_loader(self._of_comments)

    async def _posts(self, ids: list[int]) -> list[PostView | None]:
        found = await posts.posts_by_ids(self._db, self._viewer, ids)
        seen = [post for post in found if post is not None]
        shown = {p.id: p for p in await counts.counted(self._store, self._viewer, seen)}
        return [shown[post.id] if post is not None else None for post in found]

    async def _comments(self, ids: list[int]) -> list[CommentView | None]:
        return await comments.comments_by_ids(self._db, self._viewer, ids)

    async def _of_members(
        self, ids: Sequence[int], first: int, after: str | None
    ) -> list[Page[PostView]]:
        pages = await posts.posts_of_members(self._db, self._viewer, ids, first, after)
        listed = [post for page in pages for post in page.items]
        shown = {p.id: p for p in await counts.counted(self._store, self._viewer, listed)}
        return [replace(page, items=[shown[p.id] for p in page.items]) for page in pages]

    async def _of_posts(
        self, ids: Sequence[int], first: int, after: str | None
    ) -> list[Page[CommentView]]:
        return await comments.comments_of_posts(self._db, self._viewer, ids, first, after)

    async def _of_comments(
        self, ids: Sequence[int], first: int, after: str | None
    ) -> list[Page[CommentView]]:
        return await comments.replies_to_comments(self._db, self._viewer, ids, first, after)
