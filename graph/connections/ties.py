"""How strong the tie between two connected members is: 0 to 1, from declared parts."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from graph.store.database import Database
from graph.visibility import Viewer

MAX_PAIRS = 200

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Weights:
    """What each part adds to the strength of a tie, at most; the sum is 1.

    `halfway_*` is where a part reaches half of its weight.
    """

    base: float = 0.2
    time: float = 0.15
    mutual: float = 0.3
    colleagues: float = 0.15
    schoolmates: float = 0.1
    interactions: float = 0.1
    halfway_years: float = 2.0
    halfway_mutual: float = 5.0
    halfway_interactions: float = 2.0


WEIGHTS = Weights()


def strength(
    since: datetime | None,
    mutual: int,
    colleagues: int,
    schoolmates: int,
    interactions: int,
    *,
    now: datetime,
) -> float:
    """The strength of a tie.

    `since` is when the two connected, `mutual` the number of their shared connections,
    `colleagues` and `schoolmates` at how many employers and schools they met, `interactions` how
    often they endorsed each other. Parts saturate as x / (x + halfway), so that no single part can
    outweigh the others.
    """
    years = max(0.0, (now - since).total_seconds() / 31_557_600) if since else 0.0
    w = WEIGHTS
    return (
        w.base
        + w.time * years / (years + w.halfway_years)
        + w.mutual * mutual / (mutual + w.halfway_mutual)
        + w.colleagues * min(colleagues, 1)
        + w.schoolmates * min(schoolmates, 1)
        + w.interactions * interactions / (interactions + w.halfway_interactions)
    )


async def strengths(
    db: Database, viewer: Viewer, pairs: Sequence[Pair], *, now: datetime | None = None
) -> dict[Pair, float]:
    """The strength of the tie of each pair of connected members, by (lower id, higher id).

    At most 200 pairs; pairs that are not connected are missing from the answer.
    """
    wanted = sorted({(min(pair), max(pair)) for pair in pairs})[:MAX_PAIRS]
    if not wanted:
        return {}
    rows = await db.rows("connections/list_ties", viewer=viewer.member_id, groups=_grouped(wanted))
    at = now or datetime.now(UTC)
    return {
        (min(pair), max(pair)): strength(
            since.to_native() if since else None,
            mutual,
            colleagues,
            schoolmates,
            interactions,
            now=at,
        )
        for pair, since, mutual, colleagues, schoolmates, interactions in rows
    }


def _grouped(pairs: Sequence[Pair]) -> list[list[int | list[int]]]:
    """Each pair under the member of more pairs, whose connections are then read once for all."""
    often = Counter(member for pair in pairs for member in pair)
    groups: dict[int, list[int]] = defaultdict(list)
    for pair in pairs:
        least, most = sorted(pair, key=lambda member: often[member])
        groups[most].append(least)
    return [[member, others] for member, others in groups.items()]


def path_strength(ties: Sequence[float]) -> float:
    """The strength of a chain of ties: their product, as each introduction must succeed."""
    return round(math.prod(ties), 6)
