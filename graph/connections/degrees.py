"""How far members are from the viewer: 0 for oneself, 1 to 3, None for farther or invisible."""

from __future__ import annotations

from collections.abc import Sequence

from graph.errors import LimitExceeded
from graph.store.database import Database
from graph.visibility import Viewer

MAX_DEGREE_IDS = 500


async def degrees(db: Database, viewer: Viewer, ids: Sequence[int]) -> list[int | None]:
    """The degree of each member, in order, in one round trip.

    Raises LimitExceeded above 500 ids. Without a viewer every degree is None.
    """
    if len(ids) > MAX_DEGREE_IDS:
        raise LimitExceeded(
            f"memberIds: {len(ids)} ids are more than {MAX_DEGREE_IDS}", field=("memberIds",)
        )
    if viewer.id is None or not ids:
        return [None] * len(ids)
    rows = await db.rows("connections/list_degrees", viewer=viewer.id, ids=list(dict.fromkeys(ids)))
    found = {id_: degree for id_, degree in rows}
    return [found.get(id_) for id_ in ids]
