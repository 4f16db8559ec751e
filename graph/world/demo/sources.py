"""The packaged sources of the demo world, read from `data/`; licences stand beside them."""

from __future__ import annotations

import gzip
import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import orjson

_DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Company:
    """A real employer. `kind` is listed (S&P 500), remote, federal or city.

    `technologies` are names of skills, `region` is where a remote company hires.
    """

    name: str
    kind: str
    industry: str
    size: str
    city: str
    country: str
    domain: str
    description: str
    technologies: list[str]
    tags: list[str]
    region: str

    @property
    def public(self) -> bool:
        """Whether it is an agency."""
        return self.kind in ("federal", "city")


_COMPANY = tuple(field.name for field in fields(Company))


@dataclass(frozen=True, slots=True)
class Advert:
    """A real vacancy of an agency.

    `company` and `occupation` are positions in the lists beside it; salaries are US dollars a
    year, 0 where not given.
    """

    title: str
    company: int
    occupation: int
    city: str
    employment: str
    level: str
    salary_min: int
    salary_max: int
    remote: bool
    description: str


@dataclass(frozen=True, slots=True)
class Market:
    """Employers and vacancies; `occupations` are ESCO ids with titles that people report."""

    companies: tuple[Company, ...]
    adverts: tuple[Advert, ...]
    occupations: tuple[tuple[str, tuple[str, ...]], ...]


def market() -> Market:
    """The packaged employers and vacancies."""
    packed = _json("adverts.json.gz")
    return Market(
        tuple(
            Company(**dict(zip(_COMPANY, row, strict=True))) for row in _json("companies.json.gz")
        ),
        tuple(Advert(*row) for row in packed["adverts"]),
        tuple((id, tuple(titles)) for id, titles in packed["occupations"]),
    )


def _json(name: str) -> Any:
    return orjson.loads(gzip.decompress((_DATA / name).read_bytes()))


def table(name: str) -> dict[str, Any]:
    """A hand-written table: names, roles, schools or texts."""
    return tomllib.loads((_DATA / f"{name}.toml").read_text(encoding="utf-8"))
