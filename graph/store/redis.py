"""The one connection pool to Redis that cache, streams and signals share.

A command waits for two seconds at most, is tried again where the connection was lost, and is not
sent at all while a breaker leaves the server alone.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from typing import Any, TypeVar

import redis.asyncio as redis
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialBackoff
from redis.exceptions import AuthenticationError, ConnectionError, RedisError, TimeoutError

from graph.errors import BadSetting, ServerFailed
from graph.settings import Settings
from graph.store.breaker import Breaker, LeftAlone

T = TypeVar("T")

SOCKET_TIMEOUT_S = 2.0
"""No command may block longer at the server than half of this."""


_trying: ContextVar[bool] = ContextVar("trying", default=False)
"""Within a command, which may connect first: both are one attempt."""


class _Guarded(Retry):
    """Tries again where the connection was lost, and asks a breaker before it sends anything.

    A server that lets a command time out is not asked again: it hangs.
    """

    def __init__(self, breaker: Breaker) -> None:
        super().__init__(ExponentialBackoff(cap=0.2, base=0.01), 3, (ConnectionError,))
        self._breaker = breaker

    def __deepcopy__(self, memo: dict[int, Any]) -> _Guarded:
        return _Guarded(self._breaker)  # each connection has a copy; the breaker is the pool's

    async def call_with_retry(
        self,
        do: Callable[[], Awaitable[T]],
        fail: Callable[..., Any],
        is_retryable: Callable[[Exception], bool] | None = None,
        with_failure_count: bool = False,
    ) -> T:
        if _trying.get():  # connecting, within a command: the command decides
            return await do()
        begun = time.monotonic()

        def was_quick(error: Exception) -> bool:
            quick = time.monotonic() - begun < SOCKET_TIMEOUT_S / 2
            return quick and (is_retryable is None or is_retryable(error))

        token = _trying.set(True)
        try:
            with self._breaker.attempt((ConnectionError, TimeoutError, OSError)):
                return await super().call_with_retry(do, fail, was_quick, with_failure_count)
        except LeftAlone as error:
            raise ConnectionError(str(error)) from None
        finally:
            _trying.reset(token)


async def connect(settings: Settings) -> redis.Redis:
    """A client whose server has answered. Raises BadSetting or ServerFailed."""
    try:
        client = redis.Redis.from_url(
            settings.redis_url,
            socket_timeout=SOCKET_TIMEOUT_S,
            socket_connect_timeout=SOCKET_TIMEOUT_S,
            retry=_Guarded(Breaker("redis", limit=3)),
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
