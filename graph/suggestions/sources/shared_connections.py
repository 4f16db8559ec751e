"""Who is two steps away: Adamic-Adar, and walks of three steps that end there (decision 0006)."""

from __future__ import annotations

from collections.abc import Awaitable

from graph.reasons import SHARED_CONNECTIONS
from graph.store.database import Database
from graph.suggestions.evidence import Evidence, Facts
from graph.suggestions.walks import TwoSteps
from graph.suggestions.weights import WEIGHTS

CONSIDERED = 1_000
EXPANDED_FRIENDS = 100
STEPS = 12_000
"""From friends; what is beyond is left out with the most-connected friends."""
EXPANDED_BETWEEN = 150
AROUND = 100
"""A member between with more connections than this says next to nothing of each."""
CANDIDATES = 200


async def two_steps(db: Database, viewer: int) -> TwoSteps:
    """Who is one and two steps away; costs some ten thousand steps."""
    row = await db.row(
        "suggestions/list_two_steps",
        viewer=viewer,
        considered=CONSIDERED,
        friends=EXPANDED_FRIENDS,
        most=STEPS,
    )
    return TwoSteps(*(row or (viewer, [], [])), most=STEPS)


async def shared_connections(db: Database, me: Facts, asked: Awaitable[TwoSteps]) -> list[Evidence]:
    """Members with a connection in common, the best first; `asked` gives the viewer's two steps."""
    steps = await asked
    if not me.friends:
        return []
    drawn = steps.draw(EXPANDED_BETWEEN)
    found = await db.rows(
        "suggestions/list_third_steps", viewer=me.id, between=drawn.tolist(), most=AROUND
    )
    around = {node: nodes for node, nodes in found}
    third = WEIGHTS.third_step / WEIGHTS.shared_connections
    best = steps.best(around, third=third, limit=CANDIDATES + len(me.passed))
    named = await db.rows("suggestions/list_ids_of_nodes", nodes=list(best))
    ids = {node: id_ for node, id_ in named}
    passed = set(me.passed)
    return [
        Evidence(ids[node], SHARED_CONNECTIONS, WEIGHTS.shared_connections * score)
        for node, score in best.items()
        if node in ids and ids[node] not in passed
    ][:CANDIDATES]
