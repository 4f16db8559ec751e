"""Reactions: one a member and post, durable in Redis before the answer, in the graph soon after."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime, timedelta

from graph.errors import NotFound, ProConnectError
from graph.feed.sight import standing
from graph.model import ReactionKind
from graph.store.leases import Lease
from graph.store.reactions import Waiting
from graph.store.redis import heed_cancellation
from graph.store.store import Store
from graph.visibility import Viewer

LEASE = "reactions"
_LEASE_S = 30
_RENEW_EVERY_S = 5.0
_IDLE_S = 0.5
_BATCH = 1_000

log = logging.getLogger("proconnect.reactions")


async def react(
    store: Store, viewer: Viewer, post_id: int, kind: ReactionKind | None, *, now: datetime
) -> int:
    """React to a post, or take it back (`kind` None); the number of reactions that all see now.

    Repeating it changes nothing. Raises NotFound for a post that the viewer may not see,
    Unavailable where it cannot be kept.
    """
    member = viewer.member_id
    found = await standing(store.db, member, post_id)
    if found is None:
        raise NotFound("postId: there is no such post", field=("postId",))
    before, count = found
    return await store.reactions.react(
        post_id,
        member,
        kind.value if kind is not None else "",
        count=count,
        before=before or "",
        at_ms=(now - _EPOCH) // _MS,
    )


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
                try:
                    busy = await self.round()
                except ProConnectError as error:
                    log.warning("reactions: %s", error.message)
                    busy = False
                if not busy:
                    await asyncio.sleep(_IDLE_S)
        finally:
            await self.release()

    async def round(self) -> bool:
        """Write what waits, about 1,000 reactions of each post; whether there was any."""
        loop = asyncio.get_running_loop()
        if loop.time() >= self._renew_at or not self._holds:
            self._holds = await self._lease.acquire()
            self._renew_at = loop.time() + _RENEW_EVERY_S
        if not self._holds:
            return False
        rows: list[Waiting] = []
        wrote = False
        for post in await self._store.reactions.posts_waiting():
            rows += await self._store.reactions.waiting(post, _BATCH)
            if len(rows) >= _BATCH:
                await self._write(rows)
                rows, wrote = [], True
        if rows:
            await self._write(rows)
        return wrote or bool(rows)

    async def _write(self, rows: list[Waiting]) -> None:
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
                return
            await self._store.reactions.written(part)

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


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MS = timedelta(milliseconds=1)
