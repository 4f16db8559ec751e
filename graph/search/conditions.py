"""Filters as conditions of the index, apart from each other: facets and near misses drop one."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from graph.moments import in_utc
from graph.search.filters import CompanyFilter, JobFilter, PeopleFilter, PostFilter
from graph.store.search.interface import (
    And,
    Filter,
    In,
    Not,
    Or,
    Range,
    SearchEngine,
    TextQuery,
    Words,
    equals,
)
from graph.store.search.kinds import Kind
from graph.store.search.words import words

Counted = dict[str, tuple[tuple[str, int], ...]]

_FACET_OF = {"near": "place"}
"""Filters that narrow a facet of another name."""


@dataclass(frozen=True, slots=True)
class Conditions:
    """What holds for every hit (`base`), and the conditions that a person has set, by name."""

    base: Filter
    own: Mapping[str, Filter]

    def all(self) -> Filter:
        """All of them."""
        return self.without(())

    def without(self, names: Collection[str]) -> Filter:
        """All but some of the own ones."""
        kept = [part for name, part in self.own.items() if name not in names]
        return And((self.base, *kept))

    def narrowing(self, facet: str) -> tuple[str, ...]:
        """The names of own conditions that narrow this facet."""
        return tuple(name for name in self.own if _FACET_OF.get(name, name) == facet)


async def narrowed_facets(
    engine: SearchEngine,
    kind: Kind,
    typed: TextQuery | None,
    conditions: Conditions,
    facets: Sequence[str],
) -> Counted:
    """The counts of those facets that a condition narrows, each as if that one were not set.

    So a facet goes on showing what else could be chosen beside what is.
    """

    async def count(facet: str, names: tuple[str, ...]) -> Counted:
        where = conditions.without(names)
        found = await engine.search(kind, typed, where, facets=(facet,), limit=0)
        return dict(found.facets)

    asked = [(facet, conditions.narrowing(facet)) for facet in facets]
    parts = await asyncio.gather(*(count(facet, names) for facet, names in asked if names))
    return {name: buckets for part in parts for name, buckets in part.items()}


def people_conditions(given: PeopleFilter, skills: Sequence[str]) -> dict[str, Filter]:
    """The conditions on member documents that need nothing from elsewhere, by name.

    `skills` are the canonical names of `given.skill`.
    """
    own: dict[str, Filter] = {}
    for name in ("company", "past_company", "school", "industry", "place", "country"):
        if values := getattr(given, name):
            own[name] = In(name, values)
    if given.title:
        own["title"] = Or(tuple(Words(words(value), ("title",)) for value in given.title))
    if given.skill:
        own["skill"] = In("skill", tuple(skills))
    if given.open_to_work is not None:
        wanted: Filter = equals("open_to_work", "true")
        own["open_to_work"] = wanted if given.open_to_work else Not(wanted)
    return own


def open_jobs(now: datetime) -> Filter:
    """Jobs that are open at `now`."""
    seconds = int(now.timestamp())
    return And((equals("status", "OPEN"), Range("expires_at", at_least=seconds + 1)))


def job_conditions(given: JobFilter, skills: Sequence[str], now: datetime) -> dict[str, Filter]:
    """The conditions on job documents that need nothing from elsewhere, by name."""
    own: dict[str, Filter] = {}
    for name in ("company", "place", "country", "employment_type", "experience_level"):
        if values := getattr(given, name):
            own[name] = In(name, values)
    if given.skill:
        own["skill"] = In("skill", tuple(skills))
    if given.remote is not None:
        own["remote"] = equals("remote", str(given.remote).lower())
    if given.posted_within_days is not None:
        own["posted_within_days"] = posted_since(now, given.posted_within_days)
    if given.salary_min is not None and given.currency:
        reached = Range("salary_max", at_least=given.salary_min)
        own["salary_min"] = And((reached, equals("currency", given.currency)))
    elif given.currency:
        own["currency"] = equals("currency", given.currency)
    return own


def posted_since(now: datetime, days: int) -> Filter:
    """Jobs posted in the last so many days."""
    return Range("posted_at", at_least=int((now - timedelta(days=days)).timestamp()))


def company_conditions(given: CompanyFilter) -> dict[str, Filter]:
    """The conditions on company documents, by name."""
    return {
        name: In(name, values)
        for name in ("industry", "size", "place", "country")
        if (values := getattr(given, name))
    }


def post_conditions(given: PostFilter) -> dict[str, Filter]:
    """The conditions on post documents that need nothing from elsewhere, by name."""
    own: dict[str, Filter] = {}
    if given.hashtag:
        own["hashtag"] = In("hashtag", tuple(tag.lstrip("#") for tag in given.hashtag))
    if given.author:
        own["author"] = In("author", given.author)
    if given.since is not None:
        own["since"] = Range("created_at", at_least=int(in_utc(given.since).timestamp()))
    if given.until is not None:
        own["until"] = Range("created_at", at_most=int(in_utc(given.until).timestamp()))
    return own
