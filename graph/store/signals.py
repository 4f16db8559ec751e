"""Redis pub/sub behind one small class: news that may be missed, never facts.

The library's subscription object is not made for two tasks at once: where one reads while another
connects anew, answers go to the wrong one. So one task owns it and does all: it subscribes to what
is listened to, is woken through a channel of its own where that changes, and starts with a new
subscription after whatever went wrong with the last.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import redis.asyncio as redis
from redis.exceptions import RedisError

from graph.store.redis import heed_cancellation

_POLL_S = 1.0
_PATIENCE_S = 2.0
"""A new listener waits so long for its subscription; then the server is away, and it goes on."""
_QUEUE = 1_000
"""News that a slow listener may be behind; older ones are dropped."""

log = logging.getLogger("proconnect.signals")


class Signals:
    """Tell others, and listen. One subscription a process carries all listeners."""

    def __init__(self, client: redis.Redis) -> None:
        self._client = client
        self._own = f"{{signals}}:{secrets.token_hex(8)}"
        self._listeners: dict[str, set[asyncio.Queue[bytes]]] = {}
        self._confirmed = set[str]()
        self._turn = asyncio.Condition()
        self._pubsub: Any = None
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
        self._listeners.setdefault(channel, set()).add(queue)
        try:
            if self._reader is None:
                self._reader = asyncio.create_task(self._read(), name="signals")
            await self._wait_for(channel)
            yield queue
        finally:
            self._listeners[channel].discard(queue)
            if not self._listeners[channel]:
                del self._listeners[channel]

    async def _wait_for(self, channel: str) -> None:
        """Until the server has confirmed the subscription, or does not for too long."""
        if channel in self._confirmed:
            return
        await self.tell(self._own, b"")
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_PATIENCE_S), self._turn:
                await self._turn.wait_for(lambda: channel in self._confirmed)

    async def _read(self) -> None:
        while True:
            heed_cancellation()
            try:
                async with self._client.pubsub() as self._pubsub:
                    await self._serve(self._pubsub)
            except Exception as error:  # whatever a connection does, the next one is a new one
                if self._confirmed:
                    log.warning("listening again after %r", error)
            self._confirmed.clear()
            await asyncio.sleep(random.uniform(0.1, 0.5))

    async def _serve(self, pubsub: Any) -> None:
        """Read messages, subscribed to what has listeners, until the connection fails."""
        asked = set[str]()
        while True:
            heed_cancellation()
            wanted = {self._own, *self._listeners}
            if new := wanted - asked:
                await pubsub.subscribe(*new)
            if old := asked - wanted:
                self._confirmed -= old
                await pubsub.unsubscribe(*old)
            asked = wanted
            message = await pubsub.get_message(timeout=_POLL_S)
            if message is None:
                continue
            channel = message["channel"].decode()
            if message["type"] == "message":
                self._spread(channel, message["data"])
            elif message["type"] == "subscribe" and channel in asked:
                self._confirmed.add(channel)
                async with self._turn:
                    self._turn.notify_all()

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
