"""The three servers that the domain stands on, as one thing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from graph.settings import Settings
from graph.store import redis
from graph.store.cache import Cache
from graph.store.database import Database
from graph.store.feeds import Feeds
from graph.store.reach import Reach
from graph.store.reactions import Reactions
from graph.store.search import open_search
from graph.store.search.interface import SearchEngine
from graph.store.signals import Signals
from graph.store.streams import Streams


@dataclass(frozen=True, slots=True)
class Store:
    """The graph, what Redis carries, and the search engine; and the settings they run under."""

    db: Database
    cache: Cache
    streams: Streams
    signals: Signals
    feeds: Feeds
    reactions: Reactions
    reach: Reach
    search: SearchEngine
    settings: Settings


@asynccontextmanager
async def open_store(settings: Settings) -> AsyncIterator[Store]:
    """A store whose servers have answered. Raises BadSetting or ServerFailed."""
    async with AsyncExitStack() as stack:
        db = await Database.connect(settings)
        stack.push_async_callback(db.close)
        client = await redis.connect(settings)
        stack.push_async_callback(client.aclose)
        signals = Signals(client)
        stack.push_async_callback(signals.close)
        search = await open_search(settings)
        stack.push_async_callback(search.close)
        yield Store(
            db=db,
            cache=Cache(client),
            streams=Streams(client),
            signals=signals,
            feeds=Feeds(client),
            reactions=Reactions(client),
            reach=Reach(client),
            search=search,
            settings=settings,
        )
