"""Recruiters' projects: whom a company considers, in stages; and what recruiters were shown."""

from __future__ import annotations

from datetime import datetime

import strawberry

from graph.hiring import projects, prospects
from graph.hiring.projects import Project as DomainProject
from graph.hiring.prospects import Prospect as DomainProspect
from graph.jobs import views
from graph.model import HiringViewKind
from graph.paging import page_size
from resolvers.context import Info
from resolvers.executor.plan import LOADED
from resolvers.ids import global_id, key_of
from resolvers.jobs import Job, job
from resolvers.members import PAGE_LIMIT, Member, member
from resolvers.nodes import Connection, Node, connection
from resolvers.organisations import Company, company

strawberry.enum(HiringViewKind, description="What a recruiter was shown of members, or took away.")


@strawberry.type(description="A stage of a project.")
class ProjectStage:
    """A stage."""

    name: str
    count: int = strawberry.field(description="Of whom the viewer may see.")


@strawberry.type(description="What a recruiter noted of somebody in a project.")
class ProspectNote:
    """A note."""

    author_id: strawberry.Private[int]
    id: strawberry.ID
    text: str
    created_at: datetime

    @strawberry.field(metadata=LOADED, description="Null where the viewer may not see them.")
    async def author(self, info: Info) -> Member | None:
        found = await info.context.loaders.members.card_by_id.load(self.author_id)
        return member(found) if found else None


@strawberry.type(description="Somebody in a project.")
class Prospect:
    """A prospect."""

    member: Member
    stage: str
    tags: list[str]
    notes: list[ProspectNote] = strawberry.field(description="Newest first.")
    added_at: datetime


@strawberry.type(
    description="Members whom a company considers, in stages; only recruiters with a seat there "
    "see it."
)
class Project(Node):
    """A project."""

    found: strawberry.Private[DomainProject]
    name: str
    created_at: datetime

    @strawberry.field(metadata=LOADED, description="Whose it is.")
    async def company(self, info: Info) -> Company | None:
        found = await info.context.loaders.work.company_by_id.load(self.found.company_id)
        return company(found) if found else None

    @strawberry.field(metadata=LOADED, description="The job to fill, if it is for one.")
    async def job(self, info: Info) -> Job | None:
        if self.found.job_id is None:
            return None
        found = await info.context.loaders.work.job_by_id.load(self.found.job_id)
        return job(found) if found else None

    @strawberry.field(description="The first one first.")
    async def stages(self, info: Info) -> list[ProjectStage]:
        context = info.context
        counts = await projects.stage_counts(context.store.db, context.viewer, self.found)
        return [ProjectStage(name=name, count=counts.get(name, 0)) for name in self.found.stages]

    @strawberry.field(
        description="Who is in it and may be seen, in the order of its stages; of one stage, or "
        f"with a tag. What is shown is kept for administrators. {PAGE_LIMIT}"
    )
    async def prospects(
        self,
        info: Info,
        stage: str | None = None,
        tag: str | None = None,
        first: int | None = None,
        after: str | None = None,
    ) -> Connection[Prospect]:
        context = info.context
        page = await prospects.prospects(
            context.store.db,
            context.viewer,
            self.found,
            stage,
            tag,
            page_size(first),
            after,
            now=context.now,
        )
        return connection(page, prospect, after)


@strawberry.type(description="What a recruiter was shown of members, or took away.")
class HiringView:
    """A view."""

    actor_id: strawberry.Private[int]
    kind: HiringViewKind
    at: datetime
    job_id: strawberry.ID | None
    project_id: strawberry.ID | None
    member_ids: list[strawberry.ID] = strawberry.field(description="Who was shown.")

    @strawberry.field(metadata=LOADED, description="Null where the viewer may not see them.")
    async def actor(self, info: Info) -> Member | None:
        found = await info.context.loaders.members.card_by_id.load(self.actor_id)
        return member(found) if found else None


@strawberry.type
class ProjectQueries:
    """The part of Query about projects."""

    @strawberry.field(
        description="Projects of a company, newest first, for recruiters with a seat there; empty "
        f"for others. {PAGE_LIMIT}"
    )
    async def projects(
        self, info: Info, company_id: strawberry.ID, first: int | None = None,
        after: str | None = None,
    ) -> Connection[Project]:  # fmt: skip
        context = info.context
        _ = context.viewer.member_id
        key = key_of("Company", company_id, "companyId")
        page = await projects.projects(
            context.store.db, context.viewer, key, page_size(first), after
        )
        return connection(page, project, after)

    @strawberry.field(
        description="What recruiters of a company were shown of members, and took away, newest "
        f"first, for administrators; empty for others. {PAGE_LIMIT}"
    )
    async def hiring_views(
        self, info: Info, company_id: strawberry.ID, first: int | None = None,
        after: str | None = None,
    ) -> Connection[HiringView]:  # fmt: skip
        context = info.context
        _ = context.viewer.member_id
        key = key_of("Company", company_id, "companyId")
        page = await views.views(context.store.db, context.viewer, key, page_size(first), after)
        return connection(page, hiring_view, after)


def project(found: DomainProject) -> Project:
    """Present a project."""
    return Project(
        id=strawberry.ID(global_id("Project", found.id)),
        found=found,
        name=found.name,
        created_at=found.created_at,
    )


def prospect(found: DomainProspect) -> Prospect:
    """Present somebody in a project."""
    return Prospect(
        member=member(found.member),
        stage=found.stage,
        tags=found.tags,
        notes=[
            ProspectNote(
                author_id=one.author_id,
                id=strawberry.ID(global_id("ProspectNote", one.id)),
                text=one.text,
                created_at=one.created_at,
            )
            for one in found.notes
        ],
        added_at=found.created_at,
    )


def hiring_view(found: views.HiringView) -> HiringView:
    """Present what was shown."""
    project_id, job_id = found.project_id, found.job_id
    return HiringView(
        actor_id=found.actor_id,
        kind=found.kind,
        at=found.created_at,
        job_id=strawberry.ID(global_id("Job", job_id)) if job_id is not None else None,
        project_id=strawberry.ID(global_id("Project", project_id))
        if project_id is not None
        else None,
        member_ids=[strawberry.ID(global_id("Member", id_)) for id_ in found.members],
    )
