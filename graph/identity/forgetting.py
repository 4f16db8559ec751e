"""What a worker forgets: sessions that are over, and what was asked by mail long ago."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime, timedelta

from graph.errors import ProConnectError
from graph.store.store import Store

KEPT = timedelta(days=1)
_EVERY_S = 600.0
_AT_ONCE = 5_000

log = logging.getLogger("proconnect.identity")


async def forget(store: Store, now: datetime) -> int:
    """Delete what ended more than a day ago; how many nodes went."""
    total = 0
    for query in ("identity/delete_old_proofs", "identity/delete_old_sessions"):
        deleted = _AT_ONCE
        while deleted == _AT_ONCE:
            row = await store.db.row(query, before=now - KEPT, limit=_AT_ONCE)
            deleted = row[0] if row else 0
            total += deleted
    return total


async def forget_ended(store: Store) -> None:
    """Do so every ten minutes."""
    while True:
        try:
            await forget(store, datetime.now(UTC))
        except ProConnectError as error:
            log.warning("forgetting old sessions: %s", error.message)
        await asyncio.sleep(_EVERY_S)
