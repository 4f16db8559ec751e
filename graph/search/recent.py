"""A member's recent searches: the last twenty texts, newest first, in the cache for 90 days."""

from __future__ import annotations

import orjson

from graph.search.pages import MAX_TEXT_LETTERS
from graph.store.cache import Cache
from graph.store.search.words import text_key
from graph.visibility import Viewer

MAX_RECENT = 20
_KEEP_S = 90 * 86_400.0


def _key(viewer: Viewer) -> str:
    return f"recent-searches:{viewer.member_id}"


async def recent_searches(cache: Cache, viewer: Viewer) -> list[str]:
    """The texts, newest first; empty where the cache lost them. Raises Unauthenticated."""
    found = await cache.get(_key(viewer))
    return [str(text) for text in orjson.loads(found)] if found else []


async def remember(cache: Cache, viewer: Viewer, text: str) -> None:
    """Put a text first; the same in other case or punctuation goes. Nothing for an empty text."""
    said = " ".join(text.split())[:MAX_TEXT_LETTERS].encode("utf-8", "replace").decode()
    if not said:
        return
    before = await recent_searches(cache, viewer)
    kept = [one for one in before if text_key(one) != text_key(said)]
    await cache.put(_key(viewer), orjson.dumps([said, *kept][:MAX_RECENT]), ttl_s=_KEEP_S)


async def forget(cache: Cache, viewer: Viewer) -> None:
    """Forget all of them."""
    await cache.put(_key(viewer), b"[]", ttl_s=_KEEP_S)
