"""The conditions that a person can set beside the words: any value within one, all of them at once.

Values are names as people write them; case, accents and punctuation do not count.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta

from graph.errors import InvalidInput, LimitExceeded
from graph.model import EmploymentType, ExperienceLevel
from graph.store.search.interface import And, Filter, In, Range, equals

MAX_VALUES = 20
MAX_VALUE_LETTERS = 200
NEVER_S = 2**53
"""The `expires_at` of a job without one."""


@dataclass(frozen=True, slots=True)
class PeopleFilter:
    """Conditions on members. `title` fits current titles that contain these words in this order."""

    company: tuple[str, ...] = ()
    past_company: tuple[str, ...] = ()
    title: tuple[str, ...] = ()
    school: tuple[str, ...] = ()
    skill: tuple[str, ...] = ()
    industry: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    country: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class JobFilter:
    """Conditions on jobs.

    `employment_type` and `experience_level` hold names of the model's enums. `salary_min` is an
    amount a year that the upper end of the job's salary reaches, in `currency` (ISO 4217), which is
    then needed.
    """

    company: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    remote: bool | None = None
    employment_type: tuple[str, ...] = ()
    experience_level: tuple[str, ...] = ()
    skill: tuple[str, ...] = ()
    posted_within_days: int | None = None
    salary_min: int | None = None
    currency: str | None = None


def check(given: PeopleFilter | JobFilter) -> None:
    """Raises LimitExceeded for too many or too long values, InvalidInput for ones out of range."""
    for field in fields(given):
        values = getattr(given, field.name)
        if not isinstance(values, tuple):
            continue
        path = ("filter", field.name)
        if len(values) > MAX_VALUES:
            raise LimitExceeded(f"{field.name}: more than {MAX_VALUES} values", field=path)
        if any(len(value) > MAX_VALUE_LETTERS for value in values):
            raise LimitExceeded(
                f"{field.name}: a value of more than {MAX_VALUE_LETTERS} letters", field=path
            )
    if isinstance(given, JobFilter):
        _check_job(given)


def _check_job(given: JobFilter) -> None:
    for name, enum in (("employment_type", EmploymentType), ("experience_level", ExperienceLevel)):
        for value in getattr(given, name):
            if value not in list(enum):
                accepted = ", ".join(enum)
                raise InvalidInput(
                    f"{name}: {value!r} is none of {accepted}", field=("filter", name)
                )
    days = given.posted_within_days
    if days is not None and not 0 <= days <= 3650:
        raise InvalidInput(
            f"posted_within_days: {days} is not between 0 and 3650",
            field=("filter", "posted_within_days"),
        )
    if given.salary_min is not None and not given.currency:
        raise InvalidInput("salary_min: needs a currency such as EUR", field=("filter", "currency"))
    if given.salary_min is not None and not 0 <= given.salary_min < 2**53:
        raise InvalidInput(
            f"salary_min: {given.salary_min} is not an amount", field=("filter", "salary_min")
        )


def people_condition(given: PeopleFilter, skills: Sequence[str]) -> Filter:
    """The condition on member documents; `skills` are the canonical names of `given.skill`."""
    parts: list[Filter] = []
    for name in ("company", "past_company", "school", "industry", "place", "country"):
        if values := getattr(given, name):
            parts.append(In(name, values))
    if given.title:
        parts.append(In("title_phrase", given.title))
    if given.skill:
        parts.append(In("skill", tuple(skills)))
    return And(tuple(parts))


def job_condition(given: JobFilter, skills: Sequence[str], now: datetime) -> Filter:
    """The condition on job documents that are open at `now`."""
    seconds = int(now.timestamp())
    parts: list[Filter] = [
        equals("status", "OPEN"),
        Range("expires_at", at_least=seconds + 1),
    ]
    for name in ("company", "place", "country", "employment_type", "experience_level"):
        if values := getattr(given, name):
            parts.append(In(name, values))
    if given.skill:
        parts.append(In("skill", tuple(skills)))
    if given.remote is not None:
        parts.append(equals("remote", str(given.remote).lower()))
    if given.posted_within_days is not None:
        since = now - timedelta(days=given.posted_within_days)
        parts.append(Range("posted_at", at_least=int(since.timestamp())))
    if given.salary_min is not None:
        parts.append(Range("salary_max", at_least=given.salary_min))
    if given.currency:
        parts.append(equals("currency", given.currency))
    return And(tuple(parts))
