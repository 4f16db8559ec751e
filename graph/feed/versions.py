"""What a post said before its edits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from graph.store.database import Database
from graph.visibility import Viewer


@dataclass(frozen=True, slots=True)
class Version:
    """What a post said until `replaced_at`."""

    text: str
    title: str | None
    replaced_at: datetime


async def versions(db: Database, viewer: Viewer, post_id: int) -> list[Version]:
    """The last 100 versions of the viewer's own post, newest first; empty for other posts."""
    if viewer.id is None:
        return []
    rows = await db.rows("feed/list_versions", viewer=viewer.id, id=post_id)
    return [
        Version(values["text"], values.get("title"), values["replaced_at"].to_native())
        for (values,) in rows
    ]
