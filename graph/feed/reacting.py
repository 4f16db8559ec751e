"""Reactions: one a member and post, durable in Redis before the answer, in the graph soon after."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from graph.errors import NotFound, ProConnectError
from graph.feed.counts import counted
from graph.feed.posts import PostView, packed_post, posts_by_ids
from graph.model import ReactionKind
from graph.moments import in_ms
from graph.store.leases import Lease
from graph.store.reactions import Change, Waiting
from graph.store.redis import heed_cancellation
from graph.store.store import Store
from graph.visibility import Viewer

LEASE = "reactions"
_LEASE_S = 30
_RENEW_EVERY_S = 5.0
_REST_S = 1.0
"""Between two rounds, unless so many wait that a batch is full: a transaction of one reaction costs
nearly as much as one of a hundred.
"""

_BATCH = 1_000

log = logging.getLogger("proconnect.reactions")


@dataclass(frozen=True, slots=True)
class _Reacts:
    member: int
    kind: str
    at_ms: int


async def react(
    store: Store, viewer: Viewer, post_id: int, kind: ReactionKind | None, *, now: datetime
) -> PostView:
    """React to a post, or take it back (`kind` None); the post with the counts that all see now.

    Repeating it changes nothing. Raises NotFound for a post that the viewer may not see,
    Unavailable where it cannot be kept.
    """
    value = kind.value if kind is not None else ""
    asked = _Reacts(viewer.member_id, value, in_ms(now))
    about = "react", post_id
    found = await store.together.ask(about, asked, partial(_react, store, post_id))
    if found is None:
        raise NotFound("postId: there is no such post", field=("postId",))
    shown, original = found
    if original is None:
        return shown
    seen = [one for one in await posts_by_ids(store.db, viewer, [original]) if one is not None]
    shared = next(iter(await counted(store, viewer, seen)), None)
    return replace(shown, is_share=True, shared_post=shared)


async def _react(
    store: Store, post_id: int, asked: Sequence[_Reacts]
) -> list[tuple[PostView, int | None] | None]:
    """What many have asked at a time: the post and its original's id; None who may not see it."""
    viewers = list({one.member for one in asked})
    row = await store.db.row("feed/list_reactors", id=post_id, viewers=viewers)
    if row is None:
        return [None] * len(asked)
    packed, original, listed = row
    post, before = packed_post(packed, is_share=False, original=None), dict(listed)
    changes = [
        Change(one.member, one.kind, before[one.member] or "", one.at_ms)
        for one in asked
        if one.member in before
    ]
    counts = iter(await store.reactions.react(post_id, changes, count=post.reaction_count))
    return [
        (replace(post, reaction_count=next(counts), viewer_reaction=one.kind or None), original)
        if one.member in before
        else None
        for one in asked
    ]


class Flusher:
    """Brings reactions from Redis into the graph. Run one in each worker; a lease picks who works.

    What is written is the state of each reaction, not a change of it, and only what was written is
    struck off: a flusher that dies in between writes the same again.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lease = Lease(store.db, LEASE, _LEASE_S)
        self._renew_at = 0.0
        self._holds = False

    async def run(self) -> None:
        """Until it is cancelled. A server that is away is waited for."""
        try:
            while True:
                heed_cancellation()
                wrote = 0
                try:
                    wrote = await self.round()
                except ProConnectError as error:
                    log.warning("reactions: %s", error.message)
                if wrote < _BATCH:
                    await asyncio.sleep(_REST_S)
        finally:
            await self.release()

    async def round(self) -> int:
        """Write what waits, about 1,000 reactions of each post; how many there were."""
        loop = asyncio.get_running_loop()
        if loop.time() >= self._renew_at or not self._holds:
            self._holds = await self._lease.acquire()
            self._renew_at = loop.time() + _RENEW_EVERY_S
        if not self._holds:
            return 0
        rows: list[Waiting] = []
        wrote = 0
        for post in await self._store.reactions.posts_waiting():
            rows += await self._store.reactions.waiting(post, _BATCH)
            if len(rows) >= _BATCH:
                wrote += await self._write(rows)
                rows = []
        return wrote + await self._write(rows)

    async def _write(self, rows: list[Waiting]) -> int:
        """How many were written: all of them, unless another holds the lease."""
        for start in range(0, len(rows), _BATCH):
            part = rows[start : start + _BATCH]
            values = [
                {"post": r.post, "member": r.member, "kind": r.kind, "at_ms": r.at_ms} for r in part
            ]
            row = await self._store.db.row(
                "feed/write_reactions", owner=self._lease.owner, rows=values
            )
            if row is None or not row[0]:
                self._holds = False
                return start
            await self._store.reactions.written(part)
        return len(rows)

    async def release(self) -> None:
        """Let another one work."""
        await self._lease.release()


async def flush_reactions(store: Store) -> None:
    """Bring reactions into the graph until it is cancelled."""
    await Flusher(store).run()


async def flush(store: Store) -> None:
    """Write everything that waits now, once; for commands and tests."""
    flusher = Flusher(store)
    try:
        while await flusher.round():
            pass
    finally:
        await flusher.release()
