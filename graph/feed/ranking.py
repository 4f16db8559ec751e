"""In what order the feed shows its candidates: one declared table, one score, no crowding."""

from __future__ import annotations

import heapq
import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from graph.feed.interests import Interests


class Relation(IntEnum):
    """Why a post may be in the feed; the numbers are those of the queries."""

    SELF = 0
    CONNECTION = 1
    FOLLOWED = 2
    COMPANY = 3
    HASHTAG = 4
    ENGAGED = 5

    @property
    def is_network(self) -> bool:
        """Whether it is of the viewer's network; what is not is a discovery."""
        return self <= Relation.COMPANY


@dataclass(frozen=True, slots=True)
class Weights:
    """The table of the ranking. The first four are what each part adds at most; they sum to 1.

    `similarity`: the post's hashtags and skills against the viewer's interests. `proof`: half is
    engagement by the viewer's connections, half the tie to the author. `recency` halves every
    `half_life_h` hours. `diversity`: 1 / (1 + posts by the same author further up). `seen` is taken
    off a post that the viewer has seen before. `share` of the feed are discoveries.

    `halfway_proof`: how much engagement brings half, where a reaction counts 1 and a member's
    comments count `comment`. `tie` is what an author of each Relation begins with; what the viewer
    has done about the author's posts lately fills up the rest, half of it after `halfway_tie`.
    """

    similarity: float = 0.4
    proof: float = 0.3
    recency: float = 0.2
    diversity: float = 0.1
    seen: float = 0.5
    share: float = 0.2
    half_life_h: float = 24.0
    halfway_proof: float = 3.0
    comment: float = 2.0
    tie: tuple[float, ...] = (0.25, 0.5, 0.3, 0.3, 0.0, 0.0)
    halfway_tie: float = 3.0


WEIGHTS = Weights()

IN_A_ROW = 2
"""At most so many posts of one author follow each other, while there are others."""

KINDS_IN_A_ROW = 3
"""At most so many posts of one kind, while another kind is among the next `LOOK_AHEAD`."""

LOOK_AHEAD = 10

FEW = 5
"""A network with fewer posts than this gets discoveries beyond their share, up to `FILL`."""

FILL = 20


@dataclass(frozen=True, slots=True)
class Candidate:
    """A post that may be in the feed, and what ranks it. `at_ms` since 1970; see list_features."""

    id: int
    at_ms: int
    author: int
    relation: Relation
    reacted: int
    commented: int
    tags: tuple[str, ...]
    text: str
    kind: int = 0
    seen: bool = False


@dataclass(frozen=True, slots=True)
class Ranked:
    """A post in its place."""

    id: int
    score: float


def similarity(found: Candidate, interests: Interests) -> float:
    """0 to 1: how much the post is about what interests the viewer."""
    return interests.of(found.tags, found.text)


def proof(found: Candidate, interests: Interests, weights: Weights = WEIGHTS) -> float:
    """0 to 1: what the viewer's network says for the post."""
    w = weights
    engaged = found.reacted + w.comment * found.commented
    base = w.tie[found.relation]
    deeds = interests.authors.get(found.author, 0)
    tie = base + (1 - base) * deeds / (deeds + w.halfway_tie)
    return 0.5 * engaged / (engaged + w.halfway_proof) + 0.5 * tie


def recency(found: Candidate, as_of_ms: int, weights: Weights = WEIGHTS) -> float:
    """0 to 1, halved every half-life; what is of the future counts as of now."""
    age_h = max(0, as_of_ms - found.at_ms) / 3_600_000
    return math.pow(0.5, age_h / weights.half_life_h)


def base_score(
    found: Candidate, interests: Interests, as_of_ms: int, weights: Weights = WEIGHTS
) -> float:
    """The score before diversity."""
    w = weights
    return (
        w.similarity * similarity(found, interests)
        + w.proof * proof(found, interests, w)
        + w.recency * recency(found, as_of_ms, w)
        - w.seen * found.seen
    )


def rank(
    candidates: Sequence[Candidate],
    interests: Interests,
    as_of_ms: int,
    weights: Weights = WEIGHTS,
) -> list[Ranked]:
    """The candidates in their order; of discoveries only as many as their share allows.

    The best comes first, and diversity counts what stands above already. No author has more than
    two in a row, no kind more than three, while there are others. Equal scores: the newer first.
    """
    scored = [(base_score(one, interests, as_of_ms, weights), one) for one in candidates]
    network = _Queue([pair for pair in scored if pair[1].relation.is_network], weights)
    others = _Queue([pair for pair in scored if not pair[1].relation.is_network], weights)
    size = len(network)
    allowed = math.ceil(size * weights.share / (1 - weights.share)) if size >= FEW else FILL - size
    placed: list[Candidate] = []
    order: list[Ranked] = []
    by_author: dict[int, int] = {}
    shown = 0
    while network or (others and shown < allowed):
        due = shown < allowed and shown + 1 <= weights.share * (len(order) + 1)
        queue = others if others and (due or not network) else network
        score, found = queue.next(placed, by_author)
        shown += not found.relation.is_network
        by_author[found.author] = by_author.get(found.author, 0) + 1
        placed.append(found)
        order.append(Ranked(found.id, round(score, 6)))
    return order


class _Queue:
    """Candidates by score. What an author has above only grows: a stale score is an upper bound."""

    def __init__(self, scored: Sequence[tuple[float, Candidate]], weights: Weights) -> None:
        self._weight = weights.diversity
        self._heap = [
            (-(base + self._weight), -one.at_ms, -one.id, base, one) for base, one in scored
        ]
        heapq.heapify(self._heap)

    def __len__(self) -> int:
        return len(self._heap)

    def next(
        self, placed: Sequence[Candidate], by_author: dict[int, int]
    ) -> tuple[float, Candidate]:
        """Take the best that may stand behind `placed`; the best of all where none may."""
        crowded = _repeated([one.author for one in placed[-IN_A_ROW:]], IN_A_ROW)
        monotone = _repeated([one.kind for one in placed[-KINDS_IN_A_ROW:]], KINDS_IN_A_ROW)
        passed: list[tuple[float, int, int, float, Candidate]] = []
        chosen = second = None
        while self._heap and (second is None or len(passed) < LOOK_AHEAD):
            entry = self._fresh(by_author)
            one = entry[4]
            if one.author == crowded:
                passed.append(entry)
            elif one.kind == monotone:
                second = second or entry
                passed.append(entry)
            else:
                chosen = entry
                break
        if chosen is None:
            chosen = second or passed[0]
            passed.remove(chosen)
        for entry in passed:
            heapq.heappush(self._heap, entry)
        return -chosen[0], chosen[4]

    def _fresh(self, by_author: dict[int, int]) -> tuple[float, int, int, float, Candidate]:
        """The best entry with the score that it has now."""
        while True:
            entry = heapq.heappop(self._heap)
            base, one = entry[3], entry[4]
            score = -(base + self._weight / (1 + by_author.get(one.author, 0)))
            if score == entry[0]:
                return entry
            heapq.heappush(self._heap, (score, *entry[1:]))


def _repeated(values: Sequence[int], length: int) -> int | None:
    """The value that fills the last `length` places; None where it is not one."""
    return values[0] if len(values) == length and len(set(values)) == 1 else None
