"""How far members are from the viewer: 0 for oneself, 1 to 3, None for farther or invisible."""

from __future__ import annotations

from collections.abc import Sequence

from graph.errors import LimitExceeded
from graph.store.database import Database
from graph.visibility import Viewer

MAX_DEGREE_IDS = 500

FEW = 4
"""Up to so many ids a shortest path each is cheaper than to collect the viewer's neighbourhood."""

_UNSURE = -1
"""The path that was found leads over somebody invisible."""


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
    wanted = list(dict.fromkeys(ids))
    few = viewer.id not in wanted and len(wanted) <= FEW
    found = await _degrees(db, "connections/list_degrees_of_few", viewer.id, wanted if few else [])
    unsure = [id_ for id_ in wanted if not few or found.get(id_) == _UNSURE]
    found |= await _degrees(db, "connections/list_degrees", viewer.id, unsure)
    return [None if (degree := found.get(id_)) == _UNSURE else degree for id_ in ids]


async def _degrees(db: Database, query: str, viewer: int, ids: Sequence[int]) -> dict[int, int]:
    if not ids:
        return {}
    return {id_: degree for id_, degree in await db.rows(query, viewer=viewer, ids=ids)}
