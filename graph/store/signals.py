"""Redis pub/sub behind one small class: news that may be missed, never facts."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import redis.asyncio as redis
from redis.exceptions import RedisError

from graph.store.redis import heed_cancellation

_POLL_S = 1.0
_QUEUE = 1_000
"""News that a slow listener may be behind; older ones are dropped."""


class Signals:
    """Tell others, and listen. One subscription a process carries all listeners."""

    def __init__(self, client: redis.Redis) -> None:
        self._client = client
        self._listeners: dict[str, set[asyncio.Queue[bytes]]] = {}
        self._pubsub = client.pubsub(ignore_subscribe_messages=True)
        self._reader: asyncio.Task[None] | None = None

    async def tell(self, channel: str, news: bytes) -> None:
        """Everybody who listens to `channel` now gets `news`; nobody does without a server."""
        with contextlib.suppress(RedisError, OSError):
            await self._client.publish(channel, news)

    @asynccontextmanager
    async def listen(self, channel: str) -> AsyncIterator[asyncio.Queue[bytes]]:
        """A queue of the news on `channel` from now on, for as long as the block runs.

        It works again by itself after the server was away; what was told meanwhile is missed.
        """
        queue: asyncio.Queue[bytes] = asyncio.Queue(_QUEUE)
        first = channel not in self._listeners
        self._listeners.setdefault(channel, set()).add(queue)
        if first:
            with contextlib.suppress(RedisError, OSError):
                await self._pubsub.subscribe(channel)
        if self._reader is None:
            self._reader = asyncio.create_task(self._read(), name="signals")
        try:
            yield queue
        finally:
            self._listeners[channel].discard(queue)
            if not self._listeners[channel]:
                del self._listeners[channel]
                with contextlib.suppress(RedisError, OSError):
                    await self._pubsub.unsubscribe(channel)

    async def _read(self) -> None:
        while True:
            heed_cancellation()
            try:
                if not self._pubsub.subscribed:
                    if self._listeners:
                        await self._pubsub.subscribe(*self._listeners)
                    else:
                        await asyncio.sleep(0.05)
                    continue
                message = await self._pubsub.get_message(timeout=_POLL_S)
            except (RedisError, OSError, LookupError) as error:
                # The subscription went with the connection: make it anew. LookupError: after a
                # connect that was cut off, the library takes the server's greeting for a message.
                if isinstance(error, LookupError):
                    with contextlib.suppress(RedisError, OSError):
                        await self._pubsub.aclose()  # type: ignore[no-untyped-call]
                await asyncio.sleep(random.uniform(0.1, 0.5))
                with contextlib.suppress(RedisError, OSError):
                    await self._pubsub.subscribe(*self._listeners)
                continue
            if message is not None:
                self._spread(message["channel"].decode(), message["data"])

    def _spread(self, channel: str, news: bytes) -> None:
        for queue in self._listeners.get(channel, ()):
            if queue.full():
                queue.get_nowait()
            queue.put_nowait(news)

    async def close(self) -> None:
        """Stop listening."""
        if self._reader is not None:
            self._reader.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._reader
        with contextlib.suppress(RedisError, OSError):
            await self._pubsub.aclose()  # type: ignore[no-untyped-call]
