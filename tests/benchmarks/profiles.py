"""Who the members of the benchmark world are: names, careers, education and skills."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tests.benchmarks import tables, vocabulary
from tests.benchmarks.network import Circles, Ids
from tests.benchmarks.vocabulary import CITIES, INDUSTRIES, Work

Times = NDArray[np.datetime64]

_WORK_OF_INDUSTRY = 14
_LEVELS = np.array(["BEGINNER", "INTERMEDIATE", "ADVANCED", "EXPERT", ""], dtype=object)
_DEGREES = np.array(["Bachelor", "Master", "Doctorate", "Diploma", ""], dtype=object)


@dataclass(frozen=True, slots=True)
class People:
    """The members, by number from 0; ids are numbers plus 1, as are those of companies."""

    circles: Circles
    names: list[str]
    companies: list[str]
    industry: Ids
    """Of each company, a row of INDUSTRIES."""
    works: list[Work]
    work_of_industry: Ids
    work: Ids
    """Of each member, a row of `works`."""
    joined: Times
    end: np.datetime64

    @property
    def size(self) -> int:
        """The number of members."""
        return len(self.names)


def draw_people(
    rng: np.random.Generator, circles: Circles, companies: int, end: np.datetime64
) -> People:
    """Names, works and joining times of the members, and the companies they work at."""
    members = len(circles.team)
    works = vocabulary.draw_work(rng)
    industry = rng.integers(len(INDUSTRIES), size=companies)
    of_industry = rng.integers(len(works), size=(len(INDUSTRIES), _WORK_OF_INDUSTRY))
    work = of_industry[industry[circles.company], rng.integers(_WORK_OF_INDUSTRY, size=members)]
    years = 15 * (1 - np.sqrt(rng.random(members)))
    joined = end - (np.sort(years)[::-1] * 365.25 * 86_400).astype("timedelta64[s]")
    return People(
        circles=circles,
        names=vocabulary.draw_people(rng, members),
        companies=vocabulary.draw_companies(rng, companies),
        industry=industry,
        works=works,
        work_of_industry=of_industry,
        work=work,
        joined=joined,
        end=end,
    )


def write_members(folder: Path, rng: np.random.Generator, people: People) -> None:
    """members.csv: 88 % PUBLIC, 8 % CONNECTIONS, 4 % PRIVATE; a third with a summary."""
    titles = [people.works[work].title for work in people.work.tolist()]
    employers = [people.companies[company] for company in people.circles.company.tolist()]
    sectors = people.industry[people.circles.company].tolist()
    written = (rng.random(people.size) < 0.33).tolist()
    visibility = rng.choice(
        np.array(["PUBLIC", "CONNECTIONS", "PRIVATE"], dtype=object),
        size=people.size,
        p=[0.88, 0.08, 0.04],
    )
    cities = [CITIES[city] for city in people.circles.city.tolist()]
    tables.write(
        folder,
        "members",
        {
            "id": np.arange(1, people.size + 1),
            "name": people.names,
            "headline": [f"{t} at {e}" for t, e in zip(titles, employers, strict=True)],
            "summary": [
                f"I work as {title}, with a background in {', '.join(work.skills[:3])}."
                if long
                else ""
                for title, work, long in zip(
                    titles, (people.works[w] for w in people.work.tolist()), written, strict=True
                )
            ],
            "industry": [INDUSTRIES[sector] for sector in sectors],
            "city": [city for city, _ in cities],
            "country": [country for _, country in cities],
            "profile_visibility": visibility,
            "created_at": people.joined,
        },
    )


def write_careers(folder: Path, rng: np.random.Generator, people: People, schools: int) -> None:
    """companies, schools, positions (about two a member) and educations (about one)."""
    count = len(people.companies)
    places = [CITIES[i] for i in rng.integers(len(CITIES), size=count).tolist()]
    tables.write(
        folder,
        "companies",
        {
            "id": np.arange(1, count + 1),
            "name": people.companies,
            "industry": [INDUSTRIES[i] for i in people.industry.tolist()],
            "size": np.bincount(people.circles.company, minlength=count) * 3 + 1,
            "city": [city for city, _ in places],
            "country": [country for _, country in places],
            "domain": [f"company{number}.example" for number in range(1, count + 1)],
        },
    )
    homes = [CITIES[i] for i in rng.integers(len(CITIES), size=schools).tolist()]
    tables.write(
        folder,
        "schools",
        {
            "id": np.arange(1, schools + 1),
            "name": [f"{city} School {number}" for number, (city, _) in enumerate(homes, 1)],
            "country": [country for _, country in homes],
        },
    )
    _write_positions(folder, rng, people)
    studied = np.flatnonzero(rng.random(people.size) < 0.85)
    began = _days(rng, people.end, len(studied), 3_000, 9_000)
    tables.write(
        folder,
        "educations",
        {
            "member_id": studied + 1,
            "school_id": people.circles.school[studied] + 1,
            "degree": _DEGREES[rng.integers(len(_DEGREES), size=len(studied))],
            "field": [INDUSTRIES[i] for i in rng.integers(len(INDUSTRIES), size=len(studied))],
            "started": began,
            "ended": began + rng.integers(700, 1_900, size=len(studied)).astype("timedelta64[D]"),
        },
    )


def _write_positions(folder: Path, rng: np.random.Generator, people: People) -> None:
    since = _days(rng, people.end, people.size, 30, 2_400)
    left = np.where(rng.random(people.size) < 0.05, since + 20, np.datetime64("NaT", "D"))
    past = np.repeat(np.arange(people.size), rng.poisson(1.0, size=people.size))
    weights = np.bincount(people.circles.company, minlength=len(people.companies)) + 1.0
    before = rng.choice(len(people.companies), size=len(past), p=weights / weights.sum())
    ended = since[past] - rng.integers(1, 300, size=len(past)).astype("timedelta64[D]")
    began = ended - rng.integers(200, 2_000, size=len(past)).astype("timedelta64[D]")
    member = np.concatenate([np.arange(people.size), past])
    tables.write(
        folder,
        "positions",
        {
            "member_id": member + 1,
            "company_id": np.concatenate([people.circles.company, before]) + 1,
            "title": [people.works[work].title for work in people.work[member].tolist()],
            "started": np.concatenate([since, began]),
            "ended": np.concatenate([left, ended]),
        },
    )


def _days(rng: np.random.Generator, end: np.datetime64, size: int, least: int, most: int) -> Times:
    ago = rng.integers(least, most, size).astype("timedelta64[D]")
    days: Times = end.astype("datetime64[D]") - ago
    return days


def write_skills(
    folder: Path, rng: np.random.Generator, people: People
) -> tuple[Ids, NDArray[np.object_]]:
    """member_skills.csv, about eight a member; returns its member numbers and skill names."""
    members, names = [], []
    for work in np.unique(people.work).tolist():
        who = np.flatnonzero(people.work == work)
        pool = np.array(people.works[work].skills, dtype=object)
        many = np.clip(rng.poisson(8.0, size=len(who)), 1, len(pool))
        # The first of a work's skills are its essential ones, and commonest.
        order = np.argsort(rng.random((len(who), len(pool))) + np.arange(len(pool)) / 40, axis=1)
        rows, places = np.nonzero(np.arange(len(pool)) < many[:, None])
        members.append(who[rows])
        names.append(pool[order[rows, places]])
    member, skill = np.concatenate(members), np.concatenate(names)
    order = np.argsort(member, kind="stable")
    member, skill = member[order], skill[order]
    levels = _LEVELS[rng.integers(len(_LEVELS), size=len(member))]
    tables.write(
        folder, "member_skills", {"member_id": member + 1, "skill": skill, "level": levels}
    )
    return member, skill
