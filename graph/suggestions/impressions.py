"""Which suggestions were shown and ignored: they sink, and are forgiven with time.

Kept in the cache: losing it costs nothing but some repetition. An impression counts from an hour
after it was made, and at most once an hour, so that nothing moves while somebody turns pages.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime

import orjson

from graph.store.cache import Cache
from graph.suggestions.weights import WEIGHTS

SESSION_S = 3_600.0
MOST = 500
_TTL_S = 90 * 86_400.0

Shown = dict[int, tuple[int, float]]
"""How often a member was shown, and when last, in seconds since 1970."""

_writing: set[asyncio.Task[None]] = set()


async def shown(cache: Cache, viewer: int) -> Shown:
    """What the viewer was shown; empty without a cache."""
    kept = await cache.get(_key(viewer))
    if kept is None:
        return {}
    return {int(id_): (count, at) for id_, (count, at) in orjson.loads(kept).items()}


def ignored(seen: Mapping[int, tuple[int, float]], now: datetime) -> dict[int, float]:
    """How often each was shown in vain; half of it after `forgiven_days`."""
    found = {}
    for id_, (count, at) in seen.items():
        age_s = now.timestamp() - at
        counted = count if age_s >= SESSION_S else count - 1
        if counted > 0:
            found[id_] = counted * 0.5 ** (max(0.0, age_s) / 86_400 / WEIGHTS.forgiven_days)
    return found


def with_page(seen: Mapping[int, tuple[int, float]], ids: Sequence[int], now: datetime) -> Shown:
    """What was shown after a page of `ids`, the latest `MOST`; the same where nothing counts."""
    at, after = now.timestamp(), dict(seen)
    for id_ in ids:
        count, last = after.pop(id_, (0, 0.0))
        after[id_] = (count + 1, at) if at - last >= SESSION_S else (count, last)
    return dict(sorted(after.items(), key=lambda item: item[1][1])[-MOST:])


def record(cache: Cache, viewer: int, seen: Shown, ids: Sequence[int], now: datetime) -> None:
    """Keep that a page was shown, in the background: the answer does not wait for it."""
    after = with_page(seen, ids, now)
    if after == seen:
        return
    value = orjson.dumps({str(id_): entry for id_, entry in after.items()})
    task = asyncio.create_task(cache.put(_key(viewer), value, ttl_s=_TTL_S))
    _writing.add(task)
    task.add_done_callback(_writing.discard)


async def settled() -> None:
    """Return when what `record` began before is written: for an orderly end, and for tests."""
    await asyncio.gather(*_writing)


def _key(viewer: int) -> str:
    return f"suggested:{viewer}"
