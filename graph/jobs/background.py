"""The skills that a member is matched by: their own, or those that their titles suggest."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass

from graph.skills import taxonomy
from graph.skills.extraction import extractor
from graph.skills.skills import skills_by_ids
from graph.skills.vectors import SkillVectors, vectors
from graph.store.database import Database

MAX_ASSUMED = 30
"""Skills that stand in, at most."""

_PARTS = re.compile(r"\s+(?:at|@|bei|chez)\s+|[|,;•·/–—]|\s-\s")


@dataclass(frozen=True, slots=True)
class Known:
    """What a member is matched by: ids of the `skills` they name or, where they name none, of those
    that are `assumed`, which is empty otherwise. `vectors` say what skills mean.
    """

    skills: list[str]
    assumed: list[str]
    vectors: SkillVectors


async def known_skills(db: Database, member_id: int) -> Known:
    """What a member is matched by.

    Assumed are those that the headline and the positions name, then the essential ones of the
    occupations that they are titles of; at most 30.
    """
    row = await db.row("jobs/read_background", viewer=member_id)
    if row is None:
        return Known([], [], await vectors(db, None))
    own, headline, titles, version = row
    meanings = await vectors(db, version)
    if own:
        return Known(own, [], meanings)
    texts = [text for text in (headline, *titles) if text]
    ids = await asyncio.to_thread(skills_of_titles, texts)
    found = await skills_by_ids(db, ids) if ids else []
    assumed = list(dict.fromkeys(one.id for one in found if one is not None))
    return Known(assumed, assumed, meanings)


def skills_of_titles(texts: list[str]) -> list[str]:
    """Ids of skills that titles name or suggest, at most 30."""
    known = taxonomy.load()
    found = dict.fromkeys(one.skill.id for text in texts for one in extractor().mentions(text))
    for text in texts:
        for part in (text, *_PARTS.split(text)):
            occupation = known.find_occupation(part)
            if occupation is not None:
                found |= dict.fromkeys((*occupation.essential, *occupation.technologies))
    return list(found)[:MAX_ASSUMED]
