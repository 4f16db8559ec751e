"""Posts as items of a viewer's feed: in full, with the reasons why they are there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from graph.feed.counts import counted
from graph.feed.posts import PostView, packed_post
from graph.feed.ranking import Relation
from graph.profiles.cards import card
from graph.reasons import Reason, named
from graph.store.store import Store
from graph.visibility import Viewer

YOUR_POST = "YOUR_POST"
CONNECTION_POSTED = "CONNECTION_POSTED"
FOLLOWED_MEMBER = "FOLLOWED_MEMBER"
FOLLOWED_COMPANY = "FOLLOWED_COMPANY"
FOLLOWED_HASHTAG = "FOLLOWED_HASHTAG"
REACTED_BY_CONNECTIONS = "REACTED_BY_CONNECTIONS"
COMMENTED_BY_CONNECTIONS = "COMMENTED_BY_CONNECTIONS"


@dataclass(frozen=True, slots=True)
class Item:
    """A post that may be in the feed, and why."""

    post: PostView
    reasons: list[Reason]


async def items(store: Store, viewer: Viewer, ids: Sequence[int]) -> dict[int, Item]:
    """By id, those of some posts (at most 500) that may be in the viewer's feed now."""
    if not ids:
        return {}
    rows = await store.db.rows("feed/list_items", viewer=viewer.member_id, ids=list(ids))
    found = [_item(*row) for row in rows]
    posts = await counted(store, viewer, [item.post for item in found])
    return {post.id: Item(post, item.reasons) for post, item in zip(posts, found, strict=True)}


def _item(
    number: int,
    topics: list[str],
    packed: list[Any],
    is_share: bool,
    original: list[Any] | None,
    reacted: int,
    reacted_by: list[dict[str, Any]],
    commented: int,
    commented_by: list[dict[str, Any]],
) -> Item:
    post = packed_post(packed, is_share, original)
    reasons = [
        *_why(post, Relation(number), topics),
        *_engaged(REACTED_BY_CONNECTIONS, "reacted", reacted, reacted_by),
        *_engaged(COMMENTED_BY_CONNECTIONS, "commented", commented, commented_by),
    ]
    return Item(post, reasons)


def _why(post: PostView, relation: Relation, topics: list[str]) -> list[Reason]:
    author = post.author
    verb = "shared" if post.is_share else "posted"
    match relation:
        case Relation.SELF:
            return [Reason(YOUR_POST, f"You {verb} this", None, [author])]
        case Relation.CONNECTION:
            text = f"{author.name}, a connection of yours, {verb} this"
            return [Reason(CONNECTION_POSTED, text, None, [author])]
        case Relation.FOLLOWED:
            return [Reason(FOLLOWED_MEMBER, f"You follow {author.name}", None, [author])]
        case Relation.COMPANY:
            name = post.company.name if post.company else "the company"
            return [Reason(FOLLOWED_COMPANY, f"You follow {name}", None, [])]
        case Relation.HASHTAG:
            return [Reason(FOLLOWED_HASHTAG, f"You follow #{sorted(topics)[0]}", None, [])]
        case Relation.ENGAGED:
            return []  # who engaged is said anyway


def _engaged(kind: str, verb: str, count: int, by: list[dict[str, Any]]) -> list[Reason]:
    if not count:
        return []
    members = [card(values) for values in by]
    text = named(count, members, f"connection {verb}", f"connections {verb}")
    return [Reason(kind, text, count, members)]
