"""Applications as their two sides see them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from graph.jobs import applications
from graph.model import ApplicationStatus
from graph.paging import page_size
from resolvers.context import Info
from resolvers.executor.plan import LOADED
from resolvers.ids import global_id
from resolvers.members import PAGE_LIMIT, Member, member
from resolvers.nodes import Connection, Node, connection

if TYPE_CHECKING:
    from resolvers.jobs import Job

strawberry.enum(ApplicationStatus, description="How far an application has come.")


@strawberry.type(description="A question and what the applicant answered.")
class Answer:
    """An answer."""

    question: str
    answer: str


@strawberry.type(description="A state that an application came into.")
class ApplicationStep:
    """A step."""

    status: ApplicationStatus
    at: datetime


@strawberry.type(
    description="One member's application to one job; only they and recruiters with a seat at the "
    "company see it."
)
class Application(Node):
    """An application."""

    found: strawberry.Private[applications.Application]
    status: ApplicationStatus
    note: str | None
    resume: str | None = strawberry.field(description="A reference to the résumé.")
    answers: list[Answer]
    history: list[ApplicationStep] = strawberry.field(description="The first state first.")
    created_at: datetime
    fit: float | None = strawberry.field(
        description="How the applicant's skills fit, 0 to 1; on the recruiters' board only."
    )

    @strawberry.field(metadata=LOADED, description="What is applied for.")
    async def job(self, info: Info) -> Annotated[Job, strawberry.lazy("resolvers.jobs")] | None:
        from resolvers.jobs import job

        found = await info.context.loaders.work.job_by_id.load(self.found.job_id)
        return job(found) if found else None

    @strawberry.field(metadata=LOADED, description="Who applies.")
    async def member(self, info: Info) -> Member | None:
        if self.found.member is not None:
            return member(self.found.member)
        found = await info.context.loaders.members.card_by_id.load(self.found.member_id)
        return member(found) if found else None


@strawberry.type
class ApplicationQueries:
    """The part of Viewer about their applications."""

    @strawberry.field(description=f"The viewer's applications, newest first. {PAGE_LIMIT}")
    async def applications(
        self, info: Info, first: int | None = None, after: str | None = None
    ) -> Connection[Application]:
        context = info.context
        page = await applications.own(context.store.db, context.viewer, page_size(first), after)
        return connection(page, application, after)


def application(found: applications.Application) -> Application:
    """Present an application."""
    return Application(
        id=strawberry.ID(global_id("Application", found.id)),
        found=found,
        status=found.status,
        note=found.note,
        resume=found.resume,
        answers=[Answer(question=question, answer=answer) for question, answer in found.answers],
        history=[ApplicationStep(status=step.status, at=step.at) for step in found.history],
        created_at=found.created_at,
        fit=found.fit,
    )
