"""How well a job fits a member, as one number with declared parts."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from graph.skills.skills import SkillView


@dataclass(frozen=True, slots=True)
class Weights:
    """The parts of the score of a job and of the strength of a referrer.

    Skills: `optional`: what a nice-to-have skill weighs against an essential one. `related`: the
    part that a skill counts where the member has not it, but one that is broader, narrower or
    related. `breadth`: how much a job's own weight matters against the member's, 0 to 1. `alike`:
    what it weighs that all skills of the one and all of the other are asked for together.

    Context, each as the part of the score that is lost: `place` abroad, half of it elsewhere in
    the country; `shortfall` for each year of experience below `years` of the level, five at most;
    `industry` in another one; `stranger` where no connection works; `age` in the long run, half of
    it after `halfway_days` × ln 2.

    Referrers: `connection`: the least strength of a connection, and the most of anybody farther
    away. `halfway_shared`: shared connections that bring half of what is above that.
    """

    optional: float = 0.5
    related: float = 0.3
    breadth: float = 0.4
    alike: float = 1.25
    place: float = 0.2
    shortfall: float = 0.04
    years: Mapping[str, float] = field(
        default_factory=lambda: {
            "ENTRY": 0.0,
            "ASSOCIATE": 2.0,
            "SENIOR": 5.0,
            "LEAD": 8.0,
            "EXECUTIVE": 12.0,
        }
    )
    industry: float = 0.03
    stranger: float = 0.05
    age: float = 0.1
    halfway_days: float = 45.0
    connection: float = 0.5
    halfway_shared: float = 5.0


WEIGHTS = Weights()

THRESHOLD = 0.5
"""From this score on a job is said to fit."""

MOST_MISSING_YEARS = 5.0


@dataclass(frozen=True, slots=True)
class Requirement:
    """A skill that a job asks for, how many jobs do, and what the member has of it.

    `matched`: the member has it; `counted`: it counts in full, which an assumed skill does, too;
    `near`: one of the member's skills is broader, narrower or related.
    """

    skill: SkillView
    essential: bool
    asked: int
    matched: bool
    counted: bool
    near: bool


@dataclass(frozen=True, slots=True)
class Background:
    """What the score needs to know of the member.

    `weight` is the rarity of their skills in all, `years` those since their first position.
    """

    weight: float
    years: float | None
    industry: str | None


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the score needs to know of the job. `away` is 0 here or remote, .5 or 1 elsewhere."""

    away: float
    level: str | None
    industry: str | None
    friendly: bool
    posted_at: datetime | None


def weight(asked: int, essential: bool, jobs: int, weights: Weights = WEIGHTS) -> float:
    """What a skill weighs that `asked` of all `jobs` require: log(1 + jobs / asked), its rarity.

    Inverse document frequency: Spärck Jones, "A statistical interpretation of term specificity and
    its application in retrieval" (1972), smoothed so that it stays above 0.
    """
    rarity = math.log(1.0 + jobs / max(1, asked))
    return rarity if essential else weights.optional * rarity


def skill_fit(
    required: Sequence[Requirement],
    member: Background,
    jobs: int,
    alike: float,
    weights: Weights = WEIGHTS,
) -> float:
    """How far the skills agree: 0 for nothing in common, 1 for the same rare skills, and above.

    A weighted form of Ochiai's coefficient (1957), shared / (of one ^ a × of the other ^ (1 - a)),
    and the cosine `alike` of what the skills of both mean (graph.skills.vectors).
    """
    full = math.fsum(weight(r.asked, r.essential, jobs, weights) for r in required)
    if not full or not member.weight:
        return 0.0
    matched = math.fsum(
        weight(r.asked, r.essential, jobs, weights)
        * (1.0 if r.counted else weights.related if r.near else 0.0)
        for r in required
    )
    return agreement(full, matched, member.weight, alike, weights)


def agreement(
    full: float, matched: float, known: float, alike: float, weights: Weights = WEIGHTS
) -> float:
    """The same from sums of weights: of all that is asked for, of what is matched, of all known."""
    size = full**weights.breadth * known ** (1.0 - weights.breadth)
    return float(matched / size + weights.alike * alike)


def context_fit(
    member: Background, job: Circumstances, now: datetime, weights: Weights = WEIGHTS
) -> float:
    """What is left of the score in these circumstances, 0 to 1; what is unknown costs nothing."""
    left = 1.0 - weights.place * job.away
    needed = weights.years.get(job.level or "")
    if needed is not None and member.years is not None:
        left *= 1.0 - weights.shortfall * min(MOST_MISSING_YEARS, max(0.0, needed - member.years))
    if job.industry and member.industry and job.industry != member.industry:
        left *= 1.0 - weights.industry
    if not job.friendly:
        left *= 1.0 - weights.stranger
    if job.posted_at is not None:
        days = int((now - job.posted_at).total_seconds()) / 86400.0
        left *= 1.0 - weights.age * (1.0 - math.exp(-days / weights.halfway_days))
    return left


def score(skills: float, context: float) -> float:
    """The fit, 0 to 1, to six places: 1 - e^-x of the two multiplied."""
    return round(1.0 - math.exp(-skills * context), 6)


def referral_strength(degree: int, shared: int, weights: Weights = WEIGHTS) -> float:
    """How far a referrer at `degree` 1 or 2 may be counted on, 0 to 1, to six places.

    It grows with the connections `shared` with the viewer as x / (x + halfway). Any connection
    ranks before anybody of the second degree.
    """
    near = shared / (shared + weights.halfway_shared)
    if degree == 1:
        return round(weights.connection + (1.0 - weights.connection) * near, 6)
    return round(weights.connection * near, 6)
