"""Search for jobs."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from datetime import datetime

from graph.search.conditions import Conditions, job_conditions, open_jobs, posted_since
from graph.search.filters import MAX_DAYS, JobFilter, check
from graph.search.listings import Listing, results_of
from graph.search.near_misses import Wider
from graph.search.nearby import near_condition
from graph.search.network import network_employers
from graph.search.pages import window
from graph.search.people import said, wider_radius
from graph.search.questions import read
from graph.search.ranking import fresh_points
from graph.search.results import DocumentHit, Results
from graph.search.understanding import canonical_skills
from graph.store.search.interface import Filter, Hit, In, Sort
from graph.store.search.kinds import Kind
from graph.store.store import Store
from graph.visibility import Viewer

JOB_FACETS = ("company", "place", "employment_type", "experience_level", "remote", "skill")
_FIT_POINTS = 25.0


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
    literally: Collection[str] = (),
) -> Results[DocumentHit]:
    """Jobs that are open at `now` and fit `query`.

    Best first: how well the words fit, then how well the job fits the viewer's skills, then the
    newest. Without words, the newest first. Raises Unauthenticated, InvalidInput, InvalidCursor and
    LimitExceeded.
    """
    text, given = query or "", filter or JobFilter()
    viewer_id = viewer.member_id
    check(given)
    asked = (given, viewer_id, tuple(literally))
    wanted = window("search_jobs", first, after, *asked, text=text)
    engine = store.search
    question, skills = await asyncio.gather(
        read(engine, Kind.JOB, text, literally), canonical_skills(engine, given.skill)
    )
    own = job_conditions(given, skills, now)
    if given.near:
        own["near"] = await near_condition(engine, given.near)
    if given.in_network:
        names, _ = await network_employers(store.db, viewer)
        own["in_network"] = In("company", names[: engine.max_filter_values])

    async def points(hits: Sequence[Hit]) -> Mapping[int, float]:
        fits = await _fits(store, viewer_id, [int(hit.id) for hit in hits])
        now_s = now.timestamp()
        return {
            int(hit.id): fresh_points(hit.numbers.get("posted_at"), now_s)
            + _FIT_POINTS * fits.get(int(hit.id), 0.0)
            for hit in hits
        }

    listing = Listing(
        kind=Kind.JOB,
        question=question,
        conditions=Conditions(open_jobs(now), own),
        sort=Sort("posted_at"),
        facets=facets,
        points=points,
        said=said(given),
        wider=_wider(store, given, now),
    )
    return await results_of(engine, listing, wanted)


async def _fits(store: Store, viewer: int, ids: Sequence[int]) -> Mapping[int, float]:
    """The share of each job's skills that the viewer has."""
    if not ids:
        return {}
    row = await store.db.row("search/list_fits", viewer=viewer, ids=list(ids))
    return {id_: share for id_, share in row[0]} if row else {}


def _wider(
    store: Store, given: JobFilter, now: datetime
) -> Mapping[str, Callable[[], Awaitable[Wider]]]:
    found: dict[str, Callable[[], Awaitable[Wider]]] = {}
    if given.near is not None:
        found["near"] = lambda: wider_radius(store, given.near)
    if given.posted_within_days is not None:
        days = min(MAX_DAYS, max(1, 2 * given.posted_within_days))
        found["posted_within_days"] = _made(str(days), posted_since(now, days))
    if given.salary_min is not None and given.currency:
        less = JobFilter(salary_min=given.salary_min * 9 // 10, currency=given.currency)
        where = job_conditions(less, (), now)["salary_min"]
        found["salary_min"] = _made(str(less.salary_min), where)
    return found


def _made(value: str, where: Filter) -> Callable[[], Awaitable[Wider]]:
    async def make() -> Wider:
        return Wider(value, where)

    return make
