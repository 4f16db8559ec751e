"""Search for jobs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from graph.search.filters import JobFilter, check, job_condition
from graph.search.listings import Listing, results_of
from graph.search.pages import window
from graph.search.ranking import fresh_points
from graph.search.results import DocumentHit, Results
from graph.search.understanding import canonical_skills
from graph.store.search.interface import Sort
from graph.store.search.kinds import Kind
from graph.store.store import Store
from graph.visibility import Viewer

JOB_FACETS = ("company", "place", "employment_type", "experience_level", "remote", "skill")


async def search_jobs(
    store: Store,
    viewer: Viewer,
    query: str | None,
    filter: JobFilter | None,
    first: int | None,
    after: str | None,
    *,
    now: datetime,
    facets: Sequence[str] = JOB_FACETS,
) -> Results[DocumentHit]:
    """Jobs that are open at `now` and have the words of `query`; the best and newest first.

    Without words, the newest first. Raises Unauthenticated, InvalidInput, InvalidCursor and
    LimitExceeded.
    """
    text, given = query or "", filter or JobFilter()
    viewer_id = viewer.member_id
    check(given)
    wanted = window("search_jobs", first, after, given, viewer_id, text=text)
    skills = await canonical_skills(store.search, given.skill)
    now_s = now.timestamp()
    listing = Listing(
        kind=Kind.JOB,
        text=text,
        where=job_condition(given, skills, now),
        sort=Sort("posted_at"),
        fields=("skill", "company", "place"),
        facets=facets,
        points=lambda hit: fresh_points(hit.numbers.get("posted_at"), now_s),
    )
    return await results_of(store.search, listing, wanted)
