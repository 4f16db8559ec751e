"""What recruiters were shown of members, and took away: kept before they are answered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from graph.ids import new_id
from graph.jobs.seats import ADMIN
from graph.model import MAX_ID, HiringViewKind
from graph.paging import Page, decode_cursor, encode_cursor, page_of
from graph.store.database import Database
from graph.visibility import Viewer

_LIST = "views"


@dataclass(frozen=True, slots=True)
class HiringView:
    """What was shown, to whom (`actor_id`), beside which job or in which project, and of whom."""

    id: int
    kind: HiringViewKind
    actor_id: int
    job_id: int | None
    project_id: int | None
    members: list[int]
    created_at: datetime


async def record_view(
    db: Database,
    viewer: Viewer,
    kind: HiringViewKind,
    company: int,
    members: Iterable[int],
    *,
    now: datetime,
    job: int | None = None,
    project: int | None = None,
) -> None:
    """Keep that the viewer, by a seat at `company`, is shown `members`; of nobody: nothing."""
    shown = list(dict.fromkeys(members))
    if shown:
        values = {
            "id": new_id(),
            "kind": kind.value,
            "actor_id": viewer.member_id,
            "company_id": company,
            "job_id": job,
            "project_id": project,
            "members": shown,
            "created_at": now.astimezone(UTC),
        }
        await db.rows("jobs/record_view", values=values)


async def views(
    db: Database, viewer: Viewer, company: int, first: int, after: str | None
) -> Page[HiringView]:
    """What recruiters of a company were shown, newest first; nothing without the role admin.

    Raises Unauthenticated, InvalidCursor.
    """
    _ = viewer.member_id
    before = decode_cursor(_LIST, after, int)[0] if after else MAX_ID
    if ADMIN not in viewer.roles:
        return Page([], [], has_next=False)
    rows = await db.rows("jobs/list_views", company=company, before=before, limit=first + 1)
    found = [
        HiringView(
            id=values["id"],
            kind=HiringViewKind(values["kind"]),
            actor_id=values["actor_id"],
            job_id=values.get("job_id"),
            project_id=values.get("project_id"),
            members=list(values["members"]),
            created_at=values["created_at"].to_native(),
        )
        for (values,) in rows
    ]
    return page_of(found, first, lambda one: encode_cursor(_LIST, one.id))
