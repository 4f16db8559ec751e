"""What members do: hand-written roles in technology, and the professions of the vacancies."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from graph.skills.taxonomy import OccupationEntry, SkillEntry, Taxonomy
from graph.world.demo import sources
from graph.world.demo.sources import Market

_T = TypeVar("_T")
Shares = NDArray[np.float64]
LEVELS = ("ENTRY", "ASSOCIATE", "SENIOR", "LEAD", "EXECUTIVE")
_SKILLS = 24
_LEAST_ADVERTS = 8
# Duties that every occupation of research or engineering has tell nothing about a person.
_SAID_OF_ALL = 60
_FIELDS = {
    "1": "Business Administration", "21": "Engineering", "211": "Physics", "212": "Mathematics",
    "213": "Environmental Science", "22": "Health Sciences", "23": "Education", "24": "Economics",
    "242": "Public Administration", "25": "Information Technology", "261": "Law",
    "262": "Library Science", "263": "Social Sciences", "264": "Communication Studies",
    "31": "Engineering Technology", "33": "Business Administration", "34": "Law",
    "4": "Office Administration",
}  # fmt: skip
_PAY = {"1": 120000, "2": 95000, "21": 100000, "25": 105000, "261": 120000, "3": 68000, "4": 48000}
# Occupations of offices, which companies of any kind have.
_ABROAD = ("121", "122", "133", "241", "2421", "2423", "2424", "243", "25", "331", "333", "334")


@dataclass(frozen=True, slots=True)
class Role:
    """A kind of work.

    `titles` has some for each of LEVELS; `skills` are canonical names, the most usual first.
    `web` and `learn` weigh how many members of each flavour do this. `occupation` is the position
    in the market's list, -1 for technology. `abroad`: also outside the United States.
    `adverts` are titles of the occupations whose vacancies ask for the same skills.
    """

    name: str
    titles: tuple[tuple[str, ...], ...]
    skills: tuple[str, ...]
    topics: tuple[str, ...]
    field: str
    pay: int
    web: float
    learn: float
    occupation: int = -1
    abroad: bool = True
    adverts: tuple[str, ...] = ()

    @property
    def technical(self) -> bool:
        """Whether it is one of the hand-written roles."""
        return self.occupation < 0


class Skillset:
    """Which skills an occupation needs, in an order that members and vacancies share."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self._taxonomy = taxonomy
        self._uses = Counter(
            id
            for occupation in taxonomy.occupations
            for id in (*occupation.essential, *occupation.optional)
        )

    def canonical(self, name: str) -> str | None:
        """The name under which the taxonomy knows a skill, or None."""
        found = self._taxonomy.find(name)
        return found.name if found else None

    def of(self, occupation: OccupationEntry, most: int = _SKILLS) -> list[str]:
        """Names of the essential skills, those a reader understands first, and of technologies."""
        entries = [self._taxonomy.by_id(id) for id in occupation.essential]
        known = [entry for entry in entries if entry is not None and self._telling(entry)]
        known.sort(key=self._plainness)
        technologies = [self._taxonomy.by_id(id) for id in occupation.technologies]
        names = [entry.name for entry in technologies if entry is not None][:6]
        ranked = [entry.name for entry in known]
        mixed = [*ranked[:4], *names[:3], *ranked[4:10], *names[3:], *ranked[10:]]
        if len(mixed) < most:
            rest = [self._taxonomy.by_id(id) for id in occupation.optional]
            more = [entry for entry in rest if entry and self._telling(entry)]
            mixed += [entry.name for entry in sorted(more, key=self._plainness)[:8]]
        return list(dict.fromkeys(mixed))[:most]

    def _telling(self, entry: SkillEntry) -> bool:
        return (
            entry.kind != "group" and self._uses[entry.id] <= _SAID_OF_ALL and len(entry.name) < 46
        )

    def _plainness(self, entry: SkillEntry) -> tuple[float, str]:
        words = len(entry.name.split())
        return words + len(entry.name) / 12 - 1.5 * (entry.kind == "knowledge"), entry.id


def load(taxonomy: Taxonomy, market: Market, skillset: Skillset) -> list[Role]:
    """All roles: those in technology first, then the professions by occupation."""
    found = _technology(taxonomy, skillset)
    covered = {title for role in found for title in role.adverts}
    return found + _professions(taxonomy, market, skillset, covered)


def shares(roles: list[Role]) -> tuple[Shares, Shares]:
    """How likely each role is for members of the web and of the machine learning flavour."""
    profession = np.array([role.occupation >= 0 for role in roles])
    found = []
    for weights, outside in (
        (np.array([role.web for role in roles]), 0.26),
        (np.array([role.learn for role in roles]), 0.12),
    ):
        weights[profession] *= outside / weights[profession].sum()
        weights[~profession] *= (1 - outside) / weights[~profession].sum()
        found.append(weights)
    return found[0], found[1]


def _technology(taxonomy: Taxonomy, skillset: Skillset) -> list[Role]:
    roles = []
    for name, row in sources.table("roles").items():
        curated = [skillset.canonical(skill) for skill in row["skills"]]
        skills = [skill for skill in curated if skill is not None]
        occupation = taxonomy.find_occupation(row["occupation"])
        if occupation is not None:
            skills += skillset.of(occupation, 5)
        roles.append(
            Role(
                name,
                tuple((title,) for title in row["titles"]),
                tuple(dict.fromkeys(skills)),
                tuple(row["topics"]),
                row["field"],
                row["pay"],
                float(row["web"]),
                float(row["learn"]),
                adverts=tuple(row.get("adverts", ())),
            )
        )
    return roles


def _professions(
    taxonomy: Taxonomy, market: Market, skillset: Skillset, covered: set[str]
) -> list[Role]:
    titles: dict[int, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    counts: Counter[int] = Counter()
    for advert in market.adverts:
        if "(" not in advert.title and len(advert.title) < 45:
            titles[advert.occupation][advert.level][advert.title] += 1
        counts[advert.occupation] += 1
    roles = []
    for number, (id, reported) in enumerate(market.occupations):
        occupation = taxonomy.occupation(id)
        if occupation is None or occupation.title in covered or counts[number] < _LEAST_ADVERTS:
            continue
        skills = skillset.of(occupation)
        if len(skills) < 8:
            continue
        weight = counts[number] ** 0.6 * (1.0 if occupation.isco_group[0] in "1234" else 0.15)
        roles.append(
            Role(
                occupation.title,
                _titles(occupation, titles[number], reported),
                tuple(skills),
                _topics(occupation, skills, taxonomy),
                _by_group(_FIELDS, occupation.isco_group, "General Studies"),
                _by_group(_PAY, occupation.isco_group, 55000),
                weight,
                weight,
                number,
                occupation.isco_group.startswith(_ABROAD),
            )
        )
    return roles


def _by_group(table: dict[str, _T], group: str, default: _T) -> _T:
    keys = [key for key in table if group.startswith(key)]
    return table[max(keys, key=len)] if keys else default


def _titles(
    occupation: OccupationEntry, advertised: dict[str, Counter[str]], reported: tuple[str, ...]
) -> tuple[tuple[str, ...], ...]:
    spoken = {
        stem
        for title in (occupation.title, *occupation.alternative_titles, *reported)
        for stem in _stems(title)
    }

    def usual(level: str) -> tuple[str, ...]:
        # A title that shares no word with the occupation was matched by its office alone.
        fitting = [
            title
            for title, count in advertised[level].most_common()
            if count > 1 and "Aide" not in title and _stems(title) & spoken
        ]
        return tuple(fitting[:3])

    plain = tuple(title.split("(")[0].strip() for title in reported if len(title) < 40)
    words = (word if word.isupper() else word.capitalize() for word in occupation.title.split())
    base = tuple(dict.fromkeys(usual("ASSOCIATE") + plain[:3])) or (" ".join(words),)
    found: list[tuple[str, ...]] = []
    for level in LEVELS:
        own = usual(level)
        if level == "SENIOR" and not own:
            own = tuple(f"Senior {title}" for title in base[:2] if "Senior" not in title)
        if level == "ASSOCIATE":
            own = base
        found.append(own or (base if level in ("ENTRY", "SENIOR") else found[-1]))
    return tuple(found)


def _stems(title: str) -> set[str]:
    return {word[:5].lower() for word in re.findall(r"\w{4,}", title)}


def _topics(occupation: OccupationEntry, skills: list[str], taxonomy: Taxonomy) -> tuple[str, ...]:
    short = [name for name in skills if len(name.split()) <= 2 and not name.startswith("Micro")]
    nouns = [name for name in short if (entry := taxonomy.find(name)) and entry.kind != "skill"]
    tags = [re.sub(r"\W", "", name.lower()) for name in nouns[:4]]
    shared = ["careers", "publicservice" if occupation.isco_group[0] in "2345" else "leadership"]
    return tuple(dict.fromkeys([*(tag for tag in tags if len(tag) > 3), *shared]))
