"""Who may hire for a company: recruiters by role, with a seat at it."""

from __future__ import annotations

from datetime import datetime

from graph.errors import Forbidden, NotFound
from graph.mutations import Write
from graph.store.database import Database
from graph.visibility import Viewer

RECRUITER = "recruiter"
ADMIN = "admin"


async def require_seat(
    write: Write, company: int | None = None, job: int | None = None
) -> tuple[int, str | None]:
    """The company that the viewer may hire for: `company`, or that of `job`; and its status.

    Raises NotFound where there is neither, Forbidden without the role or the seat.
    """
    field = "companyId" if job is None else "jobId"
    row = await write.row("jobs/read_seat", viewer=write.viewer.member_id, company=company, job=job)
    if row is None:
        raise NotFound(f"{field}: no such {'company' if job is None else 'job'}", field=(field,))
    if RECRUITER not in write.viewer.roles or not row[1]:
        raise Forbidden(f"{field}: this needs the role recruiter and a seat at the company")
    return row[0], row[2]


async def seat(db: Database, viewer: Viewer, job: int) -> int | None:
    """The company of a job, where the viewer may hire for it; else None."""
    if viewer.id is None or RECRUITER not in viewer.roles:
        return None
    row = await db.row("jobs/read_seat", viewer=viewer.id, company=None, job=job)
    return row[0] if row is not None and row[1] else None


async def set_seat(write: Write, member: int, company: int, seated: bool) -> None:
    """Give a member a seat, or take it away; as it is: nothing changes.

    Raises Forbidden without the role admin, NotFound for an unknown member or company.
    """
    if ADMIN not in write.viewer.roles:
        raise Forbidden("this needs the role admin")
    await write.lock_members([member])
    await _set(write, member, company, seated)


async def _set(write: Write, member: int, company: int, seated: bool) -> None:
    row = await write.row(
        "jobs/set_seat", member=member, company=company, seated=seated, now=write.now
    )
    if row is None:
        raise NotFound("no such member or company")
    if row[0]:
        kind = "seat.given" if seated else "seat.withdrawn"
        write.emit(kind, f"{member}:{company}", member=member, company=company)


async def change_seat(
    db: Database, member: int, company: int, seated: bool, *, now: datetime
) -> bool:
    """The operator's way to give or take a seat; whether that changed anything. NotFound."""
    row = await db.row("jobs/set_seat", member=member, company=company, seated=seated, now=now)
    if row is None:
        raise NotFound(f"there is no member {member}, or no company {company}")
    return bool(row[0])
