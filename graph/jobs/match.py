"""How jobs fit the viewer, with reasons; and the open jobs that fit best."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from graph.errors import InvalidCursor
from graph.jobs.fit import WEIGHTS, Requirement, referral_strength, score, weight
from graph.jobs.jobs import JobView, job
from graph.paging import Page, decode_cursor, encode_cursor
from graph.profiles.cards import Card, card
from graph.reasons import Reason, named
from graph.skills.skills import SkillView
from graph.store.database import Database
from graph.visibility import Viewer

MAX_MATCHES = 100
DEFAULT_REFERRERS = 20
MAX_REFERRERS = 100

FEW = 250
"""Connections up to which the second degree is collected once for a page of jobs."""

EXPAND = 10_000
"""Requirements followed to find jobs, from the viewer's rarest skills on."""

POOL = 500
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
    rows = await db.rows(
        "jobs/list_matches",
        viewer=viewer.id,
        ids=list(dict.fromkeys(job_ids)),
        today=now.astimezone(UTC).date(),
        few=FEW,
        referrers=referrers,
    )
    matches = [_match(row) for row in rows]
    found = {one.job.id: one for one in matches}
    return [found.get(id_) for id_ in job_ids]


async def recommended(
    db: Database, viewer: Viewer, first: int, after: str | None, *, now: datetime
) -> Page[JobMatch]:
    """A page of the open jobs that share skills with the viewer, best first; 500 at most.

    Ordered by score, then matched weight, then newest, then id. A cursor carries the time of the
    first page, so that jobs that come in later do not move the list.

    Raises Unauthenticated without a viewer, InvalidCursor.
    """
    member = viewer.member_id
    as_of, position = _place(after, now)
    rows = await db.rows(
        "jobs/list_recommended",
        viewer=member,
        as_of=as_of.isoformat(),
        optional=WEIGHTS.optional,
        enough=WEIGHTS.enough,
        expand=EXPAND,
        pool=POOL,
        skip=position,
        limit=first + 1,
    )
    ids = [row[0] for row in rows[:first]]
    at_us = (as_of - _EPOCH) // timedelta(microseconds=1)
    listed = [
        (encode_cursor(_LIST, at_us, position + index), one)
        for index, one in enumerate(await match(db, viewer, ids, now=now), start=1)
        if one is not None
    ]
    return Page(
        [one for _cursor, one in listed],
        [cursor for cursor, _one in listed],
        has_next=len(rows) > first,
    )


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


def _match(row: Sequence[Any]) -> JobMatch:
    values, company, jobs, skills, direct, second, referrers = row
    required = [
        Requirement(SkillView(id_, name), essential, asked, matched)
        for id_, name, essential, asked, matched in skills
    ]
    required.sort(
        key=lambda r: (not r.essential, -weight(r.asked, True, jobs), r.skill.name, r.skill.id)
    )
    matched = [r.skill for r in required if r.matched]
    people = [
        Referrer(card(member), degree, referral_strength(degree, shared))
        for member, degree, shared in referrers
    ]
    return JobMatch(
        job=job(values, company),
        score=score(required, jobs),
        matched=matched,
        missing=[r.skill for r in required if not r.matched],
        referrers=people,
        reasons=_reasons(len(matched), len(required), direct, second, people),
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
