"""Token buckets in Redis: several at once, all or none of them, by one script and Redis's clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import redis.asyncio as redis
from redis.exceptions import RedisError

from graph.errors import Unavailable

_KEY = "{buckets}:"
"""The braces keep all buckets of one request together in a cluster."""

# KEYS: the buckets. ARGV: for each its capacity, the ms in which it fills, and what is taken.
# Answers the ms to wait (0: taken), then what is left in each, in thousandths.
_TAKE = """
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local wait, left = 0, {}
for i, key in ipairs(KEYS) do
  local capacity, fill = tonumber(ARGV[3 * i - 2]), tonumber(ARGV[3 * i - 1])
  local cost = tonumber(ARGV[3 * i])
  local saved = redis.call('HMGET', key, 'left', 'at')
  local tokens = capacity
  if saved[1] then
    local passed = math.max(0, now - tonumber(saved[2]))
    tokens = math.min(capacity, tonumber(saved[1]) + passed * capacity / fill)
  end
  left[i] = tokens
  if tokens < cost then
    wait = math.max(wait, math.ceil((math.min(cost, capacity) - tokens) * fill / capacity), 1)
  end
end
local said = {wait}
for i, key in ipairs(KEYS) do
  if wait == 0 then
    left[i] = left[i] - tonumber(ARGV[3 * i])
    redis.call('HSET', key, 'left', string.format('%.6f', left[i]), 'at', string.format('%d', now))
    redis.call('PEXPIRE', key, ARGV[3 * i - 1])
  end
  said[i + 1] = math.floor(left[i] * 1000)
end
return said
"""


@dataclass(frozen=True, slots=True)
class Bucket:
    """A bucket that fills to `capacity` within `fill_s` seconds, and what is to be taken of it."""

    name: str
    capacity: int
    fill_s: float
    cost: int = 1


@dataclass(frozen=True, slots=True)
class Taken:
    """Whether all buckets had enough; else nothing was taken, and after `wait_s` they would."""

    allowed: bool
    wait_s: float
    left: tuple[float, ...]
    """Of each bucket, in their order."""


class Buckets:
    """The buckets of all processes on one Redis."""

    def __init__(self, client: redis.Redis) -> None:
        self._take = client.register_script(_TAKE)

    async def take(self, buckets: Sequence[Bucket]) -> Taken:
        """Take from each of these, or from none. Raises Unavailable where Redis does not answer."""
        arguments: list[int] = []
        for one in buckets:
            arguments += [one.capacity, max(1, int(one.fill_s * 1000)), one.cost]
        try:
            wait_ms, *left = await self._take(
                keys=[_KEY + one.name for one in buckets], args=arguments
            )
        except (RedisError, OSError) as error:
            raise Unavailable("the limits cannot be checked now; try again") from error
        return Taken(wait_ms == 0, wait_ms / 1000, tuple(part / 1000 for part in left))
