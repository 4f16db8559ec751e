"""The one connection pool to Redis that cache, streams and signals share."""

from __future__ import annotations

import asyncio

import redis.asyncio as redis
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialBackoff
from redis.exceptions import AuthenticationError, RedisError

from graph.errors import BadSetting, ServerFailed
from graph.settings import Settings

SOCKET_TIMEOUT_S = 2.0
"""No command may block longer at the server than half of this."""


async def connect(settings: Settings) -> redis.Redis:
    """A client whose server has answered. Raises BadSetting or ServerFailed."""
    try:
        client = redis.Redis.from_url(
            settings.redis_url,
            socket_timeout=SOCKET_TIMEOUT_S,
            socket_connect_timeout=SOCKET_TIMEOUT_S,
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
    return client


def heed_cancellation() -> None:
    """Raise the CancelledError of this task that a command to Redis may have swallowed.

    The client writes under `asyncio.wait_for`, which before Python 3.12 forgets a cancellation that
    comes just as the write is done. What runs until it is cancelled calls this on every round.
    """
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError
