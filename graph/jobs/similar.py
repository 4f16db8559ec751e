"""Jobs beside a job: those that ask for the same skills, and those that the same members chose."""

from __future__ import annotations

from datetime import UTC, datetime

from graph.store.database import Database
from graph.visibility import Viewer

MAX_SIMILAR = 20
DEFAULT_SIMILAR = 5

LEAST_MEMBERS = 5
"""Distinct members behind any statement about what members did, so that it tells of nobody."""

SKILLS, EACH, POOL = 12, 2_000, 200
APPLICANTS = 2_000


async def similar_jobs(db: Database, job: int, first: int, *, now: datetime) -> list[int]:
    """Ids of open jobs (at most `first`) that share the job's skills, the most alike first.

    By cosine of the skills' rarities, of up to 12 of its rarest skills; the same title counts a
    fifth more.
    """
    rows = await db.rows(
        "jobs/list_similar",
        job=job,
        now=now.astimezone(UTC),
        skills=SKILLS,
        each=EACH,
        pool=POOL,
        limit=first,
    )
    return [id_ for (id_,) in rows]


async def also_applied(
    db: Database, viewer: Viewer, job: int, first: int, *, now: datetime
) -> list[int]:
    """Ids of open jobs that at least five who applied to `job` applied to, too, most first.

    Counted are members who exist for the viewer, not the viewer themselves. Empty without one.
    """
    if viewer.id is None:
        return []
    rows = await db.rows(
        "jobs/list_also_applied",
        viewer=viewer.id,
        job=job,
        now=now.astimezone(UTC),
        least=LEAST_MEMBERS,
        applicants=APPLICANTS,
        limit=first,
    )
    return [id_ for (id_,) in rows]
