"""The live counts of the start page."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from graph.errors import ProConnectError

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Stats:
    """How many nodes of each kind, and connections, the graph holds now."""

    members: int
    connections: int
    companies: int
    jobs: int
    posts: int
    skills: int


class LiveStats:
    """Counts that are read at most once in `keep_s` seconds, however many visitors ask.

    `clock` gives seconds that never run backwards.
    """

    def __init__(
        self,
        read: Callable[[], Awaitable[Stats]],
        clock: Callable[[], float],
        keep_s: float = 5.0,
    ) -> None:
        self._read = read
        self._clock = clock
        self._keep_s = keep_s
        self._lock = asyncio.Lock()
        self._known: Stats | None = None
        self._fresh_until = float("-inf")

    async def now(self) -> Stats | None:
        """The counts, at most `keep_s` old; None while the graph does not answer."""
        if self._clock() < self._fresh_until:
            return self._known
        async with self._lock:
            if self._clock() >= self._fresh_until:
                try:
                    self._known = await self._read()
                except ProConnectError as error:
                    # The page must also open when a server behind it is down.
                    _log.warning("no counts for the start page: %s", error.message)
                    self._known = None
                self._fresh_until = self._clock() + self._keep_s
            return self._known
