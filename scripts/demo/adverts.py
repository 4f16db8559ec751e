"""Real vacancies of federal agencies and of the City of New York."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graph.places.gazetteer import Gazetteer
from graph.skills.taxonomy import OccupationEntry
from scripts.demo.companies import Company
from scripts.demo.matching import Occupations
from scripts.demo.titles import is_internship, level, readable
from scripts.vocabulary.files import rows

_AT_MOST_OF_A_TITLE = 3
_HOURS, _DAYS = 1820, 260
_TEMPORARY = {"Temporary", "Term", "Seasonal", "Summer", "Temporary Promotion"}
_BOROUGHS = {
    "brooklyn": "Brooklyn", "bklyn": "Brooklyn", "queens": "Queens", "qns": "Queens",
    "jamaica": "Queens", "corona": "Queens", "woodside": "Queens", "bronx": "The Bronx",
    "staten": "Staten Island", "l i city": "Queens", "manhattan": "Manhattan",
}  # fmt: skip


@dataclass
class Advert:
    """One vacancy; salaries are US dollars a year, 0 where not given."""

    title: str
    company: str
    occupation: OccupationEntry
    city: str
    employment: str
    level: str
    salary_min: int = 0
    salary_max: int = 0
    remote: bool = False
    description: str = ""


class Agencies:
    """The employers of the adverts, made when first met."""

    def __init__(self, choices: dict[str, Any], gazetteer: Gazetteer) -> None:
        self.companies: dict[str, Company] = {}
        self._choices = choices
        self._gazetteer = gazetteer

    def federal(self, department: str, agency: str) -> Company | None:
        """The agency, or its department where the agency has no offices of its own."""
        found = self._choices["agencies"].get(agency) or self._choices["departments"].get(
            department
        )
        if found is None:
            return None
        name, seat, domain = found
        place = self._gazetteer.find(seat)
        city = place.name if place else seat.split(",")[0]
        return self.companies.setdefault(
            name,
            Company(
                name,
                "federal",
                "Government Administration",
                city=city,
                country="US",
                domain=domain.split("/")[0],
                description=f"An agency of the United States government, based in {seat}.",
            ),
        )

    def of_new_york(self, agency: str) -> Company | None:
        """The agency of the city under its full name."""
        name = self._choices["new_york"].get(agency)
        if name is None:
            return None
        about = "An agency of the City of New York."
        return self.companies.setdefault(
            name,
            Company(
                name,
                "city",
                "Government Administration",
                city="New York City",
                country="US",
                domain="nyc.gov",
                description=about,
            ),
        )


def read_adverts(
    sources: Path, occupations: Occupations, agencies: Agencies, codes: dict[str, str]
) -> list[Advert]:
    """All vacancies whose title a reader and an occupation understand."""
    found: list[Advert] = []
    seen: Counter[tuple[str, str]] = Counter()
    streams = (
        _recent(sources, occupations, agencies, codes),
        _city(sources, occupations, agencies, codes),
        _federal(sources, occupations, agencies, codes),
    )
    for stream in streams:
        for advert in stream:
            key = advert.title.lower(), advert.company
            seen[key] += 1
            if seen[key] <= _AT_MOST_OF_A_TITLE:
                found.append(advert)
    return found


def _federal(
    sources: Path, occupations: Occupations, agencies: Agencies, codes: dict[str, str]
) -> Iterator[Advert]:
    for row in rows(sources / "jobs_usajobs/usajobs_titles.csv.gz"):
        title = readable(row["position_title"], codes)
        company = agencies.federal(row["department"], row["agency"])
        if title is None or company is None:
            continue
        occupation = occupations.of(title, series=row["occupation_series"])
        if occupation is None:
            continue
        kind = row["appointment_type"]
        if kind == "Internships" or is_internship(title):
            employment = "INTERNSHIP"
        elif "part-time" in row["position_title"].lower() or kind == "Intermittent":
            employment = "PART_TIME"
        else:
            employment = "TEMPORARY" if kind in _TEMPORARY else "FULL_TIME"
        yield Advert(title, company.name, occupation, company.city, employment, level(title))


def _city(
    sources: Path, occupations: Occupations, agencies: Agencies, codes: dict[str, str]
) -> Iterator[Advert]:
    factors = {"Annual": 1, "Hourly": _HOURS, "Daily": _DAYS}
    for row in rows(sources / "jobs_nyc/nyc_jobs.csv.gz"):
        title = readable(row["Business Title"], codes)
        company = agencies.of_new_york(row["Agency"])
        if title is None or company is None:
            continue
        occupation = occupations.of(title, category=row["Job Category"]) or occupations.of(
            readable(row["Civil Service Title"], codes) or title
        )
        if occupation is None:
            continue
        employment = "INTERNSHIP" if is_internship(title) else "FULL_TIME"
        if row["Full-Time/Part-Time indicator"] == "P" and employment == "FULL_TIME":
            employment = "PART_TIME"
        factor = factors[row["Salary Frequency"]]
        low, high = (
            round(float(row[column] or 0) * factor, -2)
            for column in ("Salary Range From", "Salary Range To")
        )
        where = row["Work Location"].lower()
        borough = next((name for key, name in _BOROUGHS.items() if key in where), "New York City")
        yield Advert(
            *(title, company.name, occupation, borough, employment, level(title)),
            *(int(low), int(max(low, high))),
        )


def _recent(
    sources: Path, occupations: Occupations, agencies: Agencies, codes: dict[str, str]
) -> Iterator[Advert]:
    for row in rows(sources / "jobs_usajobs/usajobs_recent_full.csv.gz"):
        title = readable(row["title"], codes)
        company = agencies.federal(row["department"], row["organization"])
        if title is None or company is None:
            continue
        occupation = occupations.of(title) or occupations.of("data scientist")
        if occupation is None:
            continue
        duties = " ".join(row["duties"].split())
        if len(duties) > 900:
            duties = duties[: duties.rfind(". ", 0, 900) + 1] or duties[:900]
        low, high = int(float(row["min_salary"])), int(float(row["max_salary"]))
        yield Advert(
            *(title, company.name, occupation, company.city, "FULL_TIME", level(title)),
            *(low, high, row["telework"] == "True", duties),
        )
