"""A worker inside the test's process, and waiting for what it does."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager

from graph.events.consumers import Consumer
from graph.events.working import Task, work
from graph.store.store import Store


@asynccontextmanager
async def working(
    store: Store, consumers: Sequence[Consumer], besides: Sequence[Task] = ()
) -> AsyncIterator[None]:
    """A worker for as long as the block runs; what ends it before fails the test."""
    task = asyncio.create_task(work(store, consumers, besides))
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def until(done: Callable[[], Awaitable[object]], within_s: float = 60.0) -> None:
    """Wait for an async condition."""
    deadline = time.monotonic() + within_s
    while not await done():
        assert time.monotonic() < deadline, "it did not come true"
        await asyncio.sleep(0.05)
