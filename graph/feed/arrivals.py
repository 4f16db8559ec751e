"""What comes into a feed while somebody watches."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack
from datetime import datetime

from graph.feed import timeline
from graph.feed.home import FeedEntry
from graph.feed.items import items
from graph.store.feeds import channel, loud_channel
from graph.store.store import Store
from graph.visibility import Viewer


async def arrivals(
    store: Store, viewer: Viewer, *, now: datetime
) -> AsyncGenerator[FeedEntry, None]:
    """Each post that comes into the viewer's feed from now on, once; their score is 0.

    News may be missed while Redis is away. Raises Unauthenticated, Unavailable.
    """
    member = viewer.member_id
    told: dict[int, None] = {}
    async with AsyncExitStack() as stack:
        queues = [await stack.enter_async_context(store.signals.listen(channel(member)))]
        await timeline.current(store, member, now=now, chance=lambda: 1.0)
        meta = (await store.feeds.cached(member)).meta
        for source in meta.loud if meta else ():
            listening = store.signals.listen(loud_channel(source))
            queues.append(await stack.enter_async_context(listening))
        waits = {asyncio.ensure_future(queue.get()): queue for queue in queues}
        try:
            while True:
                done, _ = await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
                for one in done:
                    queue = waits.pop(one)
                    waits[asyncio.ensure_future(queue.get())] = queue
                    post = int(one.result())
                    found = (await items(store, viewer, [post])).get(post)
                    if found is not None and post not in told:
                        told[post] = None
                        if len(told) > 1_000:
                            del told[next(iter(told))]
                        yield FeedEntry(found.post, 0.0, found.reasons)
        finally:
            for one in waits:
                one.cancel()
