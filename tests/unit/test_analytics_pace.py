"""Statements begin at a pace, and lists that a statement unwinds are counted before it runs."""

from __future__ import annotations

from typing import Any

import pytest

from graph.analytics import plans
from graph.analytics.language.parsing import parse
from graph.analytics.language.translating import translate
from graph.analytics.pace import BURST, LONGEST_S, RATE, Pace
from graph.errors import LimitExceeded


def test_an_analyst_begins_a_burst_at_once_and_then_at_the_rate() -> None:
    clock = [100.0]
    pace = Pace(lambda: clock[0])
    assert [pace.wait_s(1) for _ in range(BURST)] == [0.0] * BURST
    assert pace.wait_s(1) == pytest.approx(1 / RATE)
    assert pace.wait_s(1) == pytest.approx(2 / RATE)
    assert pace.wait_s(2) == 0.0
    clock[0] += (BURST + 2) / RATE
    assert [pace.wait_s(1) for _ in range(BURST)] == [0.0] * BURST


def test_who_would_wait_too_long_is_refused_and_takes_no_turn() -> None:
    clock = [0.0]
    pace = Pace(lambda: clock[0])
    waits = [pace.wait_s(1) for _ in range(BURST + int(LONGEST_S * RATE))]
    assert waits[-1] == pytest.approx(LONGEST_S)
    for _ in range(3):
        with pytest.raises(LimitExceeded, match="more than 10 statements a second"):
            pace.wait_s(1)
    clock[0] = 1 / RATE
    assert pace.wait_s(1) == pytest.approx(LONGEST_S)


def lists(text: str, **parameters: Any) -> tuple[int | None, ...]:
    """The lengths of the lists that a statement unwinds."""
    return translate(parse(text), parameters, lambda _: None).lists


def test_lengths_of_lists_are_known_before_a_statement_runs() -> None:
    assert lists("UNWIND range(1, 9999) AS x UNWIND [x, 2] AS y RETURN y") == (9999, 2)
    assert lists("UNWIND range(1, 9, 3) AS x RETURN x") == (3,)
    assert lists("UNWIND range(1, $n) AS x UNWIND $l AS y RETURN y", n=4, l=[1]) == (4, 1)
    unknown = "MATCH (c:Company) WITH collect(c.name) AS names UNWIND names AS n RETURN n"
    assert lists(unknown) == (None,)


def operator(name: str, rows: float, *below: dict[str, Any]) -> dict[str, Any]:
    """An operator of a plan as the driver gives it."""
    return {"operatorType": name, "args": {"EstimatedRows": rows}, "children": list(below)}


def test_work_counts_the_lists_as_long_as_they_are() -> None:
    inner = operator("Unwind@neo4j", 10.0)
    plan = operator("ProduceResults", 100.0, operator("Unwind@neo4j", 100.0, inner))
    plans.check("r", plan, most=210)
    plans.check("r", plan, most=210, lists=(None, None))
    # 20 and 20 × 3 rows, of which the last two operators have 60 each; a shorter list changes none.
    plans.check("r", plan, most=20 + 200 + 200, lists=(20, 3))
    with pytest.raises(LimitExceeded, match="estimated"):
        plans.check("r", plan, most=20 + 200 + 200 - 1, lists=(20, 3))
    with pytest.raises(LimitExceeded):
        plans.check("r", plan, most=50_000_000, lists=(9_999, 9_999))
