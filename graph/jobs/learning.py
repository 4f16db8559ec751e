"""The skills that would make the most jobs fit, if the viewer had them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime

from graph.jobs.background import assumed_skills
from graph.jobs.fit import THRESHOLD, Requirement, score, weight
from graph.jobs.fit import context_fit as context_of
from graph.jobs.fit import skill_fit as skills_of
from graph.jobs.match import MAX_MATCHES, Compared, best_jobs, compared, match_rows
from graph.skills.skills import SkillView
from graph.store.database import Database
from graph.visibility import Viewer

DEFAULT_GAINS = 5
MAX_GAINS = 20


@dataclass(frozen=True, slots=True)
class SkillGain:
    """A skill, and how many of the jobs that nearly fit would fit with it."""

    skill: SkillView
    jobs_gained: int


async def skills_worth_learning(
    db: Database, viewer: Viewer, first: int, *, now: datetime
) -> list[SkillGain]:
    """The skills that lift the most of the viewer's 100 best jobs over the threshold, most first.

    A job fits from a score of 0.5 on. Raises Unauthenticated without a viewer.
    """
    member = viewer.member_id
    assumed = await assumed_skills(db, member)
    ids = await best_jobs(db, member, assumed, now, now, 0, MAX_MATCHES)
    if not ids:
        return []
    gained: Counter[str] = Counter()
    skills: dict[str, SkillView] = {}
    for row in await match_rows(db, member, ids, assumed, 0, now):
        beside = compared(row)
        if beside.score(now) >= THRESHOLD:
            continue
        for asked in beside.required:
            if not asked.counted and _with(beside, asked, now) >= THRESHOLD:
                gained[asked.skill.id] += 1
                skills[asked.skill.id] = asked.skill
    order = sorted(gained, key=lambda id_: (-gained[id_], skills[id_].name, id_))
    return [SkillGain(skills[id_], gained[id_]) for id_ in order[:first]]


def _with(beside: Compared, learnt: Requirement, now: datetime) -> float:
    """The score if the member had the skill, too."""
    required = [replace(one, counted=True) if one is learnt else one for one in beside.required]
    more = weight(learnt.asked, True, beside.jobs)
    member = replace(beside.member, weight=beside.member.weight + more)
    return score(skills_of(required, member, beside.jobs), context_of(member, beside.job_in, now))
