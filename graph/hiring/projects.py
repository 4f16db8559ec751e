"""Projects: whom the recruiters of a company consider, in stages of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from graph.errors import Conflict, InvalidInput, LimitExceeded, NotFound
from graph.hiring.ranks import ranked
from graph.ids import new_id
from graph.jobs.seats import RECRUITER, require_seat
from graph.model import MAX_ID
from graph.mutations import Write
from graph.paging import Page, decode_cursor, encode_cursor, page_of
from graph.store.database import Database
from graph.visibility import Viewer

STAGES = ("Found", "Contacted", "In conversation", "Interview", "Offer")
"""Those of a project that names none."""

MAX_PROJECTS = 500
MAX_STAGES = 20
MAX_NAME = 100
MAX_STAGE = 50
_LIST = "projects"


@dataclass(frozen=True, slots=True)
class Project:
    """A project of a company, for one of its jobs or for none."""

    id: int
    company_id: int
    job_id: int | None
    name: str
    stages: list[str]
    created_by: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Locked:
    """A project that nobody else changes until the transaction ends; `listed` are in it."""

    id: int
    company_id: int
    name: str
    stages: list[str]
    listed: int


def _project(values: Mapping[str, Any], company: int, job: int | None) -> Project:
    return Project(
        id=values["id"],
        company_id=company,
        job_id=job,
        name=values["name"],
        stages=list(values["stages"]),
        created_by=values["created_by"],
        created_at=values["created_at"].to_native(),
    )


async def project_by_id(db: Database, viewer: Viewer, id_: int) -> Project | None:
    """A project; None for who has no seat at its company."""
    if viewer.id is None or RECRUITER not in viewer.roles:
        return None
    row = await db.row("hiring/read_project", viewer=viewer.id, id=id_)
    return _project(*row[:3]) if row is not None and row[3] else None


async def projects(
    db: Database, viewer: Viewer, company: int, first: int, after: str | None
) -> Page[Project]:
    """The projects of a company, newest first; none for who has no seat there.

    Raises Unauthenticated, InvalidCursor.
    """
    member = viewer.member_id
    before = decode_cursor(_LIST, after, int)[0] if after else MAX_ID
    if RECRUITER not in viewer.roles:
        return Page([], [], has_next=False)
    asked = {"viewer": member, "company": company, "before": before, "limit": first + 1}
    rows = await db.rows("hiring/list_projects", **asked)
    found = [_project(*row) for row in rows]
    return page_of(found, first, lambda one: encode_cursor(_LIST, one.id))


async def stage_counts(db: Database, viewer: Viewer, project: Project) -> dict[str, int]:
    """How many whom the viewer may see are in each stage; `project` was had from here."""
    rows = await db.rows("hiring/count_stages", viewer=viewer.id, id=project.id)
    return {stage: count for stage, count in rows}


async def create_project(
    write: Write, company: int, name: str, job: int | None, stages: Sequence[str] | None
) -> int:
    """A project of a company, without anybody in it. Its id.

    Raises NotFound, Forbidden without a seat, InvalidInput, LimitExceeded past 500 of a company.
    """
    await require_seat(write, company=company)
    await _same_company(write, company, job)
    id_ = new_id()
    values = {
        "id": id_,
        "name": _name(name),
        "stages": _stages(STAGES if stages is None else stages),
        "created_by": write.viewer.member_id,
        "created_at": write.now.astimezone(UTC),
    }
    row = await write.row(
        "hiring/create_project", company=company, job=job, values=values, most=MAX_PROJECTS
    )
    if row is None or not row[0]:
        raise LimitExceeded(f"companyId: a company has at most {MAX_PROJECTS} projects")
    return id_


async def edit_project(
    write: Write,
    id_: int,
    name: str | None,
    job: int | None,
    stages: Sequence[str] | None,
) -> int:
    """Change what is not None; a stage goes where the viewer sees nobody in it. The project's id.

    Whoever is in it unseen comes into the first stage.

    Raises NotFound, InvalidInput, Conflict for a stage with somebody in it.
    """
    there = await locked_project(write, id_)
    await _same_company(write, there.company_id, job)
    wanted = there.stages if stages is None else _stages(stages)
    await _empty(write, there, [stage for stage in there.stages if stage not in wanted], wanted[0])
    new_name = there.name if name is None else _name(name)
    await write.rows("hiring/change_project", id=id_, job=job, name=new_name, stages=wanted)
    return id_


async def delete_project(write: Write, id_: int) -> int:
    """The project, who was in it, and what was noted of them are no more. Raises NotFound."""
    await locked_project(write, id_)
    await write.rows("hiring/delete_project", id=id_)
    return id_


async def locked_project(write: Write, id_: int) -> Locked:
    """A project of a company where the viewer has a seat. Raises NotFound for any other."""
    row = await write.row("hiring/lock_project", viewer=write.viewer.member_id, id=id_)
    if row is None or not row[2] or RECRUITER not in write.viewer.roles:
        raise NotFound("projectId: no such project", field=("projectId",))
    values, company, _, listed = row
    return Locked(id_, company, values["name"], list(values["stages"]), listed)


async def stage_order(write: Write, project: int, stage: str) -> list[tuple[int, str]]:
    """Member ids and ranks of a stage, in order, also of whom the viewer does not see."""
    rows = await write.rows("hiring/order_stage", project=project, stage=stage)
    return [(id_, rank) for id_, rank in rows]


async def place(write: Write, project: int, stage: str, ranks: Mapping[int, str]) -> None:
    """Give members of a project a stage and ranks in it (by member id)."""
    rows = [
        {"key": f"{project}:{id_}", "stage": stage, "rank": rank} for id_, rank in ranks.items()
    ]
    await write.rows("hiring/place_prospects", rows=rows)


async def _empty(write: Write, project: Locked, stages: Sequence[str], into: str) -> None:
    if not stages:
        return
    rows = await write.rows("hiring/count_stages", viewer=write.viewer.member_id, id=project.id)
    seen = {stage for stage, _ in rows}
    for stage in stages:
        if stage in seen:
            raise Conflict(f"stages: somebody is in {stage!r}: move them first", field=("stages",))
        if left := [id_ for id_, _ in await stage_order(write, project.id, stage)]:
            there = await stage_order(write, project.id, into)
            await place(write, project.id, into, ranked(there, left))


async def _same_company(write: Write, company: int, job: int | None) -> None:
    if job is not None and (await require_seat(write, job=job))[0] != company:
        raise InvalidInput("jobId: a job of another company", field=("jobId",))


def _name(text: str) -> str:
    text = " ".join(text.split())
    if not 1 <= len(text) <= MAX_NAME:
        raise InvalidInput(f"name: 1 to {MAX_NAME} characters", field=("name",))
    return text


def _stages(names: Sequence[str]) -> list[str]:
    found = list(dict.fromkeys(" ".join(name.split()) for name in names))
    if not 1 <= len(found) <= MAX_STAGES or len(found) < len(names):
        raise InvalidInput(f"stages: 1 to {MAX_STAGES}, each another", field=("stages",))
    if not all(1 <= len(name) <= MAX_STAGE for name in found):
        raise InvalidInput(f"stages: 1 to {MAX_STAGE} characters each", field=("stages",))
    return found
