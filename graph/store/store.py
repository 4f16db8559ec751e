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
from graph.store.together import Together

_REST_S = 0.02
"""Who asks about what others ask about, too, waits so long for the next of them, at most."""


@dataclass(frozen=True, slots=True)
class Store:
    """The graph, what Redis carries, and the search engine; and the settings they run under.

    `together` gathers what many ask of one thing in a moment.
    """

    db: Database
    cache: Cache
    streams: Streams
    signals: Signals
    feeds: Feeds
    reactions: Reactions
    reach: Reach
    search: SearchEngine
    together: Together
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
            together=Together(_REST_S),
            settings=settings,
        )
