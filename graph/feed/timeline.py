"""The ranked feed of a member: kept in Redis while they read it, built from the graph when not.

What is kept are ids and their order only. Whether a post may be shown is asked of the graph when a
page is read, so nothing here needs to be taken back when a connection, a block or a post goes.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import math
import secrets
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import orjson

from graph.errors import Unavailable
from graph.feed.interests import interests
from graph.feed.keyset import NEWEST, Key, just_after, moment, text_of
from graph.feed.ranking import WEIGHTS, Candidate, Ranked, Relation, rank
from graph.moments import in_ms
from graph.store.database import Database
from graph.store.feeds import Meta
from graph.store.store import Store

log = logging.getLogger("proconnect.feed")

CANDIDATES = 200
"""The newest posts of the network that RANKED puts in order; behind them it goes on by time."""

WALK = 20_000
"""Posts looked at, at most, where everybody's posts are walked by time."""

DISCOVERIES = 50
"""Posts from outside of the network, at most, of each source."""

DISCOVERY_WALK = 2_000
FRESH_S = 60.0
"""A ranking is used again for so long, unless a post comes in."""

REFRESH_S = 600.0
"""A feed is built again after so long; one reader does it a little early, while others wait not."""

SEEN_AFTER_S = 600.0
"""A post sinks when it was first shown so long ago: not while somebody still reads."""

_OVERLAP_MS = 60_000
"""Loud posts from before a feed was built are merged again: they may have come in meanwhile."""

_POLL_S = 0.02
_WAIT_S = 3.0


@dataclass(frozen=True, slots=True)
class Ranking:
    """A frozen order. `oldest` is where the feed goes on by time; None where nothing follows.

    `session` names it in Redis; empty where it could not be kept.
    """

    session: str
    as_of: datetime
    version: int
    order: Sequence[Ranked]
    oldest: Key | None

    def dump(self) -> bytes:
        """For Redis."""
        oldest = [self.oldest.time, self.oldest.id] if self.oldest else None
        ids, scores = [one.id for one in self.order], [one.score for one in self.order]
        return orjson.dumps([self.session, text_of(self.as_of), self.version, oldest, ids, scores])


def loaded(data: bytes) -> Ranking:
    """A ranking from what `dump` made."""
    session, as_of, version, oldest, ids, scores = orjson.loads(data)
    return Ranking(
        session,
        datetime.fromisoformat(as_of),
        version,
        [Ranked(id_, score) for id_, score in zip(ids, scores, strict=True)],
        Key(*oldest) if oldest else None,
    )


async def current(
    store: Store, member: int, *, now: datetime, chance: Callable[[], float]
) -> Ranking:
    """The ranking to begin with: the last one if nothing came in, else a new one."""
    try:
        return await _current(store, member, now, chance)
    except Unavailable as error:
        log.warning("feed of %d: %s", member, error.message)
        return await from_graph(store, member, now)


async def session(store: Store, member: int, name: str, as_of: datetime) -> Ranking:
    """The ranking that a cursor names; where it is lost, the answer to the same as of then."""
    try:
        data = await store.feeds.session(member, name) if name else None
    except Unavailable:
        data = None
    return loaded(data) if data is not None else await from_graph(store, member, as_of)


async def from_graph(store: Store, member: int, as_of: datetime) -> Ranking:
    """The ranking of a moment without Redis: nothing is kept, and nothing counts as seen."""
    posts, found = await asyncio.gather(
        entries(store.db, member, just_after(as_of), CANDIDATES),
        _discoveries(store, member, as_of),
    )
    order, oldest = await _ranked(store, member, [key.id for key in posts], found[0], as_of)
    return Ranking("", as_of, 0, order, oldest)


async def entries(db: Database, member: int, before: Key, limit: int) -> list[Key]:
    """The newest `limit` posts of the network before a key, newest first."""
    for walk in (WALK, 0):
        row = await db.row(
            "feed/list_entries",
            viewer=member,
            before=before.time,
            before_id=before.id,
            walk=walk,
            limit=limit,
        )
        if row is not None and (not row[0] or len(row[1]) == limit):
            return [Key(time, id_) for id_, time in row[1]]
    return []


async def build(store: Store, member: int, now: datetime) -> None:
    """Build a feed in Redis, unless somebody does; then wait for that. Raises Unavailable."""
    deadline = asyncio.get_running_loop().time() + _WAIT_S
    while not await _build_locked(store, member, now, lambda meta: meta is None):
        await asyncio.sleep(_POLL_S)
        if (await store.feeds.cached(member)).meta is not None:
            return
        if asyncio.get_running_loop().time() > deadline:
            raise Unavailable("the feed is being built; try again")


async def _build_locked(
    store: Store, member: int, now: datetime, wanted: Callable[[Meta | None], bool]
) -> bool:
    """Build a feed if nobody does; False where somebody does.

    Whether it is still wanted is asked under the lock: who built it may have ended since it was
    asked before.
    """
    owner = secrets.token_hex(8)
    if not await store.feeds.lock(member, owner):
        return False
    try:
        if wanted((await store.feeds.cached(member)).meta):
            await _build(store, member, now)
    finally:
        await store.feeds.unlock(member, owner)
    return True


async def _build(store: Store, member: int, now: datetime) -> None:
    loop = asyncio.get_running_loop()
    started = loop.time()
    # Without an upper bound: a post by a clock that is ahead of ours belongs in, too.
    posts, (found, loud) = await asyncio.gather(
        entries(store.db, member, NEWEST, CANDIDATES), _discoveries(store, member, now)
    )
    meta = Meta(in_ms(now), int(1000 * (loop.time() - started)) + 1, secrets.randbits(40), loud)
    kept = [(key.id, in_ms(moment(key.time))) for key in posts]
    cap = store.settings.feed_entries
    await store.feeds.save(member, kept, orjson.dumps(found), meta, cap)


async def _current(
    store: Store, member: int, now: datetime, chance: Callable[[], float]
) -> Ranking:
    cached = await store.feeds.cached(member)
    if cached.meta is None:
        await build(store, member, now)
    elif is_due(cached.meta, now, chance):
        asked = cached.meta.built_ms
        await _build_locked(store, member, now, lambda meta: meta is None or meta.built_ms == asked)
    if cached.meta is None or is_due(cached.meta, now, lambda: 1.0):
        cached = await store.feeds.cached(member)
    meta = cached.meta
    if meta is None:
        raise Unavailable("the feed was dropped while it was read")
    loud = await store.feeds.loud(meta.loud, meta.built_ms - _OVERLAP_MS)
    version = meta.version + zlib.crc32(orjson.dumps(loud)) if loud else meta.version
    last = loaded(cached.ranking) if cached.ranking is not None else None
    if last and last.version == version and 0 <= (now - last.as_of).total_seconds() < FRESH_S:
        return last
    return await _renewed(store, member, loud, version, now)


async def _renewed(
    store: Store, member: int, loud: list[int], version: int, now: datetime
) -> Ranking:
    feeds = store.feeds
    posts, data, seen = await asyncio.gather(
        feeds.entries(member, CANDIDATES),
        feeds.found(member),
        feeds.seen(member, in_ms(now - timedelta(seconds=SEEN_AFTER_S))),
    )
    found = orjson.loads(data) if data is not None else []
    network = list(dict.fromkeys([*posts, *loud]))
    order, oldest = await _ranked(store, member, network, found, now, seen)
    made = Ranking(secrets.token_hex(6), now, version, order, oldest)
    await feeds.save_ranking(member, made.session, made.dump())
    return made


async def saw(store: Store, member: int, posts: Sequence[int], now: datetime) -> None:
    """The member was shown these posts. It is no matter where that cannot be kept."""
    with contextlib.suppress(Unavailable):
        await store.feeds.saw(member, posts, in_ms(now), store.settings.feed_entries)


def is_due(meta: Meta, now: datetime, chance: Callable[[], float]) -> bool:
    """Whether to build a feed again: surely after REFRESH_S, a little early by chance.

    XFetch of Vattani, Chierichetti and Lowenstein, "Optimal Probabilistic Cache Stampede
    Prevention", VLDB 2015, with beta 1. `chance` gives numbers above 0, up to 1.
    """
    early_ms = -meta.took_ms * math.log(max(chance(), 1e-12))
    return in_ms(now) + early_ms >= meta.built_ms + 1000 * REFRESH_S


async def _discoveries(
    store: Store, member: int, as_of: datetime
) -> tuple[list[int], tuple[str, ...]]:
    """Posts from outside of the network, and the loud sources of the network."""
    row = await store.db.row(
        "feed/list_discoveries",
        viewer=member,
        as_of=text_of(as_of),
        walk=DISCOVERY_WALK,
        loud=store.settings.feed_audience,
        limit=DISCOVERIES,
    )
    if row is None:
        return [], ()
    tagged, engaged, members, companies = row
    loud = [f"m{id_}" for id_ in sorted(members)] + [f"c{id_}" for id_ in sorted(companies)]
    return list(dict.fromkeys([*engaged, *tagged])), tuple(loud)


async def _ranked(
    store: Store,
    member: int,
    network: Sequence[int],
    found: Sequence[int],
    as_of: datetime,
    seen: frozenset[int] = frozenset(),
) -> tuple[list[Ranked], Key | None]:
    """The order, and where the feed goes on by time."""
    time = text_of(as_of)
    ids = list(dict.fromkeys([*network, *found]))[:500]
    row, liked = await asyncio.gather(
        store.db.row("feed/list_features", viewer=member, ids=ids, as_of=time),
        interests(store.db, member, time),
    )
    known = set(network)
    candidates, oldest = [], None
    for id_, at_ms, author, number, reacted, commented, tags, text, kind, at in (
        row[0] if row else []
    ):
        relation = Relation(number)
        if relation.is_network:
            if id_ not in known:
                continue  # found as a discovery, but of the network: it comes by time
            oldest = Key(at, id_)
        candidates.append(
            Candidate(
                *(id_, at_ms, author, relation, reacted, commented, tuple(tags), text, kind),
                seen=id_ in seen,
            )
        )
    more = len(network) >= CANDIDATES
    weights = replace(WEIGHTS, share=store.settings.feed_discoveries)
    return rank(candidates, liked, in_ms(as_of), weights), oldest if more else None
