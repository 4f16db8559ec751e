"""Consumers: each is a group on the stream, tries again with backoff, and buries what stays broken.

A handler is given events at least once, in no certain order after a failure, so it reads the
present state from the graph and writes what can be written twice; what takes effect is then exactly
what the events say.
"""

from __future__ import annotations

import asyncio
import logging
import random
import secrets
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from prometheus_client import Counter, Histogram

from graph import tracing
from graph.errors import Unavailable
from graph.store.redis import heed_cancellation
from graph.store.store import Store
from graph.store.streams import Entry, Event

Handle = Callable[[Store, Sequence[Event]], Awaitable[None]]

_LONGEST_BACKOFF_S = 60.0
_LOOK_BACK_EVERY_S = 0.5

_HANDLED = Counter(
    "proconnect_events_handled",
    "Events given to a consumer, and what became of them: done, failed (tried again) or buried.",
    ["consumer", "outcome"],
)
_SECONDS = Histogram(
    "proconnect_event_batch_seconds",
    "Time that a consumer took for what it was given at once.",
    ["consumer"],
    buckets=(0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 60),
)

log = logging.getLogger("proconnect.consumers")


@dataclass(frozen=True, slots=True)
class Consumer:
    """What is done about events of some kinds. `handle` is idempotent and may raise to try again.

    `count` is the most events that it is given at once. An event that failed `tries` times becomes
    a dead letter; the first of them wait `backoff_s` seconds for the next, then twice as long each.
    """

    name: str
    kinds: frozenset[str]
    handle: Handle = field(compare=False)
    count: int = 200
    tries: int = 8
    backoff_s: float = 1.0

    def waits_s(self, deliveries: int) -> float:
        """Seconds between the `deliveries`-th failure and the next try, before jitter."""
        return float(min(_LONGEST_BACKOFF_S, self.backoff_s * 2 ** (deliveries - 1)))


class Loop:
    """One consumer in one process."""

    def __init__(
        self, store: Store, consumer: Consumer, *, chance: Callable[[], float] = random.random
    ) -> None:
        self._store = store
        self._consumer = consumer
        self._owner = secrets.token_hex(8)
        self._chance = chance
        self._look_at = 0.0

    async def run(self) -> None:
        """Until it is cancelled. A server that is away is waited for."""
        loop, streams, group = asyncio.get_running_loop(), self._store.streams, self._consumer.name
        while True:
            heed_cancellation()
            try:
                if loop.time() >= self._look_at:
                    await self._work(await self._due())
                    self._look_at = loop.time() + _LOOK_BACK_EVERY_S
                await self._work(await streams.read(group, self._owner, self._consumer.count))
            except Unavailable as error:
                log.warning("%s: %s", group, error.message)
                await asyncio.sleep(0.2 + self._chance())

    async def _due(self) -> list[Entry]:
        """What failed, or was left by a process that died, and whose time to wait is over."""
        group, count = self._consumer.name, self._consumer.count
        idle_ms = int(self._consumer.backoff_s * 1000)
        stale = await self._store.streams.stale(group, idle_ms, count)
        due = [
            entry_id
            for entry_id, deliveries, idle in stale
            if idle >= 1000 * self._consumer.waits_s(deliveries) * (1 + 0.25 * self._chance())
        ]
        return await self._store.streams.claim(group, self._owner, due, idle_ms)

    async def _work(self, entries: list[Entry]) -> None:
        """Handle entries together; where that fails, one by one, so that one cannot hold others."""
        if not entries:
            return
        wanted = [e for e in entries if e.event.kind in self._consumer.kinds]
        done = [e for e in entries if e.event.kind not in self._consumer.kinds]
        if await self._handled(wanted):
            done += wanted
        elif len(wanted) > 1:
            done += [entry for entry in wanted if await self._handled([entry])]
        await self._store.streams.acknowledge(self._consumer.name, [e.entry_id for e in done])

    async def _handled(self, entries: list[Entry]) -> bool:
        """Whether it took effect. One that failed too often is buried."""
        if not entries:
            return True
        name = self._consumer.name
        began, outcome = time.perf_counter(), "failed"
        try:
            with tracing.first_span(f"consume {name}", {}):
                await self._consumer.handle(self._store, [entry.event for entry in entries])
            outcome = "done"
        except Exception as error:  # whatever it is, the event must not be lost
            if len(entries) == 1:
                entry = entries[0]
                log.warning("%s: event %d: %r", name, entry.event.id, error)
                # A server that is away is no fault of the event.
                if entry.deliveries >= self._consumer.tries and not isinstance(error, Unavailable):
                    await self._store.streams.bury(name, entry, repr(error))
                    outcome = "buried"
            return False
        finally:
            _HANDLED.labels(name, outcome).inc(len(entries))
            _SECONDS.labels(name).observe(time.perf_counter() - began)
        return True
