"""What endorsements of a skill are worth: by who gives them, to whom, and how many they give."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from graph.store.database import Database
from graph.visibility import Viewer

MAX_ENDORSERS = 200
"""Of each skill, so many endorsers are weighed."""

ANYBODY, NAMES_IT, EACH_PROOF, MOST_PROOFS = 0.3, 0.4, 0.1, 3
"""What an endorsement weighs, what more where the endorser names the skill, and for each (up to
three) who vouches for it."""

STRANGER, IN_TURN = 0.5, 0.5
"""Factors: no longer connected; the two vouch for each other."""


@dataclass(frozen=True, slots=True)
class Endorser:
    """Somebody who vouches for a skill of a member, as the viewer sees them.

    `names_it`: has the skill, too; `proofs`: members who vouch for that; `in_turn`: is vouched for
    by the member; `given`: how many of the member's skills they vouch for.
    """

    id: int
    names_it: bool
    proofs: int
    connected: bool
    in_turn: bool
    given: int


def weight(one: Endorser) -> float:
    """What one endorsement weighs, 0 to 1; of several to one member each weighs 1 / √n."""
    own = ANYBODY
    if one.names_it:
        own += NAMES_IT + EACH_PROOF * min(MOST_PROOFS, one.proofs)
    factor = (1.0 if one.connected else STRANGER) * (IN_TURN if one.in_turn else 1.0)
    return own * factor / math.sqrt(max(1, one.given))


def strength(endorsers: Sequence[Endorser]) -> float:
    """What they are worth together, 0 to 1, to six places: 1 - e^-w of their weights."""
    return round(1.0 - math.exp(-math.fsum(weight(one) for one in endorsers)), 6)


async def endorsers_of(
    db: Database, viewer: Viewer, held: Sequence[tuple[int, str]]
) -> dict[tuple[int, str], list[Endorser]]:
    """Who vouches for each (member id, skill id), at most 500, as far as the viewer sees them."""
    pairs = [list(pair) for pair in dict.fromkeys(held)]
    rows = await db.rows("skills/list_endorsers", viewer=viewer.id, pairs=pairs, most=MAX_ENDORSERS)
    return {
        (member, skill): [Endorser(*one) for one in endorsers] for member, skill, endorsers in rows
    }


async def endorsement_strengths(
    db: Database, viewer: Viewer, held: Sequence[tuple[int, str]]
) -> list[float]:
    """For each (member id, skill id), at most 500, what the endorsements that the viewer may see
    are worth; 0 where there are none."""
    found = await endorsers_of(db, viewer, held)
    return [strength(found.get(pair, ())) for pair in held]
