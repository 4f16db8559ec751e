"""How well a member's skills cover a job's, as one number with declared parts."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from graph.skills.skills import SkillView


@dataclass(frozen=True, slots=True)
class Weights:
    """The parts of the score of a job and of the strength of a referrer.

    `optional`: what a nice-to-have skill weighs against an essential one. `enough`: a job that
    names fewer skills than this says too little about itself, and its score shrinks in proportion.
    `connection`: the least strength of a connection, and the most of anybody farther away.
    `halfway_shared`: shared connections that bring half of what is above that.
    """

    optional: float = 0.5
    enough: int = 3
    connection: float = 0.5
    halfway_shared: float = 5.0


WEIGHTS = Weights()


@dataclass(frozen=True, slots=True)
class Requirement:
    """A skill that a job asks for, how many jobs do, and whether the member has it."""

    skill: SkillView
    essential: bool
    asked: int
    matched: bool


def weight(asked: int, essential: bool, jobs: int, weights: Weights = WEIGHTS) -> float:
    """What a skill weighs that `asked` of all `jobs` require: log(1 + jobs / asked), its rarity.

    Inverse document frequency: Spärck Jones, "A statistical interpretation of term specificity and
    its application in retrieval" (1972), smoothed so that it stays above 0.
    """
    rarity = math.log(1.0 + jobs / max(1, asked))
    return rarity if essential else weights.optional * rarity


def score(required: Sequence[Requirement], jobs: int, weights: Weights = WEIGHTS) -> float:
    """The fit, 0 to 1, to six places: matched weight / weight of all, less for very short lists.

    1 where the member has all skills of a job that names at least `enough`; 0 without skills.
    """
    each = [(weight(r.asked, r.essential, jobs, weights), r.matched) for r in required]
    full = math.fsum(w for w, _matched in each)
    if not full:
        return 0.0
    covered = math.fsum(w for w, matched in each if matched) / full
    return round(covered * min(1.0, len(each) / weights.enough), 6)


def referral_strength(degree: int, shared: int, weights: Weights = WEIGHTS) -> float:
    """How far a referrer at `degree` 1 or 2 may be counted on, 0 to 1, to six places.

    It grows with the connections `shared` with the viewer as x / (x + halfway). Any connection
    ranks before anybody of the second degree.
    """
    near = shared / (shared + weights.halfway_shared)
    if degree == 1:
        return round(weights.connection + (1.0 - weights.connection) * near, 6)
    return round(weights.connection * near, 6)
