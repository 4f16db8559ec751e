"""How well shared neighbours foretell ties: some are hidden, and scored beside untied pairs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graph.analytics.network import Network

_PAIRS = 2_000


@dataclass(frozen=True, slots=True)
class Foretold:
    """How one score did.

    `auc` is the chance that a hidden tie has a higher score than a pair without a tie, where equal
    ones count half; 0.5 is what guessing gives.
    """

    score: str
    auc: float


SHARED = ("common_neighbours", "adamic_adar", "resource_allocation")
"""Scores of a pair by the neighbours both have (Liben-Nowell, Kleinberg 2007; Zhou 2009)."""


def _weights(kind: str, degrees: np.ndarray) -> np.ndarray:
    """What a neighbour counts. One that two members share has two ties at least."""
    several = np.maximum(degrees, 2.0)
    if kind == "adamic_adar":
        return np.asarray(1 / np.log(several))
    if kind == "resource_allocation":
        return np.asarray(1 / several)
    return np.ones(len(degrees))


def scores(network: Network, one: np.ndarray, other: np.ndarray, kind: str) -> np.ndarray:
    """The score of each pair of places: one of SHARED, or preferential_attachment."""
    degrees = np.diff(network.matrix.indptr).astype(float)
    if kind == "preferential_attachment":
        product: np.ndarray = degrees[one] * degrees[other]
        return product
    weights = _weights(kind, degrees)
    matrix = network.matrix.astype(float)
    found = np.zeros(len(one))
    for start in range(0, len(one), _PAIRS):
        part = slice(start, start + _PAIRS)
        found[part] = matrix[one[part]].multiply(matrix[other[part]]) @ weights
    return found


def foretold(
    network: Network, *, hidden: float = 0.1, most: int = 20_000, seed: int = 1
) -> list[Foretold]:
    """Hides a share of the ties (at most `most`) and says how well each score finds them again.

    The pairs without a tie are drawn alike from all pairs. The better score comes first. Raises
    ValueError for a network without ties, or where every pair is tied.
    """
    chance = np.random.default_rng(seed)
    count = len(network.ids)
    rows = np.repeat(np.arange(count), np.diff(network.matrix.indptr))
    upper = rows < network.matrix.indices
    ties = np.stack([rows[upper], network.matrix.indices[upper]])
    if not 0 < ties.shape[1] < count * (count - 1) // 2:
        raise ValueError("some pairs must be tied, and some not")
    out = np.zeros(ties.shape[1], dtype=bool)
    size = min(most, max(1, round(hidden * ties.shape[1])))
    out[chance.choice(ties.shape[1], size, replace=False)] = True
    rest = Network.of(network.ids, network.ids[ties[:, ~out]])
    apart = _apart(network, size, chance)
    found = []
    for kind in (*SHARED, "preferential_attachment"):
        hits, misses = (scores(rest, pairs[0], pairs[1], kind) for pairs in (ties[:, out], apart))
        found.append(Foretold(kind, _auc(hits, misses)))
    return sorted(found, key=lambda one: -one.auc)


def _apart(network: Network, size: int, chance: np.random.Generator) -> np.ndarray:
    """Pairs of places without a tie."""
    count = len(network.ids)
    kept: list[np.ndarray] = []
    while sum(pairs.shape[1] for pairs in kept) < size:
        pairs = chance.integers(0, count, (2, 2 * size))
        tied = np.asarray(network.matrix[pairs[0], pairs[1]]).ravel() != 0
        kept.append(pairs[:, (pairs[0] != pairs[1]) & ~tied])
    return np.concatenate(kept, axis=1)[:, :size]


def _auc(hits: np.ndarray, misses: np.ndarray) -> float:
    """The chance that a hit is above a miss (Mann and Whitney 1947)."""
    ordered = np.sort(misses)
    below = np.searchsorted(ordered, hits, side="left")
    equal = np.searchsorted(ordered, hits, side="right") - below
    return float((below + equal / 2).mean() / len(misses))
