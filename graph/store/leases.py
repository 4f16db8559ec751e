"""Leases: one process at a time does something, and another takes over where it dies."""

from __future__ import annotations

import asyncio
import contextlib
import secrets

from graph.errors import Conflict, ProConnectError
from graph.store.database import Database


class Lease:
    """The right to be the only one who does `name`, for `seconds` after each renewal."""

    def __init__(self, db: Database, name: str, seconds: int) -> None:
        self._db = db
        self._name = name
        self._seconds = seconds
        self._owner = secrets.token_hex(8)

    @property
    def owner(self) -> str:
        """Who holds it, for a query that must write only while it is held."""
        return self._owner

    async def acquire(self) -> bool:
        """Take it or renew it; False where somebody else holds it. Raises Unavailable."""
        try:
            row = await self._db.row(
                "store/acquire_lease", name=self._name, owner=self._owner, seconds=self._seconds
            )
        except Conflict:  # two made the node at the same moment, and the other was first
            return False
        return row is not None

    async def release(self) -> None:
        """Give it back at once, also while the task is being cancelled; without a server, later."""
        with contextlib.suppress(ProConnectError):
            await asyncio.shield(
                self._db.rows("store/release_lease", name=self._name, owner=self._owner)
            )
