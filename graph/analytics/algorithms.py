"""What networkx computes, on the sparse matrix of a whole network, in seconds.

Each function gives what networkx gives for `network.to_networkx()`; tests compare the two.
"""

from __future__ import annotations

import random
from collections import Counter
from itertools import repeat

import networkx as nx
import numpy as np
import scipy.sparse as sp
from graspologic_native import leiden
from scipy.sparse import csgraph

from graph.analytics.network import Network

_NOISE = 1e-13
"""More than what rounding can make of a gain."""
_AT_ONCE = 16
"""Sources of a search in breadth that share a sparse product."""


def pagerank(network: Network, *, alpha: float = 0.85, tol: float = 1e-6) -> np.ndarray:
    """PageRank by power iteration, as networkx.pagerank does it (Page et al. 1999)."""
    count = len(network.ids)
    if count == 0:
        return np.zeros(0)
    matrix = network.matrix.astype(float)
    degrees = np.asarray(matrix.sum(axis=1)).ravel()
    alone = np.flatnonzero(degrees == 0)
    weights = np.divide(1.0, degrees, out=np.zeros(count), where=degrees != 0)
    steps = (sp.diags_array(weights).tocsr() @ matrix).tocsr()
    even = np.full(count, 1.0 / count)
    ranks: np.ndarray = even.copy()
    for _ in range(100):
        last = ranks
        ranks = alpha * (ranks @ steps + ranks[alone].sum() * even) + (1 - alpha) * even
        if np.abs(ranks - last).sum() < count * tol:
            return ranks
    raise nx.PowerIterationFailedConvergence(100)


def components(network: Network) -> np.ndarray:
    """The connected component of each member: 0 is the largest, then by size, then by place."""
    _, labels = csgraph.connected_components(network.matrix, directed=False)
    return by_size(labels)


def cores(network: Network) -> np.ndarray:
    """The core number of each member: peeling all of the lowest degree at once (Seidman 1983)."""
    indptr, indices = network.matrix.indptr, network.matrix.indices
    degrees = np.diff(indptr).astype(np.int64)
    found = np.zeros(len(degrees), dtype=np.int64)
    alive = np.ones(len(degrees), dtype=bool)
    left, k = len(degrees), 0
    while left:
        k = max(k, int(degrees[alive].min()))
        front = np.flatnonzero(alive & (degrees <= k))
        while len(front):
            found[front] = k
            alive[front] = False
            left -= len(front)
            touched = _neighbours(indptr, indices, front)
            touched = touched[alive[touched]]
            np.subtract.at(degrees, touched, 1)
            touched = np.unique(touched)
            front = touched[degrees[touched] <= k]
    return found


def _neighbours(indptr: np.ndarray, indices: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """The columns of these rows, one after the other."""
    starts, sizes = indptr[rows], np.diff(indptr)[rows]
    ends = np.cumsum(sizes)
    places = np.arange(ends[-1]) - np.repeat(ends - sizes, sizes) + np.repeat(starts, sizes)
    found: np.ndarray = indices[places]
    return found


def communities(network: Network, *, seed: int = 1, threshold: float = 1e-7) -> np.ndarray:
    """The community of each member by the Louvain method (Blondel et al. 2008), resolution 1.

    The same partition as networkx.community.louvain_communities with this seed: the same order of
    visits and the same ties between gains. 0 is the largest community, then by size, then by place.
    """
    chance = random.Random(seed)
    matrix = network.matrix
    count = matrix.shape[0]
    labels = np.arange(count)
    if network.ties == 0:
        return by_size(labels)
    total = float(network.ties)
    flat, bounds = matrix.indices.tolist(), matrix.indptr.tolist()
    level = _Level([flat[bounds[i] : bounds[i + 1]] for i in range(count)], None, [0.0] * count)
    quality = level.modularity(list(range(count)), total)
    while True:
        joined = level.moved(total, chance)
        labels = np.asarray(joined)[labels]
        better = level.modularity(joined, total)
        if better - quality <= threshold:
            return by_size(labels)
        quality = better
        level = level.merged(joined)


def connected_communities(network: Network, *, seed: int = 1) -> np.ndarray:
    """The community of each member by the Leiden method (Traag et al. 2019), modularity.

    Each is connected in itself, which Louvain's need not be. graspologic-native computes them;
    networkx has none of its own. The same seed gives the same; numbered as in `communities`.
    """
    labels = np.arange(len(network.ids))
    if network.ties == 0:
        return by_size(labels)
    upper = sp.triu(network.matrix, k=1).tocoo()
    names = list(map(str, range(len(labels))))
    ends = zip(upper.row.tolist(), upper.col.tolist(), strict=True)
    _, homes = leiden([(names[one], names[other], 1.0) for one, other in ends], seed=seed)
    labels += len(labels)  # whoever has no tie is alone
    labels[[int(name) for name in homes]] = list(homes.values())
    return by_size(labels)


class _Level:
    """One graph of the hierarchy. `nearby[i]` are the neighbours of `i` without itself, in the
    order in which networkx would have them; `weights` are those of its edges, None for 1 each.
    """

    def __init__(
        self, nearby: list[list[int]], weights: list[list[float]] | None, own: list[float]
    ) -> None:
        self.nearby = nearby
        self.weights = weights
        self.own = own
        sums = map(len, nearby) if weights is None else map(sum, weights)
        self.degrees = [s + 2 * o for s, o in zip(sums, own, strict=True)]

    def moved(self, total: float, chance: random.Random) -> list[int]:
        """The community of each node after no move of a single one is a gain, numbered from 0.

        A node that stays notes by how much its community beats every other at least. What happens
        around it takes from that lead, and until nothing is left it would stay again and is passed
        over: the many last rounds, in which few move, cost little, and the result is the same.
        """
        nearby, degrees = self.nearby, self.degrees
        homes = list(range(len(nearby)))
        sums: list[float] = list(degrees)
        order = list(range(len(nearby)))
        chance.shuffle(order)
        square = 2 * total**2
        lead = [-1.0] * len(nearby)
        sum_then, gone_then = [0.0] * len(nearby), [0.0] * len(nearby)
        gone = 0.0  # the degrees of all who moved: the most by which any sum fell
        moves = 1
        while moves:
            moves = 0
            for node in order:
                home, degree = homes[node], degrees[node]
                if lead[node] > _NOISE:
                    change = max(sums[home] - sum_then[node], 0.0) + gone - gone_then[node]
                    if lead[node] - change * degree / square > _NOISE:
                        continue
                near = self._near(node, homes)
                sums[home] -= degree
                inner = near.setdefault(home, 0.0)
                cost = -inner / total + (sums[home] * degree) / square
                best, gained, second = home, 0.0, cost
                for there, weight in near.items():
                    gain = cost + weight / total - (sums[there] * degree) / square
                    if gain > gained:
                        gained, best = gain, there
                    if gain > second and there != home:
                        second = gain
                sums[best] += degree
                if best == home:
                    # A community without a neighbour gains `cost` at most: it counts as a second.
                    lead[node], sum_then[node], gone_then[node] = -second, sums[home], gone
                else:
                    homes[node] = best
                    lead[node] = -1.0
                    gone += degree
                    moves += 1
                    self._warn(node, home, best, homes, lead, total)
        number = {home: i for i, home in enumerate(sorted(set(homes)))}
        return [number[home] for home in homes]

    def _near(self, node: int, homes: list[int]) -> dict[int, float]:
        """The weight of a node's edges into each community, in the order of its first neighbour."""
        if self.weights is None:
            return Counter(map(homes.__getitem__, self.nearby[node]))  # type: ignore[return-value]
        near: dict[int, float] = {}
        for other, weight in zip(self.nearby[node], self.weights[node], strict=True):
            there = homes[other]
            near[there] = near.get(there, 0.0) + weight
        return near

    def _warn(
        self, node: int, old: int, new: int, homes: list[int], lead: list[float], total: float
    ) -> None:
        """Takes from its neighbours' leads what a node's move changed for them at most."""
        weights = self.weights[node] if self.weights else repeat(1.0)
        for other, weight in zip(self.nearby[node], weights, strict=False):
            there = homes[other]
            if there == old:
                lead[other] -= 2 * weight / total
            elif there != new:
                lead[other] -= weight / total

    def modularity(self, joined: list[int], total: float) -> float:
        """The modularity of a partition of this level (Newman 2004)."""
        count = max(joined) + 1
        homes = np.asarray(joined)
        inner = np.bincount(homes, weights=np.asarray(self.own), minlength=count)
        rows = np.repeat(np.arange(len(joined)), [len(n) for n in self.nearby])
        columns = np.fromiter((o for n in self.nearby for o in n), dtype=np.int64, count=len(rows))
        same = homes[rows] == homes[columns]
        values = (
            np.full(len(rows), 0.5)
            if self.weights is None
            else np.fromiter((w for n in self.weights for w in n), float, count=len(rows)) / 2
        )
        inner = inner + np.bincount(homes[rows[same]], weights=values[same], minlength=count)
        degrees = np.bincount(homes, weights=np.asarray(self.degrees, float), minlength=count)
        return float((inner / total - (degrees / (2 * total)) ** 2).sum())

    def merged(self, joined: list[int]) -> _Level:
        """The graph whose nodes are the communities; edges in the order of their first one."""
        edges: dict[tuple[int, int], float] = {}
        own = [0.0] * (max(joined) + 1)
        for node, others in enumerate(self.nearby):
            home = joined[node]
            own[home] += self.own[node]
            weights = self.weights[node] if self.weights else None
            for at, other in enumerate(others):
                if other < node:
                    continue
                there = joined[other]
                weight = weights[at] if weights else 1.0
                if there == home:
                    own[home] += weight
                else:
                    key = (home, there) if home < there else (there, home)
                    edges[key] = edges.get(key, 0.0) + weight
        nearby: list[list[int]] = [[] for _ in own]
        weighed: list[list[float]] = [[] for _ in own]
        for (one, other), weight in edges.items():
            nearby[one].append(other)
            weighed[one].append(weight)
            nearby[other].append(one)
            weighed[other].append(weight)
        return _Level(nearby, weighed, own)


def clustering(network: Network) -> np.ndarray:
    """The share of a member's pairs of neighbours that are tied themselves; 0 below two of them."""
    matrix = network.matrix.astype(np.int32)
    degrees = np.diff(matrix.indptr).astype(np.int64)
    triangles = np.zeros(len(degrees), dtype=np.int64)
    start = 0
    while start < len(degrees):
        # As many rows as make a product of some tens of megabytes.
        work = np.cumsum(degrees[start:] * max(int(degrees.mean()), 1))
        end = start + max(1, int(np.searchsorted(work, 4_000_000)))
        rows = matrix[start:end]
        triangles[start:end] = np.asarray((rows @ matrix).multiply(rows).sum(axis=1)).ravel()
        start = end
    pairs = degrees * (degrees - 1)
    shares: np.ndarray = np.divide(triangles, pairs, out=np.zeros(len(degrees)), where=pairs > 0)
    return shares


def betweenness(network: Network, *, sources: int = 100, seed: int = 1) -> np.ndarray:
    """The share of shortest paths that lead through a member: high for who joins communities.

    From `sources` members drawn by chance, as networkx.betweenness_centrality draws `k` with this
    seed; from all where there are no more. Several sources at once (Brandes 2001, Pich 2007).
    """
    count = len(network.ids)
    found = np.zeros(count)
    if count < 3:
        return found
    drawn = random.Random(seed).sample(range(count), min(sources, count))
    matrix = network.matrix.astype(float)
    for start in range(0, len(drawn), _AT_ONCE):
        found += _through(matrix, np.array(drawn[start : start + _AT_ONCE]))
    # A source is no step between itself and others, so those drawn stand for one source less.
    stand_for = np.full(count, len(drawn))
    stand_for[drawn] -= 1
    shares: np.ndarray = found / (stand_for * (count - 2))
    return shares


def _through(matrix: sp.csr_array, sources: np.ndarray) -> np.ndarray:
    """How many targets of these sources each node stands before, in shares of shortest paths."""
    shape = (matrix.shape[0], len(sources))
    columns = np.arange(len(sources))
    steps = np.full(shape, -1, dtype=np.int16)
    steps[sources, columns] = 0
    paths = np.zeros(shape)
    paths[sources, columns] = 1.0
    front, depth = paths, 0
    while True:
        front = matrix @ front
        front[steps >= 0] = 0.0
        reached = front > 0
        if not reached.any():
            break
        depth += 1
        steps[reached] = depth
        paths += front
    behind = np.zeros(shape)
    for step in range(depth, 1, -1):
        at = steps == step
        shares = np.divide(1 + behind, paths, out=np.zeros(shape), where=at)
        before = steps == step - 1
        behind[before] = (matrix @ shares)[before] * paths[before]
    behind[sources, columns] = 0.0
    total: np.ndarray = behind.sum(axis=1)
    return total


def assortativity(network: Network) -> float:
    """The correlation of the degrees at both ends of a tie (Newman 2002); NaN where undefined."""
    degrees = np.diff(network.matrix.indptr).astype(float)
    rows = np.repeat(np.arange(len(degrees)), np.diff(network.matrix.indptr))
    one, other = degrees[rows], degrees[network.matrix.indices]
    if len(one) == 0 or one.std() == 0:
        return float("nan")
    return float(np.corrcoef(one, other)[0, 1])


def by_size(labels: np.ndarray) -> np.ndarray:
    """The groups numbered anew: 0 is the largest; of equal ones the one whose first place is lower.

    A number tells nothing of the ids in it.
    """
    _, first, inverse, sizes = np.unique(
        labels, return_index=True, return_inverse=True, return_counts=True
    )
    rank = np.empty(len(sizes), dtype=np.int64)
    rank[np.lexsort((first, -sizes))] = np.arange(len(sizes))
    numbered: np.ndarray = rank[inverse]
    return numbered
