"""Statements of one analyst begin at a pace, so that a loop of them costs members nothing."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from graph.errors import LimitExceeded

RATE = 10.0
"""Statements a second that an analyst may begin in a process, for long."""
BURST = 20
LONGEST_S = 5.0


class Pace:
    """When each analyst may begin the next statement: a bucket that empties at RATE."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._free: dict[int, float] = {}
        """When the bucket of an analyst is empty; those of the past are forgotten now and then."""

    def wait_s(self, analyst: int) -> float:
        """Takes the next turn of an analyst; the seconds until it comes.

        Raises LimitExceeded where it would come only after LONGEST_S; then none is taken.
        """
        now = self._now()
        if len(self._free) > 1_000:
            self._free = {who: at for who, at in self._free.items() if at > now}
        empty = max(self._free.get(analyst, now), now) + 1 / RATE
        wait = empty - now - BURST / RATE
        if wait > LONGEST_S:
            raise LimitExceeded(f"you begin more than {RATE:.0f} statements a second: wait")
        self._free[analyst] = empty
        return max(wait, 0.0)

    async def turn(self, analyst: int) -> None:
        """Waits for the next turn of an analyst. Raises what `wait_s` does, after as long."""
        try:
            wait = self.wait_s(analyst)
        except LimitExceeded:
            await asyncio.sleep(LONGEST_S)
            raise
        if wait:
            await asyncio.sleep(wait)
