"""Redis as a cache behind one small class. What is in it can be deleted at any time."""

from __future__ import annotations

import redis.asyncio as redis
from redis.exceptions import RedisError

from graph.errors import Unavailable
from graph.store.attempts import Attempts
from graph.store.buckets import Buckets
from graph.store.sightings import Sightings


class Cache:
    """Bytes by key, each with a time to live."""

    def __init__(self, client: redis.Redis) -> None:
        self._client = client
        self.buckets = Buckets(client)
        self.attempts = Attempts(client)
        self.sightings = Sightings(client)

    async def ping(self) -> None:
        """Return if the server answers. Raises Unavailable."""
        try:
            await self._client.ping()
        except (RedisError, OSError) as error:
            raise Unavailable("the cache does not answer now; try again") from error

    async def get(self, key: str) -> bytes | None:
        """What was put under `key` and has not expired, or None; None also without a server."""
        try:
            value = await self._client.get(key)
        except (RedisError, OSError):
            return None
        return value if isinstance(value, bytes) else None

    async def put(self, key: str, value: bytes, *, ttl_s: float, only_new: bool = False) -> None:
        """Keep `value` under `key` for `ttl_s` seconds; nothing happens without a server.

        With `only_new`, what is there already stays.
        """
        try:
            await self._client.set(key, value, px=int(ttl_s * 1000), nx=only_new)
        except (RedisError, OSError):
            return
