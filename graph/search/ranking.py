"""The second ranking: of the best hits of the engine, those a person would put first.

The engine's score says how well the words fit (100 a word as typed). The points below are small
beside a word that is missing or misspelt, and settle what the engine cannot know: that the words
are the whole name, that they stand together as a title, that a tie is near.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from graph.search.matching import Asked, contains, means
from graph.search.understanding import Understood
from graph.store.search.interface import Hit
from graph.store.search.words import words

RERANKED = 60
"""So many hits get the second ranking."""
_DAY_S = 86_400


def text_points(asked: Asked, hit: Hit, understood: Sequence[Understood]) -> float:
    """Points for whole names, whole titles and the things the query names."""
    points = 0.0
    for name in hit.shown.get("name", ()):
        split = words(name)
        if split == asked.words:
            points += 60.0
        elif sorted(split) == sorted(asked.words):
            points += 45.0
        elif contains(asked.words, split):
            points += 15.0
        elif len(split) == len(asked.words) and all(map(asked.fit, range(len(split)), split)):
            points += 30.0
    points += max((_title(asked, title) for title in hit.shown.get("title", ())), default=0.0)
    for one in understood:
        points += _named(one, hit)
    return points


def _named(one: Understood, hit: Hit) -> float:
    """Points for having what a name in the query means; less for having had it."""
    if any(means(one.field, value, one.value) for value in hit.shown.get(one.field, ())):
        return 15.0
    past = hit.shown.get(f"past_{one.field}", ())[:1]
    return 5.0 if any(means(one.field, value, one.value) for value in past) else 0.0


def _title(asked: Asked, title: str) -> float:
    split = words(title)
    if split == asked.words:
        return 40.0
    if contains(split, asked.words):
        return 30.0
    return 20.0 if contains(asked.words, split) else 0.0


CONNECTED_POINTS = 10.0


def tie_points(connected: bool, mutual: int, employers: int = 0, active: bool = False) -> float:
    """Points for being near: up to 10 each for a connection and for mutual connections, 3 for
    having worked for the same employer, 2 for having posted lately."""
    near = CONNECTED_POINTS * connected + min(10.0, 2.5 * math.log2(1 + mutual))
    return near + 3.0 * (employers > 0) + 2.0 * active


def profile_points(hit: Hit) -> float:
    """Up to 5 points for a complete profile."""
    return min(5.0, 0.4 * hit.numbers.get("completeness", 0))


def fresh_points(at_s: int | None, now_s: float) -> float:
    """Points for being new: 20 now, half after 30 days. Times are seconds since 1970."""
    if at_s is None:
        return 0.0
    return float(20.0 * 0.5 ** (max(0.0, now_s - at_s) / (30 * _DAY_S)))


def reranked(hits: Sequence[Hit], points: Mapping[int, float]) -> list[Hit]:
    """Hits by their score and points together, ties by id; those without points come last."""
    scored = [replace(hit, score=hit.score + points.get(int(hit.id), 0.0)) for hit in hits]
    return sorted(scored, key=lambda hit: (int(hit.id) not in points, -hit.score, int(hit.id)))
