"""The skills that would make the most jobs fit, if the viewer had them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime

from graph.jobs.background import Known
from graph.jobs.fit import THRESHOLD, Requirement, score, weight
from graph.jobs.fit import context_fit as context_of
from graph.jobs.fit import skill_fit as skills_of
from graph.jobs.likeness import asked_of, likeness_of_many
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
    known, best = await best_jobs(db, member, now, now)
    ids = best[:MAX_MATCHES]
    if not ids:
        return []
    gained: Counter[str] = Counter()
    skills: dict[str, SkillView] = {}
    for beside in compared(await match_rows(db, member, ids, known.assumed, 0, now), known):
        if beside.score(now) >= THRESHOLD:
            continue
        for asked, lifted in _lifted(beside, known, now):
            if lifted >= THRESHOLD:
                gained[asked.skill.id] += 1
                skills[asked.skill.id] = asked.skill
    order = sorted(gained, key=lambda id_: (-gained[id_], skills[id_].name, id_))
    return [SkillGain(skills[id_], gained[id_]) for id_ in order[:first]]


def _lifted(beside: Compared, known: Known, now: datetime) -> list[tuple[Requirement, float]]:
    """Each skill that the member lacks, and the score if they had it, too."""
    lacking = [one for one in beside.required if not one.counted]
    more = [[*known.skills, one.skill.id] for one in lacking]
    alike = likeness_of_many(known.vectors, more, asked_of(beside.required))
    pairs = zip(lacking, alike, strict=True)
    return [(one, _with(beside, one, like, now)) for one, like in pairs]


def _with(beside: Compared, learnt: Requirement, like: float, now: datetime) -> float:
    required = [replace(one, counted=True) if one is learnt else one for one in beside.required]
    more = weight(learnt.asked, True, beside.jobs)
    member = replace(beside.member, weight=beside.member.weight + more)
    skills = skills_of(required, member, beside.jobs, like)
    return score(skills, context_of(member, beside.job_in, now))
