"""The feeds in Redis: one a member who read it lately, with all that its ranking came from.

Everything here can be deleted at any time and is built again from the graph. The keys of a member
share a hash tag, so that they live on one node of a cluster. Every method raises Unavailable where
Redis does not answer.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import redis.asyncio as redis
from redis.exceptions import NoScriptError, RedisError

from graph.errors import Unavailable

TTL_S = 86_400
"""A feed that nobody read for a day is dropped: its member is not active."""

SESSION_TTL_S = 3_600
SEEN_TTL_S = 7 * 86_400
LOCK_MS = 10_000
_LOUD_POSTS = 100
_BATCH = 500

# An entry is added to a feed that is there or is being built, and the feed's version goes up.
# Who watches is told of a new post also where the feed is not there.
_ADD = """
if ARGV[4] == '1' then redis.call('PUBLISH', KEYS[2], ARGV[2]) end
local there = redis.call('EXISTS', KEYS[1]) == 1
if not there and redis.call('EXISTS', KEYS[3]) == 0 then return 0 end
if redis.call('ZADD', KEYS[2], 'NX', ARGV[1], ARGV[2]) == 0 then return 0 end
redis.call('ZREMRANGEBYRANK', KEYS[2], 0, -(tonumber(ARGV[3]) + 1))
if there then redis.call('HINCRBY', KEYS[1], 'version', 1)
else redis.call('EXPIRE', KEYS[2], 60) end
if ARGV[4] == '0' then redis.call('PUBLISH', KEYS[2], ARGV[2]) end
return 1
"""
_UNLOCK = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end"


@dataclass(frozen=True, slots=True)
class Meta:
    """How a feed was built. `loud` are the sources whose posts are merged when it is read."""

    built_ms: int
    took_ms: int
    version: int
    loud: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cached:
    """What is there of a feed: None for what is not."""

    meta: Meta | None
    ranking: bytes | None


def channel(member: int) -> str:
    """Where the ids of posts that come into a member's feed are told."""
    return _key(member, "entries")


def loud_channel(source: str) -> str:
    """Where the posts of a source with a large audience are told."""
    return f"{{loud:{source}}}:posts"


def _key(member: int, part: str) -> str:
    return f"{{feed:{member}}}:{part}"


def _padded(post: int) -> str:
    """So that posts of one millisecond sort by id."""
    return f"{post:019d}"


class Feeds:
    """Feeds by member."""

    def __init__(self, client: redis.Redis) -> None:
        self._client: Any = client  # the stubs answer in unions

    async def cached(self, member: int) -> Cached:
        """How the feed was built, and its latest ranking."""
        with _answers():
            pipe = self._client.pipeline(transaction=False)
            pipe.hgetall(_key(member, "meta"))
            pipe.get(_key(member, "ranking"))
            meta, ranking = await pipe.execute()
        return Cached(_meta(meta), ranking)

    async def entries(self, member: int, limit: int) -> list[int]:
        """The newest posts of the network, newest first."""
        with _answers():
            found = await self._client.zrevrange(_key(member, "entries"), 0, limit - 1)
        return [int(post) for post in found]

    async def found(self, member: int) -> bytes | None:
        """The discoveries that were kept with the feed."""
        with _answers():
            found: bytes | None = await self._client.get(_key(member, "found"))
        return found

    async def save(
        self, member: int, posts: Sequence[tuple[int, int]], found: bytes, meta: Meta, cap: int
    ) -> None:
        """Keep a feed that was built: posts as (id, ms since 1970); what came in stays."""
        names = [_key(member, part) for part in ("entries", "found", "meta")]
        with _answers():
            pipe = self._client.pipeline(transaction=True)
            if posts:
                pipe.zadd(names[0], {_padded(post): ms for post, ms in posts})
                pipe.zremrangebyrank(names[0], 0, -(cap + 1))
            pipe.set(names[1], found)
            pipe.hset(
                names[2],
                mapping={
                    "built": meta.built_ms,
                    "took": meta.took_ms,
                    "version": meta.version,
                    "loud": ",".join(meta.loud),
                },
            )
            for name in names:
                pipe.expire(name, TTL_S)
            await pipe.execute()

    async def save_ranking(self, member: int, session: str, ranking: bytes) -> None:
        """Keep a ranking as the latest, and for those who scroll through it; the feed lives on."""
        with _answers():
            pipe = self._client.pipeline(transaction=False)
            pipe.set(_key(member, "ranking"), ranking, ex=SESSION_TTL_S)
            pipe.set(_key(member, f"session:{session}"), ranking, ex=SESSION_TTL_S)
            for part in ("entries", "found", "meta"):
                pipe.expire(_key(member, part), TTL_S)
            await pipe.execute()

    async def session(self, member: int, session: str) -> bytes | None:
        """The ranking that a cursor was made for."""
        with _answers():
            found: bytes | None = await self._client.get(_key(member, f"session:{session}"))
        return found

    async def lock(self, member: int, owner: str) -> bool:
        """Whether this owner may build the feed now; for ten seconds, or until `unlock`."""
        with _answers():
            return bool(await self._client.set(_key(member, "lock"), owner, nx=True, px=LOCK_MS))

    async def unlock(self, member: int, owner: str) -> None:
        """Let others build it."""
        with _answers():
            await self._client.eval(_UNLOCK, 1, _key(member, "lock"), owner)

    async def add(
        self, members: Iterable[int], post: int, at_ms: int, cap: int, *, is_new: bool
    ) -> int:
        """Put a post into those feeds that are there; how many there were.

        Who watches is told where it came into the feed, of a new post in any case.
        """
        wanted, total = list(members), 0
        with _answers():
            for start in range(0, len(wanted), _BATCH):
                part = wanted[start : start + _BATCH]
                try:
                    total += await self._add(part, post, at_ms, cap, is_new)
                except NoScriptError:
                    await self._client.script_load(_ADD)
                    total += await self._add(part, post, at_ms, cap, is_new)
        return total

    async def _add(self, members: list[int], post: int, at_ms: int, cap: int, is_new: bool) -> int:
        sha = _sha(_ADD)
        pipe = self._client.pipeline(transaction=False)
        for member in members:
            keys = (_key(member, part) for part in ("meta", "entries", "lock"))
            pipe.evalsha(sha, 3, *keys, at_ms, _padded(post), cap, int(is_new))
        return sum(await pipe.execute())

    async def add_loud(self, source: str, post: int, at_ms: int) -> None:
        """Keep a post of a source with a large audience, to be merged when feeds are read."""
        name = loud_channel(source)
        with _answers():
            pipe = self._client.pipeline(transaction=False)
            pipe.zadd(name, {_padded(post): at_ms})
            pipe.zremrangebyrank(name, 0, -(_LOUD_POSTS + 1))
            pipe.expire(name, SEEN_TTL_S)
            pipe.publish(name, _padded(post))
            await pipe.execute()

    async def loud(self, sources: Sequence[str], since_ms: int) -> list[int]:
        """Posts of these sources from a time on, newest first by source."""
        if not sources:
            return []
        with _answers():
            pipe = self._client.pipeline(transaction=False)
            for source in sources:
                pipe.zrevrangebyscore(loud_channel(source), "+inf", since_ms)
            found = await pipe.execute()
        return [int(post) for posts in found for post in posts]

    async def saw(self, member: int, posts: Sequence[int], at_ms: int, cap: int) -> None:
        """The member was shown these posts; the first time counts."""
        if not posts:
            return
        name = _key(member, "seen")
        with _answers():
            pipe = self._client.pipeline(transaction=False)
            pipe.zadd(name, {str(post): at_ms for post in posts}, nx=True)
            pipe.zremrangebyrank(name, 0, -(cap + 1))
            pipe.expire(name, SEEN_TTL_S)
            await pipe.execute()

    async def seen(self, member: int, before_ms: int) -> frozenset[int]:
        """The posts that the member had been shown before a time."""
        with _answers():
            found = await self._client.zrangebyscore(_key(member, "seen"), "-inf", before_ms)
        return frozenset(int(post) for post in found)

    async def forget(self, members: Iterable[int]) -> None:
        """Drop feeds: their next read builds them again. Who scrolls keeps what they scroll in."""
        with _answers():
            pipe = self._client.pipeline(transaction=False)
            for member in members:
                pipe.delete(*(_key(member, p) for p in ("meta", "entries", "found", "ranking")))
            await pipe.execute()


def _meta(values: dict[bytes, bytes]) -> Meta | None:
    if b"built" not in values:
        return None
    loud = values[b"loud"].decode()
    return Meta(
        int(values[b"built"]),
        int(values[b"took"]),
        int(values[b"version"]),
        tuple(loud.split(",")) if loud else (),
    )


def _sha(script: str) -> str:
    return hashlib.sha1(script.encode(), usedforsecurity=False).hexdigest()


@contextlib.contextmanager
def _answers() -> Iterator[None]:
    try:
        yield
    except (RedisError, OSError) as error:
        raise Unavailable("the feed cache does not answer now; try again") from error
