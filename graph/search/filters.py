"""The conditions that a person can set beside the words: any value within one, all of them at once.

Values are names as people write them; case, accents and punctuation do not count.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime

from graph.errors import InvalidInput, LimitExceeded
from graph.model import EmploymentType, ExperienceLevel

MAX_VALUES = 20
MAX_VALUE_LETTERS = 200
MAX_RADIUS_KM = 500
MAX_DAYS = 3650
NEVER_S = 2**53
"""The `expires_at` of a job without one."""


@dataclass(frozen=True, slots=True)
class Near:
    """In a city of this name or not farther than `radius_km` from it, from city to city."""

    place: str
    radius_km: int


@dataclass(frozen=True, slots=True)
class PeopleFilter:
    """Conditions on members. `title` fits current titles that contain these words in this order.

    `degree` holds 1, 2 and 3, where 3 is everybody beyond the second; `connections_of` is a member
    whose connections the viewer may list, otherwise nobody fits.
    """

    company: tuple[str, ...] = ()
    past_company: tuple[str, ...] = ()
    title: tuple[str, ...] = ()
    school: tuple[str, ...] = ()
    skill: tuple[str, ...] = ()
    industry: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    near: Near | None = None
    degree: tuple[int, ...] = ()
    connections_of: int | None = None
    open_to_work: bool | None = None


@dataclass(frozen=True, slots=True)
class JobFilter:
    """Conditions on jobs.

    `employment_type` and `experience_level` hold names of the model's enums. `salary_min` is an
    amount a year that the upper end of the job's salary reaches, in `currency` (ISO 4217), which is
    then needed. `in_network`: a connection of the viewer works there now.
    """

    company: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    near: Near | None = None
    remote: bool | None = None
    employment_type: tuple[str, ...] = ()
    experience_level: tuple[str, ...] = ()
    skill: tuple[str, ...] = ()
    posted_within_days: int | None = None
    salary_min: int | None = None
    currency: str | None = None
    in_network: bool | None = None


@dataclass(frozen=True, slots=True)
class CompanyFilter:
    """Conditions on companies. `in_network`: a connection of the viewer works there now."""

    industry: tuple[str, ...] = ()
    size: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    in_network: bool | None = None


@dataclass(frozen=True, slots=True)
class PostFilter:
    """Conditions on posts. `since` and `until` bound the time of writing, both inclusive.

    `author` holds ids of members; `in_network`: written by a connection of the viewer.
    """

    hashtag: tuple[str, ...] = ()
    author: tuple[int, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    in_network: bool | None = None


AnyFilter = PeopleFilter | JobFilter | CompanyFilter | PostFilter


def check(given: AnyFilter) -> None:
    """Raises LimitExceeded for too many or too long values, InvalidInput for ones out of range."""
    for field in fields(given):
        values = getattr(given, field.name)
        path = ("filter", field.name)
        if isinstance(values, Near):
            _check_near(values)
        if not isinstance(values, tuple):
            continue
        if len(values) > MAX_VALUES:
            raise LimitExceeded(f"{field.name}: more than {MAX_VALUES} values", field=path)
        if any(isinstance(value, str) and len(value) > MAX_VALUE_LETTERS for value in values):
            raise LimitExceeded(
                f"{field.name}: a value of more than {MAX_VALUE_LETTERS} letters", field=path
            )
    if isinstance(given, JobFilter):
        _check_job(given)
    if isinstance(given, PeopleFilter) and not {1, 2, 3}.issuperset(given.degree):
        raise InvalidInput(f"degree: {given.degree} is not of 1, 2, 3", field=("filter", "degree"))


def _check_near(near: Near) -> None:
    path = ("filter", "near")
    if not 1 <= near.radius_km <= MAX_RADIUS_KM:
        raise InvalidInput(
            f"near: {near.radius_km} km is not between 1 and {MAX_RADIUS_KM}", field=path
        )
    if len(near.place) > MAX_VALUE_LETTERS:
        raise LimitExceeded(f"near: more than {MAX_VALUE_LETTERS} letters", field=path)


def _check_job(given: JobFilter) -> None:
    for name, enum in (("employment_type", EmploymentType), ("experience_level", ExperienceLevel)):
        for value in getattr(given, name):
            if value not in list(enum):
                accepted = ", ".join(enum)
                raise InvalidInput(
                    f"{name}: {value!r} is none of {accepted}", field=("filter", name)
                )
    days = given.posted_within_days
    if days is not None and not 0 <= days <= MAX_DAYS:
        raise InvalidInput(
            f"posted_within_days: {days} is not between 0 and {MAX_DAYS}",
            field=("filter", "posted_within_days"),
        )
    if given.salary_min is not None and not given.currency:
        raise InvalidInput("salary_min: needs a currency such as EUR", field=("filter", "currency"))
    if given.salary_min is not None and not 0 <= given.salary_min < 2**53:
        raise InvalidInput(
            f"salary_min: {given.salary_min} is not an amount", field=("filter", "salary_min")
        )
