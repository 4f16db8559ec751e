"""The companies of the demo world: the S&P 500, remote-friendly companies and public agencies."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from graph.places.gazetteer import Gazetteer, Place
from graph.skills.taxonomy import Taxonomy
from scripts.vocabulary.files import rows

_SIZES = {
    "tiny": "1-10",
    "startup": "1-10",
    "small": "11-50",
    "medium": "51-200",
    "large": "201-1000",
    "enterprise": "1001+",
}
_SECTORS = {
    "Financials": "Financial Services",
    "Industrials": "Manufacturing and Industrials",
    "Information Technology": "Computer Hardware",
    "Application Software": "Software Development",
    "Systems Software": "Software Development",
    "IT Consulting & Other Services": "IT Services",
    "Internet Services & Infrastructure": "IT Services",
    "Semiconductors": "Semiconductors",
    "Semiconductor Materials & Equipment": "Semiconductors",
    "Movies & Entertainment": "Media",
    "Publishing": "Media",
    "Broadcasting": "Media",
    "Broadline Retail": "Retail",
    "Consumer Staples Merchandise Retail": "Retail",
    "Food Retail": "Retail",
    "Home Improvement Retail": "Retail",
    "Other Specialty Retail": "Retail",
    "Apparel Retail": "Retail",
    "Hotels, Resorts & Cruise Lines": "Travel and Hospitality",
    "Passenger Airlines": "Travel and Hospitality",
    "Automobile Manufacturers": "Automotive",
    "Automotive Parts & Equipment": "Automotive",
    "Aerospace & Defense": "Aerospace and Defense",
    "Pharmaceuticals": "Pharmaceuticals and Biotechnology",
    "Biotechnology": "Pharmaceuticals and Biotechnology",
}
# The first pattern that a description holds names the industry.
_INDUSTRIES = (
    (
        r"recruiting|hiring platform|talent (acq|market|plat)|job board|payroll|freelanc",
        "Human Resources",
    ),
    (r"health|medical|patient|clinic|wellness|therap", "Health Care"),
    (r"\bbank|payment|fintech|financ|invest|insur|trading|accounting|tax\b", "Financial Services"),
    (r"blockchain|crypto|bitcoin|ethereum|web3", "Financial Services"),
    (r"educat|learning platform|teach|student|school|course", "Education"),
    (r"video games?\b|gaming|game studio|game develop", "Computer Games"),
    (r"security|password|threat|privacy|vpn", "Computer and Network Security"),
    (r"e-?commerce|retail|shopping|marketplace|store\b", "Retail"),
    (r"travel|hotel|airline|booking", "Travel and Hospitality"),
    (r"marketing|advertis|\bseo\b|email campaign", "Marketing and Advertising"),
    (r"news|media|publish|journal|video|podcast|music", "Media"),
    (r"real estate|property|housing", "Real Estate"),
    (r"energy|climate|solar|carbon", "Renewable Energy"),
    (r"consult|agency|outsourc|studio|development company|software house", "IT Services"),
    (r"hosting|cloud|infrastructure|database|devops|monitor|server", "Cloud Computing"),
    (r"\bnon-?profit|open knowledge|charit", "Non-profit Organisations"),
)
_TAGS = {
    "javascript": "JavaScript", "python": "Python", "go": "Go", "ruby": "Ruby", "java": "Java",
    "php": "PHP", "dotnet": ".NET", "scala": "Scala", "elixir": "Elixir", "rust": "Rust",
    "react": "React", "aws": "Amazon Web Services", "typescript": "TypeScript",
    "nodejs": "Node.js", "azure": "Microsoft Azure", "kubernetes": "Kubernetes", "swift": "Swift",
    "postgres": "PostgreSQL", "docker": "Docker", "angular": "Angular", "vue": "Vue.js",
    "flutter": "Flutter", "sql": "SQL", "graphql": "GraphQL", "linux": "Linux", "ml": "",
}  # fmt: skip
_AMBIGUOUS = frozenset(
    ("C", "R", "D", "Go", "Less", "Make", "Slack", "Stack", "Swift", "Rust", "Spring", "Basic")
)


@dataclass
class Company:
    """One company; `kind` is listed, remote, federal or city."""

    name: str
    kind: str
    industry: str = ""
    size: str = ""
    city: str = ""
    country: str = ""
    domain: str = ""
    description: str = ""
    technologies: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    region: str = ""

    def row(self) -> list[Any]:
        """As it is packed."""
        return [
            *(self.name, self.kind, self.industry, self.size, self.city, self.country),
            *(self.domain, self.description, self.technologies, self.tags, self.region),
        ]


def _key(name: str) -> str:
    name = re.sub(
        r"\(.*?\)|,? (inc|corp|co|corporation|company|plc|ltd|llc|group)\b\.?", "", name.lower()
    )
    return re.sub(r"\W", "", name)


def read_companies(sources: Path, taxonomy: Taxonomy, gazetteer: Gazetteer) -> list[Company]:
    """The listed and the remote-friendly companies, each once."""
    found: dict[str, Company] = {}
    for company in _listed(sources, gazetteer):
        found.setdefault(_key(company.name), company)
    for company in _remote(sources, taxonomy, gazetteer):
        known = found.setdefault(_key(company.name), company)
        if known is not company:
            known.domain, known.technologies = company.domain, company.technologies
            known.tags, known.region = company.tags, company.region
    return list(found.values())


def _listed(sources: Path, gazetteer: Gazetteer) -> Iterator[Company]:
    for row in rows(sources / "companies/sp500_constituents.csv.gz"):
        name = re.sub(r"\s*\(.*?\)", "", row["Security"]).strip()
        seat = re.sub(r"\[\d+\]", "", row["Headquarters Location"]).split(";")[0].strip()
        place = gazetteer.find(seat) or gazetteer.find(seat.replace(" City,", ","))
        area = seat.rpartition(",")[2].strip()
        country = place.country if place else gazetteer.country_code(area) or "US"
        about = row["GICS Sub-Industry"]
        if (founded := row["Founded"][:4]).isdigit():
            about += f", founded in {founded}"
        about += f", headquartered in {seat}." if seat != "none" else "."
        yield Company(
            name,
            "listed",
            _listed_industry(row["GICS Sector"], row["GICS Sub-Industry"]),
            "10001+",
            place.name if place else seat.split(",")[0],
            country,
            description=about,
        )


def _listed_industry(sector: str, branch: str) -> str:
    return _SECTORS.get(branch) or _SECTORS.get(sector) or sector


def _remote(sources: Path, taxonomy: Taxonomy, gazetteer: Gazetteer) -> Iterator[Company]:
    for row in rows(sources / "companies/remote_companies.csv.gz"):
        about = _plain(row["blurb"])
        place = _seat(row["offices"], gazetteer)
        host = urlsplit(row["website"]).netloc.removeprefix("www.").lower()
        tags = [tag for tag in row["technologies"].split("|") if tag]
        yield Company(
            " ".join(row["name"].split()),
            "remote",
            _industry(about),
            _SIZES.get(row["company_size"], ""),
            place.name if place else "",
            place.country if place else "",
            host if re.fullmatch(r"[a-z0-9.-]+\.[a-z]{2,}", host) else "",
            about,
            _technologies(row["tech_text"], tags, taxonomy),
            tags,
            row["region"],
        )


def _industry(about: str) -> str:
    for pattern, industry in _INDUSTRIES:
        if re.search(pattern, about.lower()):
            return industry
    return "Software Development"


def _plain(text: str) -> str:
    """The first sentences of a Markdown text, at most some 400 characters."""
    text = re.sub(r"!\[[^\]]*\]\([^)]*\)|<[^>]+>", "", text)
    text = re.sub(r"https?://\S+", "", re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text))
    text = re.sub(r"&amp;", "&", re.sub(r"&[lg]t;|&nbsp;", " ", text))
    paragraphs = []
    for line in text.splitlines():
        line = re.sub(r"[*_`]{1,3}|^\s*>\s*", "", line).strip()
        if line and not line.startswith("#") and len(line) > 30:
            paragraphs.append(re.sub(r"^[-+]\s+", "", line))
    text = " ".join(" ".join(paragraphs).split())
    if len(text) > 420:
        cut = max(text.rfind(mark, 0, 420) for mark in (". ", "! ", "? "))
        text = text[: cut + 1] if cut > 80 else text[:420].rpartition(" ")[0] + " …"
    return text


def _seat(offices: str, gazetteer: Gazetteer) -> Place | None:
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)|https?://\S+", r"\1", offices)
    for line in re.split(r"[\n;•|]|\s[-–]\s|\band\b|\.\s", text):
        line = re.sub(r"[*()_]|^[-\s]+", " ", line.replace("(", ", ")).strip(" .-,")
        parts = [part.strip() for part in line.split(",") if part.strip()]
        for first, second in pairwise(parts):
            second = re.sub(r"\s*\d{4,}.*$", "", second)
            area = {"USA": "US", "UK": "GB"}.get(second, second)
            if place := gazetteer.find(f"{first}, {area}"):
                return place
        for part in parts:
            part = re.sub(
                r"(?i)^(?:headquarter\w*|offices?|hq|based)\s*(?:in|:)?\s*", "", part, flags=re.I
            )
            if gazetteer.country_code(part) is None and len(part) > 3:
                place = gazetteer.find(part)
                if place and place.population > 250_000:
                    return place
    return None


def _technologies(text: str, tags: list[str], taxonomy: Taxonomy) -> list[str]:
    """Names of the technologies in a text, and those of the tags; at most twelve."""
    found: dict[str, None] = {}
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    for phrase in re.split(r"[,;:\n*•()/]|\s-\s|\band\b|\.\s|\.$", text):
        words = phrase.replace("-", " ", 1).split() if phrase.startswith("-") else phrase.split()
        whole = len(words) <= 3
        for size in (3, 2, 1):
            for start in range(len(words) - size + 1):
                name = " ".join(words[start : start + size]).strip("&.'\"“”!- ")
                if not whole and (name in _AMBIGUOUS or not name[:1].isupper()):
                    continue
                skill = taxonomy.find(name) if len(name) > 1 else None
                if skill and skill.kind == "technology":
                    found.setdefault(skill.name)
    for tag in tags:
        skill = taxonomy.find(_TAGS[tag]) if _TAGS.get(tag) else None
        if skill:
            found.setdefault(skill.name)
    return list(found)[:12]
