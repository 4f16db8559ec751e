"""The order of the feed: the declared weights, and no crowding by one author."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.feed.ranking import WEIGHTS, Relation, score, spread


@pytest.mark.parametrize(
    ("age_h", "relation", "reacted", "commented", "expected"),
    [
        (0, Relation.CONNECTION, 0, 0, 0.5 + 0.2),
        (24, Relation.CONNECTION, 0, 0, 0.25 + 0.2),
        (48, Relation.FOLLOWED, 0, 0, 0.125 + 0.12),
        (0, Relation.SELF, 3, 0, 0.5 + 0.05 + 0.15),
        (0, Relation.SELF, 1, 1, 0.5 + 0.05 + 0.15),
        (-5, Relation.FOLLOWED, 0, 0, 0.5 + 0.12),
    ],
)
def test_the_score_is_the_sum_of_its_declared_parts(
    age_h: float, relation: Relation, reacted: int, commented: int, expected: float
) -> None:
    assert score(age_h, relation, reacted, commented) == round(expected, 6)


def test_the_parts_add_up_to_one() -> None:
    assert WEIGHTS.recency + WEIGHTS.tie + WEIGHTS.proof == 1.0


def test_a_changed_weight_changes_the_order_as_the_table_says() -> None:
    fresh = (1.0, Relation.FOLLOWED, 0, 0)
    discussed = (48.0, Relation.CONNECTION, 6, 3)
    assert score(*fresh) > score(*discussed)
    social = replace(WEIGHTS, recency=0.1, proof=0.7)
    assert score(*fresh, social) < score(*discussed, social)


def test_the_third_post_in_a_row_waits_for_another_author() -> None:
    assert "".join(spread("aaaabcab", str)) == "aabaacab"
    assert "".join(spread("aaaa", str)) == "aaaa"
    assert spread("", str) == []


@given(st.text("abc", max_size=40))
def test_nothing_is_lost_and_nobody_crowds_while_others_wait(authors: str) -> None:
    numbered = list(enumerate(authors))
    placed = spread(numbered, lambda one: one[1])
    assert sorted(placed) == numbered
    for name in "abc":
        own = [one for one in placed if one[1] == name]
        assert own == sorted(own)
    runs = [(name, len(list(run))) for name, run in groupby(name for _, name in placed)]
    assert all(length <= 2 for _, length in runs[:-1])
