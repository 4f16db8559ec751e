"""Who is connected to whom in the benchmark world.

Degrees are log-normal, as measured on large professional networks: most members have a few dozen
connections, some have thousands. Each member meets others in ever wider circles (team, company,
school, city, everyone), by the configuration model inside each circle; between city and everyone,
open triangles are closed. What one circle cannot place, because it is too small or because the two
know each other already, the next one does, so the degrees come out as drawn.
Configuration model: Newman, Strogatz, Watts, Phys. Rev. E 64, 026118 (2001).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.int64]

LARGEST_SHARE = 0.0336
"""The largest degree as a share of all members: 3,360 of 100,000."""

_SPREAD = 1.14
"""The sigma that puts the largest of 100,000 log-normal degrees of mean 50 near 3,360."""


@dataclass(frozen=True, slots=True)
class Circles:
    """The circles of each member, as arrays of group numbers over the members."""

    team: Ids
    company: Ids
    school: Ids
    city: Ids


@dataclass(frozen=True, slots=True)
class Network:
    """Connections between members 0 to n - 1, and the same as adjacency in CSR form."""

    lower: Ids
    higher: Ids
    starts: Ids
    neighbours: Ids

    @property
    def degrees(self) -> Ids:
        """The number of connections of each member."""
        degrees: Ids = np.diff(self.starts)
        return degrees


def draw_circles(
    rng: np.random.Generator, members: int, companies: int, schools: int, cities: int
) -> Circles:
    """Teams of 5 to 120 inside companies of very unequal size; schools and cities likewise."""
    sizes = np.clip(rng.lognormal(3.2, 0.7, size=members // 10 + 1), 5, 120).astype(np.int64)
    team = np.repeat(np.arange(len(sizes)), sizes)[:members]
    if len(team) < members:
        team = np.concatenate([team, np.full(members - len(team), len(sizes))])
    rng.shuffle(team)
    teams = int(team.max()) + 1
    company_of_team = _unequal(rng, teams, companies)
    city_of_team = _unequal(rng, teams, cities)
    away = rng.random(members) < 0.15
    city = np.where(away, _unequal(rng, members, cities), city_of_team[team])
    return Circles(team, company_of_team[team], _unequal(rng, members, schools), city)


def _unequal(rng: np.random.Generator, size: int, groups: int) -> Ids:
    """Group numbers whose sizes fall off by Zipf's law with exponent 0.8."""
    weights = (np.arange(groups) + 1.0) ** -0.8
    return rng.choice(groups, size=size, p=weights / weights.sum()).astype(np.int64)


def draw_network(
    rng: np.random.Generator, circles: Circles, connections: int, largest: int
) -> Network:
    """Exactly `connections` different pairs of members; nobody has more than about `largest`."""
    members = len(circles.team)
    target = _degrees(rng, members, connections, largest)
    keys = np.empty(0, np.int64)
    everyone = np.zeros(members, np.int64)
    for group, share in (
        (circles.team, 0.40),
        (circles.company, 0.25),
        (circles.school, 0.20),
        (circles.city, 0.25),
    ):
        room = np.bincount(group)[group] - 1
        wanted = np.minimum(np.round(_left(target, keys) * share).astype(np.int64), room)
        keys = _joined(keys, _matched(rng, wanted, group, members))
    for _ in range(2):
        budget = np.round(_left(target, keys) * 0.6).astype(np.int64)
        keys = _joined(keys, _closed_triangles(rng, keys, budget, members))
    for _ in range(12):
        keys = _joined(keys, _matched(rng, _left(target, keys), everyone, members))
    keys = _exactly(rng, keys, connections, members)
    return _network(keys, members)


def _degrees(rng: np.random.Generator, members: int, connections: int, largest: int) -> Ids:
    raw = rng.lognormal(0.0, _SPREAD, size=members)
    low, high = 0.0, 2.0 * connections
    for _ in range(60):  # The scale that makes the clipped degrees add up.
        scale = (low + high) / 2
        total = np.clip(raw * scale, 1, largest).sum()
        low, high = (scale, high) if total < 2 * connections else (low, scale)
    degrees: Ids = np.clip(np.round(raw * high), 1, largest).astype(np.int64)
    degrees[np.argmax(degrees)] = min(largest, members - 1)
    return degrees


def _left(target: Ids, keys: Ids) -> Ids:
    members = len(target)
    have = np.bincount(keys // members, minlength=members)
    have += np.bincount(keys % members, minlength=members)
    left: Ids = np.maximum(target - have, 0)
    return left


def _keys(one: Ids, other: Ids, members: int) -> Ids:
    keep = one != other
    lower, higher = np.minimum(one, other)[keep], np.maximum(one, other)[keep]
    keys: Ids = lower * members + higher
    return keys


def _joined(keys: Ids, more: Ids) -> Ids:
    return _unique(np.concatenate([keys, more]))


def _unique(keys: Ids) -> Ids:
    # By sorting: the hash table of np.unique takes ten times as long on keys of this form.
    ordered = np.sort(keys)
    different = np.concatenate([[True], ordered[1:] != ordered[:-1]])
    return np.asarray(ordered[different[: len(ordered)]])


def _matched(rng: np.random.Generator, wanted: Ids, group: Ids, members: int) -> Ids:
    """Each member's `wanted` half-edges, paired at random inside the groups."""
    stubs = rng.permutation(np.repeat(np.arange(members), wanted))
    stubs = stubs[np.argsort(group[stubs], kind="stable")]
    stubs = stubs[: len(stubs) // 2 * 2]
    one, other = stubs[0::2], stubs[1::2]
    same = group[one] == group[other]
    return _keys(one[same], other[same], members)


def _closed_triangles(rng: np.random.Generator, keys: Ids, budget: Ids, members: int) -> Ids:
    """New pairs that share a connection, as many for each member as the budget has."""
    network = _network(keys, members)
    degrees = network.degrees
    # Each member asks one of their connections at a time for one of its connections.
    start = np.repeat(np.arange(members), np.where(degrees > 0, budget, 0))
    rng.shuffle(start)
    middle = _neighbour(rng, network, start)
    found = _unique(_keys(start, _neighbour(rng, network, middle), members))
    found = rng.permutation(np.setdiff1d(found, keys, assume_unique=True))
    found = found[_rank(found // members) < budget[found // members]]
    return found[_rank(found % members) < budget[found % members]]


def _neighbour(rng: np.random.Generator, network: Network, of: Ids) -> Ids:
    at = network.starts[of] + (rng.random(len(of)) * network.degrees[of]).astype(np.int64)
    return network.neighbours[at]


def _rank(values: Ids) -> Ids:
    """For each place, how many earlier places hold the same value."""
    order = np.argsort(values, kind="stable")
    ordered = values[order]
    first = np.searchsorted(ordered, ordered, side="left")
    rank = np.empty(len(values), np.int64)
    rank[order] = np.arange(len(values)) - first
    return rank


def _exactly(rng: np.random.Generator, keys: Ids, connections: int, members: int) -> Ids:
    while len(keys) < connections:
        short = 2 * (connections - len(keys)) + 16
        more = _keys(rng.integers(members, size=short), rng.integers(members, size=short), members)
        more = np.setdiff1d(_unique(more), keys, assume_unique=True)
        keys = _joined(keys, rng.permutation(more)[: connections - len(keys)])
    return np.sort(rng.permutation(keys)[:connections])


def _network(keys: Ids, members: int) -> Network:
    lower, higher = keys // members, keys % members
    ends = np.concatenate([lower, higher])
    order = np.argsort(ends, kind="stable")
    starts = np.concatenate([[0], np.cumsum(np.bincount(ends, minlength=members))])
    return Network(lower, higher, starts, np.concatenate([higher, lower])[order])
