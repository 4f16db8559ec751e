"""Reactions in Redis: durable before the answer, counted at once, and waiting for the graph.

Of each post that was reacted to lately there is a hash: `n`, the number of reactions, and for each
member who reacted lately `m42`, the kind, empty where it was taken back. It begins with what the
graph says and lives until ten minutes after everything in it has reached the graph, so that the
graph and the hash never say two different things to two readers. What has not reached the graph is
in a second hash, and the posts that have such are in a set. All keys of a post share one of 64 hash
tags, so that one script changes them together, also on a cluster. A page reads the hashes of all
its posts by one script, which a cluster would have to be asked for by hash tag: of all that a page
asks, an answer from Redis for each post was the dearest.

Every method raises Unavailable where Redis does not answer.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import redis.asyncio as redis
from redis.exceptions import RedisError

from graph.errors import Unavailable

SHARDS = 64
_KEEP_S = 600

# Twice the same leaves everything as it was, so the client may try again.
_REACT = """
local state, waiting, index, sequence = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local post, count, keep = ARGV[1], ARGV[2], ARGV[3]
if redis.call('EXISTS', state) == 0 then redis.call('HSET', state, 'n', count) end
local counts, changed = {}, false
for i = 4, #ARGV, 4 do
  local member, kind, before, at = ARGV[i], ARGV[i + 1], ARGV[i + 2], ARGV[i + 3]
  local known = redis.call('HGET', state, 'm' .. member)
  if known then before = known end
  if before ~= kind then
    changed = true
    redis.call('HSET', waiting, member, redis.call('INCR', sequence) .. ':' .. at .. ':' .. kind)
    if before == '' then redis.call('HINCRBY', state, 'n', 1)
    elseif kind == '' then redis.call('HINCRBY', state, 'n', -1) end
  end
  if known ~= kind then redis.call('HSET', state, 'm' .. member, kind) end
  table.insert(counts, tonumber(redis.call('HGET', state, 'n')))
end
if changed then
  redis.call('PERSIST', state)
  redis.call('SADD', index, post)
elseif redis.call('EXISTS', waiting) == 0 then
  redis.call('EXPIRE', state, keep)
end
return counts
"""
# For each post that is known, its place among the keys, the count, and the viewer's kind.
_KNOWN = """
local found = {}
for place, state in ipairs(KEYS) do
  local known = redis.call('HMGET', state, 'n', ARGV[1])
  if known[1] then
    found[#found + 1] = place
    found[#found + 1] = tonumber(known[1])
    found[#found + 1] = known[2]
  end
end
return found
"""
# What changed again meanwhile stays.
_WRITTEN = """
for i = 3, #ARGV, 2 do
  if redis.call('HGET', KEYS[2], ARGV[i]) == ARGV[i + 1] then
    redis.call('HDEL', KEYS[2], ARGV[i])
  end
end
if redis.call('EXISTS', KEYS[2]) == 0 then
  redis.call('SREM', KEYS[3], ARGV[1])
  redis.call('EXPIRE', KEYS[1], ARGV[2])
end
"""


@dataclass(frozen=True, slots=True)
class Known:
    """What Redis knows of a post: the count, and the viewer's kind (empty: none; None: unknown)."""

    count: int
    kind: str | None


@dataclass(frozen=True, slots=True)
class Change:
    """How a member reacts now, and did before, by the graph; empty: not."""

    member: int
    kind: str
    before: str
    at_ms: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """A reaction that the graph does not have yet; `kind` is empty where it was taken back."""

    post: int
    member: int
    kind: str
    at_ms: int
    mark: bytes


def _key(post: int, part: str) -> str:
    return f"{{reactions:{post % SHARDS}}}:{part}"


def _keys(post: int) -> tuple[str, str, str]:
    return _key(post, f"post:{post}"), _key(post, f"waiting:{post}"), _key(post, "waiting")


class Reactions:
    """Reactions by post."""

    def __init__(self, client: redis.Redis) -> None:
        self._client: Any = client  # the stubs answer in unions
        self._react: Any = client.register_script(_REACT)
        self._known: Any = client.register_script(_KNOWN)
        self._written: Any = client.register_script(_WRITTEN)

    async def react(self, post: int, changes: Sequence[Change], *, count: int) -> list[int]:
        """The number of reactions after each of the changes to a post, one after the other.

        `count` and what was before are what the graph says, a moment ago; Redis knows better if it
        knows.
        """
        if not changes:
            return []
        keys = [*_keys(post), _key(post, "sequence")]
        args: list[str | int] = [post, count, _KEEP_S]
        for one in changes:
            args += (one.member, one.kind, one.before, one.at_ms)
        with answers():
            return [int(found) for found in await self._react(keys=keys, args=args)]

    async def known(self, posts: Sequence[int], viewer: int | None) -> dict[int, Known]:
        """By id, those posts that Redis knows better than the graph."""
        if not posts:
            return {}
        with answers():
            keys = [_key(post, f"post:{post}") for post in posts]
            found = iter(await self._known(keys=keys, args=[f"m{viewer}"]))
        return {
            posts[place - 1]: Known(count, kind.decode() if kind is not None else None)
            for place, count, kind in zip(found, found, found, strict=True)
        }

    async def posts_waiting(self) -> list[int]:
        """The posts with reactions that the graph does not have yet."""
        with answers():
            pipe = self._client.pipeline(transaction=False)
            for shard in range(SHARDS):
                pipe.smembers(_key(shard, "waiting"))
            found = await pipe.execute()
        return [int(post) for posts in found for post in posts]

    async def waiting(self, post: int, limit: int) -> list[Waiting]:
        """Some reactions to a post that the graph does not have yet, about `limit` of them."""
        with answers():
            name, at = _keys(post)[1], 0
            found: dict[bytes, bytes] = {}
            while True:
                at, part = await self._client.hscan(name, at, count=limit)
                found |= part
                if at == 0 or len(found) >= limit:
                    break
        return [_waiting(post, member, mark) for member, mark in found.items()]

    async def written(self, rows: Iterable[Waiting]) -> None:
        """The graph has these."""
        by_post: dict[int, list[Waiting]] = {}
        for row in rows:
            by_post.setdefault(row.post, []).append(row)
        with answers():
            for post, part in by_post.items():
                marks = [value for row in part for value in (row.member, row.mark)]
                await self._written(keys=list(_keys(post)), args=[post, _KEEP_S, *marks])


def _waiting(post: int, member: bytes, mark: bytes) -> Waiting:
    _, at_ms, kind = mark.decode().split(":")
    return Waiting(post, int(member), kind, int(at_ms), mark)


@contextlib.contextmanager
def answers() -> Iterator[None]:
    """Raises Unavailable where Redis does not answer inside the block."""
    try:
        yield
    except (RedisError, OSError) as error:
        raise Unavailable("this cannot be kept now; try again") from error
