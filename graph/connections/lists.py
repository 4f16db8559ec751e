"""The connections of a member, and those shared with the viewer, as pages in id order."""

from __future__ import annotations

from collections.abc import Sequence

from graph.paging import Page, decode_cursor, encode_cursor
from graph.profiles.cards import Card, card
from graph.store.database import Database
from graph.visibility import Viewer, may_list_connections


async def mutual_connections(
    db: Database, viewer: Viewer, member_id: int, first: int, after: str | None
) -> Page[Card]:
    """The members connected to both the viewer and `member_id`; empty for oneself."""
    return await _page(db, "connections/list_mutual", "mutual", viewer, member_id, first, after)


async def listed_connections(
    db: Database, viewer: Viewer, member: Card, degree: int | None, first: int, after: str | None
) -> Page[Card]:
    """The connections of a member at `degree` that the viewer may see.

    Empty where the viewer may not list them (`visibility.may_list_connections`).
    """
    if not may_list_connections(member.connections_visibility, member.profile_visibility, degree):
        return Page([], [], has_next=False)
    return await _page(
        db, "connections/list_connections", "connections", viewer, member.id, first, after
    )


async def _page(
    db: Database,
    query: str,
    kind: str,
    viewer: Viewer,
    member_id: int,
    first: int,
    after: str | None,
) -> Page[Card]:
    last: int = decode_cursor(kind, after, int)[0] if after is not None else -1
    if viewer.id is None:
        return Page([], [], has_next=False)
    rows = await db.rows(query, viewer=viewer.id, member=member_id, after=last, limit=first + 1)
    cards = [card(values) for (values,) in rows]
    shown = cards[:first]
    return Page(shown, [encode_cursor(kind, c.id) for c in shown], has_next=len(cards) > first)


async def mutual_counts(db: Database, viewer: Viewer, ids: Sequence[int]) -> list[int]:
    """How many connections each member shares with the viewer; 0 for oneself and the invisible."""
    return await _counts(db, "connections/count_mutual", viewer, ids)


async def connection_counts(db: Database, viewer: Viewer, ids: Sequence[int]) -> list[int]:
    """How many connections of each member the viewer may see; the caller decides who is told."""
    return await _counts(db, "connections/count_connections", viewer, ids)


async def _counts(db: Database, query: str, viewer: Viewer, ids: Sequence[int]) -> list[int]:
    if viewer.id is None or not ids:
        return [0] * len(ids)
    rows = await db.rows(query, viewer=viewer.id, ids=list(dict.fromkeys(ids)))
    found: dict[int, int] = {id_: count for id_, count in rows}
    return [found.get(id_, 0) for id_ in ids]
