"""Jobs as a page shows them; every job is public."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from graph.profiles.history import Organisation, organisation
from graph.store.database import Database


@dataclass(frozen=True, slots=True)
class JobView:
    """A job. Salaries are a year in `currency`; `expires_at` None: open until it is closed.

    `status` is OPEN or CLOSED as stored; `is_open` also asks for the time.
    """

    id: int
    title: str
    description: str | None
    company: Organisation
    city: str | None
    country: str | None
    remote: bool | None
    employment_type: str | None
    experience_level: str | None
    salary_min: float | None
    salary_max: float | None
    currency: str | None
    posted_at: datetime | None
    expires_at: datetime | None
    status: str

    def is_open(self, now: datetime) -> bool:
        """Whether one can apply at `now`."""
        return self.status == "OPEN" and (self.expires_at is None or self.expires_at > now)


def job(values: Mapping[str, Any], company: Mapping[str, Any]) -> JobView:
    """A job from the properties of its node and of its company's."""
    get = values.get
    return JobView(
        id=values["id"],
        title=values["title"],
        description=get("description"),
        company=organisation(company),
        city=get("city"),
        country=get("country"),
        remote=get("remote"),
        employment_type=get("employment_type"),
        experience_level=get("experience_level"),
        salary_min=get("salary_min"),
        salary_max=get("salary_max"),
        currency=get("currency"),
        posted_at=_moment(get("posted_at")),
        expires_at=_moment(get("expires_at")),
        status=values["status"],
    )


async def jobs_by_ids(db: Database, ids: Sequence[int]) -> list[JobView | None]:
    """Each job in the order of `ids` (at most 500), open or not; None for unknown ids."""
    rows = await db.rows("jobs/list_jobs", ids=list(dict.fromkeys(ids)))
    found = {values["id"]: job(values, company) for values, company in rows}
    return [found.get(id_) for id_ in ids]


def _moment(value: Any) -> datetime | None:
    native: datetime | None = value.to_native() if value is not None else None
    return native
