"""The relay: moves events from the outbox to the stream. One at a time, by a lease.

An event is published before it is marked as published, so a relay that dies between the two
publishes it again; consumers are idempotent. Where Redis has lost the stream, everything that the
outbox keeps is published again.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from datetime import datetime, timedelta

from prometheus_client import Counter, Histogram

from graph.errors import ProConnectError
from graph.ids import first_id, time_of
from graph.mutations import KEY_HOURS
from graph.store.database import Database
from graph.store.leases import Lease
from graph.store.redis import heed_cancellation
from graph.store.store import Store
from graph.store.streams import WAKE, Event

KEEP_HOURS = 24
"""How long the outbox keeps what was published, to fill a lost stream again."""

_BATCH = 500
_LEASE_S = 5
_RENEW_EVERY_S = 1.5
_IDLE_S = 0.5
_TIDY_EVERY_S = 10.0

_PUBLISHED = Counter("proconnect_events_published", "Events moved from the outbox to the stream.")
_DELAY = Histogram(
    "proconnect_event_publish_delay_seconds",
    "From an event to its being published: the oldest of each batch.",
    buckets=(0.01, 0.05, 0.1, 0.5, 1, 5, 30, 300),
)

log = logging.getLogger("proconnect.relay")


class Relay:
    """Run one in each worker; the lease decides which of them works."""

    def __init__(self, store: Store, groups: tuple[str, ...]) -> None:
        self._store = store
        self._groups = groups
        self._lease = Lease(store.db, "relay", _LEASE_S)
        self._renew_at = self._tidy_at = 0.0
        self._holds = False

    async def run(self) -> None:
        """Until it is cancelled. A server that is away is waited for."""
        async with self._store.signals.listen(WAKE) as wake:
            try:
                while True:
                    heed_cancellation()
                    try:
                        busy = await self._round()
                    except ProConnectError as error:
                        log.warning("relay: %s", error.message)
                        busy = False
                    if not busy:
                        with contextlib.suppress(asyncio.TimeoutError):
                            async with asyncio.timeout(_IDLE_S):
                                await wake.get()
                        while not wake.empty():
                            wake.get_nowait()
            finally:
                await self._lease.release()

    async def _round(self) -> bool:
        """Publish one batch; whether more may wait."""
        loop = asyncio.get_running_loop()
        if loop.time() >= self._renew_at or not self._holds:
            self._holds = await self._lease.acquire()
            self._renew_at = loop.time() + _RENEW_EVERY_S
        if not self._holds:
            return False
        if await self._store.streams.is_lost():
            await refill(self._store)
        if loop.time() >= self._tidy_at:
            await self._store.streams.trim(self._groups)
            self._tidy_at = loop.time() + _TIDY_EVERY_S
        return await publish_batch(self._store) == _BATCH


async def publish_batch(store: Store) -> int:
    """Move up to 500 events from the outbox to the stream; how many there were."""
    rows = await store.db.rows("events/list_pending", limit=_BATCH)
    if rows:
        await store.streams.publish(
            [Event(id, kind, key, text.encode()) for id, kind, key, text in rows]
        )
        await store.db.rows("events/mark_published", ids=[row[0] for row in rows])
        _PUBLISHED.inc(len(rows))
        _DELAY.observe(max(0.0, time.time() - time_of(rows[0][0]).timestamp()))
    return len(rows)


async def refill(store: Store) -> None:
    """Everything that the outbox keeps will be published again, because the stream was lost."""
    last = -1
    while True:
        row = await store.db.row("events/publish_again", after=last, limit=_BATCH)
        if row is None or row[0] is None:
            break
        last = row[0]
    await store.streams.mark_whole()
    log.warning(
        "the event stream was empty: the outbox's last %d h are published again", KEEP_HOURS
    )


async def forget_old(store: Store, now: datetime) -> int:
    """Delete published events and idempotency keys older than a day; how many went."""
    before, total = first_id(now - timedelta(hours=KEEP_HOURS)), 0
    for query, limits in (
        ("events/delete_published", {"before": before}),
        ("mutations/delete_old_keys", {"hours": KEY_HOURS}),
    ):
        while True:
            row = await store.db.row(query, limit=5_000, **limits)
            deleted = row[0] if row else 0
            total += deleted
            if deleted < 5_000:
                break
    return total


async def outbox(db: Database) -> tuple[int, datetime | None]:
    """How many events wait for the relay, and since when the oldest does."""
    count, oldest = await db.row("events/count_pending") or (0, None)
    return count, time_of(oldest) if oldest else None
