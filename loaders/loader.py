"""The loader that all others are: what one field gives up, others still wait for."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

from strawberry.dataloader import DataLoader

K = TypeVar("K")
T = TypeVar("T")


class Loader(DataLoader[K, T]):
    """A DataLoader whose keys are shared safely.

    Where a field fails, those beside it are cancelled; to cancel who waits for a key would cancel
    the key for everybody.
    """

    def load(self, key: K) -> Awaitable[T]:
        """As DataLoader.load."""
        return asyncio.shield(super().load(key))
