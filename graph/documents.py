"""Trusted documents: operations that clients published and may ask by their SHA-256."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Iterable
from datetime import datetime

from graph.store.database import Database

_BATCH = 500


def key_of(text: str) -> str:
    """The key of a document: the SHA-256 of its text in UTF-8, 64 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


async def publish(db: Database, texts: Iterable[str], *, now: datetime) -> int:
    """Keep these documents; how many were new. Nothing is ever taken back by another."""
    rows, added = [{"key": key_of(text), "text": text} for text in texts], 0
    for start in range(0, len(rows), _BATCH):
        row = await db.row("documents/publish", rows=rows[start : start + _BATCH], now=now)
        added += row[0] if row else 0
    return added


async def read(db: Database, key: str) -> str | None:
    """The text of a document, or None."""
    row = await db.row("documents/read", key=key)
    return row[0] if row else None


async def listed(db: Database) -> AsyncIterator[tuple[str, str]]:
    """Key and text of every document, by key."""
    after = ""
    while rows := await db.rows("documents/list", after=after, limit=_BATCH):
        for key, text in rows:
            yield key, text
        after = rows[-1][0]
