"""How well a member knows a skill by what the viewer can see of it, and what that is.

Years in positions that name the skill (or, for half, are an occupation that needs it), what
endorsements are worth, and posts about it. What members say of themselves is no evidence.
"""

from __future__ import annotations

import asyncio
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from graph.model import SkillLevel
from graph.profiles.cards import Card, cards_by_id
from graph.profiles.history import Position, positions
from graph.reasons import Reason, named
from graph.skills import taxonomy
from graph.skills.endorsements import Endorser, endorsers_of, strength, weight
from graph.skills.extraction import extractor
from graph.skills.taxonomy import skill_key
from graph.store.database import Database
from graph.visibility import Viewer

EXPERIENCE, ENDORSEMENTS, POSTS = "EXPERIENCE", "ENDORSEMENTS", "POSTS"
"""Kinds of evidence."""

MOST_EXPERIENCE, MOST_ENDORSED, MOST_POSTED = 0.55, 0.6, 0.15
"""What each can bring; together 1 and more."""

ENOUGH_YEARS, ENOUGH_POSTS = 6.0, 10
"""So many bring all of it."""

LEVELS = (
    (0.75, SkillLevel.EXPERT),
    (0.45, SkillLevel.ADVANCED),
    (0.2, SkillLevel.INTERMEDIATE),
)
"""From so much on; anything at all is a beginner's."""

_BY_OCCUPATION = 0.5
_UNKNOWN_YEARS = 1.0
_DAYS = 365.25
_MAX_TAGS = 100
_SHOWN = 3

Held = tuple[int, str, str]
"""A member id, the id of a skill of theirs, and its name."""


@dataclass(frozen=True, slots=True)
class Proof:
    """A level, None where nothing shows any, and what shows it."""

    level: SkillLevel | None
    reasons: list[Reason]


async def proofs(
    db: Database, viewer: Viewer, held: Sequence[Held], *, now: datetime
) -> list[Proof]:
    """For each skill of a member (at most 500) whose whole profile the viewer may see."""
    ids = list(dict.fromkeys(member for member, _, _ in held))
    careers, endorsed, posted = await asyncio.gather(
        positions(db, ids),
        endorsers_of(db, viewer, [(member, skill) for member, skill, _ in held]),
        _posted(db, viewer, ids),
    )
    years = await asyncio.to_thread(
        _experiences, held, dict(zip(ids, careers, strict=True)), now.date()
    )
    best = {
        (member, skill): sorted(endorsed.get((member, skill), ()), key=lambda e: (-weight(e), e.id))
        for member, skill, _ in held
    }
    known = list(dict.fromkeys(e.id for some in best.values() for e in some[:_SHOWN]))
    cards = {one.id: one for one in await cards_by_id(db, viewer, known[:500]) if one is not None}
    return [
        _proof(worked, best[member, skill], posted.get((member, skill), 0), cards)
        for (member, skill, _), worked in zip(held, years, strict=True)
    ]


def proven_level(years: float, endorsed: float, posts: int) -> SkillLevel | None:
    """What years of work, endorsements worth 0 to 1, and posts come to; None for nothing."""
    points = MOST_EXPERIENCE * min(1.0, years / ENOUGH_YEARS)
    points += MOST_ENDORSED * endorsed + MOST_POSTED * min(1.0, posts / ENOUGH_POSTS)
    reached = (level for least, level in LEVELS if points >= least)
    return next(reached, SkillLevel.BEGINNER if points > 0 else None)


def _proof(
    worked: tuple[float, list[str]],
    endorsers: Sequence[Endorser],
    posts: int,
    cards: Mapping[int, Card],
) -> Proof:
    years, titles = worked
    reasons = []
    if titles:
        whole = math.floor(years)
        span = f"{whole} year{'' if whole == 1 else 's'}" if whole else "Less than a year"
        reasons.append(Reason(EXPERIENCE, f"{span} as {', '.join(titles)}", whole))
    if endorsers:
        shown = [cards[one.id] for one in endorsers[:_SHOWN] if one.id in cards]
        count = len(endorsers)
        text = named(count, shown, "endorsement", "endorsements")
        reasons.append(Reason(ENDORSEMENTS, text, count, shown))
    if posts:
        text = f"{posts} post{'' if posts == 1 else 's'} about it"
        reasons.append(Reason(POSTS, text, posts))
    return Proof(proven_level(years, strength(endorsers), posts), reasons)


def _experiences(
    held: Sequence[Held], careers: Mapping[int, Sequence[Position]], today: date
) -> list[tuple[float, list[str]]]:
    """Years that count for each skill, and some of the titles."""
    return [_experience(skill, name, careers[member], today) for member, skill, name in held]


def _experience(
    skill: str, name: str, career: Sequence[Position], today: date
) -> tuple[float, list[str]]:
    years, titles = 0.0, []
    for one in career:
        if part := _share(skill, name, one.title):
            titles.append(one.title)
            until = min(one.ended or today, today)
            span = _UNKNOWN_YEARS if one.started is None else (until - one.started).days / _DAYS
            years += part * max(0.0, span)
    return years, list(dict.fromkeys(titles))[:_SHOWN]


def _share(skill: str, name: str, title: str) -> float:
    """How much a year under a title counts for a skill: 1 where it names it."""
    mentioned, needed = _of_title(title)
    if skill in mentioned or re.search(rf"(?<!\w){re.escape(name)}(?!\w)", title, re.IGNORECASE):
        return 1.0
    return _BY_OCCUPATION if skill in needed else 0.0


@lru_cache(maxsize=4_096)
def _of_title(title: str) -> tuple[frozenset[str], frozenset[str]]:
    """Ids of the skills that a title names, and of those that its occupation needs."""
    mentioned = frozenset(one.skill.id for one in extractor().mentions(title))
    occupation = taxonomy.load().find_occupation(title)
    if occupation is None:
        return mentioned, frozenset()
    return mentioned, frozenset((*occupation.essential, *occupation.technologies))


async def _posted(db: Database, viewer: Viewer, ids: Sequence[int]) -> dict[tuple[int, str], int]:
    """How many posts of each member about each skill, by hashtags, the viewer may see."""
    rows = await db.rows("skills/list_posted_tags", viewer=viewer.id, ids=ids, most=_MAX_TAGS)
    keys = {tag: skill_key(tag) for _, tags in rows for tag, _ in tags}
    wanted = sorted({key for key in keys.values() if key})
    skills = dict(await db.rows("skills/list_skills_of_keys", keys=wanted)) if wanted else {}
    found: dict[tuple[int, str], int] = {}
    for member, tags in rows:
        for tag, posts in tags:
            if (skill := skills.get(keys[tag])) is not None:
                found[member, skill] = found.get((member, skill), 0) + posts
    return found
