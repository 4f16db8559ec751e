"""Scores of members two steps away, from the neighbourhoods that the graph gives as nodes.

A member's score is Adamic-Adar (each shared connection adds 1 / log(1 + its degree)) plus a factor
times the chance that a walk of three random steps from each friend's side ends there: for each
member b between, the sum over shared friends of 1 / their degree, divided by the degree of b. Of
the members between, those whose surroundings are not known already are drawn in proportion to that
sum, and what a drawn one adds is divided by its chance (Horvitz and Thompson, 1952), so that the
total is right on average. Decision 0006 has the figures.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Nodes = NDArray[np.int64]

_PRIME = 2_147_483_647


class TwoSteps:
    """The viewer's friends and who is around the expanded ones.

    `near` has of each expanded friend its node, its degree, and at least one node around it: the
    viewer. Where they are `most` steps together, the most-connected friend's were cut: it is left
    out, unless it is the only one.
    """

    def __init__(
        self, me: int, friends: list[int], near: list[tuple[int, int, list[int]]], *, most: int
    ) -> None:
        near = sorted(near, key=lambda one: (one[1], one[0]))
        if sum(len(around) for _, _, around in near) >= most and len(near) > 1:
            near.pop()
        self._me = me
        self._near = {friend: _nodes(around) for friend, _, around in near}
        sizes = np.array([len(around) for around in self._near.values()], dtype=np.int64)
        steps = np.concatenate([np.empty(0, np.int64), *self._near.values()])
        self._between, place = np.unique(steps, return_inverse=True)
        self._adamic_adar = _summed(place, np.repeat(1 / np.log1p(sizes), sizes), self._between)
        self._reached = _summed(place, np.repeat(1 / np.maximum(sizes, 1), sizes), self._between)
        self._direct = ~np.isin(self._between, [me, *friends])
        self._chance = np.ones(len(self._between))

    def draw(self, count: int) -> Nodes:
        """About `count` of the members between whose surroundings are to be asked for.

        All of them where they are no more. The draw is systematic (one step a unit of chance, over
        an order that the nodes alone decide): it has less noise than a coin for each, and who asks
        twice gets the same.
        """
        known = np.isin(self._between, [self._me, *self._near])
        self._chance = np.ones(len(self._between))
        if np.count_nonzero(~known) <= count:
            return _nodes(self._between[~known])
        weight = np.where(known, 0.0, self._reached)
        chance = np.minimum(1.0, count * weight / weight.sum())
        order = np.argsort((self._between + self._me) * 48_271 % _PRIME, kind="stable")
        upto = np.cumsum(chance[order]) + self._me * 69_621 % _PRIME / _PRIME
        taken = np.floor(upto) > np.floor(upto - chance[order])
        self._chance[~known] = chance[~known]
        return _nodes(self._between[np.sort(order[taken])])

    def best(
        self, around: Mapping[int, Sequence[int]], *, third: float, limit: int
    ) -> dict[int, float]:
        """The score of the `limit` best members two steps away, best first, by node.

        `around` has who is around those of the last draw that shall count; `third` is the factor of
        the walks.
        """
        surroundings = self._near | {node: _nodes(nodes) for node, nodes in around.items()}
        surroundings = {node: nodes for node, nodes in surroundings.items() if len(nodes)}
        scores = self._adamic_adar.copy()
        if surroundings and len(self._between):
            asked = np.fromiter(surroundings, np.int64, len(surroundings))
            place = np.searchsorted(self._between, asked).clip(max=len(self._between) - 1)
            reached = np.where(self._between[place] == asked, self._reached[place], 0.0)
            sizes = np.array([len(nodes) for nodes in surroundings.values()], dtype=np.int64)
            each = np.repeat(reached / self._chance[place] / sizes, sizes)
            ends = np.concatenate(list(surroundings.values()))
            at = np.searchsorted(self._between, ends).clip(max=len(self._between) - 1)
            met = self._between[at] == ends
            scores += third * _summed(at[met], each[met], self._between)
        nodes, scores = self._between[self._direct], scores[self._direct].round(6)
        first = np.lexsort((nodes, -scores))[:limit]
        return dict(zip(nodes[first].tolist(), scores[first].tolist(), strict=True))


def _nodes(nodes: Sequence[int] | Nodes) -> Nodes:
    return np.array(nodes, dtype=np.int64)


def _summed(place: Nodes, weights: NDArray[np.float64], over: Nodes) -> NDArray[np.float64]:
    return np.bincount(place, weights, minlength=len(over)).astype(np.float64)
