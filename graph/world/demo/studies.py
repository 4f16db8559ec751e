"""Where the members studied."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from graph.world.demo import sources
from graph.world.demo.people import People
from graph.world.demo.roles import Role
from graph.world.demo.spreading import spread
from graph.world.demo.tables import draw, months, random, write_table
from graph.world.demo.ties import Ints, Ties

_DEGREES = ("Bachelor of Science", "Bachelor of Arts", "Bachelor of Engineering", "BSc", "B.Tech")
_HIGHER = ("Master of Science", "MSc", "Master of Engineering", "MBA", "PhD")
_OTHER = (
    "Computer Science", "Mathematics", "Physics", "Electrical Engineering", "Philosophy",
    "Information Systems", "Linguistics", "Economics", "Design", "Mechanical Engineering",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Studies:
    """Names of the schools, and the first school of each member as a position among them."""

    names: list[str]
    school: Ints


def write_studies(
    folder: Path, ties: Ties, people: People, roles: list[Role], seed: int, now: int
) -> Studies:
    """Writes schools.csv and educations.csv."""
    table: dict[str, list[str]] = sources.table("schools")
    names = [name for schools in table.values() for name in schools]
    country_of = np.array(
        [people.countries.index(code) for code, schools in table.items() for _ in schools]
    )
    write_table(
        folder,
        "schools",
        "id name country",
        (range(1, len(names) + 1), names, [people.countries[row] for row in country_of.tolist()]),
    )
    rng = random(seed, "studies")
    rank = np.concatenate([1 / np.arange(1, len(schools) + 1) ** 0.7 for schools in table.values()])
    weights = [np.where(country_of == row, rank, 0) for row in range(len(people.countries))]
    # Some studied abroad, mostly in the countries with the best known schools.
    abroad = np.where(
        np.isin(country_of, [people.countries.index(c) for c in ("US", "GB", "DE", "CA")]), rank, 0
    )

    def drawn(members: Ints) -> Ints:
        found = draw(abroad, len(members), rng)
        home = rng.random(len(members)) < 0.85
        for row, weight in enumerate(weights):
            own = np.flatnonzero(home & (people.country[members] == row))
            found[own] = draw(weight, len(own), rng)
        return found

    school = spread(
        ties,
        drawn,
        rng,
        seeds=0.2,
        strays=0.22,
        agreements=2,
        fits=lambda members, labels: country_of[labels] == people.country[members],
    )
    studied = np.flatnonzero(rng.random(ties.count) < 0.9)
    higher = studied[rng.random(len(studied)) < 0.4]
    again = np.where(rng.random(len(higher)) < 0.5, school[higher], drawn(higher))
    this_year = int(np.datetime64(now, "s").astype("datetime64[Y]").astype(int))
    finished = this_year - people.experience
    rows = [
        (studied, school[studied], _DEGREES, finished[studied] - np.isin(studied, higher) * 2, 4),
        (higher, again, _HIGHER, finished[higher], 2),
    ]
    columns: list[list[object]] = [[], [], [], [], [], []]
    for members, schools, degrees, until, years in rows:
        chance = rng.random((2, len(members)))
        columns[0] += (members + 1).tolist()
        columns[1] += (schools + 1).tolist()
        columns[2] += [degrees[int(u * u * len(degrees))] for u in chance[0].tolist()]
        fields = [roles[role].field for role in people.role[members].tolist()]
        columns[3] += [
            field if u < 0.7 else _OTHER[int(u * 997) % len(_OTHER)]
            for field, u in zip(fields, chance[1].tolist(), strict=True)
        ]
        columns[4] += months((until - years) * 12 + 8)
        columns[5] += months(until * 12 + 5)
    write_table(folder, "educations", "member_id school_id degree field started ended", columns)
    return Studies(names, np.where(np.isin(np.arange(ties.count), studied), school, -1))
