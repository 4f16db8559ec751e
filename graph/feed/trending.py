"""Trending hashtags: what many members post about now."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

import orjson

from graph.store.store import Store

HOURS = 24
HALF_LIFE_H = 6.0
WALK = 100_000
FRESH_S = 60.0
KEPT = 100
_LOCK = asyncio.Lock()


@dataclass(frozen=True, slots=True)
class Trend:
    """A hashtag. `members`: how many posted about it, a member counting once an hour.

    `score` counts each with .5^(age / 6 hours).
    """

    tag: str
    members: int
    score: float


async def trending(store: Store, country: str | None, first: int, *, now: datetime) -> list[Trend]:
    """The hashtags of the last 24 hours, most talked about first, at most 100; a minute old.

    `country` as members have it (ISO 3166): only what is posted there.
    """
    key = f"trending:{country or ''}"
    data = await store.cache.get(key)
    if data is None:
        async with _LOCK:  # a process asks once at a time
            data = await store.cache.get(key)
            if data is None:
                data = orjson.dumps(await _counted(store, country, now))
                await store.cache.put(key, data, ttl_s=FRESH_S)
    return [Trend(*row) for row in orjson.loads(data)[:first]]


async def _counted(
    store: Store, country: str | None, now: datetime
) -> list[tuple[str, int, float]]:
    since = now - timedelta(hours=HOURS)
    rows = await store.db.rows("feed/list_trending", since=since, country=country, walk=WALK)
    members: dict[str, int] = defaultdict(int)
    score: dict[str, float] = defaultdict(float)
    for tag, hours_ago, count in rows:
        members[tag] += count
        score[tag] += count * 0.5 ** (max(0, hours_ago) / HALF_LIFE_H)
    order = sorted(members, key=lambda tag: (-score[tag], tag))[:KEPT]
    return [(tag, members[tag], round(score[tag], 6)) for tag in order]
