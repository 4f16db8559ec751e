"""How jobs fit the viewer, with reasons; and the open jobs that fit best."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from graph.errors import InvalidCursor
from graph.jobs.background import Known, known_skills
from graph.jobs.fit import (
    WEIGHTS,
    Background,
    Circumstances,
    Requirement,
    agreement,
    context_fit,
    referral_strength,
    score,
    skill_fit,
    weight,
)
from graph.jobs.jobs import JobView, job
from graph.jobs.likeness import asked_of, likeness
from graph.moments import EPOCH
from graph.paging import Page, decode_cursor, encode_cursor
from graph.profiles.cards import Card, card
from graph.reasons import Reason, named
from graph.skills.skills import SkillView
from graph.skills.vectors import vectors
from graph.store.database import Database, Row
from graph.visibility import Viewer

MAX_MATCHES = 100
DEFAULT_REFERRERS = 20
MAX_REFERRERS = 100

EXPAND = 10_000
"""Requirements followed to find jobs, from the viewer's rarest skills on."""

POOL = 300
"""Jobs scored exactly, and so the longest list of recommendations."""

SHARED_SKILLS = "SHARED_SKILLS"
REFERRERS = "REFERRERS"
SECOND_DEGREE_REFERRERS = "SECOND_DEGREE_REFERRERS"

_LIST = "recommended"
_SHOWN = 3
_NEVER = 2**62


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

    At most `referrers` (up to 100) of each job are listed; the counts in the reasons are exact, but
    with 0 the second degree, which costs the most, is not looked at, and no reason tells of it.
    None for unknown jobs, and everywhere without a viewer.
    """
    if viewer.id is None or not job_ids:
        return [None] * len(job_ids)
    rows = await match_rows(db, viewer.id, job_ids, [], referrers, now)
    if not rows:
        return [None] * len(job_ids)
    held, version = rows[0][-2:]
    if held:
        return _matches(rows, Known(held, [], await vectors(db, version)), job_ids, now)
    known = await known_skills(db, viewer.id)
    if known.assumed:
        rows = await match_rows(db, viewer.id, job_ids, known.assumed, referrers, now)
    return _matches(rows, known, job_ids, now)


def _matches(
    rows: Sequence[Row], known: Known, job_ids: Sequence[int], now: datetime
) -> list[JobMatch | None]:
    pairs = zip(rows, compared(rows, known), strict=True)
    found = {beside.job.id: _match(row, beside, now) for row, beside in pairs}
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
        referrers=referrers,
        assumed=assumed,
    )


async def recommended(
    db: Database,
    viewer: Viewer,
    first: int,
    after: str | None,
    *,
    now: datetime,
    referrers: int = DEFAULT_REFERRERS,
) -> Page[JobMatch]:
    """A page of the open jobs that ask for skills of the viewer, best first; 300 at most.

    Ordered by score, then newest, then id. Where the viewer names no skills, those of the
    occupation in their headline or positions stand in. A cursor carries the time of the
    first page, so that jobs that come in later do not move the list.

    Raises Unauthenticated without a viewer, InvalidCursor.
    """
    member = viewer.member_id
    as_of, position = _place(after, now)
    known, best = await best_jobs(db, member, as_of, now)
    best = best[position : position + first + 1]
    ids = best[:first]
    at_us = (as_of - EPOCH) // timedelta(microseconds=1)
    rows = await match_rows(db, member, ids, known.assumed, referrers, now) if ids else []
    found = _matches(rows, known, ids, now)
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
    db: Database, member: int, as_of: datetime, now: datetime
) -> tuple[Known, list[int]]:
    """What the member is matched by, and the jobs open at `as_of` that fit best: 300 ids at most,
    best first.
    """
    known, row = await asyncio.gather(
        known_skills(db, member), _recommended_row(db, member, [], as_of, now)
    )
    if known.assumed:  # few have no skills of their own
        row = await _recommended_row(db, member, known.assumed, as_of, now)
    return known, _ranked(known, *row) if row else []


async def _recommended_row(
    db: Database, member: int, assumed: list[str], as_of: datetime, now: datetime
) -> Row | None:
    w = WEIGHTS
    return await db.row(
        "jobs/list_recommended",
        viewer=member,
        assumed=assumed,
        as_of=as_of.isoformat(),
        today=now.astimezone(UTC).date(),
        optional=w.optional,
        place=w.place,
        shortfall=w.shortfall,
        years=dict(w.years),
        industry=w.industry,
        stranger=w.stranger,
        age=w.age,
        halfway_days=w.halfway_days,
        expand=EXPAND,
        pool=POOL,
    )


def _ranked(
    known: Known, listed: Sequence[Row], jobs: int, own: float, skills: Sequence[Row]
) -> list[int]:
    """The jobs of jobs/list_recommended, best first; then the newest, then by id."""
    asked = {id_: _Sums([], []) for id_, _posted, _context in listed}
    for skill, number, counted, near, essential, nice in skills:
        part = 1.0 if counted else WEIGHTS.related if near else 0.0
        for is_essential, some in ((True, essential), (False, nice)):
            one = weight(number, is_essential, jobs)
            for id_ in some:
                asked[id_].add(skill, is_essential, one, one * part)
    alike = likeness(
        known.vectors, known.skills, [(one.essential, one.nice) for one in asked.values()]
    )
    found = []
    for (id_, posted, context), like in zip(listed, alike, strict=True):
        sums = asked[id_]
        skill = agreement(sums.full, sums.matched, own, like)
        found.append((-score(skill, context), _NEVER if posted is None else -posted, id_))
    return [id_ for _score, _posted, id_ in sorted(found)]


@dataclass(slots=True)
class _Sums:
    essential: list[str]
    nice: list[str]
    full: float = 0.0
    matched: float = 0.0

    def add(self, skill: str, is_essential: bool, one: float, matched: float) -> None:
        (self.essential if is_essential else self.nice).append(skill)
        self.full += one
        self.matched += matched


def _place(after: str | None, now: datetime) -> tuple[datetime, int]:
    if after is None:
        return now.astimezone(UTC), 0
    at_us, position = decode_cursor(_LIST, after, int, int)
    wrong = InvalidCursor("after: not a cursor of this list", field=("after",))
    if not 0 <= position <= POOL:
        raise wrong
    try:
        return EPOCH + timedelta(microseconds=at_us), position
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
    alike: float

    def score(self, now: datetime) -> float:
        """The fit, 0 to 1."""
        skills = skill_fit(self.required, self.member, self.jobs, self.alike)
        return score(skills, context_fit(self.member, self.job_in, now))


def compared(rows: Sequence[Row], known: Known) -> list[Compared]:
    """What rows of jobs/list_matches say of the fit; essential skills first, rarest first."""
    required = [_required(row) for row in rows]
    alike = likeness(known.vectors, known.skills, [asked_of(some) for some in required])
    return [_compared(*one) for one in zip(rows, required, alike, strict=True)]


def _required(row: Sequence[Any]) -> list[Requirement]:
    jobs, skills = row[2:4]
    required = _merged(
        Requirement(SkillView(id_, name), essential, asked, matched, counted, near)
        for id_, name, essential, asked, matched, counted, near in skills
    )
    required.sort(
        key=lambda r: (not r.essential, -weight(r.asked, True, jobs), r.skill.name, r.skill.id)
    )
    return required


def _compared(row: Sequence[Any], required: list[Requirement], alike: float) -> Compared:
    values, company, jobs, _skills, direct, _second, _referrers, *about = row
    known, years, industry, away, _held, _version = about
    offered = job(values, company)
    level, posted = offered.experience_level, offered.posted_at
    return Compared(
        offered,
        required,
        Background(known, years, industry),
        Circumstances(away, level, offered.company.industry, direct > 0, posted),
        jobs,
        alike,
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
    )


def _match(row: Sequence[Any], beside: Compared, now: datetime) -> JobMatch:
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
