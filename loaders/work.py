"""Loaders of jobs, skills, companies, schools and places."""

from __future__ import annotations

import asyncio
from datetime import datetime

from graph.hiring.projects import Project, project_by_id
from graph.jobs import applications
from graph.jobs.applications import Application
from graph.jobs.candidates import introducers
from graph.jobs.jobs import JobView, jobs_by_ids
from graph.jobs.match import MAX_MATCHES, JobMatch, Referrer, match
from graph.jobs.organisations import companies_by_ids, schools_by_ids
from graph.profiles.cards import Card
from graph.profiles.history import Organisation
from graph.profiles.places import PlaceView, places_by_ids
from graph.skills.endorsements import endorsement_strengths
from graph.skills.evidence import Held, Proof, proofs
from graph.skills.skills import MemberSkill, SkillView, skills_by_ids, skills_of_members
from graph.store.database import Database
from graph.visibility import Viewer
from loaders.loader import Loader
from loaders.members import MemberLoaders


class WorkLoaders:
    """What people do and where, by id; and how jobs fit the viewer."""

    def __init__(self, db: Database, viewer: Viewer, now: datetime, members: MemberLoaders) -> None:
        self._db = db
        self._viewer = viewer
        self._now = now
        self._members = members
        self.job_by_id: Loader[int, JobView | None] = Loader(self._jobs, max_batch_size=500)
        self.application_by_id: Loader[int, Application | None] = Loader(
            self._applications, max_batch_size=100
        )
        self.project_by_id: Loader[int, Project | None] = Loader(self._projects, max_batch_size=100)
        self.match_by_job_and_referrers: Loader[tuple[int, int], JobMatch | None] = Loader(
            self._matches, max_batch_size=MAX_MATCHES
        )
        self.company_by_id: Loader[int, Organisation | None] = Loader(
            self._companies, max_batch_size=500
        )
        self.school_by_id: Loader[int, Organisation | None] = Loader(
            self._schools, max_batch_size=500
        )
        self.place_by_id: Loader[int, PlaceView | None] = Loader(self._places, max_batch_size=500)
        self.skill_by_id: Loader[str, SkillView | None] = Loader(self._skills, max_batch_size=500)
        self.skills_by_card: Loader[Card, list[MemberSkill]] = Loader(
            self._skills_of, max_batch_size=500, cache_key_fn=lambda card: card.id
        )

        self.strength_by_held: Loader[tuple[int, str], float] = Loader(
            self._strengths, max_batch_size=500
        )
        self.proof_by_held: Loader[Held, Proof] = Loader(self._proofs, max_batch_size=500)
        self.introducers_by_candidate: Loader[tuple[int, int], list[Referrer]] = Loader(
            self._introducers, max_batch_size=100
        )

    async def _strengths(self, keys: list[tuple[int, str]]) -> list[float]:
        return await endorsement_strengths(self._db, self._viewer, keys)

    async def _proofs(self, keys: list[Held]) -> list[Proof]:
        return await proofs(self._db, self._viewer, keys, now=self._now)

    async def _introducers(self, keys: list[tuple[int, int]]) -> list[list[Referrer]]:
        found: dict[tuple[int, int], list[Referrer]] = {}
        for job in {job for job, _ in keys}:
            ids = [candidate for one, candidate in keys if one == job]
            people = await introducers(self._db, self._viewer, job, ids, now=self._now)
            found |= {(job, id_): one for id_, one in zip(ids, people, strict=True)}
        return [found[key] for key in keys]

    async def _applications(self, ids: list[int]) -> list[Application | None]:
        by_id = applications.by_id
        asked = (by_id(self._db, self._viewer, id_, now=self._now) for id_ in ids)
        return await asyncio.gather(*asked)

    async def _projects(self, ids: list[int]) -> list[Project | None]:
        return await asyncio.gather(*(project_by_id(self._db, self._viewer, id_) for id_ in ids))

    async def _jobs(self, ids: list[int]) -> list[JobView | None]:
        return await jobs_by_ids(self._db, ids)

    async def _matches(self, keys: list[tuple[int, int]]) -> list[JobMatch | None]:
        ids, most = [job for job, _ in keys], max(size for _, size in keys)
        return await match(self._db, self._viewer, ids, now=self._now, referrers=most)

    async def _companies(self, ids: list[int]) -> list[Organisation | None]:
        return await companies_by_ids(self._db, ids)

    async def _schools(self, ids: list[int]) -> list[Organisation | None]:
        return await schools_by_ids(self._db, ids)

    async def _places(self, ids: list[int]) -> list[PlaceView | None]:
        return await places_by_ids(self._db, ids)

    async def _skills(self, ids: list[str]) -> list[SkillView | None]:
        return await skills_by_ids(self._db, ids)

    async def _skills_of(self, cards: list[Card]) -> list[list[MemberSkill]]:
        async def fetch(db: Database, ids: object) -> list[list[MemberSkill]]:
            return await skills_of_members(db, self._viewer, list(ids))  # type: ignore[call-overload]

        return await self._members.of_full(cards, fetch)
