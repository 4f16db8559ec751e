"""Mutations about jobs: recruiters post them, members apply, recruiters decide."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any

import strawberry

from graph.errors import ProConnectError
from graph.jobs import applications, posting, seats
from graph.jobs.posting import JobDraft
from graph.model import ApplicationStatus, EmploymentType, ExperienceLevel
from graph.mutations import Seen, Shared, Work, Write
from resolvers.applications import Application, application
from resolvers.context import Info
from resolvers.ids import key_of
from resolvers.jobs import Job, job
from resolvers.payloads import IDEMPOTENT, UserError, change, refusals

SEAT = "Needs the role recruiter and a seat at the company."


@strawberry.type(description="A job after a mutation.")
class JobPayload:
    """`job` is null where it was refused."""

    job: Job | None
    errors: list[UserError]


@strawberry.type(description="An application after a mutation.")
class ApplicationPayload:
    """`application` is null where it was refused."""

    application: Application | None
    errors: list[UserError]


@strawberry.type(description="A seat after a mutation.")
class SeatPayload:
    """`seated` is null where it was refused."""

    seated: bool | None
    errors: list[UserError]


@strawberry.input(description="What a job is; the title is needed to post one.")
class JobInput:
    """A job as a recruiter says it."""

    company_id: strawberry.ID | None = strawberry.field(
        default=None, description="Needed to post; a job stays with its company."
    )
    title: str | None = None
    description: str | None = None
    city: str | None = None
    country: str | None = strawberry.field(default=None, description="ISO 3166 code or a name.")
    remote: bool | None = None
    employment_type: EmploymentType | None = None
    experience_level: ExperienceLevel | None = None
    salary_min: float | None = strawberry.field(default=None, description="A year, in `currency`.")
    salary_max: float | None = None
    currency: str | None = strawberry.field(default=None, description="ISO 4217.")
    expires_at: datetime | None = strawberry.field(
        default=None, description="Null: open until closed."
    )
    skills: list[str] | None = strawberry.field(
        default=None,
        description="In any spelling. Null: those that the title and the description name.",
    )
    nice_to_have: list[str] | None = None


@strawberry.input(description="A question of the job and its answer.")
class AnswerInput:
    """An answer."""

    question: str
    answer: str


@strawberry.input(description="What an applicant hands in.")
class ApplicationInput:
    """A note of at most 2,000 characters, a reference to the résumé, up to 20 answers."""

    note: str | None = None
    resume: str | None = strawberry.field(default=None, description="For example a URL.")
    answers: list[AnswerInput] | None = None


@strawberry.type
class JobMutations:
    """The part of Mutation about jobs and applications."""

    @strawberry.mutation(
        description=f"Post a job. {SEAT} Refused where the company has the same job open: same "
        "title and place, nearly the same text."
    )
    async def post_job(self, info: Info, input: JobInput) -> JobPayload:
        async def work(write: Write) -> int:
            company = key_of("Company", input.company_id or "", "companyId")
            return await posting.post_job(write, company, _draft(input))

        return await _job(info, {"input": strawberry.asdict(input)}, work)

    @strawberry.mutation(description=f"Change what `input` names of a job; the rest stays. {SEAT}")
    async def edit_job(self, info: Info, job_id: strawberry.ID, input: JobInput) -> JobPayload:
        async def work(write: Write) -> int:
            return await posting.edit_job(write, key_of("Job", job_id, "jobId"), _draft(input))

        return await _job(info, {"jobId": job_id, "input": strawberry.asdict(input)}, work)

    @strawberry.mutation(description=f"Nobody can apply to it any more. {SEAT} {IDEMPOTENT}")
    async def close_job(self, info: Info, job_id: strawberry.ID) -> JobPayload:
        async def work(write: Write) -> int:
            return await posting.close_job(write, key_of("Job", job_id, "jobId"))

        return await _job(info, {"jobId": job_id}, work)

    @strawberry.mutation(
        description=f"Apply to a job. {IDEMPOTENT} A withdrawn application is taken up again."
    )
    async def apply_to_job(
        self, info: Info, job_id: strawberry.ID, input: ApplicationInput | None = None
    ) -> ApplicationPayload:
        given = input or ApplicationInput()
        draft = applications.Draft(
            note=given.note,
            resume=given.resume,
            answers=[(one.question, one.answer) for one in given.answers or ()],
        )

        work = Shared(job_id, draft, partial(_apply, job_id))
        asked = {"jobId": job_id, "input": strawberry.asdict(given)}
        return await _application(info, asked, work, alike=True)

    @strawberry.mutation(description=f"Take the viewer's application back. {IDEMPOTENT}")
    async def withdraw_application(self, info: Info, job_id: strawberry.ID) -> ApplicationPayload:
        async def work(write: Write) -> Seen:
            found = await applications.withdraw(write, key_of("Job", job_id, "jobId"))
            return Seen(found.id, found)

        return await _application(info, {"jobId": job_id}, work)

    @strawberry.mutation(
        description=f"Bring an application into another state. {SEAT} {IDEMPOTENT}"
    )
    async def move_application(
        self, info: Info, id: strawberry.ID, status: ApplicationStatus
    ) -> ApplicationPayload:
        async def work(write: Write) -> int:
            return await applications.move(write, key_of("Application", id), status)

        return await _application(info, {"id": id, "status": status.value}, work)

    @strawberry.mutation(
        description=f"Let a member hire for a company, or no longer. Needs the role admin. "
        f"{IDEMPOTENT}"
    )
    async def set_seat(
        self, info: Info, member_id: strawberry.ID, company_id: strawberry.ID, seated: bool
    ) -> SeatPayload:
        async def work(write: Write) -> bool:
            one = key_of("Member", member_id, "memberId")
            company = key_of("Company", company_id, "companyId")
            await seats.set_seat(write, one, company, seated)
            return seated

        now = None
        with refusals(info) as errors:
            asked = {"memberId": member_id, "companyId": company_id, "seated": seated}
            now = await change(info, asked, work)
        return SeatPayload(seated=now, errors=errors)


async def _job(
    info: Info, arguments: dict[str, Any], work: Callable[[Write], Awaitable[int]]
) -> JobPayload:
    found = None
    with refusals(info) as errors:
        key = await change(info, arguments, work)
        found = await info.context.loaders.work.job_by_id.load(key)
    return JobPayload(job=job(found) if found else None, errors=errors)


async def _apply(
    job_id: str, writes: Sequence[Write], drafts: Sequence[applications.Draft]
) -> list[Seen | ProConnectError]:
    found = await applications.apply(key_of("Job", job_id, "jobId"), writes, drafts)
    return [one if isinstance(one, ProConnectError) else Seen(one.id, one) for one in found]


async def _application(
    info: Info, arguments: dict[str, Any], work: Work | Shared, *, alike: bool = False
) -> ApplicationPayload:
    found = None
    with refusals(info) as errors:
        answer = await change(info, arguments, work, alike=alike)
        if isinstance(answer, Seen):
            found = answer.value
        else:
            db, viewer, now = info.context.store.db, info.context.viewer, info.context.now
            found = await applications.by_id(db, viewer, answer, now=now)
    return ApplicationPayload(application=application(found) if found else None, errors=errors)


def _draft(given: JobInput) -> JobDraft:
    return JobDraft(
        title=given.title,
        description=given.description,
        city=given.city,
        country=given.country,
        remote=given.remote,
        employment_type=given.employment_type.value if given.employment_type else None,
        experience_level=given.experience_level.value if given.experience_level else None,
        salary_min=given.salary_min,
        salary_max=given.salary_max,
        currency=given.currency,
        expires_at=given.expires_at,
        skills=given.skills,
        nice_to_have=given.nice_to_have,
    )
