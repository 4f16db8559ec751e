"""Labels that connected members tend to share."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from graph.world.demo.ties import Ints, Ties

_ASKED = 6

Draw = Callable[[Ints], Ints]
"""A label at random for each of the given members."""

Fits = Callable[[Ints, Ints], NDArray[np.bool_]]
"""Whether each of the given members may have the label beside it."""


def spread(
    ties: Ties,
    draw: Draw,
    rng: np.random.Generator,
    *,
    seeds: float,
    strays: float,
    fits: Fits | None = None,
    rounds: int = 14,
    agreements: int = 0,
) -> Ints:
    """A label for each member, by asynchronous propagation from random seeds along the ties.

    `seeds` and `strays` are shares of the members: seeds get a label by `draw` and pass it on,
    strays get one in the end whatever their connections have. A label that does not fit a member
    is not taken over; who finds none within `rounds` draws one. In each of the `agreements` half of
    the members take over the label that is the most usual among some of their connections.
    """
    everybody = np.arange(ties.count)
    labels = np.full(ties.count, -1)
    chosen = everybody[rng.random(ties.count) < seeds]
    labels[chosen] = draw(chosen)
    for _ in range(rounds):
        blank = np.flatnonzero(labels < 0)
        if not len(blank):
            break
        found = labels[ties.close_neighbour(blank, rng)]
        taken = found >= 0
        if fits is not None:
            taken[taken] = fits(blank[taken], found[taken])
        labels[blank[taken]] = found[taken]
    none = np.flatnonzero(labels < 0)
    labels[none] = draw(none)
    for _ in range(agreements):
        _agree(ties, labels, rng, fits)
    late = np.flatnonzero(rng.random(ties.count) < strays)
    labels[late] = draw(late)
    return labels


def _agree(ties: Ties, labels: Ints, rng: np.random.Generator, fits: Fits | None) -> None:
    members = np.flatnonzero(rng.random(ties.count) < 0.5)
    asked = np.stack([labels[ties.close_neighbour(members, rng, 2)] for _ in range(_ASKED)])
    alike = np.stack([(asked == asked[row]).sum(axis=0) for row in range(_ASKED)])
    best = alike.argmax(axis=0)
    columns = np.arange(len(members))
    usual = asked[best, columns]
    # One voice among many is no agreement; with a single connection it is.
    taken = (alike[best, columns] > 1) & (usual != labels[members])
    if fits is not None:
        taken &= fits(members, usual)
    labels[members[taken]] = usual[taken]
