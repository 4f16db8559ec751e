"""Measuring asks everyone the same, counts failures apart and compares medians."""

from __future__ import annotations

import asyncio
import math
from itertools import groupby

from tests.benchmarks.measure import TOGETHER, Call, interleaved, under_load


async def test_every_subject_is_asked_each_item_in_turns_whose_order_changes() -> None:
    asked: list[tuple[str, int]] = []

    async def one(item: int) -> None:
        asked.append(("one", item))

    async def other(item: int) -> None:
        asked.append(("other", item))

    items = list(range(2 * TOGETHER + 1))
    figures = await interleaved(
        {"one": one, "other": other}, "one", items, warm_up_s=1e-9, budget_s=60.0
    )
    assert asked[:2] == [("one", items[-1]), ("other", items[-1])]  # the warm-up, not counted
    first, second, third = items[:TOGETHER], items[TOGETHER:-1], items[-1:]
    assert [name for name, _ in groupby(name for name, _ in asked[2:])] == [
        "one", "other", "one", "other",
    ]  # fmt: skip
    assert [item for name, item in asked[2:] if name == "one"] == first + second + third
    assert asked[2 + TOGETHER : 2 + 3 * TOGETHER] == [("other", item) for item in first + second]
    assert asked[-2:] == [("one", items[-1]), ("other", items[-1])]
    assert [(f.subject, f.n, f.failed) for f in figures] == [
        ("one", len(items), 0),
        ("other", len(items), 0),
    ]
    assert figures[0].ratio == 1.0


async def test_a_failure_is_counted_and_has_no_time() -> None:
    async def sleeps(item: int) -> None:
        await asyncio.sleep(0.001)

    async def fails(item: int) -> None:
        raise ValueError(f"no {item}")

    good, bad = await interleaved(
        {"good": sleeps, "bad": fails}, "good", [7, 7], warm_up_s=0.0, budget_s=60.0
    )
    assert (good.n, good.failed) == (2, 0)
    assert good.p50_ms >= 1.0
    assert (bad.n, bad.failed, bad.first_error, bad.ratio) == (0, 2, "ValueError: no 7", None)
    assert math.isnan(bad.p50_ms)


async def test_the_budget_ends_a_slow_table_after_its_first_items() -> None:
    async def sleeps(item: int) -> None:
        await asyncio.sleep(0.01)

    (figures,) = await interleaved({"a": sleeps}, "a", range(1_000), warm_up_s=0.0, budget_s=0.05)
    assert 1 <= figures.n <= 6


async def test_a_slow_subject_sits_out_and_the_others_go_on() -> None:
    async def slow(item: int) -> None:
        await asyncio.sleep(0.02)

    async def fast(item: int) -> None:
        pass

    first, second = await interleaved(
        {"slow": slow, "fast": fast}, "slow", range(50), warm_up_s=0.0, budget_s=0.05
    )
    assert 1 <= first.n <= 3
    assert second.n == 50


async def test_under_load_tasks_and_threads_share_the_items() -> None:
    async def task(item: int) -> None:
        await asyncio.sleep(0.001)

    calls: list[Call] = [lambda item: None for _ in range(3)]
    tasks, threads = await under_load(
        {"tasks": task, "threads": calls}, "tasks", [1, 2], clients=3, slice_s=0.02, rounds=1
    )
    assert tasks.n > 0
    assert threads.n > 0
    assert tasks.per_s is not None
    assert tasks.ratio == 1.0
