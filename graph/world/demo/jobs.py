"""Vacancies: the real ones of agencies, and positions in technology at real companies."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from graph.skills.taxonomy import Taxonomy
from graph.world.demo.roles import LEVELS, Role, Skillset
from graph.world.demo.sources import Market
from graph.world.demo.tables import DAY, draw, moments, random, write_table

_ADVERTS = 8_200
_TECHNICAL = 5_200
_MOST_OF_A_TITLE = 40
_DAYS = 60
_LEVEL_PAY = (0.72, 1.0, 1.3, 1.55, 1.95)
_MONEY = {
    "GB": ("GBP", 0.62), "DE": ("EUR", 0.62), "FR": ("EUR", 0.5), "ES": ("EUR", 0.42),
    "IE": ("EUR", 0.65), "NL": ("EUR", 0.6), "IT": ("EUR", 0.42), "BE": ("EUR", 0.55),
    "CA": ("CAD", 1.0), "AU": ("AUD", 1.15), "CH": ("CHF", 0.95), "IN": ("INR", 22.0),
    "PL": ("PLN", 2.0), "BR": ("BRL", 1.7), "PT": ("EUR", 0.38),
}  # fmt: skip
_TEAMS = (
    "Payments", "Platform", "Growth", "Search", "Data Platform", "Checkout", "Developer Tools",
    "Integrations", "Core Product", "Infrastructure", "Analytics", "Identity", "Messaging",
    "Internal Tools", "Marketplace", "Reporting", "Customer Experience", "Security",
)  # fmt: skip
_WITHOUT_TEAM = ("sales", "marketing", "recruiting", "project_management", "research")
_TAGGED = {
    "ruby": "ruby", "php": "php", "mobile": "mobile", "java": "java", "scala": "java",
    "dotnet": "dotnet", "devops": "devops", "cloud": "devops", "infrastructure": "devops",
    "ml": "machine_learning", "data": "data_engineering", "javascript": "frontend",
    "python": "backend", "go": "backend", "rust": "systems", "elixir": "backend",
    "sql": "data_analysis", "react": "frontend",
}  # fmt: skip
_ANYWHERE = (
    "fullstack", "backend", "product", "design", "engineering_management", "data_science",
    "security", "quality", "marketing", "sales", "recruiting", "data_engineering", "devops",
    "project_management", "developer_relations", "machine_learning", "data_analysis",
)  # fmt: skip


@dataclass(slots=True)
class Vacancy:
    """One row of jobs.csv with its skills and whether each is essential."""

    company: int
    title: str
    description: str
    city: str
    country: str
    remote: bool
    employment: str
    level: str
    salary: tuple[int, int, str]
    skills: list[tuple[str, bool]]


def write_jobs(
    folder: Path, market: Market, roles: list[Role], taxonomy: Taxonomy, skillset: Skillset,
    seed: int, now: int,
) -> int:  # fmt: skip
    """Writes jobs.csv and job_skills.csv and returns how many there are; ids are in time order."""
    rng = random(seed, "jobs")
    vacancies = _advertised(market, roles, taxonomy, skillset, rng)
    vacancies += _technical(market, roles, rng)
    size = len(vacancies)
    posted = now - 120 - (rng.random(size) ** 1.35 * _DAYS * DAY).astype(np.int64)
    order = np.argsort(posted, kind="stable")
    expires = posted + rng.integers(40, 95, size) * DAY
    # Some stay open until they are filled.
    open_ended = rng.random(size) < 0.06
    ends = [
        "" if is_open else moment
        for is_open, moment in zip(open_ended[order].tolist(), moments(expires[order]), strict=True)
    ]
    chosen = [vacancies[row] for row in order.tolist()]
    pay = [it.salary if it.salary[1] else ("", "", "") for it in chosen]
    write_table(
        folder,
        "jobs",
        "id company_id title description city country remote employment_type experience_level"
        " salary_min salary_max currency posted_at expires_at",
        (
            range(1, size + 1),
            [it.company + 1 for it in chosen],
            [it.title for it in chosen],
            [it.description for it in chosen],
            [it.city for it in chosen],
            [it.country for it in chosen],
            ["true" if it.remote else "false" for it in chosen],
            [it.employment for it in chosen],
            [it.level for it in chosen],
            *([row[part] for row in pay] for part in range(3)),
            moments(posted[order]),
            ends,
        ),
    )
    rows = [
        (number, name, "true" if essential else "false")
        for number, it in enumerate(chosen, start=1)
        for name, essential in it.skills
    ]
    write_table(folder, "job_skills", "job_id skill essential", tuple(zip(*rows, strict=True)))
    return size


def _some(
    ranked: list[str] | tuple[str, ...], least: int, most: int, rng: np.random.Generator
) -> list[tuple[str, bool]]:
    """A few skills, the first more likely; the front of the choice is essential."""
    count = min(int(rng.integers(least, most + 1)), len(ranked))
    score = -np.arange(len(ranked)) / 4.0 + rng.gumbel(size=len(ranked))
    chosen = np.sort(np.argsort(-score)[:count]).tolist()
    essential = max(2, round(count * 0.6))
    return [(ranked[row], place < essential) for place, row in enumerate(chosen)]


def _advertised(
    market: Market,
    roles: list[Role],
    taxonomy: Taxonomy,
    skillset: Skillset,
    rng: np.random.Generator,
) -> list[Vacancy]:
    skills_of: dict[int, list[str]] = {
        role.occupation: list(role.skills) for role in roles if role.occupation >= 0
    }
    shared = {title: role for role in reversed(roles) for title in role.adverts}
    for number, (id, _) in enumerate(market.occupations):
        occupation = taxonomy.occupation(id)
        if occupation is not None and occupation.title in shared:
            usual = shared[occupation.title].skills[:16]
            own = skillset.of(occupation, 6)
            skills_of[number] = list(dict.fromkeys([*usual[:4], *own[:3], *usual[4:], *own[3:]]))
        elif number not in skills_of and occupation is not None:
            skills_of[number] = skillset.of(occupation)
    seen: Counter[str] = Counter()
    pairs = set()
    chosen: list[Vacancy] = []
    # Those with a full text or a salary first, then in a random order.
    chance = rng.random(len(market.adverts))
    plain = [not it.description and not it.salary_max for it in market.adverts]
    for row in np.argsort(chance + np.array(plain, dtype=float)).tolist():
        advert = market.adverts[row]
        seen[advert.title] += 1
        pair = advert.title.lower(), advert.company
        if pair in pairs or seen[advert.title] > _MOST_OF_A_TITLE:
            continue
        skills = skills_of.get(advert.occupation, [])
        if len(skills) < 3 or len(chosen) == _ADVERTS:
            continue
        pairs.add(pair)
        company = market.companies[advert.company]
        needs = _some(skills, 3, 9, rng)
        level = LEVELS.index(advert.level)
        chosen.append(
            Vacancy(
                advert.company,
                advert.title,
                advert.description or _of_agency(advert.title, company.name, needs, level, rng),
                advert.city,
                "US",
                advert.remote,
                advert.employment,
                advert.level,
                (advert.salary_min, advert.salary_max, "USD"),
                needs,
            )
        )
    return chosen


_DUTIES = (
    "You work in a small team and answer for your own area.",
    "You advise colleagues in other offices and speak for the team in meetings.",
    "You plan the work of the coming quarter and report on its progress.",
    "You prepare decisions, write clearly and keep good records.",
    "The work combines time in the office with visits on site.",
)


_YEARS = (
    "No experience is needed.",
    "",
    "Several years of experience are expected.",
    "Experience in leading people is expected.",
    "A record of leading large teams is expected.",
)


def _of_agency(
    title: str, company: str, needs: list[tuple[str, bool]], level: int, rng: np.random.Generator
) -> str:
    names = [name for name, _ in needs]
    opening = f"{company} is looking for a new colleague: {title}."
    duty = _DUTIES[int(rng.integers(len(_DUTIES)))]
    years = _YEARS[level]
    return " ".join(filter(None, [opening, duty, f"You bring: {', '.join(names)}.", years]))


def _technical(market: Market, roles: list[Role], rng: np.random.Generator) -> list[Vacancy]:
    by_name = {role.name: role for role in roles}
    companies = market.companies
    weights = np.array(
        [
            (0.0 if it.public else 1.0)
            * {"10001+": 1.2, "1001+": 4, "201-1000": 3, "51-200": 2, "11-50": 1}.get(it.size, 0.6)
            * (1.0 if it.kind == "remote" else 2.5 if "Technology" in it.industry else 0.35)
            for it in companies
        ]
    )
    found: list[Vacancy] = []
    pairs = set()
    for row in draw(weights, _TECHNICAL * 2, rng).tolist():
        vacancy = _position(row, market, by_name, rng)
        if (vacancy.title, row) not in pairs and len(found) < _TECHNICAL:
            pairs.add((vacancy.title, row))
            found.append(vacancy)
    return found


def _position(
    row: int, market: Market, by_name: dict[str, Role], rng: np.random.Generator
) -> Vacancy:
    company = market.companies[row]
    tagged = [_TAGGED[tag] for tag in company.tags if tag in _TAGGED]
    pool = tagged if tagged and rng.random() < 0.6 else _ANYWHERE
    role = by_name[pool[int(rng.integers(len(pool)))]]
    level = int(np.digitize(rng.random(), [0.12, 0.5, 0.85, 0.97]))
    title = role.titles[level][0]
    team = (
        _TEAMS[int(rng.integers(len(_TEAMS)))]
        if rng.random() < 0.45 and level < 4 and role.name not in _WITHOUT_TEAM
        else ""
    )
    theirs = [name for name in role.skills if name in company.technologies]
    ranked = theirs + [name for name in role.skills if name not in theirs]
    needs = _some(ranked, 4, 10, rng)
    remote = company.kind == "remote" and (not company.city or rng.random() < 0.75)
    currency, factor = _MONEY.get(company.country, ("USD", 1.0))
    middle = role.pay * _LEVEL_PAY[level] * factor * rng.normal(1, 0.09)
    salary = (0, 0, "")
    if rng.random() < 0.75:
        salary = (int(round(middle * 0.88, -3)), int(round(middle * 1.14, -3)), currency)
    employment = ("FULL_TIME", "CONTRACT", "PART_TIME")[
        int(np.digitize(rng.random(), [0.88, 0.97]))
    ]
    if level == 0 and rng.random() < 0.35:
        title, employment = title.replace("Junior ", "") + " Intern", "INTERNSHIP"
        salary = (0, 0, "")
    return Vacancy(
        row,
        f"{title}, {team}" if team else title,
        _of_company(company.name, company.description, title, team, needs, remote),
        company.city,
        company.country,
        remote,
        employment,
        LEVELS[level],
        salary,
        needs,
    )


def _of_company(
    company: str, about: str, title: str, team: str, needs: list[tuple[str, bool]], remote: bool
) -> str:
    must = [name for name, essential in needs if essential]
    nice = [name for name, essential in needs if not essential]
    parts = [f"{company} is hiring: {title}{f' for our {team} team' if team else ''}."]
    if "." in about[:-1] or len(about) > 60:
        parts.append(about)
    parts.append(f"You know {', '.join(must)} well.")
    if nice:
        parts.append(f"Nice to have: {', '.join(nice)}.")
    if remote:
        parts.append("You may work from where you like.")
    return " ".join(parts)
