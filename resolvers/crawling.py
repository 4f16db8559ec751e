"""Crawlers: who sees too many different members within a day, or walks the graph edge by edge.

What every answer shows is counted, whatever way led to it, a second late at most. Beyond a number
of members shown, or of members whose connections were listed, who asks is slowed; beyond twice as
many they are stopped until the day's count has sunk. Each step is noted in `logs/crawlers.jsonl`.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime

from prometheus_client import Counter

from graph import journal
from graph.errors import RateLimited, Unavailable
from graph.settings import Settings
from graph.store.buckets import Bucket
from graph.store.store import Store
from graph.visibility import Viewer

SLOWED_TO = 10
"""Requests a minute."""

STOP_AT = 2
"""Times the number from which on somebody is slowed."""

MORE_FOR_WORK = 3
"""Recruiters, analysts and admins may see so many times more."""

KINDS = ("members", "lists")
SLOW, STOP = "slowed", "stopped"
FILE = "crawlers.jsonl"
_FLUSH_S = 1.0
_KNOWN_S = 60.0
_MOST_KNOWN = 100_000
_STEPS = Counter("proconnect_crawlers", "Askers that were slowed or stopped.", ["step"])

log = logging.getLogger("proconnect.crawling")


@dataclass(slots=True)
class Seen:
    """What one asker was shown: ids of members, and of those whose connections were listed."""

    members: set[int] = field(default_factory=set)
    lists: set[int] = field(default_factory=set)


_seen: ContextVar[Seen | None] = ContextVar("seen", default=None)


def shown(member: int) -> None:
    """A member is a part of the answer that is being made."""
    if (seen := _seen.get()) is not None:
        seen.members.add(member)


def listed(member: int) -> None:
    """So are a member's connections."""
    if (seen := _seen.get()) is not None:
        seen.lists.add(member)


class Crawlers:
    """What one process knows of all who ask; the counts are of all processes, in Redis."""

    def __init__(self, settings: Settings, store: Callable[[], Store]) -> None:
        most = {"members": settings.crawl_members, "lists": settings.crawl_lists}
        self._most = {kind: count for kind, count in most.items() if count}
        self._enabled = settings.limits == "on" and bool(self._most)
        self._store = store
        self._waiting: dict[str, tuple[Viewer, Seen]] = {}
        self._known: dict[str, tuple[str, float]] = {}
        self._flushing: asyncio.Task[None] | None = None

    @contextmanager
    def watching(self, viewer: Viewer, network: str) -> Iterator[None]:
        """Count what the answers show that are made while the block runs."""
        if not self._enabled:
            yield
            return
        seen = Seen()
        mark = _seen.set(seen)
        try:
            yield
        finally:
            _seen.reset(mark)
            self._add(viewer, network, seen)

    async def bucket(self, viewer: Viewer, network: str) -> Bucket | None:
        """What somebody who is slowed takes from. Raises RateLimited for who is stopped."""
        who = _who(viewer, network)
        step, until = self._known.get(who, ("", 0.0))
        if not step:
            return None
        if time.monotonic() > until:
            step = await self._count(who, viewer, Seen())
        if step == STOP:
            text = "too many different members were asked for within a day; try again later"
            raise RateLimited(text, wait_s=3_600.0)
        return Bucket(f"crawl:{who}", SLOWED_TO, 60.0) if step == SLOW else None

    def _add(self, viewer: Viewer, network: str, seen: Seen) -> None:
        if viewer.id is not None:
            seen.members.discard(viewer.id)
            seen.lists.discard(viewer.id)
        if not (seen.members or seen.lists):
            return
        _, waiting = self._waiting.setdefault(_who(viewer, network), (viewer, Seen()))
        waiting.members |= seen.members
        waiting.lists |= seen.lists
        if self._flushing is None or self._flushing.done():
            self._flushing = asyncio.create_task(self._flush())

    async def _flush(self) -> None:
        await asyncio.sleep(_FLUSH_S)
        waiting, self._waiting = self._waiting, {}
        for who, (viewer, seen) in waiting.items():
            await self._count(who, viewer, seen)

    async def _count(self, who: str, viewer: Viewer, seen: Seen) -> str:
        """Count, and say which step is due now; without Redis nothing is known."""
        store, now = self._store(), datetime.now(UTC)
        part = {kind: getattr(seen, kind) for kind in self._most}
        try:
            counts = await store.cache.sightings.add(who, part, int(now.timestamp()) // 3_600)
            step = self._step(viewer, counts)
            if step and await store.cache.sightings.first(who, step):
                self._tell(who, viewer, step, counts, now)
        except Unavailable:
            return ""
        if step:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            self._known[who] = step, time.monotonic() + _KNOWN_S
        else:
            self._known.pop(who, None)
        return step

    def _step(self, viewer: Viewer, counts: dict[str, int]) -> str:
        times = MORE_FOR_WORK if viewer.roles - {"member"} else 1
        full = max(counts[kind] / (most * times) for kind, most in self._most.items())
        return STOP if full >= STOP_AT else SLOW if full >= 1 else ""

    def _tell(
        self, who: str, viewer: Viewer, step: str, counts: dict[str, int], now: datetime
    ) -> None:
        _STEPS.labels(step).inc()
        log.warning("a crawler was %s: see logs/%s", step, FILE)
        line = {
            "at": now.isoformat(timespec="milliseconds"),
            "who": who,
            "roles": sorted(viewer.roles),
            "step": step,
            **counts,
        }
        try:
            journal.append(self._store().settings, FILE, line)
        except OSError as error:
            log.error("logs/%s: %s", FILE, error.strerror)


async def forgive(store: Store, who: str, *, now: datetime) -> None:
    """Forget what somebody saw, such as `member:7`; processes follow within a minute.

    Raises Unavailable where Redis does not answer.
    """
    hour = int(now.timestamp()) // 3_600
    await store.cache.sightings.forget(who, (*KINDS, SLOW, STOP), hour)
    journal.append(store.settings, FILE, {"at": now.isoformat(), "who": who, "step": "forgiven"})


def _who(viewer: Viewer, network: str) -> str:
    return f"member:{viewer.id}" if viewer.id is not None else f"network:{network}"
