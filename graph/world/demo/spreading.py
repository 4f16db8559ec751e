"""Labels that connected members tend to share."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from graph.world.demo.ties import Ints, Ties

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
) -> Ints:
    """A label for each member, by asynchronous propagation from random seeds along the ties.

    `seeds` and `strays` are shares of the members: seeds get a label by `draw` and pass it on,
    strays get one in the end whatever their connections have. A label that does not fit a member
    is not taken over; who finds none within `rounds` draws one.
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
    late = np.flatnonzero((labels < 0) | (rng.random(ties.count) < strays))
    labels[late] = draw(late)
    return labels
