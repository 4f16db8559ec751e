"""Whom a post has reached, in Redis: each member once, exactly up to 1,000, then by HyperLogLog.

Of each post there is a key for all who saw it and one for each degree they stood at. It is a set of
member ids until that has 1,000; then a HyperLogLog of 12 KiB takes its place, whose counts have a
standard error of 0.81 %. Keys live for a year after the last sight.

Every method raises Unavailable where Redis does not answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import redis.asyncio as redis

from graph.store.reactions import SHARDS, answers

EXACT_UP_TO = 1_000
STANDARD_ERROR = 0.0081
"""Of a HyperLogLog of 16,384 registers: 1.04 / √16,384 (Flajolet et al. 2007)."""
RINGS = ("1", "2", "3", "beyond")
_ALL = "all"
_KEEP_S = 365 * 86_400

_ADD = """
for _, key in ipairs(KEYS) do
  if redis.call('TYPE', key).ok == 'string' then
    redis.call('PFADD', key, ARGV[1])
  else
    redis.call('SADD', key, ARGV[1])
    if redis.call('SCARD', key) > tonumber(ARGV[2]) then
      local members = redis.call('SMEMBERS', key)
      redis.call('DEL', key)
      redis.call('PFADD', key, unpack(members))
    end
  end
  redis.call('EXPIRE', key, ARGV[3])
end
"""
_COUNT = """
local found = {}
for i, key in ipairs(KEYS) do
  local kind = redis.call('TYPE', key).ok
  if kind == 'string' then
    found[2 * i - 1], found[2 * i] = redis.call('PFCOUNT', key), 0
  else
    found[2 * i - 1], found[2 * i] = redis.call('SCARD', key), 1
  end
end
return found
"""


@dataclass(frozen=True, slots=True)
class Reached:
    """How many members saw a post, and at which degree they stood to its author when they did.

    Who has come nearer since is counted at both degrees, and once in `all`.
    """

    all: int
    by_ring: dict[str, int]
    exact: bool


class Reach:
    """Reach by post."""

    def __init__(self, client: redis.Redis) -> None:
        self._client: Any = client  # the stubs answer in unions
        self._add: Any = client.register_script(_ADD)
        self._count: Any = client.register_script(_COUNT)

    async def add(self, member: int, posts: Mapping[int, str]) -> None:
        """A member saw these posts; each with the member's ring around its author."""
        with answers():
            for post, ring in posts.items():
                keys = [_key(post, _ALL), _key(post, ring)]
                await self._add(keys=keys, args=[member, EXACT_UP_TO, _KEEP_S])

    async def count(self, post: int) -> Reached:
        """Whom a post has reached."""
        with answers():
            found = await self._count(keys=[_key(post, part) for part in (_ALL, *RINGS)], args=[])
        counts, exact = found[::2], found[1::2]
        rings = dict(zip(RINGS, map(int, counts[1:]), strict=True))
        return Reached(int(counts[0]), rings, exact=all(exact))


def _key(post: int, part: str) -> str:
    return f"{{reach:{post % SHARDS}}}:{post}:{part}"
