"""Mutations about recruiters' projects, and what they take away."""

from __future__ import annotations

from typing import Any

import strawberry

from graph.hiring import export, projects, prospects
from graph.mutations import Work, Write
from resolvers.context import Info
from resolvers.hiring import SEAT
from resolvers.ids import global_id, key_of, keys_of
from resolvers.payloads import IDEMPOTENT, UserError, change, refusals
from resolvers.projects import Project, project

MANY = f"1 to {prospects.MAX_AT_ONCE} members."


@strawberry.type(description="A project after a mutation.")
class ProjectPayload:
    """`project` is null where it was refused, and where it is deleted."""

    project: Project | None
    errors: list[UserError]


@strawberry.type(description="A project as a table.")
class ExportPayload:
    """`csv` is null where it was refused."""

    csv: str | None = strawberry.field(
        description=f"With the columns {', '.join(export.COLUMNS)}; of whom the viewer may see."
    )
    errors: list[UserError]


@strawberry.type
class ProjectMutations:
    """The part of Mutation about projects."""

    @strawberry.mutation(
        description=f"A project without anybody in it. {SEAT} Stages: 1 to {projects.MAX_STAGES}; "
        f"{', '.join(projects.STAGES)} if not given."
    )
    async def create_project(
        self,
        info: Info,
        company_id: strawberry.ID,
        name: str,
        job_id: strawberry.ID | None = None,
        stages: list[str] | None = None,
    ) -> ProjectPayload:
        async def work(write: Write) -> int:
            of = key_of("Company", company_id, "companyId")
            return await projects.create_project(write, of, name, _job(job_id), stages)

        asked = {"companyId": company_id, "name": name, "jobId": job_id, "stages": stages}
        return await _project(info, asked, work)

    @strawberry.mutation(
        description="Change what is given. A stage goes only where nobody is in it. " + SEAT
    )
    async def edit_project(
        self,
        info: Info,
        project_id: strawberry.ID,
        name: str | None = None,
        job_id: strawberry.ID | None = None,
        stages: list[str] | None = None,
    ) -> ProjectPayload:
        async def work(write: Write) -> int:
            id_ = key_of("Project", project_id, "projectId")
            return await projects.edit_project(write, id_, name, _job(job_id), stages)

        asked = {"projectId": project_id, "name": name, "jobId": job_id, "stages": stages}
        return await _project(info, asked, work)

    @strawberry.mutation(description=f"With all that is noted in it. {SEAT}")
    async def delete_project(self, info: Info, project_id: strawberry.ID) -> ProjectPayload:
        async def work(write: Write) -> int:
            return await projects.delete_project(write, key_of("Project", project_id, "projectId"))

        return await _project(info, {"projectId": project_id}, work)

    @strawberry.mutation(
        description=f"Members come last into a stage, or into the first one; who is in the project "
        f"stays where they are. {SEAT} {MANY} {IDEMPOTENT}"
    )
    async def add_prospects(
        self,
        info: Info,
        project_id: strawberry.ID,
        member_ids: list[strawberry.ID],
        stage: str | None = None,
    ) -> ProjectPayload:
        async def work(write: Write) -> int:
            ids = keys_of("Member", member_ids, "memberIds")
            id_ = key_of("Project", project_id, "projectId")
            return await prospects.add(write, id_, ids, stage)

        asked = {"projectId": project_id, "memberIds": member_ids, "stage": stage}
        return await _project(info, asked, work)

    @strawberry.mutation(
        description="Bring some into a stage, in this order: before or after one who is there, or "
        f"last. Others may be moved at the same time, nothing is lost. {SEAT} {MANY} {IDEMPOTENT}"
    )
    async def move_prospects(
        self,
        info: Info,
        project_id: strawberry.ID,
        member_ids: list[strawberry.ID],
        stage: str,
        before: strawberry.ID | None = None,
        after: strawberry.ID | None = None,
    ) -> ProjectPayload:
        async def work(write: Write) -> int:
            return await prospects.move(
                write,
                key_of("Project", project_id, "projectId"),
                keys_of("Member", member_ids, "memberIds"),
                stage,
                before=key_of("Member", before, "before") if before else None,
                after=key_of("Member", after, "after") if after else None,
            )

        asked = {"projectId": project_id, "memberIds": member_ids, "stage": stage}
        return await _project(info, {**asked, "before": before, "after": after}, work)

    @strawberry.mutation(
        description=f"Put tags on some, and take tags off: {prospects.MAX_TAGS} each at most. "
        f"{SEAT} {MANY} {IDEMPOTENT}"
    )
    async def tag_prospects(
        self,
        info: Info,
        project_id: strawberry.ID,
        member_ids: list[strawberry.ID],
        add: list[str] | None = None,
        remove: list[str] | None = None,
    ) -> ProjectPayload:
        async def work(write: Write) -> int:
            ids = keys_of("Member", member_ids, "memberIds")
            id_ = key_of("Project", project_id, "projectId")
            return await prospects.tag(write, id_, ids, add or (), remove or ())

        asked = {"projectId": project_id, "memberIds": member_ids, "add": add, "remove": remove}
        return await _project(info, asked, work)

    @strawberry.mutation(
        description=f"Take some out of a project, with what is noted of them. {SEAT} {MANY} "
        f"{IDEMPOTENT}"
    )
    async def remove_prospects(
        self, info: Info, project_id: strawberry.ID, member_ids: list[strawberry.ID]
    ) -> ProjectPayload:
        async def work(write: Write) -> int:
            ids = keys_of("Member", member_ids, "memberIds")
            return await prospects.remove(write, key_of("Project", project_id, "projectId"), ids)

        return await _project(info, {"projectId": project_id, "memberIds": member_ids}, work)

    @strawberry.mutation(
        description=f"Note something of somebody in a project, for its recruiters: at most "
        f"{prospects.MAX_NOTE:,} characters. {SEAT}"
    )
    async def add_prospect_note(
        self, info: Info, project_id: strawberry.ID, member_id: strawberry.ID, text: str
    ) -> ProjectPayload:
        async def work(write: Write) -> int:
            one = key_of("Member", member_id, "memberId")
            id_ = key_of("Project", project_id, "projectId")
            return await prospects.note(write, id_, one, text)

        asked = {"projectId": project_id, "memberId": member_id, "text": text}
        return await _project(info, asked, work)

    @strawberry.mutation(description=f"A note of the viewer's own is no more. {SEAT}")
    async def delete_prospect_note(
        self,
        info: Info,
        project_id: strawberry.ID,
        member_id: strawberry.ID,
        note_id: strawberry.ID,
    ) -> ProjectPayload:
        async def work(write: Write) -> int:
            one = key_of("Member", member_id, "memberId")
            id_ = key_of("Project", project_id, "projectId")
            key = key_of("ProspectNote", note_id, "noteId")
            return await prospects.delete_note(write, id_, one, key)

        asked = {"projectId": project_id, "memberId": member_id, "noteId": note_id}
        return await _project(info, asked, work)

    @strawberry.mutation(
        description="Those in a project whom the viewer may see, as CSV; who took it away is kept "
        f"for administrators. {SEAT}"
    )
    async def export_project(self, info: Info, project_id: strawberry.ID) -> ExportPayload:
        text = None
        with refusals(info) as errors:
            context = info.context
            text = await export.export_project(
                context.store.db,
                context.viewer,
                key_of("Project", project_id, "projectId"),
                now=context.now,
                named=lambda id_: global_id("Member", id_),
            )
        return ExportPayload(csv=text, errors=errors)


def _job(job_id: str | None) -> int | None:
    return key_of("Job", job_id, "jobId") if job_id else None


async def _project(info: Info, arguments: dict[str, Any], work: Work) -> ProjectPayload:
    found = None
    with refusals(info) as errors:
        key = await change(info, arguments, work)
        context = info.context
        found = await projects.project_by_id(context.store.db, context.viewer, key)
    return ProjectPayload(project=project(found) if found else None, errors=errors)
