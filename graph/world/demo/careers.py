"""Where the members work and worked."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from graph.places.gazetteer import Gazetteer, Place
from graph.world.demo import sources
from graph.world.demo.people import VIEWER_ID, People
from graph.world.demo.roles import Role
from graph.world.demo.sources import Market
from graph.world.demo.spreading import spread
from graph.world.demo.tables import draw, months, random, write_table
from graph.world.demo.ties import Ints, Ties

_SIZES = {"1-10": 2, "11-50": 5, "51-200": 12, "201-1000": 26, "1001+": 60, "10001+": 40, "": 4}
# How many people in technology an industry of the S&P 500 has, beside its others.
_TECHNICAL = {
    "Software Development": 4.0, "IT Services": 4.0, "Semiconductors": 1.6, "Media": 1.5,
    "Computer Hardware": 2.0, "Communication Services": 2.5, "Financial Services": 0.8,
}  # fmt: skip
_WORLDWIDE = (
    "Software Development", "IT Services", "Semiconductors", "Computer Hardware",
    "Communication Services",
)  # fmt: skip
# The largest employers in technology have many times the staff of the others.
_LARGEST = {
    "Alphabet Inc.": 14, "Microsoft": 10, "Amazon": 60, "Meta Platforms": 12, "Apple Inc.": 10,
    "IBM": 5, "Oracle Corporation": 3, "Salesforce": 3, "Nvidia": 8, "Intel": 5, "Cisco": 4,
    "Adobe Inc.": 3, "Netflix": 8, "Uber": 25, "Airbnb": 20, "Red Hat": 3, "GitHub": 4,
    "Shopify": 4, "GitLab": 4, "Stripe": 4, "Accenture": 2, "Cognizant": 2, "JPMorgan Chase": 8,
    "Qualcomm": 3, "Advanced Micro Devices": 3, "Booking Holdings": 20, "PayPal": 4,
    "Capital One": 4, "Goldman Sachs": 4, "Tesla, Inc.": 20, "Palantir Technologies": 2,
}  # fmt: skip
_REGIONS = {
    "americas": "US CA BR MX AR CO CL PE",
    "europe": "GB DE FR ES IT NL SE PL UA PT CH AT BE IE NO DK FI CZ GR RO HU BG HR RS SK LT EE",
    "asia-pacific": "IN CN JP KR AU NZ SG TW HK VN ID PH TH MY PK BD LK",
}
_POSITIONS = 4


@dataclass(frozen=True, slots=True)
class Careers:
    """The current employer of each member, -1 where there is none, and their titles.

    `past` has the employers before, one row a position, -1 where there is none.
    """

    employer: Ints
    title: list[str]
    past: NDArray[np.int64]


class Employers:
    """Which companies members of a kind work for; a kind is a country or a profession."""

    def __init__(self, market: Market, roles: list[Role], people: People) -> None:
        self._weights: list[NDArray[np.float64]] = []
        companies = market.companies
        self._size = np.array([_SIZES.get(company.size, 8) for company in companies], dtype=float)
        for code in people.countries:
            self._weights.append(self._technology(market, code))
        of_role = {}
        for number, role in enumerate(roles):
            if role.occupation >= 0:
                of_role[number] = len(self._weights)
                self._weights.append(self._profession(market, role))
                self._weights.append(self._offices(market))
        american = people.in_country("US")
        self.kind = people.country.copy()
        for number, start in of_role.items():
            own = people.role == number
            self.kind[own] = np.where(american[own], start, start + 1)
        self._open = np.array([weight > 0 for weight in self._weights])

    def _technology(self, market: Market, code: str) -> NDArray[np.float64]:
        weights = self._size.copy()
        for row, company in enumerate(market.companies):
            if company.public:
                weights[row] = 3.0 if code == "US" else 0.0
            elif company.kind == "listed":
                factor = _TECHNICAL.get(company.industry, 0.25)
                known = company.industry in _WORLDWIDE or company.name in _LARGEST
                abroad = 0.5 if known else 0.0
                weights[row] *= factor * (1.0 if code == company.country else abroad)
                if code == "US" and company.country != "US":
                    weights[row] *= 0.3
            else:
                weights[row] *= _hires(company, code)
            weights[row] *= _LARGEST.get(company.name, 1)
        return weights

    def _profession(self, market: Market, role: Role) -> NDArray[np.float64]:
        weights = np.zeros(len(market.companies))
        for advert in market.adverts:
            if advert.occupation == role.occupation:
                weights[advert.company] += 1
        weights = weights**0.7
        if role.abroad:
            offices = self._size * [
                company.country == "US" and not company.public for company in market.companies
            ]
            weights = weights / weights.sum() + 0.8 * offices / offices.sum()
        return weights

    def _offices(self, market: Market) -> NDArray[np.float64]:
        return self._size * [
            company.kind == "remote" or company.industry in _WORLDWIDE
            for company in market.companies
        ]

    def draw(self, members: Ints, rng: np.random.Generator) -> Ints:
        """An employer at random for each of the members."""
        found = np.zeros(len(members), dtype=np.int64)
        kinds = self.kind[members]
        for kind in np.unique(kinds).tolist():
            own = np.flatnonzero(kinds == kind)
            found[own] = draw(self._weights[kind], len(own), rng)
        return found

    def fits(self, members: Ints, companies: Ints) -> NDArray[np.bool_]:
        """Whether each company employs people of the kind of the member beside it."""
        return np.asarray(self._open[self.kind[members], companies])


def _hires(company: sources.Company, code: str) -> float:
    if company.country == code:
        return 4.0
    if company.region in ("worldwide", ""):
        return 0.8
    known = [codes.split() for region, codes in _REGIONS.items() if region in company.region]
    return 1.2 if any(code in codes for codes in known) else 0.1


def write_careers(
    folder: Path, ties: Ties, people: People, market: Market, roles: list[Role], seed: int, now: int
) -> Careers:
    """Writes positions.csv. `now` is in seconds since 1970."""
    rng = random(seed, "careers")
    employers = Employers(market, roles, people)
    employer = spread(
        ties,
        lambda members: employers.draw(members, rng),
        rng,
        seeds=0.25,
        strays=0.22,
        agreements=3,
        fits=employers.fits,
    )
    past = np.full((ties.count, _POSITIONS - 1), -1)
    count = np.minimum(rng.poisson(people.experience / 4.5), _POSITIONS - 1)
    count = np.minimum(count, people.level + 1)
    for slot in range(_POSITIONS - 1):
        had = np.flatnonzero(count > slot)
        drawn = employers.draw(had, rng)
        # Former colleagues: half of the former employers are those of a connection.
        shared = employer[ties.close_neighbour(had, rng)]
        use = employers.fits(had, shared) & (rng.random(len(had)) < 0.5)
        past[had, slot] = np.where(use, shared, drawn)
        before = np.concatenate([employer[had, None], past[had, :slot]], axis=1)
        again = had[(before == past[had, slot][:, None]).any(axis=1)]
        past[again, slot] = employers.draw(again, rng)
    working = rng.random(ties.count) > 0.06
    working[VIEWER_ID - 1] = True
    titles = _write_positions(folder, people, roles, employer, past, working, rng, now)
    return Careers(np.where(working, employer, -1), titles, past)


def _write_positions(
    folder: Path,
    people: People,
    roles: list[Role],
    employer: Ints,
    past: NDArray[np.int64],
    working: NDArray[np.bool_],
    rng: np.random.Generator,
    now: int,
) -> list[str]:
    this_month = int(np.datetime64(now, "s").astype("datetime64[M]").astype(int))
    size = len(employer)
    held = 1 + (past >= 0).sum(axis=1)
    total = people.experience * 12 + rng.integers(2, 12, size)
    begun = this_month - total
    member, company, started, ended, level = [], [], [], [], []
    # Positions from the first to the current one share the years of work between them.
    cuts = np.sort(rng.random((size, _POSITIONS)), axis=1)
    for slot in range(_POSITIONS):
        own = np.flatnonzero(held > slot)
        last = held[own] == slot + 1
        start = np.zeros(len(own)) if slot == 0 else cuts[own, slot - 1]
        end = np.where(last, 1.0, cuts[own, slot])
        member.append(own)
        company.append(
            np.where(last, employer[own], past[own, np.minimum(slot, past.shape[1] - 1)])
        )
        from_month = begun[own] + (start * total[own]).astype(np.int64)
        to_month = np.maximum(begun[own] + (end * total[own]).astype(np.int64), from_month)
        gone = this_month - rng.integers(0, 5, len(own))
        ended.append(
            np.where(~last, to_month, np.where(working[own], -1, np.maximum(gone, from_month)))
        )
        started.append(from_month)
        level.append(np.maximum(people.level[own] - (held[own] - 1 - slot), 0))
    members = np.concatenate(member)
    levels = np.concatenate(level)
    chance = rng.random(len(members)).tolist()
    titles = [
        _pick(roles[role].titles[step], u)
        for role, step, u in zip(
            people.role[members].tolist(), levels.tolist(), chance, strict=True
        )
    ]
    starts, ends = np.concatenate(started), np.concatenate(ended)
    order = np.lexsort((-starts, members))
    write_table(
        folder,
        "positions",
        "member_id company_id title started ended",
        (
            (members[order] + 1).tolist(),
            (np.concatenate(company)[order] + 1).tolist(),
            [titles[row] for row in order.tolist()],
            months(starts[order]),
            months(ends[order]),
        ),
    )
    current = [""] * size
    latest = np.concatenate([held[own] == slot + 1 for slot, own in enumerate(member)])
    for row in np.flatnonzero(latest).tolist():
        current[members[row]] = titles[row]
    return current


def _pick(options: tuple[str, ...], chance: float) -> str:
    # The first title of a role is the usual one.
    return options[int(chance**1.6 * len(options))]


def seats(
    people: People, careers: Careers, market: Market, gazetteer: Gazetteer, seed: int
) -> list[Place | None]:
    """Where the employer of each member wants them to live; None where that does not matter."""
    rng = random(seed, "seats")
    places = [
        gazetteer.find(company.city, company.country) if company.city else None
        for company in market.companies
    ]
    pull = [
        0.85 if company.public else 0.45 if company.kind == "listed" else 0.2
        for company in market.companies
    ]
    found: list[Place | None] = []
    chance = rng.random(len(people.role)).tolist()
    for country, company, u in zip(
        people.country.tolist(), careers.employer.tolist(), chance, strict=True
    ):
        place = places[company] if company >= 0 and u < pull[company] else None
        same = place is not None and place.country == people.countries[country]
        found.append(place if same else None)
    return found
