"""Comments on posts, and replies to them, oldest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from graph.feed.keyset import OLDEST, Key, decode_key, encode_key
from graph.feed.sight import Reader
from graph.paging import Page
from graph.profiles.cards import Card, card
from graph.store.database import Database, Row
from graph.visibility import Viewer

_COMMENTS = "comments"
_REPLIES = "replies"


@dataclass(frozen=True, slots=True)
class CommentView:
    """A comment that the viewer may see.

    `reply_to_id` is None at the top level; `reply_count` counts direct replies, for all viewers.
    """

    id: int
    post_id: int
    reply_to_id: int | None
    author: Card
    text: str
    created_at: datetime
    edited_at: datetime | None
    reply_count: int


@dataclass(frozen=True, slots=True)
class _Read:
    """A comment and its sort key."""

    key: Key
    view: CommentView


async def comments_by_ids(
    db: Database, viewer: Viewer, ids: Sequence[int]
) -> list[CommentView | None]:
    """Each comment in the order of `ids` (at most 500); None for unknown and invisible alike."""
    rows = await _comments(db, viewer.id, list(dict.fromkeys(ids)))
    read = [_comment(packed, post, reply_to).view for post, reply_to, packed in rows]
    found = {view.id: view for view in read}
    return [found.get(id_) for id_ in ids]


async def post_of_comment(reader: Reader, viewer: int, id_: int) -> int | None:
    """The post that a comment is on; None where the viewer may not see the comment."""
    rows = await _comments(reader, viewer, [id_])
    return rows[0][0] if rows else None


async def comments_of_posts(
    db: Database, viewer: Viewer, post_ids: Sequence[int], first: int, after: str | None
) -> list[Page[CommentView]]:
    """For each post (at most 500) a page of its top-level comments, oldest first.

    Comments of members whom the viewer may not see are left out. Empty for a post that the viewer
    may not see. Raises InvalidCursor.
    """
    key = decode_key(_COMMENTS, after, OLDEST)
    rows = await db.rows(
        "feed/list_comments_of_posts",
        viewer=viewer.id,
        ids=list(dict.fromkeys(post_ids)),
        after=key.time,
        after_id=key.id,
        limit=first + 1,
    )
    found = {post: [_comment(packed, post, None) for packed in listed] for post, listed in rows}
    return [_page(_COMMENTS, found.get(id_, []), first) for id_ in post_ids]


async def replies_to_comments(
    db: Database, viewer: Viewer, comment_ids: Sequence[int], first: int, after: str | None
) -> list[Page[CommentView]]:
    """For each comment (at most 500) a page of the direct replies to it, oldest first.

    Empty for a comment that the viewer may not see. Raises InvalidCursor.
    """
    key = decode_key(_REPLIES, after, OLDEST)
    rows = await db.rows(
        "feed/list_replies",
        viewer=viewer.id,
        ids=list(dict.fromkeys(comment_ids)),
        after=key.time,
        after_id=key.id,
        limit=first + 1,
    )
    found = {
        comment: [_comment(packed, post, comment) for packed in listed]
        for comment, post, listed in rows
    }
    return [_page(_REPLIES, found.get(id_, []), first) for id_ in comment_ids]


async def comments(
    db: Database, viewer: Viewer, post_id: int, first: int, after: str | None
) -> Page[CommentView]:
    """A page of one post's top-level comments, as `comments_of_posts`."""
    return (await comments_of_posts(db, viewer, [post_id], first, after))[0]


async def replies(
    db: Database, viewer: Viewer, comment_id: int, first: int, after: str | None
) -> Page[CommentView]:
    """A page of the direct replies to one comment, as `replies_to_comments`."""
    return (await replies_to_comments(db, viewer, [comment_id], first, after))[0]


async def _comments(reader: Reader, viewer: int | None, ids: list[int]) -> list[Row]:
    return await reader.rows("feed/list_comments", viewer=viewer, ids=ids)


def _comment(packed: list[Any], post_id: int, reply_to_id: int | None) -> _Read:
    values, author, reply_count, time = packed
    edited = values["edited_at"]
    view = CommentView(
        id=values["id"],
        post_id=post_id,
        reply_to_id=reply_to_id,
        author=card(author),
        text=values["text"],
        created_at=datetime.fromisoformat(values["created_at"]),
        edited_at=datetime.fromisoformat(edited) if edited is not None else None,
        reply_count=reply_count,
    )
    return _Read(Key(time, view.id), view)


def _page(kind: str, read: list[_Read], first: int) -> Page[CommentView]:
    shown = read[:first]
    return Page(
        [one.view for one in shown],
        [encode_key(kind, one.key) for one in shown],
        has_next=len(read) > first,
    )
