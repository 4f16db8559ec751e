"""Degrees: how far members are from the viewer."""

from __future__ import annotations

import strawberry

from graph.connections.degrees import MAX_DEGREE_IDS, degrees
from resolvers.context import Info
from resolvers.ids import keys_of


@strawberry.type
class ConnectionQueries:
    """The part of Query about how members are connected."""

    @strawberry.field(
        description="How far each member is from the viewer, in the order asked: 0 for the viewer, "
        "1 to 3, null for farther, invisible or unknown. One round trip; "
        f"at most {MAX_DEGREE_IDS} ids."
    )
    async def degrees(self, info: Info, member_ids: list[strawberry.ID]) -> list[int | None]:
        ids = keys_of("Member", member_ids, "memberIds")
        return await degrees(info.context.store.db, info.context.viewer, ids)
