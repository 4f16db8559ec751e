"""Posts are written and delivered, and feeds read from their first page to the last."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from graph.feed import fanout, posting
from graph.feed.home import FeedEntry, FeedMode, feed
from graph.mutations import Work, mutate
from graph.paging import Page
from graph.store.store import Store
from graph.store.streams import Event
from graph.visibility import Viewer
from tests.conftest import NOW


async def every(
    page_of: Callable[[str | None], Awaitable[Page[Any]]],
) -> list[Any]:
    """All items of a list, page by page."""
    items: list[Any] = []
    after = None
    while True:
        page = await page_of(after)
        assert len(page.items) == len(page.cursors)
        items += page.items
        if not page.has_next:
            return items
        after = page.cursors[-1]


async def whole_feed(store: Store, viewer: int, mode: FeedMode, first: int) -> list[FeedEntry]:
    return await every(lambda after: feed(store, Viewer(viewer), first, after, mode, now=NOW))


def ids(entries: Sequence[FeedEntry]) -> list[int]:
    return [entry.post.id for entry in entries]


async def change(store: Store, member: int, work: Work) -> Any:
    """What a mutation of a member answers."""
    now = datetime.now(UTC)
    return await mutate(store, Viewer(member), "test", {}, work, key=None, now=now)


async def say(store: Store, member: int, text: str, **given: Any) -> int:
    """The id of a new post; the author's own feed has it, as after createPost."""
    draft = posting.drafted(text, **given)
    id_: int = await change(store, member, lambda write: posting.create(write, draft))
    await fanout.show_author(store, member, id_, datetime.now(UTC))
    return id_


async def deliver(store: Store) -> None:
    """Everything that a worker would do about the feed now."""
    rows = await store.db.rows("events/list_pending", limit=500)
    events = [Event(id_, kind, key, text.encode()) for id_, kind, key, text in rows]
    kinds = fanout.CONSUMER.kinds
    await fanout.handle(store, [event for event in events if event.kind in kinds])
    await store.db.rows("events/mark_published", ids=[event.id for event in events])
