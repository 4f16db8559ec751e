"""The applicants' board of a job, for recruiters with a seat: pages and filters, at any size."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from graph.errors import InvalidInput
from graph.jobs.applications import Application, application
from graph.jobs.fit import WEIGHTS
from graph.jobs.seats import RECRUITER, seat
from graph.jobs.views import record_view
from graph.model import MAX_ID, ApplicationStatus, HiringViewKind
from graph.paging import Page, decode_cursor, encode_cursor
from graph.profiles.cards import card
from graph.skills.skills import skill_by_name
from graph.store.database import Database, Row
from graph.visibility import Viewer

STEP = 1_000
MOST_READ = 5_000
"""Applications that one page goes through. Where few meet a filter, a page may be short, or empty,
and more follow."""

_LIST = "board"


@dataclass(frozen=True, slots=True)
class BoardFilter:
    """All of these; None: any. `skill` in any spelling, `min_fit` 0 to 1."""

    status: ApplicationStatus | None = None
    skill: str | None = None
    min_fit: float | None = None


async def board(
    db: Database,
    viewer: Viewer,
    job: int,
    wanted: BoardFilter,
    first: int,
    after: str | None,
    *,
    now: datetime,
) -> Page[Application]:
    """Applications to a job, newest first, for recruiters with a seat; nothing for others.

    What is shown is kept. Raises InvalidCursor, InvalidInput.
    """
    before = decode_cursor(_LIST, after, int)[0] if after else MAX_ID
    if wanted.min_fit is not None and not 0.0 <= wanted.min_fit <= 1.0:
        raise InvalidInput(f"minFit: {wanted.min_fit} is not 0 to 1", field=("minFit",))
    if RECRUITER not in viewer.roles:
        return Page([], [], has_next=False)
    skill = None
    if wanted.skill is not None:
        known = await skill_by_name(db, wanted.skill)
        if known is None:
            return Page([], [], has_next=False)
        skill = known.id
    narrow = skill if await _is_rare(db, skill) else None
    step = STEP if skill is not None or wanted.min_fit is not None else first + 1
    below = partial(_ids, db, job, wanted.status, narrow, step)
    company, ids = await asyncio.gather(seat(db, viewer, job), below(before))
    if company is None:
        return Page([], [], has_next=False)
    among = partial(_among, db, viewer, job, skill, wanted.min_fit)
    rows, last, more = await _walk(ids, below, among, step, first + 1)
    found = [
        application(values, card(member), fit=round(1.0 - math.exp(-fit), 6))
        for values, member, fit in rows[:first]
    ]
    await record_view(
        db,
        viewer,
        HiringViewKind.APPLICATIONS,
        company,
        (one.member_id for one in found),
        now=now,
        job=job,
    )
    cursors = [encode_cursor(_LIST, one.id) for one in found]
    if len(rows) > first:
        return Page(found, cursors, has_next=True)
    return Page(found, cursors, has_next=more, end=encode_cursor(_LIST, last) if more else None)


async def _walk(
    ids: list[int],
    below: Callable[[int], Awaitable[list[int]]],
    among: Callable[[list[int]], Awaitable[list[Row]]],
    step: int,
    limit: int,
) -> tuple[list[Row], int, bool]:
    """From the first `ids` on up to `limit` rows and some, the last id looked at, and whether there
    are more below it.
    """
    found: list[Row] = []
    last = read = 0
    while True:
        if ids:
            found += await among(ids)
            last = ids[-1]
        read += len(ids)
        more = len(ids) == step
        if len(found) >= limit or not more or read >= MOST_READ:
            return found, last, more
        ids = await below(last)


async def _among(
    db: Database,
    viewer: Viewer,
    job: int,
    skill: str | None,
    min_fit: float | None,
    ids: list[int],
) -> list[Row]:
    return await db.rows(
        "jobs/list_board",
        viewer=viewer.id,
        job=job,
        ids=ids,
        skill=skill,
        least=None if min_fit is None else _least(min_fit),
        optional=WEIGHTS.optional,
        breadth=WEIGHTS.breadth,
    )


def _least(score: float) -> float:
    """The fit from which on the score, to six places, is at least so much."""
    return -math.log(max(1e-12, 1.0 - score + 5e-7))


async def _is_rare(db: Database, skill: str | None) -> bool:
    if skill is None:
        return False
    row = await db.row("jobs/count_holders", skill=skill)
    return row is not None and row[0] <= MOST_READ


async def _ids(
    db: Database,
    job: int,
    status: ApplicationStatus | None,
    skill: str | None,
    step: int,
    before: int,
) -> list[int]:
    """The next `step` applications below an id."""
    asked = {"job": job, "before": before, "limit": step}
    state = None if status is None else status.value
    if skill is not None:
        rows = await db.rows("jobs/walk_board_by_skill", **asked, skill=skill, status=state)
    elif state is not None:
        rows = await db.rows("jobs/walk_board_by_status", **asked, status=state)
    else:
        rows = await db.rows("jobs/walk_board", **asked)
    return [id_ for (id_,) in rows]
