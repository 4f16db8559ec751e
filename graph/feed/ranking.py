"""In what order the feed shows its candidates: declared weights, one score, no crowding."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import TypeVar

T = TypeVar("T")


class Relation(IntEnum):
    """What the author of a post is to the viewer; the numbers are those of the query."""

    SELF = 0
    CONNECTION = 1
    FOLLOWED = 2


@dataclass(frozen=True, slots=True)
class Weights:
    """What each part adds to the score of a post, at most; `recency`, `tie` and `proof` sum to 1.

    `half_life_h`: hours in which recency halves. `halfway_proof`: how much engagement brings half
    of `proof`, where a reaction counts 1 and a member's comments count `comment`. `own`,
    `connection` and `followed`: the part of `tie` that such an author gets.
    """

    recency: float = 0.5
    tie: float = 0.2
    proof: float = 0.3
    half_life_h: float = 24.0
    halfway_proof: float = 3.0
    comment: float = 2.0
    own: float = 0.25
    connection: float = 1.0
    followed: float = 0.6


WEIGHTS = Weights()

IN_A_ROW = 2
"""At most so many posts of one author follow each other, while there are others."""


def score(
    age_h: float, relation: Relation, reacted: int, commented: int, weights: Weights = WEIGHTS
) -> float:
    """The score of a post, 0 to 1, rounded to six places.

    `age_h` is in hours, below 0 counts as 0; `reacted` and `commented` are numbers of the viewer's
    connections. Recency is .5^(age / half-life), proof is x / (x + halfway).
    """
    w = weights
    recency: float = 0.5 ** (max(0.0, age_h) / w.half_life_h)
    tie = (w.own, w.connection, w.followed)[relation]
    engaged = reacted + w.comment * commented
    proof = engaged / (engaged + w.halfway_proof)
    return round(w.recency * recency + w.tie * tie + w.proof * proof, 6)


def spread(
    items: Sequence[T], author: Callable[[T], Hashable], in_a_row: int = IN_A_ROW
) -> list[T]:
    """The items in their order, but never more than `in_a_row` of one author in succession.

    The next item of another author is brought forward; where none is left, the rest follows as is.
    """
    waiting = list(items)
    placed: list[T] = []
    while waiting:
        last = [author(one) for one in placed[-in_a_row:]]
        crowded = len(last) == in_a_row and len(set(last)) == 1
        at = 0
        if crowded:
            at = next((i for i, one in enumerate(waiting) if author(one) != last[0]), 0)
        placed.append(waiting.pop(at))
    return placed
