"""What a worker does: the relay, every consumer, and forgetting what is old."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Sequence
from datetime import UTC, datetime
from typing import Any

from graph.errors import ProConnectError
from graph.events.consumers import Consumer, Loop
from graph.events.relay import Relay, forget_old
from graph.store.store import Store

_FORGET_EVERY_S = 300.0

Task = Callable[[Store], Coroutine[Any, Any, None]]
"""Something that a worker does until it is cancelled, waiting for servers that are away."""

log = logging.getLogger("proconnect.worker")


async def work(store: Store, consumers: Sequence[Consumer], besides: Sequence[Task] = ()) -> None:
    """Relay events and consume them, and do what else there is, until it is cancelled.

    Any number may run at once.
    """
    groups = tuple(consumer.name for consumer in consumers)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(Relay(store, groups).run(), name="relay")
        for consumer in consumers:
            tasks.create_task(Loop(store, consumer).run(), name=consumer.name)
        for task in besides:
            tasks.create_task(task(store), name=task.__name__)
        tasks.create_task(_forget(store), name="forget")


async def _forget(store: Store) -> None:
    while True:
        try:
            await forget_old(store, datetime.now(UTC))
        except ProConnectError as error:
            log.warning("forgetting old events: %s", error.message)
        await asyncio.sleep(_FORGET_EVERY_S)
