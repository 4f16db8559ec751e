"""The order of the feed: the declared table, the share of discoveries, and no crowding."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.feed.interests import NOTHING, Interests
from graph.feed.ranking import (
    WEIGHTS,
    Candidate,
    Relation,
    Weights,
    base_score,
    proof,
    rank,
    recency,
    similarity,
)

HOUR_MS = 3_600_000
NOW_MS = 1_000 * HOUR_MS
PYTHONIST = Interests({"python": 1.0}, ("graph theory",), {7: 3}, frozenset({"golf"}))


def post(number: int, **given: object) -> Candidate:
    values: dict[str, object] = {
        "at_ms": NOW_MS,
        "author": number,
        "relation": Relation.CONNECTION,
        "reacted": 0,
        "commented": 0,
        "tags": (),
        "text": "",
    }
    return Candidate(id=number, **(values | given))  # type: ignore[arg-type]


def order(
    *candidates: Candidate, interests: Interests = PYTHONIST, weights: Weights = WEIGHTS
) -> list[int]:
    return [one.id for one in rank(candidates, interests, NOW_MS, weights)]


def test_the_parts_add_up_to_one() -> None:
    w = WEIGHTS
    assert w.similarity + w.proof + w.recency + w.diversity == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("tags", "text", "expected"),
    [
        ((), "Nothing of interest", 0.0),
        (("python",), "", 0.5),
        ((), "On Graph Theory today", 0.7 / 1.7),
        (("python",), "graph theory", 1.7 / 2.7),
        ((), "paragraph theory-of-mind", 0.0),
        (("python", "golf"), "", 0.25),
    ],
)
def test_similarity_counts_hashtags_and_skills(
    tags: tuple[str, ...], text: str, expected: float
) -> None:
    assert similarity(post(1, tags=tags, text=text), PYTHONIST) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, 0.5 * 0.5),
        ({"reacted": 3}, 0.5 * 0.5 + 0.5 * 0.5),
        ({"reacted": 1, "commented": 1}, 0.5 * 0.5 + 0.5 * 0.5),
        ({"author": 7}, 0.5 * 0.75),
        ({"relation": Relation.HASHTAG}, 0.0),
    ],
)
def test_proof_is_half_engagement_and_half_tie(given: dict[str, object], expected: float) -> None:
    assert proof(post(1, **given), PYTHONIST) == pytest.approx(expected)


@pytest.mark.parametrize(("age_h", "expected"), [(0, 1.0), (24, 0.5), (48, 0.25), (-5, 1.0)])
def test_recency_halves_each_day(age_h: int, expected: float) -> None:
    assert recency(post(1, at_ms=NOW_MS - age_h * HOUR_MS), NOW_MS) == pytest.approx(expected)


def test_a_relevant_post_of_a_weak_tie_beats_an_irrelevant_one_of_a_strong_tie() -> None:
    strong = post(1, author=7, text="My holiday")
    weak = post(2, author=8, relation=Relation.FOLLOWED, tags=("python",))
    assert order(strong, weak) == [2, 1]


def test_a_changed_weight_changes_the_order_as_the_table_says() -> None:
    relevant = post(1, tags=("python",), at_ms=NOW_MS - 48 * HOUR_MS)
    proven = post(2, reacted=6, commented=3, at_ms=NOW_MS - 48 * HOUR_MS)
    fresh = post(3)
    assert order(relevant, proven, fresh) == [1, 3, 2]
    for name, first in (("similarity", 1), ("proof", 2), ("recency", 3)):
        only = replace(WEIGHTS, similarity=0.0, proof=0.0, recency=0.0, diversity=0.0)
        assert order(relevant, proven, fresh, weights=replace(only, **{name: 1.0}))[0] == first
    same = [post(n, author=1, at_ms=NOW_MS - n) for n in (1, 2)]
    other = post(3, author=2, at_ms=NOW_MS - 3)
    assert order(*same, other) == [1, 3, 2]
    assert order(*same, other, weights=replace(WEIGHTS, diversity=0.0)) == [1, 2, 3]


def test_what_was_seen_sinks() -> None:
    assert order(post(1, tags=("python",), seen=True), post(2)) == [2, 1]


def test_equal_scores_go_by_time_and_id() -> None:
    found = order(post(1), post(3), post(2), interests=NOTHING)
    assert found == [3, 2, 1]


def test_the_score_is_the_sum_of_its_parts() -> None:
    one = post(1, tags=("python",), reacted=3)
    assert base_score(one, PYTHONIST, NOW_MS) == pytest.approx(0.4 * 0.5 + 0.3 * 0.5 + 0.2)
    assert rank([one], PYTHONIST, NOW_MS)[0].score == pytest.approx(0.65)


@pytest.mark.parametrize(("network", "found", "shown"), [(40, 30, 10), (8, 30, 2), (0, 30, 20)])
def test_a_fifth_of_the_feed_are_discoveries(network: int, found: int, shown: int) -> None:
    candidates = [post(n) for n in range(network)]
    others = [post(100 + n, relation=Relation.HASHTAG, tags=("python",)) for n in range(found)]
    placed = order(*candidates, *others)
    assert len(placed) == network + shown
    if network == 40:
        for size in (10, 20, 50):
            assert sum(id_ >= 100 for id_ in placed[:size]) == size // 5


def test_kinds_are_mixed() -> None:
    posts = [post(n, at_ms=NOW_MS - n) for n in range(8)]
    shares = [post(100 + n, kind=2, at_ms=NOW_MS - 9 - n) for n in range(2)]
    placed = order(*posts, *shares, interests=NOTHING)
    assert [id_ >= 100 for id_ in placed[:8]] == [False] * 3 + [True] + [False] * 3 + [True]


@given(st.lists(st.tuples(st.integers(1, 4), st.integers(0, 3), st.integers(0, 99)), max_size=40))
def test_nothing_of_the_network_is_lost_and_nobody_crowds_while_others_wait(
    drawn: list[tuple[int, int, int]],
) -> None:
    candidates = [
        post(n, author=author, kind=kind, at_ms=NOW_MS - age * HOUR_MS)
        for n, (author, kind, age) in enumerate(drawn)
    ]
    placed = order(*candidates, interests=NOTHING)
    assert sorted(placed) == list(range(len(drawn)))
    assert placed == order(*reversed(candidates), interests=NOTHING)
    runs = [len(list(run)) for _, run in groupby(placed, key=lambda n: drawn[n][0])]
    assert all(length <= 2 for length in runs[:-1])
