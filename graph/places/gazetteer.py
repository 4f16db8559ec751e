"""Cities and countries of the world, packaged from GeoNames.

Made by `scripts/build_vocabulary.py`; source and licence stand in `data/LICENCES.md`.
"""

from __future__ import annotations

import gzip
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import orjson

DATA = Path(__file__).parent / "data"

_UNDECOMPOSED = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
)
_MARKS = re.compile("[\u0300-\u036f]+")
_NOT_WORD = re.compile(r"[\W_]+")
_SHORT_FORMS = {"st": "saint", "ste": "sainte", "ft": "fort", "mt": "mount"}


def place_key(name: str) -> str:
    """The spelling-independent key of a city or country.

    Case and accents are folded, punctuation and spaces dropped, and a first word "St", "Ste",
    "Ft" or "Mt" is written out: "São Paulo" gives "saopaulo", "St. Louis" gives "saintlouis".
    """
    if not name.isascii():
        name = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name).casefold())
        name = _MARKS.sub("", name.translate(_UNDECOMPOSED))
    first, *rest = _NOT_WORD.sub(" ", name.lower().replace("'", "")).split() or [""]
    return "".join([_SHORT_FORMS.get(first, first) if rest else first, *rest])


@dataclass(frozen=True, slots=True)
class Place:
    """A city. `id` is the GeoNames id, `country` an ISO 3166 alpha-2 code.

    `latitude` and `longitude` are degrees in WGS 84, `population` is a number of inhabitants and
    `region` the GeoNames code of the first administrative level: in the United States the postal
    code of the state.
    """

    id: int
    name: str
    country: str
    latitude: float
    longitude: float
    population: int
    region: str = ""


class Gazetteer:
    """All cities of more than 15,000 inhabitants, and all countries; immutable, made by `load`.

    `cities` is sorted by population, largest first; `countries` has the English name of each
    ISO 3166 alpha-2 code.
    """

    def __init__(
        self,
        cities: tuple[Place, ...],
        rows_by_key: dict[str, int | list[int]],
        countries: list[tuple[str, str, list[str]]],
        regions: list[tuple[str, str, str]],
    ) -> None:
        self.cities = cities
        self.countries = {code: name for code, name, _keys in countries}
        self._rows_by_key = rows_by_key
        self._by_id = {place.id: place for place in cities}
        self._keys_by_id: dict[int, tuple[str, ...]] = {}
        self._country_by_key = {key: code for code, _name, keys in countries for key in keys}
        self._region_by_key = {key: (country, region) for key, country, region in regions}

    def by_id(self, place_id: int) -> Place | None:
        """The city with this GeoNames id, or None."""
        return self._by_id.get(place_id)

    def keys_of(self, place_id: int) -> tuple[str, ...]:
        """The keys by which `find` without a country answers this city; empty for unknown ids."""
        if not self._keys_by_id:
            found: dict[int, list[str]] = {}
            for key, rows in self._rows_by_key.items():
                row = rows if isinstance(rows, int) else rows[0]
                found.setdefault(self.cities[row].id, []).append(key)
            self._keys_by_id = {id_: tuple(keys) for id_, keys in found.items()}
        return self._keys_by_id.get(place_id, ())

    def country_code(self, text: str) -> str | None:
        """The ISO 3166 alpha-2 code of a code (two or three letters) or an English name."""
        return self._country_by_key.get(place_key(text))

    def find(self, city: str, country: str | None = None) -> Place | None:
        """The city of this name, in any case, with or without accents, also by other names.

        `country` is a code or an English name; one that is not known finds nothing. Where several
        cities fit, the most populous wins, but a city of which this is only an alternate name
        counts with a twentieth of its population. "Springfield, IL" and "Paris, France" are
        understood: what stands after the first comma narrows the search to a country or to a
        state of the United States or Canada.
        """
        code = None
        if country is not None and country.strip():
            code = self.country_code(country)
            if code is None:
                return None
        found = self._best(city, code, None)
        if found is None and "," in city:
            head, _, tail = city.partition(",")
            found = self._in_named_area(head, tail, code)
        return found

    def _in_named_area(self, head: str, tail: str, code: str | None) -> Place | None:
        area, _, last = tail.partition(",")
        region = self._region_by_key.get(place_key(area))
        tail_country = self.country_code(last or area)
        if region is not None and code in (None, region[0]):
            found = self._best(head, *region)
            if found is not None:
                return found
        if tail_country is not None and code in (None, tail_country):
            return self._best(head, tail_country, None)
        return None

    def _best(self, city: str, country: str | None, region: str | None) -> Place | None:
        rows = self._rows_by_key.get(place_key(city), [])
        for row in [rows] if isinstance(rows, int) else rows:
            place = self.cities[row]
            if country in (None, place.country) and region in (None, place.region):
                return place
        return None


@lru_cache(maxsize=1)
def load() -> Gazetteer:
    """The packaged gazetteer, read once per process.

    places.json.gz holds cities [id, name, country, latitude, longitude, population, region], keys
    and for each the row of its city (or rows, the likeliest first), countries [code, name, keys]
    and regions [key, country, region]; all keys are made by `place_key`.
    """
    packed = orjson.loads(gzip.decompress((DATA / "places.json.gz").read_bytes()))
    cities = tuple(Place(*row) for row in packed["cities"])
    rows_by_key = dict(zip(packed["keys"], packed["rows"], strict=True))
    return Gazetteer(cities, rows_by_key, packed["countries"], packed["regions"])
