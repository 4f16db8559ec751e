"""Who is in a project: listed in order, added, moved, tagged, noted and taken out, many at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from graph.errors import InvalidCursor, InvalidInput, LimitExceeded, NotFound
from graph.hiring.projects import Locked, Project, locked_project, place, stage_order
from graph.hiring.ranks import ranked
from graph.ids import new_id
from graph.jobs.views import record_view
from graph.model import HiringViewKind
from graph.mutations import Write
from graph.paging import Page, decode_cursor, encode_cursor
from graph.profiles.cards import Card, card
from graph.store.database import Database, Row
from graph.visibility import Viewer

MAX_PROSPECTS = 2_000
MAX_AT_ONCE = 100
MAX_TAGS = 20
MAX_TAG = 50
MAX_NOTES = 200
MAX_NOTE = 2_000
_LIST = "prospects"


@dataclass(frozen=True, slots=True)
class Note:
    """What somebody noted of a prospect."""

    id: int
    author_id: int
    text: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Prospect:
    """A member in a project; notes are newest first."""

    member: Card
    stage: str
    rank: str
    tags: list[str]
    notes: list[Note]
    added_by: int
    created_at: datetime


def prospect(row: Row) -> Prospect:
    """A prospect from a row of list_prospects."""
    stage, values, member, notes = row
    return Prospect(
        member=card(member),
        stage=stage,
        rank=values["rank"],
        tags=list(values.get("tags") or ()),
        notes=[
            Note(one["id"], one["author_id"], one["text"], one["created_at"].to_native())
            for one in notes
        ],
        added_by=values["added_by"],
        created_at=values["created_at"].to_native(),
    )


async def prospects(
    db: Database,
    viewer: Viewer,
    project: Project,
    stage: str | None,
    tag: str | None,
    first: int,
    after: str | None,
    *,
    now: datetime,
) -> Page[Prospect]:
    """Those in a project (which was had as the viewer sees it) whom the viewer may see, in order.

    Of one stage or all, with a tag or any. What is shown is kept. Raises InvalidCursor.
    """
    stages = [one for one in project.stages if stage in (None, one)]
    wanted = [[one, ""] for one in stages]
    if after:
        last, rank = decode_cursor(_LIST, after, str, str)
        if last not in stages:
            raise InvalidCursor("after: not a cursor of this list", field=("after",))
        wanted = wanted[stages.index(last) :]
        wanted[0][1] = rank
    rows = await read_prospects(db, viewer, project.id, wanted, tag, first + 1) if wanted else []
    found = [prospect(row) for row in rows[:first]]
    await record_view(
        db,
        viewer,
        HiringViewKind.PROJECT,
        project.company_id,
        (one.member.id for one in found),
        now=now,
        project=project.id,
    )
    cursors = [encode_cursor(_LIST, one.stage, one.rank) for one in found]
    return Page(found, cursors, has_next=len(rows) > first)


async def read_prospects(
    db: Database,
    viewer: Viewer,
    project: int,
    stages: Sequence[Sequence[str]],
    tag: str | None,
    limit: int,
) -> list[Row]:
    """Rows for `prospect`; `stages` are names, each with the rank after which it is listed."""
    asked = {"viewer": viewer.member_id, "project": project, "stages": stages}
    return await db.rows("hiring/list_prospects", **asked, tag=tag, limit=limit)


async def add(write: Write, project: int, ids: Sequence[int], stage: str | None) -> int:
    """Members come last into a stage, the first one without a name; who is there stays as is.

    The project's id. Raises NotFound for the project and for members who are not there for the
    viewer, InvalidInput, LimitExceeded past 2,000.
    """
    there = await locked_project(write, project)
    name = _stage(there, there.stages[0] if stage is None else stage)
    found = await _found(write, there, ids)
    new = [id_ for id_, values in found.items() if values is None]
    if there.listed + len(new) > MAX_PROSPECTS:
        raise LimitExceeded(f"memberIds: a project has at most {MAX_PROSPECTS}")
    if new:
        ranks = ranked(await stage_order(write, project, name), new)
        rows = [
            {
                "key": f"{project}:{id_}",
                "project_id": project,
                "member_id": id_,
                "stage": name,
                "rank": ranks[id_],
                "added_by": write.viewer.member_id,
                "created_at": write.now.astimezone(UTC),
            }
            for id_ in new
        ]
        await write.rows("hiring/add_prospects", project=project, rows=rows)
        await place(write, project, name, {i: r for i, r in ranks.items() if i not in new})
    return project


async def move(
    write: Write,
    project: int,
    ids: Sequence[int],
    stage: str,
    *,
    before: int | None = None,
    after: int | None = None,
) -> int:
    """Bring some of a project into a stage, in this order, before or after one who is there.

    Last without either, and where that one has been moved elsewhere meanwhile: whoever moves
    others at the same time loses nothing. Raises NotFound, InvalidInput.
    """
    if before is not None and after is not None:
        raise InvalidInput("before, after: one of them", field=("before",))
    there = await locked_project(write, project)
    name = _stage(there, stage)
    await _listed(write, there, ids)
    wanted = list(dict.fromkeys(ids))
    order = await stage_order(write, project, name)
    await place(write, project, name, ranked(order, wanted, before=before, after=after))
    return project


async def tag(
    write: Write, project: int, ids: Sequence[int], put: Sequence[str], take: Sequence[str]
) -> int:
    """Put tags on some of a project, and take others off. Raises NotFound, InvalidInput."""
    there = await locked_project(write, project)
    found = await _listed(write, there, ids)
    on, off = {_tag(one) for one in put}, {_tag(one) for one in take}
    rows = []
    for id_, values in found.items():
        tags = sorted((set(values.get("tags") or ()) | on) - off)
        if len(tags) > MAX_TAGS:
            raise LimitExceeded(f"add: more than {MAX_TAGS} tags of one", field=("add",))
        rows.append({"key": f"{project}:{id_}", "tags": tags or None})
    await write.rows("hiring/tag_prospects", rows=rows)
    return project


async def remove(write: Write, project: int, ids: Sequence[int]) -> int:
    """Members are in the project no longer; were not: nothing changes. Raises NotFound."""
    there = await locked_project(write, project)
    found = await _found(write, there, ids)
    await write.rows("hiring/remove_prospects", keys=[f"{project}:{id_}" for id_ in found])
    return project


async def note(write: Write, project: int, member: int, text: str) -> int:
    """Note something of somebody in a project. Raises NotFound, InvalidInput, LimitExceeded."""
    there = await locked_project(write, project)
    await _listed(write, there, [member], "memberId")
    text = text.strip()
    if not 1 <= len(text) <= MAX_NOTE:
        raise InvalidInput(f"text: 1 to {MAX_NOTE} characters", field=("text",))
    values = {
        "id": new_id(),
        "author_id": write.viewer.member_id,
        "text": text,
        "created_at": write.now.astimezone(UTC),
    }
    row = await write.row(
        "hiring/add_note", key=f"{project}:{member}", values=values, most=MAX_NOTES
    )
    if row is None or not row[0]:
        raise LimitExceeded(f"memberId: at most {MAX_NOTES} notes of one")
    return project


async def delete_note(write: Write, project: int, member: int, id_: int) -> int:
    """A note of the viewer's own is no more. Raises NotFound."""
    there = await locked_project(write, project)
    await _listed(write, there, [member], "memberId")
    asked = {"key": f"{project}:{member}", "id": id_, "viewer": write.viewer.member_id}
    row = await write.row("hiring/delete_note", **asked)
    if row is None or not row[0]:
        raise NotFound("noteId: no such note of yours", field=("noteId",))
    return project


async def _found(
    write: Write, project: Locked, ids: Sequence[int], field: str = "memberIds"
) -> dict[int, Mapping[str, Any] | None]:
    """Where members are in the project, None: not in it. Raises NotFound for the invisible."""
    wanted = list(dict.fromkeys(ids))
    if not 1 <= len(wanted) <= MAX_AT_ONCE:
        raise InvalidInput(f"{field}: 1 to {MAX_AT_ONCE} members", field=(field,))
    rows = await write.rows(
        "hiring/find_prospects", viewer=write.viewer.member_id, project=project.id, ids=wanted
    )
    if len(rows) < len(wanted):
        raise NotFound(f"{field}: no such member", field=(field,))
    return {id_: values for id_, values in rows}


async def _listed(
    write: Write, project: Locked, ids: Sequence[int], field: str = "memberIds"
) -> dict[int, Mapping[str, Any]]:
    found = await _found(write, project, ids, field)
    there = {id_: values for id_, values in found.items() if values is not None}
    if len(there) < len(found):
        raise NotFound(f"{field}: not in this project", field=(field,))
    return there


def _stage(project: Locked, name: str) -> str:
    if name not in project.stages:
        raise InvalidInput(f"stage: {name[:50]!r} is none of {project.stages}", field=("stage",))
    return name


def _tag(text: str) -> str:
    text = " ".join(text.split())
    if not 1 <= len(text) <= MAX_TAG:
        raise InvalidInput(f"tags have 1 to {MAX_TAG} characters", field=("add",))
    return text
