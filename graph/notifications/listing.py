"""A member's notifications, newest first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from graph.model import MAX_ID, NotificationKind
from graph.mutations import Write
from graph.paging import Page, decode_cursor, encode_cursor, page_of
from graph.profiles.cards import Card, card
from graph.store.database import Database
from graph.visibility import Viewer


@dataclass(frozen=True, slots=True)
class Notification:
    """Something that `actor` did and the viewer is told of.

    A match has what was found (its kind of node and key), and the node of its search, if any.
    """

    id: int
    kind: NotificationKind
    actor: Card
    created_at: datetime
    is_read: bool
    match: tuple[str, int] | None = None
    search: Mapping[str, Any] | None = None


async def notifications(
    db: Database, viewer: Viewer, first: int, after: str | None
) -> Page[Notification]:
    """What the viewer was told of, by members they may see."""
    before: int = decode_cursor("told", after, int)[0] if after is not None else MAX_ID
    rows = await db.rows(
        "notifications/list_notifications", viewer=viewer.member_id, before=before, limit=first + 1
    )
    found = [
        Notification(
            values["id"],
            NotificationKind(values["kind"]),
            card(actor),
            values["created_at"].to_native(),
            values.get("read_at") is not None,
            (values["match_kind"], values["match_id"]) if "match_id" in values else None,
            search,
        )
        for values, actor, search in rows
    ]
    return page_of(found, first, lambda one: encode_cursor("told", one.id))


async def mark_read(write: Write, last: int) -> dict[str, int]:
    """Mark everything up to the notification `last` as read; how many were not: `marked`."""
    row = await write.row(
        "notifications/mark_read", viewer=write.viewer.member_id, last=last, now=write.now
    )
    return {"marked": row[0] if row else 0}
