"""Where members worked and studied."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from graph.store.database import Database


@dataclass(frozen=True, slots=True)
class Organisation:
    """A company or a school, as a profile shows it."""

    id: int
    name: str
    industry: str | None
    size: str | None
    domain: str | None
    description: str | None
    city: str | None
    country: str | None


@dataclass(frozen=True, slots=True)
class Position:
    """A job that a member has or had; `ended` None: they have it now."""

    company: Organisation
    title: str
    started: date | None
    ended: date | None


@dataclass(frozen=True, slots=True)
class Education:
    """A time at a school."""

    school: Organisation
    degree: str | None
    field: str | None
    started: date | None
    ended: date | None


def organisation(values: Mapping[str, Any]) -> Organisation:
    """An organisation from the properties of a Company or School node."""
    get = values.get
    return Organisation(
        id=values["id"],
        name=values["name"],
        industry=get("industry"),
        size=get("size"),
        domain=get("domain"),
        description=get("description"),
        city=get("city"),
        country=get("country"),
    )


async def positions(db: Database, member_ids: Sequence[int]) -> list[list[Position]]:
    """The positions of each member, current and newest first.

    For members whose full profile the viewer may see: the caller has decided that.
    """
    found: dict[int, list[Position]] = {id_: [] for id_ in member_ids}
    for member, company, title, started, ended in await db.rows(
        "profiles/list_positions", ids=list(found)
    ):
        found[member].append(Position(organisation(company), title, _date(started), _date(ended)))
    return [found[id_] for id_ in member_ids]


async def educations(db: Database, member_ids: Sequence[int]) -> list[list[Education]]:
    """The educations of each member, newest first; for members shown in full, as `positions`."""
    found: dict[int, list[Education]] = {id_: [] for id_ in member_ids}
    for member, school, degree, field, started, ended in await db.rows(
        "profiles/list_educations", ids=list(found)
    ):
        found[member].append(
            Education(organisation(school), degree, field, _date(started), _date(ended))
        )
    return [found[id_] for id_ in member_ids]


def _date(value: Any) -> date | None:
    return value.to_native() if value is not None else None
