"""Jobs as recruiters post, change and close them."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from graph.errors import Conflict, InvalidInput
from graph.ids import new_id
from graph.jobs.seats import require_seat
from graph.moments import in_utc
from graph.mutations import Write
from graph.places import gazetteer
from graph.skills.extraction import extractor
from graph.skills.profile import keep, named
from graph.skills.taxonomy import skill_key

MAX_TITLE = 200
MAX_DESCRIPTION = 20_000
MAX_JOB_SKILLS = 50
MAX_SUGGESTED = 15
SAME_TEXT = 0.9
"""Jobs of a company with the same title and place whose texts share this much are one."""

_LOOKED_AT = 500
_CURRENCY = re.compile(r"[A-Z]{3}")


@dataclass(frozen=True, slots=True)
class JobDraft:
    """What a recruiter says of a job; None says nothing. Salaries are a year in `currency`.

    `skills` None: those that the title and the description name.
    """

    title: str | None = None
    description: str | None = None
    city: str | None = None
    country: str | None = None
    remote: bool | None = None
    employment_type: str | None = None
    experience_level: str | None = None
    salary_min: float | None = None
    salary_max: float | None = None
    currency: str | None = None
    expires_at: datetime | None = None
    skills: Sequence[str] | None = None
    nice_to_have: Sequence[str] | None = None


async def post_job(write: Write, company: int, draft: JobDraft) -> int:
    """A new open job of the company; its id.

    Raises InvalidInput, Forbidden without a seat, NotFound for an unknown company, and Conflict
    where the company has the same job open: same title and place, nearly the same text.
    """
    _check(draft, write.now)
    title = " ".join((draft.title or "").split())
    if not title:
        raise InvalidInput("input: a job needs a title", field=("input", "title"))
    await require_seat(write, company=company)
    await write.lock_members([write.viewer.member_id])
    await _refuse_double(write, company, title, draft)
    id_ = new_id()
    values = _values(draft) | {
        "status": "OPEN",
        "posted_at": write.now.astimezone(UTC),
        "posted_by": write.viewer.member_id,
    }
    await write.rows("jobs/create_job", company=company, id=id_, values=values)
    await _set_place(write, id_, draft)
    await _set_skills(write, id_, draft, suggest=True)
    write.emit("job.posted", str(id_), job=id_, company=company)
    return id_


async def edit_job(write: Write, job: int, draft: JobDraft) -> int:
    """Change what the draft says of a job; its id. Raises as `post_job`."""
    _check(draft, write.now)
    company, _ = await require_seat(write, job=job)
    await write.lock_members([write.viewer.member_id])
    await write.rows("jobs/change_job", id=job, values=_values(draft))
    if draft.city is not None or draft.country is not None:
        await _set_place(write, job, draft)
    if draft.skills is not None or draft.nice_to_have is not None:
        await _set_skills(write, job, draft, suggest=False)
    write.emit("job.changed", str(job), job=job, company=company)
    return job


async def close_job(write: Write, job: int) -> int:
    """Nobody can apply any more; closed already: nothing changes. Raises NotFound, Forbidden."""
    company, status = await require_seat(write, job=job)
    if status != "CLOSED":
        await write.rows("jobs/change_job", id=job, values={"status": "CLOSED"})
        write.emit("job.changed", str(job), job=job, company=company)
    return job


def _check(draft: JobDraft, now: datetime) -> None:
    for name, text, most in (
        ("title", draft.title, MAX_TITLE),
        ("description", draft.description, MAX_DESCRIPTION),
        ("city", draft.city, MAX_TITLE),
        ("country", draft.country, MAX_TITLE),
    ):
        if text is not None and len(text) > most:
            raise _wrong(name, f"{len(text)} characters are more than {most}")
    low, high = draft.salary_min, draft.salary_max
    for name, value in (("salaryMin", low), ("salaryMax", high)):
        if value is not None and not 0 <= value < 1e12:
            raise _wrong(name, f"{value} is no salary")
    if low is not None and high is not None and low > high:
        raise _wrong("salaryMax", f"{high} is less than salaryMin, {low}")
    if draft.currency is not None and not _CURRENCY.fullmatch(draft.currency):
        raise _wrong("currency", f"{draft.currency[:20]!r} is not an ISO 4217 code such as EUR")
    if draft.expires_at is not None and in_utc(draft.expires_at) <= now:
        raise _wrong("expiresAt", "it is past")
    count = len(draft.skills or ()) + len(draft.nice_to_have or ())
    if count > MAX_JOB_SKILLS:
        raise _wrong("skills", f"{count} skills are more than {MAX_JOB_SKILLS}")


def _wrong(name: str, why: str) -> InvalidInput:
    return InvalidInput(f"input.{name}: {why}", field=("input", name))


def _values(draft: JobDraft) -> dict[str, Any]:
    values = {
        name: getattr(draft, name)
        for name in (
            "description", "remote", "employment_type", "experience_level", "salary_min",
            "salary_max", "currency", "city",
        )
    }  # fmt: skip
    values["title"] = " ".join(draft.title.split()) if draft.title else None
    values["expires_at"] = in_utc(draft.expires_at) if draft.expires_at else None
    if draft.country:
        values["country"] = gazetteer.load().country_code(draft.country) or draft.country
    return {name: value for name, value in values.items() if value is not None}


async def _set_place(write: Write, job: int, draft: JobDraft) -> None:
    place = gazetteer.load().find(draft.city, draft.country) if draft.city else None
    values: dict[str, Any] = {}
    if place is not None:
        values = {"name": place.name, "country": place.country, "population": place.population}
        await write.rows("jobs/change_job", id=job, values={"country": place.country})
    await write.rows(
        "jobs/set_job_place",
        id=job,
        place=place.id if place else None,
        values=values,
        latitude=place.latitude if place else None,
        longitude=place.longitude if place else None,
    )


async def _set_skills(write: Write, job: int, draft: JobDraft, *, suggest: bool) -> None:
    wanted: dict[str, bool] = {}
    names = [(text, True) for text in draft.skills or ()]
    names += [(text, False) for text in draft.nice_to_have or ()]
    if draft.skills is None and suggest:
        text = f"{draft.title}\n{draft.description or ''}"
        found = await asyncio.to_thread(extractor().mentions, text)
        names += [(one.skill.name, True) for one in found[:MAX_SUGGESTED]]
    for text, essential in names:
        skill = await named(write, text, "skills")
        await keep(write, skill)
        wanted[skill.id] = wanted.get(skill.id, False) or essential
    await write.rows("jobs/set_job_skills", id=job, skills=[list(one) for one in wanted.items()])


async def _refuse_double(write: Write, company: int, title: str, draft: JobDraft) -> None:
    words = _shingles(draft.description or "")
    for row in await write.rows("jobs/list_open_titles", company=company, limit=_LOOKED_AT):
        id_, other, city, description = row
        if skill_key(other) != skill_key(title):
            continue
        if skill_key(city or "") != skill_key(draft.city or ""):
            continue
        theirs = _shingles(description or "")
        alike = len(words & theirs) / len(words | theirs) if words | theirs else 1.0
        if alike >= SAME_TEXT:
            raise Conflict(
                f"input: the company has this job open already, as job {id_}", field=("input",)
            )


def _shingles(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[at : at + 3]) for at in range(max(1, len(words) - 2))} if words else set()
