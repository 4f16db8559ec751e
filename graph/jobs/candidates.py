"""Who fits a job, for recruiters with a seat, and which colleagues can introduce them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from graph.errors import InvalidCursor, InvalidInput
from graph.jobs.fit import WEIGHTS, Background, Requirement, referral_strength, score, skill_fit
from graph.jobs.likeness import likeness_of_many
from graph.jobs.match import Referrer
from graph.jobs.seats import seat
from graph.jobs.views import record_view
from graph.model import HiringViewKind
from graph.paging import Page, decode_cursor, encode_cursor
from graph.profiles.cards import Card, card, cards_by_id
from graph.skills.skills import SkillView
from graph.skills.vectors import vectors
from graph.store.database import Database
from graph.visibility import Viewer

POOL = 300
"""Members scored exactly, and so the longest list of candidates."""

EXPAND = 20_000
"""Members followed from the job's skills, the rarest on."""

MAX_INTRODUCERS = 20
MAX_EXAMPLES = 10
MAX_LIKE = 50
DEFAULT_LIKE = 20
_MAX_SKILLS = 100
_EXAMPLE_SKILLS = 30
_LIST = "candidates"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A member beside a job. `matched` and `missing` are together exactly the job's skills."""

    job_id: int
    member: Card
    score: float
    matched: list[SkillView]
    missing: list[SkillView]


async def candidates(
    db: Database, viewer: Viewer, job: int, first: int, after: str | None, *, now: datetime
) -> Page[Candidate]:
    """Visible members whose skills fit the job, best first; nothing for who has no seat.

    At most 300; whoever works at the company now is left out. What is shown is kept. Raises
    InvalidCursor.
    """
    skip = decode_cursor(_LIST, after, int)[0] if after else 0
    if not 0 <= skip <= POOL:
        raise InvalidCursor("after: not a cursor of this list", field=("after",))
    company = await seat(db, viewer, job)
    if company is None:
        return Page([], [], has_next=False)
    best, asked = await _best_candidates(db, viewer, job, now)
    shown = best[skip : skip + first]
    cards = await cards_by_id(db, viewer, [one.member for one in shown])
    listed = {
        encode_cursor(_LIST, skip + at): Candidate(
            job_id=job,
            member=card,
            score=one.score,
            matched=[skill for skill in asked if skill.id in one.skills],
            missing=[skill for skill in asked if skill.id not in one.skills],
        )
        for at, (one, card) in enumerate(zip(shown, cards, strict=True), start=1)
        if card is not None
    }
    found = list(listed.values())
    await _keep(db, viewer, HiringViewKind.CANDIDATES, company, job, found, now)
    return Page(found, list(listed), has_next=len(best) > skip + first)


@dataclass(frozen=True, slots=True)
class _Fitting:
    member: int
    score: float
    skills: list[str]


async def _best_candidates(
    db: Database, viewer: Viewer, job: int, now: datetime
) -> tuple[list[_Fitting], list[SkillView]]:
    """Who fits the job, best first, then by id; and the skills that it asks for.

    The score is that of `match`, of the skills alone: places and years are not everybody's to see.
    """
    wanted = await db.rows("jobs/list_job_skills", job=job, limit=_MAX_SKILLS)
    if not wanted:
        return [], []
    rows = await db.rows(
        "jobs/list_candidates",
        viewer=viewer.id,
        job=job,
        today=now.astimezone(UTC).date(),
        optional=WEIGHTS.optional,
        expand=EXPAND,
        pool=POOL,
    )
    jobs, version = wanted[0][5:7]
    asked = {one[0]: one for one in wanted}  # a job may ask for both of two that are merged
    fields = [(SkillView(id_, name), *rest[:3]) for id_, name, *rest in asked.values()]
    essential = [one[0].id for one in fields if one[1]], [one[0].id for one in fields if not one[1]]
    alike = likeness_of_many(await vectors(db, version), [row[2] for row in rows], essential)
    found = []
    for (member, weight, skills), like in zip(rows, alike, strict=True):
        has = set(skills)
        required = [
            Requirement(
                skill, essential, number, skill.id in has, skill.id in has, not has.isdisjoint(near)
            )
            for skill, essential, number, near in fields
        ]
        fit = skill_fit(required, Background(weight, None, None), jobs, like)
        found.append(_Fitting(member, score(fit, 1.0), skills))
    found.sort(key=lambda one: (-one.score, one.member))
    return found, [one[0] for one in fields]


async def candidates_like(
    db: Database, viewer: Viewer, job: int, examples: Sequence[int], first: int, *, now: datetime
) -> list[Candidate]:
    """Members like some examples (1 to 10 ids), best first; nobody for who has no seat.

    Alike by skills: rare ones, and those that most of the examples have, weigh more. `matched` and
    `missing` are together the 30 skills gone by. Examples whose whole profile the viewer does not
    see say nothing. Raises InvalidInput for the number of examples.
    """
    if not 1 <= len(examples) <= MAX_EXAMPLES:
        raise InvalidInput(f"memberIds: 1 to {MAX_EXAMPLES} examples", field=("memberIds",))
    company = await seat(db, viewer, job)
    if company is None:
        return []
    rows = await db.rows(
        "jobs/list_candidates_like",
        viewer=viewer.id,
        job=job,
        examples=list(dict.fromkeys(examples)),
        today=now.astimezone(UTC).date(),
        breadth=WEIGHTS.breadth,
        skills=_EXAMPLE_SKILLS,
        expand=EXPAND,
        pool=POOL,
        limit=first,
    )
    found = []
    for member, fit, matched, wanted in rows:
        asked = [SkillView(id_, name) for id_, name in dict(wanted).items()]
        found.append(
            Candidate(
                job_id=job,
                member=card(member),
                score=round(1.0 - math.exp(-fit), 6),
                matched=[skill for skill in asked if skill.id in matched],
                missing=[skill for skill in asked if skill.id not in matched],
            )
        )
    await _keep(db, viewer, HiringViewKind.ALIKE, company, job, found, now)
    return found


async def _keep(
    db: Database,
    viewer: Viewer,
    kind: HiringViewKind,
    company: int,
    job: int,
    found: Sequence[Candidate],
    now: datetime,
) -> None:
    shown = [one.member.id for one in found]
    await record_view(db, viewer, kind, company, shown, now=now, job=job)


async def introducers(
    db: Database,
    viewer: Viewer,
    job: int,
    ids: Sequence[int],
    *,
    now: datetime,
    most: int = MAX_INTRODUCERS,
) -> list[list[Referrer]]:
    """For each candidate (at most 100) the colleagues who can introduce the viewer to them.

    They work at the company now, are connected to the candidate, visible, and do not mind
    introductions; the viewer's connections first (degree 1), then by shared connections. Empty for
    who has no seat.
    """
    if await seat(db, viewer, job) is None:
        return [[] for _ in ids]
    rows = await db.rows(
        "jobs/list_job_introducers",
        viewer=viewer.id,
        job=job,
        ids=list(dict.fromkeys(ids)),
        today=now.astimezone(UTC).date(),
        most=most,
    )
    found = {
        candidate: [
            Referrer(card(member), 1 if near else 2, referral_strength(1 if near else 2, shared))
            for member, near, shared in people
        ]
        for candidate, people in rows
    }
    return [found.get(id_, []) for id_ in ids]
