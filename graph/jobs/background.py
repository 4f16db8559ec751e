"""The skills that a member's titles suggest, for members who name none themselves."""

from __future__ import annotations

import asyncio
import re

from graph.skills import taxonomy
from graph.skills.extraction import extractor
from graph.skills.skills import skills_by_ids
from graph.store.database import Database

MAX_ASSUMED = 30
"""Skills that stand in, at most."""

_PARTS = re.compile(r"\s+(?:at|@|bei|chez)\s+|[|,;•·/–—]|\s-\s")


async def assumed_skills(db: Database, member_id: int) -> list[str]:
    """Ids of skills to go by where the member names none; empty where they do.

    Those that the headline and the positions name, then the essential ones of the occupations that
    they are titles of; at most 30.
    """
    row = await db.row("jobs/read_background", viewer=member_id)
    if row is None or row[0]:
        return []
    _, headline, titles = row
    texts = [text for text in (headline, *titles) if text]
    ids = await asyncio.to_thread(skills_of_titles, texts)
    found = await skills_by_ids(db, ids) if ids else []
    return list(dict.fromkeys(one.id for one in found if one is not None))


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
