"""Ids that sort by time, Snowflake layout: 41 bits of milliseconds, 10 of node, 12 of sequence.

Source: the layout that Twitter announced in 2010 ("Announcing Snowflake"); the epoch is our own.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
_MS = timedelta(milliseconds=1)
_NODE_BITS = 10
_SEQUENCE_BITS = 12
_SEQUENCES = 1 << _SEQUENCE_BITS


def _system_ms() -> int:
    return (datetime.now(UTC) - EPOCH) // _MS


class Snowflakes:
    """Makes ids; one of a process never makes the same twice, also when the clock steps back.

    Two processes that drew the same `node` out of 1,024 collide only within the same millisecond
    and sequence; then the uniqueness constraint of the key refuses the second, and nothing is lost.
    """

    def __init__(self, node: int | None = None, clock_ms: Callable[[], int] = _system_ms) -> None:
        self._node = secrets.randbelow(1 << _NODE_BITS) if node is None else node
        self._clock_ms = clock_ms
        self._last_ms = -1
        self._sequence = 0
        self._lock = threading.Lock()

    def next(self) -> int:
        """A non-negative id of 63 bits, higher than every id that this process made before."""
        with self._lock:
            now = max(self._clock_ms(), self._last_ms)
            if now == self._last_ms:
                self._sequence += 1
                if self._sequence == _SEQUENCES:  # 4,096 in a millisecond: borrow from the next
                    now, self._sequence = now + 1, 0
            else:
                self._sequence = 0
            self._last_ms = now
            return (
                (now << (_NODE_BITS + _SEQUENCE_BITS))
                | (self._node << _SEQUENCE_BITS)
                | self._sequence
            )


_process = Snowflakes()


def new_id() -> int:
    """A new id of this process."""
    return _process.next()


def first_id(at: datetime) -> int:
    """The lowest id that could have been made at `at`; for ranges of ids by time."""
    return max(0, (at - EPOCH) // _MS) << (_NODE_BITS + _SEQUENCE_BITS)


def time_of(id_: int) -> datetime:
    """When an id was made, UTC, to the millisecond."""
    return EPOCH + (id_ >> (_NODE_BITS + _SEQUENCE_BITS)) * _MS
