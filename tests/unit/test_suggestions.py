"""Suggestions without a server: scoring, diversity, impressions, and the split of the benchmark."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from numpy.typing import NDArray

from graph.suggestions.diversity import diverse
from graph.suggestions.evidence import Evidence
from graph.suggestions.impressions import MOST, Shown, ignored, with_page
from graph.suggestions.scoring import scored
from graph.suggestions.sources.colleagues import together
from graph.suggestions.walks import TwoSteps
from tests.benchmarks import quality

NOW = datetime(2026, 7, 1, tzinfo=UTC)


def at(**back: float) -> float:
    return (NOW - timedelta(**back)).timestamp()


def test_evidence_adds_up_and_ties_go_by_id() -> None:
    evidence = [Evidence(3, "A", 1.0), Evidence(2, "A", 0.4), Evidence(2, "B", 0.6)]
    found = scored(evidence, {})
    assert [(one.id, one.score) for one in found] == [(2, 1.0), (3, 1.0)]
    assert [one.kind for one in found[0].evidence] == ["B", "A"]


def test_the_ignored_sink() -> None:
    (one,) = scored([Evidence(1, "A", 1.0)], {1: 2.0})
    assert one.score == pytest.approx(0.85**2)


def test_one_employer_does_not_fill_the_page() -> None:
    acme = [Evidence(id_, "SHARED_EMPLOYER", 1.0, group="company:1") for id_ in range(1, 6)]
    other = Evidence(9, "SHARED_SCHOOL", 0.95, group="school:1")
    assert [one.id for one in diverse(scored([*acme, other], {}))] == [1, 2, 9, 3, 4, 5]


def test_impressions_count_from_an_hour_on_and_are_forgiven() -> None:
    seen: Shown = {1: (1, at(minutes=59)), 2: (1, at(minutes=61)), 3: (4, at(days=30))}
    found = ignored(seen, NOW)
    assert 1 not in found
    assert found[2] == pytest.approx(1.0, rel=0.01)
    assert found[3] == pytest.approx(2.0)


def test_a_page_counts_at_most_once_an_hour() -> None:
    once = with_page({}, [7], NOW)
    assert once == {7: (1, NOW.timestamp())}
    assert with_page(once, [7], NOW + timedelta(minutes=59)) == once
    assert with_page(once, [7], NOW + timedelta(minutes=60))[7][0] == 2


def test_only_the_latest_impressions_are_kept() -> None:
    seen = with_page({}, range(MOST), NOW)
    after = with_page(seen, [MOST], NOW + timedelta(hours=2))
    assert len(after) == MOST
    assert MOST in after


def test_the_longer_together_the_stronger() -> None:
    today = date(2026, 7, 1)
    assert together(None, None, today) == 0.5
    assert together(date(2024, 7, 1), None, today) == pytest.approx(0.75, abs=0.01)
    assert together(date(2020, 1, 1), date(2020, 1, 1), today) == 0.5


def test_a_split_hides_a_fifth_and_asks_those_who_lost_and_kept_ties() -> None:
    graph = quality.closed_triangles(400, 3_000)
    split = quality.draw_split(graph, 1, 1_000, asked=50)
    assert 0.15 < 1 - split.seen.mean() < 0.25
    kept = set(graph.low[split.seen].tolist()) | set(graph.high[split.seen].tolist())
    assert set(split.asked.tolist()) <= set(split.hidden()) & kept
    again = quality.draw_split(graph, 1, 1_000, asked=50)
    assert np.array_equal(split.asked, again.asked)


def test_hits_count_members_of_whom_a_hidden_tie_is_found() -> None:
    graph = quality.Graph("square", 4, np.array([0, 0, 1, 2]), np.array([1, 2, 3, 3]))
    seen = np.array([True, True, True, False])
    split = quality.Split(graph, 1, 0, seen, np.array([2, 3]))
    by_shared, by_degree = quality.baselines(split)
    assert by_shared == [[1], [0]]
    assert by_degree == [[1, 3], [0, 2]]
    assert quality.hit_rate(split, by_shared) == 0.0
    assert quality.hit_rate(split, by_degree) == 1.0


@pytest.mark.parametrize("me", [0, 7_000_001, 9_000_000_000_000])
def test_what_is_drawn_stands_for_all(me: int) -> None:
    rng = np.random.default_rng(3)
    near = [
        (friend, 100, [me, *(100 + rng.permutation(800)[: rng.integers(5, 99)]).tolist()])
        for friend in range(1, 21)
    ]
    friends = [friend for friend, _, _ in near]
    steps = TwoSteps(me, friends, near, most=10_000)
    everybody, drawn = steps.draw(1_000), steps.draw(60)
    assert set(everybody.tolist()) == {b for _, _, around in near for b in around} - {me}
    assert abs(len(drawn) - 60) <= 1
    assert np.array_equal(drawn, TwoSteps(me, friends, near, most=10_000).draw(60))
    target = int(everybody[0])

    def walks(drawn: NDArray[np.int64], steps: TwoSteps) -> float:
        ends = {node: [target] for node in drawn.tolist()}
        without, among = (
            steps.best(around, third=1.0, limit=1_000)[target] for around in ({}, ends)
        )
        return among - without

    exact = TwoSteps(me, friends, near, most=10_000)
    assert walks(drawn, steps) == pytest.approx(walks(exact.draw(1_000), exact), rel=0.03)


def test_a_friend_whose_steps_were_cut_is_left_out() -> None:
    near = [(1, 2, [0, 10]), (2, 9, [0, 11, 12])]
    assert set(TwoSteps(0, [1, 2], near, most=5).best({}, third=1.0, limit=9)) == {10}
    assert set(TwoSteps(0, [2], near[1:], most=3).best({}, third=1.0, limit=9)) == {11, 12}
    assert TwoSteps(0, [], [], most=3).best({}, third=1.0, limit=9) == {}
