"""The three servers that the domain stands on, as one thing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from graph.settings import Settings
from graph.store.cache import Cache
from graph.store.database import Database
from graph.store.search import open_search
from graph.store.search.interface import SearchEngine


@dataclass(frozen=True, slots=True)
class Store:
    """The graph, the cache and the search engine."""

    db: Database
    cache: Cache
    search: SearchEngine


@asynccontextmanager
async def open_store(settings: Settings) -> AsyncIterator[Store]:
    """A store whose servers have answered. Raises BadSetting or ServerFailed."""
    db = await Database.connect(settings)
    try:
        cache = await Cache.connect(settings)
        try:
            search = await open_search(settings)
            try:
                yield Store(db, cache, search)
            finally:
                await search.close()
        finally:
            await cache.close()
    finally:
        await db.close()
