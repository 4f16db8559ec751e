"""The profiles of the members and of the companies, in words."""

from __future__ import annotations

import re
from pathlib import Path

from graph.world.demo import sources
from graph.world.demo.abilities import Abilities
from graph.world.demo.careers import Careers
from graph.world.demo.people import Homes, People
from graph.world.demo.roles import Role
from graph.world.demo.sources import Company, Market
from graph.world.demo.studies import Studies
from graph.world.demo.tables import moments, random, write_table

_OFFICE = re.compile("Microsoft (Office|Excel|Word|Outlook|PowerPoint|Access|Visio|Project)")


_BEGINNING = re.compile(r"(^|(?<!Inc)[.!?] )([a-z])(?=[a-z-]+ )")


def sentences(text: str) -> str:
    """The text with a capital where a sentence begins with the name of a skill."""
    text = text.replace("..", ".")
    return _BEGINNING.sub(lambda found: found[1] + found[2].upper(), text)


class Authors:
    """All that profiles and posts speak of; `verbs` are names of skills that are things to do."""

    def __init__(
        self,
        people: People,
        homes: Homes,
        careers: Careers,
        studies: Studies,
        abilities: Abilities,
        market: Market,
        roles: list[Role],
        verbs: set[str],
    ) -> None:
        self.people = people
        self.homes = homes
        self._careers = careers
        self._studies = studies
        self._roles = roles
        self._nouns: list[list[str]] = []
        self._tasks: list[list[str]] = []
        for member in range(len(people.name)):
            skills = abilities.of(member)
            things = [name for name in skills if name not in verbs]
            # Nobody is proud of knowing an office suite, unless it is all there is to say.
            telling = [name for name in things if not _OFFICE.match(name)]
            self._nouns.append(telling or things or ["teamwork"])
            self._tasks.append([name for name in skills if name in verbs])
        self._companies = market.companies
        self._employers: list[int] = careers.employer.tolist()
        self._schools: list[int] = studies.school.tolist()
        self._cities = [homes.places[row].name for row in homes.city.tolist()]
        self._role: list[int] = people.role.tolist()

    def role(self, member: int) -> Role:
        """What the member does."""
        return self._roles[self._role[member]]

    def employer(self, member: int) -> Company | None:
        """Where the member works now."""
        row = self._employers[member]
        return self._companies[row] if row >= 0 else None

    def tasks(self, member: int) -> list[str]:
        """Skills of the member that are things to do."""
        return self._tasks[member]

    def words(self, member: int, chance: list[float]) -> dict[str, object]:
        """What a text by the member may mention, by placeholder; `chance` picks the skill."""
        known = self._nouns[member]
        first = int(chance[0] ** 1.5 * len(known))
        employer = self.employer(member)
        school = self._schools[member]
        return {
            "skill": known[first],
            "skill2": known[(first + 1) % len(known)] if len(known) > 1 else "the old way",
            "skill3": known[(first + 2) % len(known)] if len(known) > 2 else "clear writing",
            "company": employer.name if employer else "",
            "title": self._careers.title[member],
            "city": self._cities[member],
            "school": self._studies.names[school] if school >= 0 else "my old school",
            "n": 6 + int(chance[1] * 38),
            "n2": 2 + int(chance[1] * 8),
        }


def write_members(folder: Path, authors: Authors, seed: int) -> None:
    """Writes members.csv."""
    people, homes = authors.people, authors.homes
    texts = sources.table("texts")["profiles"]
    rng = random(seed, "profiles")
    chances = rng.random((len(people.name), 6)).tolist()
    headlines, summaries, industries = [], [], []
    cities = [homes.places[row] for row in homes.city.tolist()]
    for member, chance in enumerate(chances):
        words = authors.words(member, [0.0, chance[4]])
        employer = authors.employer(member)
        # Longer than most skills exist, years of experience sound odd.
        words["years"] = min(max(int(people.experience[member]), 2), 16)
        words["industry"] = (employer.industry if employer else authors.role(member).field).lower()
        industries.append(employer.industry if employer else "")
        options = texts["headlines" if employer else "free"]
        headlines.append(sentences(options[int(chance[0] * len(options))].format_map(words)))
        summaries.append(_summary(texts, words, chance))
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
            people.visibility,
            moments(people.created),
        ),
    )


def _summary(texts: dict[str, list[str]], words: dict[str, object], chance: list[float]) -> str:
    if chance[1] > 0.72:
        return ""
    options = [
        text
        for text in texts["summaries"]
        if (words["company"] or "{company}" not in text)
        and (words["school"] != "my old school" or "{school}" not in text)
    ]
    parts = [options[int(chance[2] * len(options))].format_map(words)]
    if chance[3] < 0.3:
        parts.append(texts["more"][int(chance[4] * len(texts["more"]))].format_map(words))
    parts.append(texts["closes"][int(chance[5] * len(texts["closes"]))])
    return sentences(" ".join(part for part in parts if part))


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
