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
from itertools import chain

import numpy as np
from numpy.typing import NDArray

Nodes = NDArray[np.int64]
Strengths = NDArray[np.float64]

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
        self._near = _nodes([friend for friend, _, _ in near])
        self._sizes, steps = _flat([around for _, _, around in near])
        self._between, self._place = np.unique(steps, return_inverse=True)
        self._adamic_adar = self._summed(self._place, 1 / np.log1p(self._sizes), self._sizes)
        self._reached = self._summed(self._place, 1 / self._sizes, self._sizes)
        self._direct = ~np.isin(self._between, [me, *friends])
        self._chance = np.ones(len(self._between))

    def draw(self, count: int) -> Nodes:
        """About `count` of the members between whose surroundings are to be asked for.

        All of them where they are no more. The draw is systematic (one step a unit of chance, over
        an order that the nodes alone decide): it has less noise than a coin for each, and who asks
        twice gets the same.
        """
        known = np.isin(self._between, [self._me, *self._near.tolist()])
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
        scores = self._adamic_adar.copy()
        if len(self._between):
            # Around a friend everybody is between; around a drawn member some are.
            ended = self._reached_of(self._near) / self._sizes
            scores += third * self._summed(self._place, ended, self._sizes)
            drawn = {node: nodes for node, nodes in around.items() if nodes}
            sizes, ends = _flat(list(drawn.values()))
            ended = self._reached_of(_nodes(list(drawn)), self._chance) / sizes
            at = np.searchsorted(self._between, ends).clip(max=len(self._between) - 1)
            met = self._between[at] == ends
            scores += third * np.bincount(
                at[met], np.repeat(ended, sizes)[met], minlength=len(scores)
            )
        nodes, scores = self._between[self._direct], scores[self._direct].round(6)
        first = np.lexsort((nodes, -scores))[:limit]
        return dict(zip(nodes[first].tolist(), scores[first].tolist(), strict=True))

    def _reached_of(self, nodes: Nodes, chance: Strengths | None = None) -> Strengths:
        """How likely two steps end at each node, 0 where they never do."""
        place = np.searchsorted(self._between, nodes).clip(max=len(self._between) - 1)
        reached = self._reached if chance is None else self._reached / chance
        return np.where(self._between[place] == nodes, reached[place], 0.0)

    def _summed(self, place: Nodes, each: Strengths, sizes: Nodes) -> Strengths:
        """For each member between the sum of `each`, which counts for `sizes` steps in turn."""
        weights = np.repeat(each, sizes)
        return np.bincount(place, weights, minlength=len(self._between)).astype(np.float64)


def _nodes(nodes: Sequence[int] | Nodes) -> Nodes:
    return np.array(nodes, dtype=np.int64)


def _flat(lists: Sequence[Sequence[int]]) -> tuple[Nodes, Nodes]:
    """The lengths of some lists, and what is in them, one after the other."""
    sizes = _nodes([len(one) for one in lists])
    return sizes, np.fromiter(chain.from_iterable(lists), np.int64, sizes.sum())
