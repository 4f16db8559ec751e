"""Who the members are: flavour of work, country, city, name, experience; shared along the ties."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import numpy as np

from graph.places.gazetteer import Gazetteer, Place
from graph.world.demo import sources
from graph.world.demo.roles import Role, shares
from graph.world.demo.spreading import spread
from graph.world.demo.tables import DAY, draw, random
from graph.world.demo.ties import Ints, Ties

VIEWER_ID = 39
"""A member with many connections, an employer, skills that vacancies ask for and a busy feed."""

# What the viewer is, whatever the seed: a role with many vacancies, in the middle of a career.
_VIEWER_ROLE = "fullstack"
_VIEWER_YEARS = 9

_CITIES = 60
# Parts of cities that no address names.
_DISTRICT = re.compile(r"\d|New South Memphis|South Boston|Meads$")
_LIKE_THE_COUNTRY = 0.8
_JITTER_DEGREES = 0.04


@dataclass(frozen=True, slots=True)
class People:
    """One value for each member, in order of id.

    `role` is a position in the list of roles, `country` in `countries` (ISO codes), `experience`
    counts years of work, `level` is a position in LEVELS, `created` seconds since 1970.
    """

    role: Ints
    country: Ints
    countries: tuple[str, ...]
    experience: Ints
    level: Ints
    created: Ints
    first: list[str]
    name: list[str]
    visibility: list[str]

    def in_country(self, code: str) -> Any:
        """Which members live there."""
        return self.country == self.countries.index(code)


def make(ties: Ties, roles: list[Role], seed: int, now: int) -> People:
    """All members; `now` is in seconds since 1970."""
    names = sources.table("names")
    countries = tuple(names["shares"])
    share = np.array([names["shares"][code] for code in countries], dtype=float)
    rng = random(seed, "countries")
    country = spread(
        ties,
        lambda members: draw(share, len(members), rng),
        rng,
        seeds=0.05,
        strays=0.06,
        agreements=4,
    )
    viewer = VIEWER_ID - 1
    country[viewer] = countries.index("US")
    role = _roles(ties, roles, country == countries.index("US"), seed)
    role[viewer] = [it.name for it in roles].index(_VIEWER_ROLE)
    rng = random(seed, "experience")
    experience = np.minimum(rng.gamma(2.2, 4.0, ties.count), 38).astype(np.int64)
    experience[viewer] = _VIEWER_YEARS
    steps = np.digitize(experience, [2, 7, 13, 20])
    level = np.where(rng.random(ties.count) < 0.25, np.maximum(steps - 1, 0), steps)
    level = np.where((level == 4) & (rng.random(ties.count) < 0.6), 3, level)
    level[viewer] = steps[viewer]
    # Registrations grew over the years; well-connected members came early.
    rank = np.argsort(np.argsort(-ties.degree * rng.lognormal(0, 1.2, ties.count)))
    age_days = 30 + 16 * 365 * (1 - rank / ties.count) ** 1.4 * rng.uniform(0.75, 1, ties.count)
    created = now - (age_days * DAY).astype(np.int64) - rng.integers(0, DAY, ties.count)
    first, name = _names(names, [countries[row] for row in country.tolist()], seed)
    chance = random(seed, "visibility").random(ties.count)
    visibility = np.array(["PUBLIC", "", "CONNECTIONS", "PRIVATE"])[
        np.digitize(chance, [0.86, 0.92, 0.97])
    ].tolist()
    visibility[viewer] = "PUBLIC"
    return People(role, country, countries, experience, level, created, first, name, visibility)


def _roles(ties: Ties, roles: list[Role], american: Any, seed: int) -> Ints:
    rng = random(seed, "roles")
    web, learn = shares(roles)
    abroad = np.array([role.abroad for role in roles])
    weights = [web, learn, np.where(abroad, web, 0), np.where(abroad, learn, 0)]
    group = ties.learns.astype(int) + 2 * ~american
    likely = np.array([weight > np.max(weight) / 400 for weight in weights])

    def drawn(members: Ints) -> Ints:
        found = np.zeros(len(members), dtype=np.int64)
        for number, weight in enumerate(weights):
            own = np.flatnonzero(group[members] == number)
            found[own] = draw(weight, len(own), rng)
        return found

    return spread(
        ties,
        drawn,
        rng,
        seeds=0.15,
        strays=0.18,
        agreements=2,
        fits=lambda members, labels: likely[group[members], labels],
    )


def _names(tables: dict[str, Any], countries: list[str], seed: int) -> tuple[list[str], list[str]]:
    regions = [_region(table) for key, table in tables.items() if key != "shares"]
    of_country: dict[str, list[int]] = {}
    for number, table in enumerate(tables[key] for key in tables if key != "shares"):
        for code in table["countries"].split():
            of_country.setdefault(code, []).append(number)
    sizes = np.array([tables["shares"].get(region[3], 5) for region in regions], dtype=float)
    rng = random(seed, "names")
    chances = rng.random((len(countries), 5)).tolist()
    anywhere = draw(sizes, len(countries), rng).tolist()
    first, full = [], []
    for code, chance, other in zip(countries, chances, anywhere, strict=True):
        own = of_country[code]
        region = own[int(chance[0] ** 1.5 * len(own))] if chance[1] < _LIKE_THE_COUNTRY else other
        women, men, family, _ = regions[region]
        woman = chance[2] < 0.42
        given, surnames = (women, family[1]) if woman else (men, family[0])
        first.append(given[int(chance[3] * len(given))])
        # Some surnames are much more usual than others.
        full.append(f"{first[-1]} {surnames[int(chance[4] ** 1.3 * len(surnames))]}")
    return first, full


def _region(table: dict[str, str]) -> tuple[list[str], list[str], tuple[list[str], list[str]], str]:
    family = table["family"].split("|" if "|" in table["family"] else None)
    of_women = table.get("family_of_women", "").split() or family
    return table["women"].split(), table["men"].split(), (family, of_women), table["countries"][:2]


@dataclass(frozen=True, slots=True)
class Homes:
    """The city of each member: a position in `places`, and the point where the member lives."""

    city: Ints
    places: list[Place]
    latitude: list[float]
    longitude: list[float]


def settle(
    ties: Ties, people: People, seats: list[Place | None], gazetteer: Gazetteer, seed: int
) -> Homes:
    """Homes of all members: often where their connections live, or at the seat of their employer.

    `seats` has, for each member, the city where the employer wants them, or None.
    """
    places: list[Place] = []
    first_of: dict[str, int] = {}
    weights: dict[str, Any] = {}
    for code in people.countries:
        largest = [
            place
            for place in gazetteer.cities
            if place.country == code and not _DISTRICT.search(place.name)
        ][:_CITIES]
        first_of[code] = len(places)
        places += largest
        weights[code] = np.array([max(place.population, 1) for place in largest]) ** 0.9
    country_of = np.array([people.countries.index(place.country) for place in places])
    rng = random(seed, "cities")

    def drawn(members: Ints) -> Ints:
        found = np.zeros(len(members), dtype=np.int64)
        for number, code in enumerate(people.countries):
            own = np.flatnonzero(people.country[members] == number)
            found[own] = first_of[code] + draw(weights[code], len(own), rng)
        return found

    city = spread(
        ties,
        drawn,
        rng,
        seeds=0.1,
        strays=0.12,
        agreements=3,
        fits=lambda members, labels: country_of[labels] == people.country[members],
    )
    row_of = {place.id: row for row, place in enumerate(places)}
    for member, seat in enumerate(seats):
        if seat is not None:
            if seat.id not in row_of:
                row_of[seat.id] = len(places)
                places.append(seat)
            city[member] = row_of[seat.id]
    near = rng.normal(0, _JITTER_DEGREES, (2, ties.count))
    latitude = np.array([place.latitude for place in places])[city] + near[0]
    longitude = np.array([place.longitude for place in places])[city] + near[1]
    return Homes(city, places, latitude.round(3).tolist(), longitude.round(3).tolist())
