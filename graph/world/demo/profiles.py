"""The profiles of the members and of the companies, in words."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from graph.world.demo import sources
from graph.world.demo.abilities import Abilities
from graph.world.demo.careers import Careers
from graph.world.demo.people import Homes, People
from graph.world.demo.roles import Role
from graph.world.demo.sources import Market
from graph.world.demo.studies import Studies
from graph.world.demo.tables import moments, random, write_table


@dataclass(frozen=True, slots=True)
class Authors:
    """All that profiles and posts speak of; `verbs` are names of skills that are things to do."""

    people: People
    homes: Homes
    careers: Careers
    studies: Studies
    abilities: Abilities
    market: Market
    roles: list[Role]
    verbs: set[str]


def nouns(skills: list[str], verbs: set[str]) -> list[str]:
    """Those of the skills that are things, not things to do; at least one."""
    return [name for name in skills if name not in verbs] or ["teamwork"]


def write_members(folder: Path, authors: Authors, seed: int) -> None:
    """Writes members.csv."""
    people, homes, careers = authors.people, authors.homes, authors.careers
    market, studies = authors.market, authors.studies
    texts = sources.table("texts")["profiles"]
    rng = random(seed, "profiles")
    chances = rng.random((len(people.name), 6)).tolist()
    headlines, summaries, industries = [], [], []
    cities = [homes.places[row] for row in homes.city.tolist()]
    for member, (title, employer, chance) in enumerate(
        zip(careers.title, careers.employer.tolist(), chances, strict=True)
    ):
        known = nouns(authors.abilities.of(member), authors.verbs)
        words = {
            "title": title,
            "company": market.companies[employer].name if employer >= 0 else "",
            "skill": known[0],
            "skill2": known[1 % len(known)],
            "skill3": known[2 % len(known)],
            "city": cities[member].name,
            "years": max(int(people.experience[member]), 2),
            "school": studies.names[studies.school[member]],
        }
        role = authors.roles[people.role[member]]
        industry = market.companies[employer].industry if employer >= 0 else role.field
        industries.append(industry if employer >= 0 else "")
        words["industry"] = industry.lower()
        options = texts["headlines" if employer >= 0 else "free"]
        headlines.append(options[int(chance[0] * len(options))].format_map(words))
        summaries.append(_summary(texts, words, chance, employer >= 0, studies.school[member] >= 0))
    visibility = people.visibility
    write_table(
        folder,
        "members",
        "id name headline summary industry city country latitude longitude profile_visibility"
        " created_at",
        (
            range(1, len(people.name) + 1),
            people.name,
            headlines,
            summaries,
            industries,
            [place.name for place in cities],
            [place.country for place in cities],
            homes.latitude,
            homes.longitude,
            visibility,
            moments(people.created),
        ),
    )


def _summary(
    texts: dict[str, list[str]],
    words: dict[str, object],
    chance: list[float],
    works: bool,
    studied: bool,
) -> str:
    if chance[1] > 0.72:
        return ""
    options = [
        text
        for text in texts["summaries"]
        if (works or "{company}" not in text) and (studied or "{school}" not in text)
    ]
    first = int(chance[2] * len(options))
    parts = [options[first].format_map(words)]
    if chance[3] < 0.3:
        other = options[(first + 1 + int(chance[4] * (len(options) - 1))) % len(options)]
        if other.split("{")[0] != options[first].split("{")[0]:
            parts.append(other.format_map(words))
    parts.append(texts["closes"][int(chance[5] * len(texts["closes"]))])
    return " ".join(part for part in parts if part)


def write_companies(folder: Path, market: Market) -> None:
    """Writes companies.csv."""
    rows = [
        (row, it.name, it.industry, it.size, it.city, it.country, it.domain, it.description)
        for row, it in enumerate(market.companies, start=1)
    ]
    write_table(
        folder,
        "companies",
        "id name industry size city country domain description",
        tuple(zip(*rows, strict=True)),
    )
