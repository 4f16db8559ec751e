"""Posts as a page shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from graph.feed.keyset import NEWEST, Key, decode_key, encode_key
from graph.paging import Page
from graph.profiles.cards import Card, card
from graph.profiles.history import Organisation, organisation
from graph.store.database import Database
from graph.visibility import Viewer

_LIST = "posts"


@dataclass(frozen=True, slots=True)
class PostView:
    """A post that the viewer may see.

    The counts are those of everything that is not deleted, the same for all viewers.
    `comment_count` includes replies. `shared_post` is None where `is_share` is not set, and where
    the viewer may not see the original. An article has a `title`, and its text is Markdown.
    `company` is whom the author posted it for.
    """

    id: int
    author: Card
    text: str
    created_at: datetime
    edited_at: datetime | None
    visibility: str
    reaction_count: int
    comment_count: int
    share_count: int
    is_share: bool
    shared_post: PostView | None
    viewer_reaction: str | None
    title: str | None = None
    images: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    company: Organisation | None = None


async def posts_by_ids(db: Database, viewer: Viewer, ids: Sequence[int]) -> list[PostView | None]:
    """Each post in the order of `ids` (at most 500); None for unknown and invisible alike.

    A caller without a token sees public posts of public members.
    """
    if not ids:
        return []
    rows = await db.rows("feed/list_posts", viewer=viewer.id, ids=list(dict.fromkeys(ids)))
    posts = [packed_post(packed, is_share, original) for packed, is_share, original in rows]
    found = {post.id: post for post in posts}
    return [found.get(id_) for id_ in ids]


async def posts_of_members(
    db: Database, viewer: Viewer, member_ids: Sequence[int], first: int, after: str | None
) -> list[Page[PostView]]:
    """For each member (at most 500) a page of their posts, newest first.

    Empty for members whom the viewer may not see; whether a reduced card lists posts is the
    caller's to decide. Raises InvalidCursor.
    """
    before = decode_key(_LIST, after, NEWEST)
    rows = await db.rows(
        "feed/list_posts_of_members",
        viewer=viewer.id,
        ids=list(dict.fromkeys(member_ids)),
        before=before.time,
        before_id=before.id,
        limit=first + 1,
    )
    listed: dict[int, list[list[Any]]] = {member: entries for member, entries in rows}
    wanted = [entry[0] for entries in listed.values() for entry in entries[:first]]
    posts = await posts_by_ids(db, viewer, wanted)
    found = {post.id: post for post in posts if post is not None}
    return [_page(listed.get(id_, []), found, first) for id_ in member_ids]


async def posts_of_member(
    db: Database, viewer: Viewer, member_id: int, first: int, after: str | None
) -> Page[PostView]:
    """A page of one member's posts, newest first, as `posts_of_members`."""
    return (await posts_of_members(db, viewer, [member_id], first, after))[0]


def _page(entries: list[list[Any]], found: dict[int, PostView], first: int) -> Page[PostView]:
    keys = [Key(time, id_) for id_, time in entries[:first] if id_ in found]
    return Page(
        [found[key.id] for key in keys],
        [encode_key(_LIST, key) for key in keys],
        has_next=len(entries) > first,
    )


def packed_post(packed: list[Any], is_share: bool, original: list[Any] | None) -> PostView:
    """A post from what list_posts and list_items return of it."""
    shared = _post(original, is_share=False, shared=None) if original is not None else None
    return _post(packed, is_share=is_share, shared=shared)


def _post(packed: list[Any], *, is_share: bool, shared: PostView | None) -> PostView:
    values, author, reactions, comments, shares, mine, company = packed
    edited = values["edited_at"]
    return PostView(
        id=values["id"],
        author=card(author),
        text=values["text"],
        created_at=datetime.fromisoformat(values["created_at"]),
        edited_at=datetime.fromisoformat(edited) if edited is not None else None,
        visibility=values["visibility"],
        reaction_count=reactions,
        comment_count=comments,
        share_count=shares,
        is_share=is_share,
        shared_post=shared,
        viewer_reaction=mine,
        title=values.get("title"),
        images=tuple(values.get("images", ())),
        links=tuple(values.get("links", ())),
        company=organisation(company) if company is not None else None,
    )
