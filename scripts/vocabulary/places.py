"""The gazetteer from GeoNames: every city and country, and the names people write."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graph.places.gazetteer import place_key
from scripts.vocabulary.files import decisions, pack, rows

FOLDER = "geonames_cities"
OTHER_NAME_WEIGHT = 0.05
"""How much of its population a city brings to a contest over a name that is not its first one.

With it Islamabad is the capital of Pakistan and not Chattogram, Porto is not Bordeaux, and each
city of more than 200,000 but New Delhi is found by its own name alone.
"""

_CODE = re.compile(r"[A-Z]{2,4}|[A-Z0-9]{5}")


@dataclass(frozen=True)
class City:
    """A packed row, with the keys of its first names and of its other ones."""

    row: list[Any]
    own: set[str]
    others: set[str]


def build_places(sources: Path, choices_folder: Path, out: Path) -> int:
    """Writes places.json.gz; returns the number of cities. Raises ValueError."""
    choices = decisions(choices_folder / "places.toml")
    chosen = {int(id): names for id, names in choices["cities"].items()}
    cities = [_city(row, chosen) for row in rows(sources / FOLDER / "cities15000.csv.gz")]
    unknown = set(chosen) - {city.row[0] for city in cities}
    if unknown:
        raise ValueError(f"names are given for cities that are not there: {sorted(unknown)}")
    cities.sort(key=lambda city: (-city.row[5], city.row[0]))
    countries = [
        _country(row, choices["countries"]) for row in rows(sources / FOLDER / "countries.csv.gz")
    ]
    regions = [
        [place_key(name), country, code]
        for country, names_of in choices["regions"].items()
        for code, names in names_of.items()
        for name in (code, *names)
    ]
    names = _names(cities)
    pack(
        out / "places.json.gz",
        {
            "cities": [city.row for city in cities],
            "keys": [key for key, _ in names],
            "rows": [numbers if len(numbers) > 1 else numbers[0] for _, numbers in names],
            "countries": sorted(countries),
            "regions": sorted(regions),
        },
    )
    return len(cities)


def _city(row: dict[str, str], chosen: dict[int, list[str]]) -> City:
    id = int(row["geonameid"])
    own = {place_key(name) for name in (row["name"], *chosen.get(id, ()))}
    others = {place_key(name) for name in row["alternatenames"].split("|") if _is_usual(name)}
    packed = [
        id,
        row["name"],
        row["countrycode"],
        float(row["latitude"]),
        float(row["longitude"]),
        int(row["population"]),
        row["admin1code"],
    ]
    return City(packed, own, others - own - {""})


def _names(cities: list[City]) -> list[tuple[str, list[int]]]:
    """Each key with the rows of its cities, the likeliest first."""
    claims: dict[str, list[tuple[float, int]]] = defaultdict(list)
    for number, city in enumerate(cities):
        population = city.row[5]
        for key in city.own:
            claims[key].append((-population, number))
        for key in city.others:
            claims[key].append((-population * OTHER_NAME_WEIGHT, number))
    return [(key, [number for _, number in sorted(claims[key])]) for key in sorted(claims)]


def _is_usual(name: str) -> bool:
    """Whether people write it: Latin letters, more than two of them, and no code in capitals."""
    letters = [character for character in name if character.isalpha()]
    return (
        len(letters) > 2
        and not _CODE.fullmatch(name)
        and all("LATIN" in unicodedata.name(letter, "") for letter in letters)
    )


def _country(row: dict[str, str], names: dict[str, list[str]]) -> list[Any]:
    code = row["iso"]
    keys = dict.fromkeys(
        place_key(name) for name in (code, row["iso3"], row["name"], *names.get(code, ()))
    )
    return [code, row["name"], list(keys)]
