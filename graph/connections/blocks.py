"""What ends ties: removing a connection, blocking a member."""

from __future__ import annotations

from typing import Any

from graph.connections.invitations import cancel_open
from graph.connections.pairs import locked_pair, record
from graph.errors import LimitExceeded
from graph.model import TransitionKind, pair
from graph.mutations import Write
from graph.paging import Page, decode_cursor, encode_cursor, page_of
from graph.store.database import Database
from graph.visibility import Viewer

MAX_BLOCKS = 1_000
"""Every question of a viewer looks at the members they block, so there is an end to them."""

Answer = dict[str, Any]
"""JSON of an answer: `member`, the id."""


async def remove_connection(write: Write, member_id: int) -> Answer:
    """End the connection with a member; where there is none, nothing changes. Raises NotFound."""
    found = await locked_pair(write, member_id)
    if found.connected:
        await _disconnect(write, member_id)
        await record(write, TransitionKind.REMOVED, pair(write.viewer.member_id, member_id))
        _tell(write, "connection.removed", member_id)
    return {"member": member_id}


async def _disconnect(write: Write, member_id: int) -> None:
    await write.rows(
        "connections/delete_connection", viewer=write.viewer.member_id, member=member_id
    )


def _tell(write: Write, kind: str, member_id: int) -> None:
    viewer_id = write.viewer.member_id
    write.emit(kind, pair(viewer_id, member_id), actor=viewer_id, member=member_id)


async def block(write: Write, member_id: int) -> Answer:
    """Hide the viewer and a member from each other, everywhere.

    Ends their connection, invitations and follows. Blocked by the viewer already: nothing changes.
    Raises NotFound, InvalidInput for oneself, LimitExceeded past 1,000 blocks.
    """
    found = await locked_pair(write, member_id, even_invisible=True)
    if found.blocked_by_viewer:
        return {"member": member_id}
    viewer_id = write.viewer.member_id
    row = await write.row("connections/count_blocks", viewer=viewer_id)
    if row and row[0] >= MAX_BLOCKS:
        raise LimitExceeded(f"you block {row[0]} members, at most {MAX_BLOCKS}")
    await cancel_open(write, found)
    if found.connected:
        await _disconnect(write, member_id)
    ended = await write.rows(
        "connections/delete_follows_of_pair", viewer=viewer_id, member=member_id
    )
    await write.rows("connections/create_block", viewer=viewer_id, member=member_id, now=write.now)
    for (follower,) in ended:
        followed = member_id if follower == viewer_id else viewer_id
        await record(write, TransitionKind.UNFOLLOWED, f"{follower}>Member:{followed}")
    await record(write, TransitionKind.BLOCKED, pair(viewer_id, member_id))
    _tell(write, "member.blocked", member_id)
    return {"member": member_id}


async def unblock(write: Write, member_id: int) -> Answer:
    """End the viewer's block; nothing that it ended comes back. Raises NotFound, InvalidInput."""
    found = await locked_pair(write, member_id, even_invisible=True)
    if found.blocked_by_viewer:
        await write.rows(
            "connections/delete_block", viewer=write.viewer.member_id, member=member_id
        )
        await record(write, TransitionKind.UNBLOCKED, pair(write.viewer.member_id, member_id))
        _tell(write, "member.unblocked", member_id)
    return {"member": member_id}


async def blocked_ids(db: Database, viewer: Viewer, first: int, after: str | None) -> Page[int]:
    """The ids of members whom the viewer blocks, ascending."""
    last: int = decode_cursor("blocked", after, int)[0] if after is not None else -1
    rows = await db.rows(
        "connections/list_blocked", viewer=viewer.member_id, after=last, limit=first + 1
    )
    ids = [row[0] for row in rows]
    return page_of(ids, first, lambda id_: encode_cursor("blocked", id_))
