"""Redis behind one small class. What is in it can be deleted at any time."""

from __future__ import annotations

import redis.asyncio as redis
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialBackoff
from redis.exceptions import AuthenticationError, RedisError

from graph.errors import BadSetting, ServerFailed, Unavailable
from graph.settings import Settings


class Cache:
    """Bytes by key, each with a time to live. Make one a process with `connect`."""

    def __init__(self, client: redis.Redis) -> None:
        self._client = client

    @classmethod
    async def connect(cls, settings: Settings) -> Cache:
        """A cache whose server has answered. Raises BadSetting or ServerFailed."""
        try:
            client = redis.Redis.from_url(
                settings.redis_url,
                socket_timeout=2.0,
                socket_connect_timeout=2.0,
                retry=Retry(ExponentialBackoff(cap=0.2, base=0.01), 3),
            )
        except ValueError as error:
            raise BadSetting(f"REDIS_URL: {error}") from None
        try:
            await client.ping()
        except AuthenticationError:
            await client.aclose()
            raise BadSetting("REDIS_URL: the server refuses this password") from None
        except (RedisError, OSError) as error:
            await client.aclose()
            raise ServerFailed(f"Redis does not answer: {error}") from None
        return cls(client)

    async def close(self) -> None:
        """Close every connection."""
        await self._client.aclose()

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

    async def put(self, key: str, value: bytes, *, ttl_s: float) -> None:
        """Keep `value` under `key` for `ttl_s` seconds; nothing happens without a server."""
        try:
            await self._client.set(key, value, px=int(ttl_s * 1000))
        except (RedisError, OSError):
            return
