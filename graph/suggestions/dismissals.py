"""Suggestions that the viewer does not want."""

from __future__ import annotations

from graph.connections.pairs import locked_pair
from graph.mutations import Write


async def dismiss(write: Write, member_id: int) -> dict[str, int]:
    """Do not suggest a member for 180 days from now. Raises NotFound, InvalidInput for oneself."""
    await locked_pair(write, member_id)
    await write.rows(
        "suggestions/dismiss", viewer=write.viewer.member_id, member=member_id, now=write.now
    )
    return {"member": member_id}
