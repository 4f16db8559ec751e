"""The shortest paths from the viewer to a member, the best introduction first."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from itertools import pairwise

from graph.connections.ties import path_strength, strengths
from graph.profiles.cards import Card, card, cards_by_id
from graph.store.database import Database
from graph.visibility import Viewer

DEFAULT_PATHS = 5
MAX_PATHS = 20
_EXPANDED_FRIENDS = 300
_SPARE_CANDIDATES = 5


@dataclass(frozen=True, slots=True)
class Path:
    """A chain of connected members from the viewer to the target; `length` counts its edges."""

    members: list[Card]
    length: int
    strength: float


async def paths(db: Database, viewer: Viewer, member_id: int, first: int) -> list[Path]:
    """Up to `first` shortest paths to `member_id`, of at most three edges, strongest first.

    No path leads over a member whom the viewer may not see or who does not introduce. Of more
    candidates than asked for, the ones over the least-connected members are weighed. Empty for
    oneself, and for the farther, unknown and invisible.
    """
    if viewer.id is None or viewer.id == member_id or first == 0:
        return []
    limit = first + _SPARE_CANDIDATES
    near, (me, target) = await asyncio.gather(
        db.row("connections/list_introducers", viewer=viewer.id, member=member_id, limit=limit),
        cards_by_id(db, viewer, [viewer.id, member_id]),
    )
    if near is None or me is None or target is None:
        return []
    direct, introducers = near
    between = [[]] if direct else [[card(one)] for one in introducers]
    if not between:
        between = await _pairs_between(db, viewer, member_id, limit)
    chains = [[me, *steps, target] for steps in between]
    ties = await strengths(db, viewer, [(a.id, b.id) for c in chains for a, b in pairwise(c)])
    found = [
        Path(
            chain,
            len(chain) - 1,
            path_strength(
                [ties.get((min(a.id, b.id), max(a.id, b.id)), 0.0) for a, b in pairwise(chain)]
            ),
        )
        for chain in chains
    ]
    found.sort(key=lambda path: (-path.strength, [m.id for m in path.members]))
    return found[:first]


async def _pairs_between(
    db: Database, viewer: Viewer, member_id: int, limit: int
) -> list[list[Card]]:
    """The two members between the viewer and the target, for each candidate path of three edges."""
    rows = await db.rows(
        "connections/list_introducer_pairs",
        viewer=viewer.id,
        member=member_id,
        friends=_EXPANDED_FRIENDS,
        limit=limit,
    )
    return [[card(values) for values in cards] for (cards,) in rows]
