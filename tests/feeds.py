"""Feeds and other lists from their first page to the last."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from graph.feed.home import FeedEntry, FeedMode, feed
from graph.paging import Page
from graph.store.store import Store
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
