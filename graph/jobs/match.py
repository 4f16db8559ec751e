"""How jobs fit the viewer, with reasons; and the open jobs that fit best."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from graph.errors import InvalidCursor
from graph.jobs.background import assumed_skills
from graph.jobs.fit import (
    WEIGHTS,
    Background,
    Circumstances,
    Requirement,
    context_fit,
    referral_strength,
    score,
    skill_fit,
    weight,
)
from graph.jobs.jobs import JobView, job
from graph.paging import Page, decode_cursor, encode_cursor
from graph.profiles.cards import Card, card
from graph.reasons import Reason, named
from graph.skills.skills import SkillView
from graph.store.database import Database, Row
from graph.visibility import Viewer

MAX_MATCHES = 100
DEFAULT_REFERRERS = 20
MAX_REFERRERS = 100

FEW = 250
"""Connections up to which the second degree is collected once for a page of jobs."""

EXPAND = 10_000
"""Requirements followed to find jobs, from the viewer's rarest skills on."""

POOL = 300
"""Jobs scored exactly, and so the longest list of recommendations."""

SHARED_SKILLS = "SHARED_SKILLS"
REFERRERS = "REFERRERS"
SECOND_DEGREE_REFERRERS = "SECOND_DEGREE_REFERRERS"

_LIST = "recommended"
_SHOWN = 3
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Referrer:
    """A member of the viewer's first or second degree who works there now; strength 0 to 1."""

    member: Card
    degree: int
    strength: float


@dataclass(frozen=True, slots=True)
class JobMatch:
    """How a job fits the viewer.

    `matched` and `missing` are together exactly the job's skills, essential ones first, rarest
    first. `referrers` come first degree before second, strongest first, then by id.
    """

    job: JobView
    score: float
    matched: list[SkillView]
    missing: list[SkillView]
    referrers: list[Referrer]
    reasons: list[Reason]


async def match(
    db: Database,
    viewer: Viewer,
    job_ids: Sequence[int],
    *,
    now: datetime,
    referrers: int = DEFAULT_REFERRERS,
) -> list[JobMatch | None]:
    """How each job fits the viewer, in the order of `job_ids` (at most 100), in one query.

    At most `referrers` (up to 100) of each job are listed; the counts in the reasons are exact.
    None for unknown jobs, and everywhere without a viewer.
    """
    if viewer.id is None or not job_ids:
        return [None] * len(job_ids)
    assumed = await assumed_skills(db, viewer.id)
    return await _matches(db, viewer.id, job_ids, assumed, referrers, now)


async def _matches(
    db: Database,
    viewer: int,
    job_ids: Sequence[int],
    assumed: list[str],
    referrers: int,
    now: datetime,
) -> list[JobMatch | None]:
    rows = await match_rows(db, viewer, job_ids, assumed, referrers, now)
    found = {one.job.id: one for one in (_match(row, now) for row in rows)}
    return [found.get(id_) for id_ in job_ids]


async def match_rows(
    db: Database,
    viewer: int,
    job_ids: Sequence[int],
    assumed: list[str],
    referrers: int,
    now: datetime,
) -> list[Row]:
    """The rows of jobs/list_matches for at most 100 jobs; `compared` reads them."""
    return await db.rows(
        "jobs/list_matches",
        viewer=viewer,
        ids=list(dict.fromkeys(job_ids)),
        today=now.astimezone(UTC).date(),
        few=FEW,
        referrers=referrers,
        assumed=assumed,
        wide=WEIGHTS.wide,
    )


async def recommended(
    db: Database, viewer: Viewer, first: int, after: str | None, *, now: datetime
) -> Page[JobMatch]:
    """A page of the open jobs that ask for skills of the viewer, best first; 300 at most.

    Ordered by score, then newest, then id. Where the viewer names no skills, those of the
    occupation in their headline or positions stand in. A cursor carries the time of the
    first page, so that jobs that come in later do not move the list.

    Raises Unauthenticated without a viewer, InvalidCursor.
    """
    member = viewer.member_id
    as_of, position = _place(after, now)
    assumed = await assumed_skills(db, member)
    best = await best_jobs(db, member, assumed, as_of, now, position, first + 1)
    ids = best[:first]
    at_us = (as_of - _EPOCH) // timedelta(microseconds=1)
    found = await _matches(db, member, ids, assumed, DEFAULT_REFERRERS, now) if ids else []
    listed = [
        (encode_cursor(_LIST, at_us, position + index), one)
        for index, one in enumerate(found, start=1)
        if one is not None
    ]
    return Page(
        [one for _cursor, one in listed],
        [cursor for cursor, _one in listed],
        has_next=len(best) > first,
    )


async def best_jobs(
    db: Database,
    member: int,
    assumed: list[str],
    as_of: datetime,
    now: datetime,
    skip: int,
    limit: int,
) -> list[int]:
    """Ids of the jobs open at `as_of` that fit best, best first."""
    w = WEIGHTS
    rows = await db.rows(
        "jobs/list_recommended",
        viewer=member,
        assumed=assumed,
        as_of=as_of.isoformat(),
        today=now.astimezone(UTC).date(),
        optional=w.optional,
        related=w.related,
        kind=w.kind,
        breadth=w.breadth,
        wide=w.wide,
        place=w.place,
        shortfall=w.shortfall,
        years=dict(w.years),
        industry=w.industry,
        stranger=w.stranger,
        age=w.age,
        halfway_days=w.halfway_days,
        expand=EXPAND,
        pool=POOL,
        skip=skip,
        limit=limit,
    )
    return [row[0] for row in rows]


def _place(after: str | None, now: datetime) -> tuple[datetime, int]:
    if after is None:
        return now.astimezone(UTC), 0
    at_us, position = decode_cursor(_LIST, after, int, int)
    wrong = InvalidCursor("after: not a cursor of this list", field=("after",))
    if not 0 <= position <= POOL:
        raise wrong
    try:
        return _EPOCH + timedelta(microseconds=at_us), position
    except OverflowError:
        raise wrong from None


@dataclass(frozen=True, slots=True)
class Compared:
    """A job beside the member: what it asks for, what they bring, and how it is."""

    job: JobView
    required: list[Requirement]
    member: Background
    job_in: Circumstances
    jobs: int

    def score(self, now: datetime) -> float:
        """The fit, 0 to 1."""
        skills = skill_fit(self.required, self.member, self.jobs)
        return score(skills, context_fit(self.member, self.job_in, now))


def compared(row: Sequence[Any]) -> Compared:
    """What a row of jobs/list_matches says of the fit; essential skills first, rarest first."""
    values, company, jobs, skills, direct, _second, _referrers, *about = row
    known, kinds, years, industry, away = about
    required = _merged(
        Requirement(SkillView(id_, name), essential, asked, matched, counted, near, its)
        for id_, name, essential, asked, matched, counted, near, its in skills
    )
    required.sort(
        key=lambda r: (not r.essential, -weight(r.asked, True, jobs), r.skill.name, r.skill.id)
    )
    offered = job(values, company)
    level, posted = offered.experience_level, offered.posted_at
    return Compared(
        offered,
        required,
        Background(known, dict(kinds), years, industry),
        Circumstances(away, level, offered.company.industry, direct > 0, posted),
        jobs,
    )


def _merged(asked: Iterable[Requirement]) -> list[Requirement]:
    """Each skill once: while one is merged into another, a job may ask for both."""
    found: dict[str, Requirement] = {}
    for one in asked:
        there = found.get(one.skill.id)
        found[one.skill.id] = one if there is None else _both(there, one)
    return list(found.values())


def _both(one: Requirement, other: Requirement) -> Requirement:
    return Requirement(
        one.skill,
        one.essential or other.essential,
        max(one.asked, other.asked),
        one.matched or other.matched,
        one.counted or other.counted,
        one.near or other.near,
        list(dict.fromkeys((*one.kinds, *other.kinds))),
    )


def _match(row: Sequence[Any], now: datetime) -> JobMatch:
    beside = compared(row)
    direct, second, referrers = row[4:7]
    matched = [r.skill for r in beside.required if r.matched]
    people = [
        Referrer(card(member), degree, referral_strength(degree, shared))
        for member, degree, shared in referrers
    ]
    return JobMatch(
        job=beside.job,
        score=beside.score(now),
        matched=matched,
        missing=[r.skill for r in beside.required if not r.matched],
        referrers=people,
        reasons=_reasons(len(matched), len(beside.required), direct, second, people),
    )


def _reasons(
    matched: int, required: int, direct: int, second: int, people: list[Referrer]
) -> list[Reason]:
    reasons = []
    if matched:
        noun = "skill" if required == 1 else "skills"
        text = f"You have {matched} of the {required} {noun}"
        reasons.append(Reason(SHARED_SKILLS, text, matched))
    if direct:
        shown = [one.member for one in people if one.degree == 1][:_SHOWN]
        text = named(direct, shown, "connection works here", "connections work here")
        reasons.append(Reason(REFERRERS, text, direct, shown))
    if second:
        shown = [one.member for one in people if one.degree == 2][:_SHOWN]
        text = named(
            second,
            shown,
            "connection of your connections works here",
            "connections of your connections work here",
        )
        reasons.append(Reason(SECOND_DEGREE_REFERRERS, text, second, shown))
    return reasons
