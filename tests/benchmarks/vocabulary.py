"""The words of the benchmark world: names, places, titles and skills, drawn from a seed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graph.skills import taxonomy

_OCCUPATIONS = 240
_POOL = 30

_FIRST = """
Ada Aisha Alan Amara Ana Andrei Anita Arjun Astrid Bao Beatriz Ben Camila Carlos Chen
Chloe Daniel Deepa Diego Dina Elena Emeka Emma Erik Fatima Felix Grace Hana Hassan Helena
Hugo Ibrahim Ines Ivan Jamal Jana Jiro Jonas Julia Kamal Karin Kenji Kofi Lars Laura Leila
Li Lucia Maja Marco Maria Mei Miguel Mina Nadia Naoko Niels Noor Olga Omar Oscar Paula
Pedro Priya Rafael Ravi Rosa Ruth Sam Sara Sofia Stefan Tariq Thea Tomas Uma Vera Victor
Wei Yara Yusuf Zainab Zoe
""".split()  # noqa: SIM905
_START = """
Al Bar Ben Cal Car Dal Del Fer Gar Gon Hal Han Kar Kov Lin Mar Mon Nak Ol Pet Ram Ros Sal
San Tan Var
""".split()  # noqa: SIM905
_END = """
berg dez dini er ez ford ic ini ira ko lund man mura nen oglu ov rossi sen ska son ston
thi wala
""".split()  # noqa: SIM905
CITIES = (
    ("London", "GB"), ("New York City", "US"), ("Berlin", "DE"), ("Paris", "FR"), ("Mumbai", "IN"),
    ("Bengaluru", "IN"), ("Tokyo", "JP"), ("Sao Paulo", "BR"), ("Toronto", "CA"), ("Sydney", "AU"),
    ("Madrid", "ES"), ("Amsterdam", "NL"), ("Singapore", "SG"), ("Chicago", "US"), ("Munich", "DE"),
    ("Los Angeles", "US"), ("Barcelona", "ES"), ("Milan", "IT"), ("Stockholm", "SE"),
    ("Dublin", "IE"),
    ("Warsaw", "PL"), ("Lagos", "NG"), ("Nairobi", "KE"), ("Cairo", "EG"), ("Istanbul", "TR"),
    ("Seoul", "KR"), ("Jakarta", "ID"), ("Manila", "PH"), ("Bogota", "CO"), ("Lima", "PE"),
    ("Mexico City", "MX"), ("Vienna", "AT"), ("Zurich", "CH"), ("Brussels", "BE"), ("Lisbon", "PT"),
    ("Prague", "CZ"), ("Budapest", "HU"), ("Athens", "GR"), ("Oslo", "NO"), ("Helsinki", "FI"),
    ("Copenhagen", "DK"), ("San Francisco", "US"), ("Seattle", "US"), ("Boston", "US"),
    ("Austin", "US"), ("Denver", "US"), ("Atlanta", "US"),
    ("Melbourne", "AU"), ("Montreal", "CA"),
    ("Manchester", "GB"), ("Hamburg", "DE"), ("Lyon", "FR"), ("Delhi", "IN"), ("Hyderabad", "IN"),
    ("Osaka", "JP"), ("Buenos Aires", "AR"), ("Cape Town", "ZA"), ("Dubai", "AE"),
    ("Tel Aviv", "IL"),
    ("Auckland", "NZ"),
)  # fmt: skip
INDUSTRIES = (
    "Software", "Banking", "Insurance", "Hospitals", "Pharmaceuticals", "Retail", "Logistics",
    "Construction", "Energy", "Telecommunications", "Education", "Public administration", "Media",
    "Consulting", "Law", "Manufacturing", "Automotive", "Hospitality", "Agriculture", "Research",
)  # fmt: skip
HASHTAGS = (
    "hiring", "careers", "ai", "datascience", "leadership", "remotework", "startups", "design",
    "engineering", "python", "cloud", "security", "healthcare", "education", "sustainability",
    "marketing", "sales", "finance", "productivity", "opensource", "diversity", "energy",
    "mobility",
    "research", "management", "writing", "law", "hr", "logistics", "construction",
)  # fmt: skip
_COMMON = (
    "Python", "SQL", "Microsoft Excel", "Git", "JavaScript", "Docker", "Kubernetes", "Linux",
    "Amazon Web Services", "communication", "project management", "English",
)  # fmt: skip
_COMPANY = (
    "North", "Blue", "Prime", "Silver", "Green", "Bright", "Stone", "River", "Atlas", "Nova",
    "Apex", "Delta", "Orion", "Summit", "Harbour", "Cedar", "Vector", "Quantum", "Union", "Metro",
)  # fmt: skip
_COMPANY_KIND = (
    "Systems", "Labs", "Partners", "Group", "Works", "Health", "Logistics", "Energy", "Bank",
    "Software", "Foods", "Motors", "Media", "Studios", "Consulting", "Networks",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Work:
    """One kind of work: its title and the names of the skills that go with it, best first."""

    title: str
    skills: tuple[str, ...]


def draw_work(rng: np.random.Generator) -> list[Work]:
    """Occupations of the taxonomy with at least 8 skills each, as skill names it knows."""
    known = taxonomy.load()
    common = [skill for skill in map(known.find, _COMMON) if skill]
    kinds = []
    for occupation in known.occupations:
        ids = (*occupation.essential[:10], *occupation.technologies[:8], *occupation.optional[:8])
        found = [skill for skill in map(known.by_id, ids) if skill]
        extra = [common[i] for i in rng.permutation(len(common))[:4]]
        names = dict.fromkeys(
            entry.name
            for entry in (*found, *extra)
            if (same := known.find(entry.name)) and same.id == entry.id
        )
        if len(names) >= 8:
            kinds.append(Work(occupation.title, tuple(names)[:_POOL]))
    chosen = rng.permutation(len(kinds))[:_OCCUPATIONS]
    return [kinds[i] for i in chosen]


def draw_people(rng: np.random.Generator, size: int) -> list[str]:
    """First and last names; some people share theirs, as in life."""
    last = [a + b for a in _START for b in _END]
    given = rng.integers(len(_FIRST), size=size).tolist()
    last_of = np.minimum(rng.zipf(1.25, size=size) - 1, len(last) - 1)
    last_of = np.where(rng.random(size) < 0.5, rng.integers(len(last), size=size), last_of)
    return [f"{_FIRST[a]} {last[b]}" for a, b in zip(given, last_of.tolist(), strict=True)]


def draw_companies(rng: np.random.Generator, size: int) -> list[str]:
    """Names of companies, all different."""
    names = []
    for number in range(size):
        first, kind = rng.integers(len(_COMPANY)), rng.integers(len(_COMPANY_KIND))
        own = _START[rng.integers(len(_START))] + _END[rng.integers(len(_END))]
        names.append(f"{own} {_COMPANY[first]} {_COMPANY_KIND[kind]} {number + 1}")
    return names
