"""Distribution: a new post goes into the feeds of those who read theirs lately, or is kept as loud.

Only ids are written, and only into feeds that are there. Everything is asked of the graph as it is
now, so an event that comes late or twice does no harm.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import orjson

from graph.errors import Unavailable
from graph.events.consumers import Consumer
from graph.model import Visibility
from graph.moments import in_ms
from graph.store.store import Store
from graph.store.streams import Event

POSTS = frozenset({"post.created", "post.edited"})
TIES = frozenset({"connection.created", "connection.removed", "member.blocked", "member.unblocked"})
FOLLOWS = frozenset({"follow.created", "follow.removed"})
_TIE_ENDS = ("actor", "member", "sender", "receiver")


@dataclass(frozen=True, slots=True)
class _Post:
    """A post as it is now, and who would read it."""

    id: int
    author: int
    at_ms: int
    visibility: str
    company: int | None
    audience: int
    fans: int
    members: list[int]
    followers: list[int]


async def handle(store: Store, events: Sequence[Event]) -> None:
    """Bring new posts to their readers; feeds of members whose ties changed are built anew."""
    stale: set[int] = set()
    posts: dict[int, bool] = {}
    for event in events:
        payload = orjson.loads(event.payload)
        if event.kind in POSTS:
            is_new = event.kind == "post.created"
            posts[payload["post"]] = is_new or posts.get(payload["post"], False)
        elif event.kind in TIES:
            stale |= {payload[end] for end in _TIE_ENDS if end in payload}
        elif event.kind in FOLLOWS:
            stale.add(payload["follower"])
    if stale:
        await store.feeds.forget(sorted(stale))
    for post, is_new in posts.items():
        await distribute(store, post, is_new=is_new)


async def distribute(store: Store, post_id: int, *, is_new: bool = True) -> int:
    """Bring one post to its readers; how many feeds got it. Nothing for one that is gone."""
    limit = store.settings.feed_audience
    row = await store.db.row("feed/read_audience", id=post_id, limit=limit)
    if row is None:
        return 0
    post, cap = _Post(*row), store.settings.feed_entries
    readers = {post.author, *post.members, *post.followers}
    if post.visibility != Visibility.PRIVATE and post.audience > limit:
        await store.feeds.add_loud(f"m{post.author}", post.id, post.at_ms)
    if post.company is not None and post.fans > limit:
        await store.feeds.add_loud(f"c{post.company}", post.id, post.at_ms)
    return await store.feeds.add(sorted(readers), post.id, post.at_ms, cap, is_new=is_new)


async def show_author(store: Store, author: int, post_id: int, at: datetime) -> None:
    """The author sees their own post at once, also where no worker runs."""
    at_ms = in_ms(at)
    try:
        cap = store.settings.feed_entries
        await store.feeds.add([author], post_id, at_ms, cap, is_new=True)
    except Unavailable:
        return  # without Redis the feed is read from the graph


CONSUMER = Consumer("feed", POSTS | TIES | FOLLOWS, handle)
