"""The order in a stage: fractional index keys, so that a move writes what moves and nothing else.

Keys as in "Implementing Fractional Indexing" (Greenspan, 2020): between any two there is another.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fractional_indexing import generate_n_keys_between

LONGEST = 60
"""Letters of a rank. Where many were put between the same two, the stage is ranked anew."""


def ranked(
    order: Sequence[tuple[int, str]],
    moved: Sequence[int],
    *,
    before: int | None = None,
    after: int | None = None,
) -> Mapping[int, str]:
    """The ranks (by member id) that bring `moved` into a stage, in their order.

    `order` is what is there: member ids and ranks, ascending. They come `before` or `after` a
    member; last without either, and where that member is not there (any more).
    """
    moving = set(moved)
    rest = [(id_, rank) for id_, rank in order if id_ not in moving]
    places = {id_: place for place, (id_, _) in enumerate(rest)}
    place = len(rest)
    if before in places:
        place = places[before]
    elif after in places:
        place = places[after] + 1
    low = rest[place - 1][1] if place else None
    high = rest[place][1] if place < len(rest) else None
    keys = generate_n_keys_between(low, high, len(moved))
    if all(len(key) <= LONGEST for key in keys):
        return dict(zip(moved, keys, strict=True))
    ids = [id_ for id_, _ in rest]
    ids[place:place] = moved
    return dict(zip(ids, generate_n_keys_between(None, None, len(ids)), strict=True))
