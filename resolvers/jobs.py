"""Jobs, and how they fit the viewer."""

from __future__ import annotations

from datetime import datetime

import strawberry

from graph.jobs import board, learning, shortlist, similar
from graph.jobs import candidates as hiring
from graph.jobs import match as fit
from graph.jobs.jobs import JobView
from graph.model import ApplicationStatus
from graph.model import EmploymentType as ModelEmploymentType
from graph.model import ExperienceLevel as ModelExperienceLevel
from graph.paging import page_size
from resolvers.applications import Application, application
from resolvers.context import Info
from resolvers.executor.plan import LOADED
from resolvers.ids import global_id, key_of
from resolvers.members import PAGE_LIMIT, Member, Reason, member, reason
from resolvers.nodes import Connection, Node, connection
from resolvers.organisations import Company, company
from resolvers.selections import asks_for, most_asked
from resolvers.skills import Skill, skill

strawberry.enum(ModelEmploymentType, name="EmploymentType", description="How a job is contracted.")
strawberry.enum(
    ModelExperienceLevel, name="ExperienceLevel", description="The seniority, lowest first."
)


@strawberry.type(description="A vacancy.")
class Job(Node):
    """A job."""

    key: strawberry.Private[int]
    title: str
    company: Company
    description: str | None
    city: str | None
    country: str | None = strawberry.field(description="ISO 3166 code where known.")
    remote: bool | None
    employment_type: ModelEmploymentType | None
    experience_level: ModelExperienceLevel | None
    salary_min: float | None = strawberry.field(description="A year, in `currency`.")
    salary_max: float | None = strawberry.field(description="A year, in `currency`.")
    currency: str | None = strawberry.field(description="ISO 4217.")
    posted_at: datetime | None
    expires_at: datetime | None = strawberry.field(description="Null: open until closed.")
    status: str = strawberry.field(description="OPEN or CLOSED.")

    @strawberry.field(metadata=LOADED, description="How it fits the viewer; null without a token.")
    async def match(self, info: Info) -> JobMatch | None:
        key = self.key, _referrers_asked(info)
        found = await info.context.loaders.work.match_by_job_and_referrers.load(key)
        return job_match(found) if found else None

    @strawberry.field(
        description="Who applies, newest first, for recruiters with a seat at the company; empty "
        "for others. `skill` in any spelling; `minFit` 0 to 1. A page goes through "
        f"{board.MOST_READ:,} applications at most: where few meet the conditions it may be short, "
        f"or empty, and more follow. {PAGE_LIMIT}"
    )
    async def applications(
        self,
        info: Info,
        status: ApplicationStatus | None = None,
        skill: str | None = None,
        min_fit: float | None = None,
        first: int | None = None,
        after: str | None = None,
    ) -> Connection[Application]:
        context = info.context
        page = await board.board(
            context.store.db,
            context.viewer,
            self.key,
            board.BoardFilter(status, skill, min_fit),
            page_size(first),
            after,
            now=context.now,
        )
        return connection(page, application, after)

    @strawberry.field(
        description="Members whose skills fit, for recruiters with a seat at the company; empty "
        f"for others. {PAGE_LIMIT}"
    )
    async def candidates(
        self, info: Info, first: int | None = None, after: str | None = None
    ) -> Connection[Candidate]:
        context = info.context
        page = await hiring.candidates(
            context.store.db, context.viewer, self.key, page_size(first), after, now=context.now
        )
        return connection(page, candidate, after)

    @strawberry.field(
        description="Members like some examples (at most "
        f"{hiring.MAX_EXAMPLES}), the most alike first, for recruiters with a seat at the company; "
        f"empty for others. At most {hiring.MAX_LIKE}; {hiring.DEFAULT_LIKE} if not given."
    )
    async def candidates_like(
        self, info: Info, member_ids: list[strawberry.ID], first: int | None = None
    ) -> list[Candidate]:
        context = info.context
        size = page_size(first, default=hiring.DEFAULT_LIKE, most=hiring.MAX_LIKE)
        ids = [key_of("Member", one, "memberIds") for one in member_ids]
        found = await hiring.candidates_like(
            context.store.db, context.viewer, self.key, ids, size, now=context.now
        )
        return [candidate(one) for one in found]

    @strawberry.field(
        description="The fewest colleagues who can introduce the viewer to all of a shortlist (at "
        f"most {shortlist.MAX_SHORTLIST} members), for recruiters with a seat at the company; "
        "nobody for others."
    )
    async def shortlist_introducers(
        self, info: Info, member_ids: list[strawberry.ID]
    ) -> ShortlistIntroducers:
        context = info.context
        ids = [key_of("Member", one, "memberIds") for one in member_ids]
        found = await shortlist.cover_shortlist(
            context.store.db, context.viewer, self.key, ids, now=context.now
        )
        return await _cover(info, found)

    @strawberry.field(
        description="Open jobs that ask for the same skills, the most alike first. At most "
        f"{similar.MAX_SIMILAR}; {similar.DEFAULT_SIMILAR} if not given.",
    )
    async def similar_jobs(self, info: Info, first: int | None = None) -> list[Job]:
        context = info.context
        size = page_size(first, default=similar.DEFAULT_SIMILAR, most=similar.MAX_SIMILAR)
        ids = await similar.similar_jobs(context.store.db, self.key, size, now=context.now)
        return await _jobs(info, ids)

    @strawberry.field(
        description="Open jobs that at least "
        f"{similar.LEAST_MEMBERS} others who applied here applied to as well, most of them first; "
        f"empty without a token. At most {similar.MAX_SIMILAR}; {similar.DEFAULT_SIMILAR} if not "
        "given."
    )
    async def also_applied(self, info: Info, first: int | None = None) -> list[Job]:
        context = info.context
        size = page_size(first, default=similar.DEFAULT_SIMILAR, most=similar.MAX_SIMILAR)
        ids = await similar.also_applied(
            context.store.db, context.viewer, self.key, size, now=context.now
        )
        return await _jobs(info, ids)


@strawberry.type(description="A colleague who can introduce the viewer to some of a shortlist.")
class ShortlistIntroducer:
    """An introducer."""

    member: Member
    degree: int = strawberry.field(description="1 or 2: whether the viewer knows them.")
    strength: float = strawberry.field(description="0 to 1.")
    candidates: list[Member] = strawberry.field(description="To ask them for; of nobody else here.")


@strawberry.type(description="Colleagues who together reach a shortlist.")
class ShortlistIntroducers:
    """A cover."""

    introducers: list[ShortlistIntroducer]
    unreached: list[Member] = strawberry.field(description="Whom no colleague can introduce.")
    bound: float = strawberry.field(
        description="There are at most so many times as many introducers as the fewest possible."
    )


@strawberry.type(description="Somebody of the viewer's first or second degree who works there now.")
class Referrer:
    """A referrer."""

    member: Member
    degree: int = strawberry.field(description="1 or 2.")
    strength: float = strawberry.field(description="0 to 1.")


@strawberry.type(description="A member beside a job.")
class Candidate:
    """A candidate."""

    found: strawberry.Private[hiring.Candidate]
    member: Member
    score: float = strawberry.field(description="0 to 1.")
    matched_skills: list[Skill]
    missing_skills: list[Skill] = strawberry.field(
        description="With `matchedSkills` exactly the skills of the job."
    )

    @strawberry.field(
        description="Colleagues who work at the company and are connected to the member, the "
        f"viewer's connections first. At most {hiring.MAX_INTRODUCERS}."
    )
    async def introducers(self, info: Info, first: int | None = None) -> list[Referrer]:
        size = page_size(first, default=5, most=hiring.MAX_INTRODUCERS)
        people = await info.context.loaders.work.introducers_by_candidate.load(
            (self.found.job_id, self.found.member.id)
        )
        return [
            Referrer(member=member(one.member), degree=one.degree, strength=one.strength)
            for one in people[:size]
        ]


@strawberry.type(description="How a job fits the viewer.")
class JobMatch:
    """A match."""

    found: strawberry.Private[fit.JobMatch]
    job: Job
    score: float = strawberry.field(description="0 to 1.")
    matched_skills: list[Skill] = strawberry.field(description="Essential, then rare ones first.")
    missing_skills: list[Skill] = strawberry.field(
        description="With `matchedSkills` exactly the skills of the job."
    )
    reasons: list[Reason]

    @strawberry.field(
        description="Connections, then the second degree, the strongest tie first. At most "
        f"{fit.MAX_REFERRERS}; {fit.DEFAULT_REFERRERS} if not given."
    )
    async def referrers(self, info: Info, first: int | None = None) -> list[Referrer]:
        size = page_size(first, default=fit.DEFAULT_REFERRERS, most=fit.MAX_REFERRERS)
        return [
            Referrer(member=member(one.member), degree=one.degree, strength=one.strength)
            for one in self.found.referrers[:size]
        ]


@strawberry.type(description="A skill worth learning.")
class SkillGain:
    """A gain."""

    skill: Skill
    jobs_gained: int = strawberry.field(
        description="How many of the viewer's 100 best jobs would fit (a score of 0.5) with it."
    )


@strawberry.type
class JobQueries:
    """The part of Query about jobs and companies."""

    @strawberry.field(metadata=LOADED, description="A job; null where unknown.")
    async def job(self, info: Info, id: strawberry.ID) -> Job | None:
        found = await info.context.loaders.work.job_by_id.load(key_of("Job", id))
        return job(found) if found else None

    @strawberry.field(metadata=LOADED, description="A company; null where unknown.")
    async def company(self, info: Info, id: strawberry.ID) -> Company | None:
        found = await info.context.loaders.work.company_by_id.load(key_of("Company", id))
        return company(found) if found else None


@strawberry.type
class RecommendationQueries:
    """The part of Viewer about jobs for them."""

    @strawberry.field(
        description=f"Open jobs that ask for skills the viewer has, best fit first. {PAGE_LIMIT}"
    )
    async def recommended_jobs(
        self, info: Info, first: int | None = None, after: str | None = None
    ) -> Connection[JobMatch]:
        context = info.context
        page = await fit.recommended(
            context.store.db,
            context.viewer,
            page_size(first),
            after,
            now=context.now,
            referrers=_referrers_asked(info, "edges", "node"),
        )
        return connection(page, job_match, after)

    @strawberry.field(
        description="Learn this, and so many more jobs fit; the most jobs first. At most "
        f"{learning.MAX_GAINS}; {learning.DEFAULT_GAINS} if not given."
    )
    async def skills_worth_learning(self, info: Info, first: int | None = None) -> list[SkillGain]:
        context = info.context
        size = page_size(first, default=learning.DEFAULT_GAINS, most=learning.MAX_GAINS)
        found = await learning.skills_worth_learning(
            context.store.db, context.viewer, size, now=context.now
        )
        return [SkillGain(skill=skill(one.skill), jobs_gained=one.jobs_gained) for one in found]


def _referrers_asked(info: Info, *path: str) -> int:
    """How many referrers of each job are to be read: those that are shown or named in a reason."""
    asked = most_asked(info, *path, "referrers", default=fit.DEFAULT_REFERRERS)
    named = fit.DEFAULT_REFERRERS if asks_for(info, *path, "reasons") else 0
    return min(max(asked, named), fit.MAX_REFERRERS)


async def _jobs(info: Info, ids: list[int]) -> list[Job]:
    found = await info.context.loaders.work.job_by_id.load_many(ids)
    return [job(one) for one in found if one is not None]


async def _cover(info: Info, found: shortlist.Cover) -> ShortlistIntroducers:
    ids = [*found.unreached, *(id_ for one in found.introducers for id_ in one.candidates)]
    cards = await info.context.loaders.members.card_by_id.load_many(ids)
    shown = {card.id: member(card) for card in cards if card is not None}
    return ShortlistIntroducers(
        introducers=[
            ShortlistIntroducer(
                member=member(one.colleague.member),
                degree=one.colleague.degree,
                strength=one.colleague.strength,
                candidates=[shown[id_] for id_ in one.candidates if id_ in shown],
            )
            for one in found.introducers
        ],
        unreached=[shown[id_] for id_ in found.unreached if id_ in shown],
        bound=found.bound,
    )


def candidate(found: hiring.Candidate) -> Candidate:
    """Present a candidate."""
    return Candidate(
        found=found,
        member=member(found.member),
        score=found.score,
        matched_skills=[skill(one) for one in found.matched],
        missing_skills=[skill(one) for one in found.missing],
    )


def job(found: JobView) -> Job:
    """Present a job."""
    return Job(
        id=strawberry.ID(global_id("Job", found.id)),
        key=found.id,
        title=found.title,
        company=company(found.company),
        description=found.description,
        city=found.city,
        country=found.country,
        remote=found.remote,
        employment_type=ModelEmploymentType(found.employment_type)
        if found.employment_type
        else None,
        experience_level=ModelExperienceLevel(found.experience_level)
        if found.experience_level
        else None,
        salary_min=found.salary_min,
        salary_max=found.salary_max,
        currency=found.currency,
        posted_at=found.posted_at,
        expires_at=found.expires_at,
        status=found.status,
    )


def job_match(found: fit.JobMatch) -> JobMatch:
    """Present how a job fits the viewer."""
    return JobMatch(
        found=found,
        job=job(found.job),
        score=found.score,
        matched_skills=[skill(one) for one in found.matched],
        missing_skills=[skill(one) for one in found.missing],
        reasons=[reason(one) for one in found.reasons],
    )
