"""A company's followers and people, and where they come from and go to.

The same for every viewer: counted over PUBLIC profiles, and a flow of fewer than five members is
not told.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from graph.profiles.history import Organisation, organisation
from graph.store.database import Database

LEAST_MEMBERS = 5
MAX_FLOWS = 50


@dataclass(frozen=True, slots=True)
class Flow:
    """How many came from a company, and how many went to it; None below five."""

    company: Organisation
    arrived: int | None
    departed: int | None


@dataclass(frozen=True, slots=True)
class CompanyInsights:
    """The figures of one company; None below five members."""

    followers: int | None
    employees: int | None
    flows: list[Flow]


async def company_insights(db: Database, company: int, *, today: date) -> CompanyInsights | None:
    """What PUBLIC profiles tell of a company; None for an unknown one."""
    row = await db.row("insights/count_company", company=company, today=today)
    if row is None:
        return None
    rows = await db.rows(
        "insights/list_flows", company=company, least=LEAST_MEMBERS, limit=MAX_FLOWS
    )
    return CompanyInsights(
        followers=_enough(row[0]),
        employees=_enough(row[1]),
        flows=[Flow(organisation(values), arrived, left) for values, arrived, left in rows],
    )


def _enough(count: int) -> int | None:
    return count if count >= LEAST_MEMBERS else None
