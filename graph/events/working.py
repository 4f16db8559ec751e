"""What a worker does: the relay, every consumer, and forgetting what is old."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from datetime import UTC, datetime

from graph.errors import ProConnectError
from graph.events.consumers import Consumer, Loop
from graph.events.relay import Relay, forget_old
from graph.store.store import Store

_FORGET_EVERY_S = 300.0

log = logging.getLogger("proconnect.worker")


async def work(store: Store, consumers: Sequence[Consumer]) -> None:
    """Relay events and consume them until it is cancelled. Any number may run at once."""
    groups = tuple(consumer.name for consumer in consumers)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(Relay(store, groups).run(), name="relay")
        for consumer in consumers:
            tasks.create_task(Loop(store, consumer).run(), name=consumer.name)
        tasks.create_task(_forget(store), name="forget")


async def _forget(store: Store) -> None:
    while True:
        try:
            await forget_old(store, datetime.now(UTC))
        except ProConnectError as error:
            log.warning("forgetting old events: %s", error.message)
        await asyncio.sleep(_FORGET_EVERY_S)
