"""How much alike what somebody knows and what jobs ask for are, by the vectors of skills."""

from __future__ import annotations

from collections.abc import Sequence

from graph.jobs.fit import WEIGHTS, Requirement
from graph.skills.vectors import SkillVectors, Vectors, alike

Asked = tuple[Sequence[str], Sequence[str]]
"""Ids of the skills that a job asks for: essential ones, and those that are nice to have."""


def asked_of(required: Sequence[Requirement]) -> Asked:
    """The ids of what a job asks for."""
    essential = [one.skill.id for one in required if one.essential]
    return essential, [one.skill.id for one in required if not one.essential]


def likeness(vectors: SkillVectors, known: Sequence[str], asked: Sequence[Asked]) -> list[float]:
    """How alike skills that somebody has are to each job, 0 to 1."""
    found: list[float] = alike(vectors.sums([known]), _meant(vectors, asked)).tolist()
    return found


def likeness_of_many(
    vectors: SkillVectors, known: Sequence[Sequence[str]], asked: Asked
) -> list[float]:
    """How alike the skills of each of many are to one job, 0 to 1."""
    found: list[float] = alike(vectors.sums(known), _meant(vectors, [asked])).tolist()
    return found


def _meant(vectors: SkillVectors, asked: Sequence[Asked]) -> Vectors:
    parts = [[1.0] * len(essential) + [WEIGHTS.optional] * len(nice) for essential, nice in asked]
    return vectors.sums([[*essential, *nice] for essential, nice in asked], parts)
