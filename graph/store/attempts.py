"""Attempts in Redis: a few are free, then each waits twice as long as the one before."""

from __future__ import annotations

import redis.asyncio as redis
from redis.exceptions import RedisError

from graph.errors import Unavailable

FREE = 5
LONGEST_MS = 15 * 60 * 1000
_FORGOTTEN_MS = 60 * 60 * 1000

# KEYS: the attempts. ARGV: how many are free, the longest wait, when all is forgotten.
# Answers the ms to wait; 0: this one counts as a failure until it is forgiven.
_BEGIN = """
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local saved = redis.call('HMGET', KEYS[1], 'count', 'free_at')
local count, free_at = tonumber(saved[1] or 0), tonumber(saved[2] or 0)
if now < free_at then return free_at - now end
count = count + 1
local over = count - tonumber(ARGV[1])
local wait = 0
if over >= 0 then wait = math.min(tonumber(ARGV[2]), 1000 * 2 ^ math.min(over, 20)) end
redis.call('HSET', KEYS[1], 'count', count, 'free_at', string.format('%d', now + wait))
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 0
"""


class Attempts:
    """The attempts of all processes on one Redis.

    An attempt counts before it is made, so that many at once are no way around.
    """

    def __init__(self, client: redis.Redis) -> None:
        self._client = client
        self._begin = client.register_script(_BEGIN)

    async def begin(self, name: str) -> float:
        """Seconds to wait before the next attempt, or 0: this one may be made now.

        Raises Unavailable where Redis does not answer.
        """
        try:
            found = await self._begin(keys=[_key(name)], args=[FREE, LONGEST_MS, _FORGOTTEN_MS])
        except (RedisError, OSError) as error:
            raise Unavailable("logging in is not possible now; try again") from error
        return float(found) / 1000

    async def forgive(self, name: str) -> None:
        """The attempt was a right one: forget those before."""
        try:
            await self._client.delete(_key(name))
        except (RedisError, OSError):
            return


def _key(name: str) -> str:
    return f"{{attempts}}:{name}"
