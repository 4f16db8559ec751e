"""Measures subjects against a reference in one run.

Machines drift by a factor of two from run to run, so only ratios are worth comparing: the subjects
take turns of a few items, each time in another order. Not item by item: a plain query that reads
millions of nodes empties the caches of the processor for whoever comes next.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import count, cycle, islice
from typing import Any

import numpy as np

Ask = Callable[[Any], Awaitable[object]]
Call = Callable[[Any], object]

TOGETHER = 20
"""Items that a subject is asked in one turn."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What one subject took: milliseconds, the ratio of medians, and how many answers failed."""

    subject: str
    n: int
    p50_ms: float
    p95_ms: float
    p99_ms: float
    ratio: float | None
    """p50 over the reference's p50; None where the reference has no figures."""
    failed: int = 0
    per_s: float | None = None
    first_error: str = ""


@dataclass(slots=True)
class _Times:
    ms: list[float] = field(default_factory=list)
    failed: int = 0
    first_error: str = ""


async def interleaved(
    subjects: dict[str, Ask],
    reference: str,
    items: Sequence[Any],
    *,
    warm_up_s: float,
    budget_s: float,
) -> list[Figures]:
    """Each subject's figures over `items`, one item at a time.

    The time of `budget_s` is shared out: a subject that has used up its part sits out the rest,
    so that a slow reference does not keep the others from being asked often. The last items are
    asked of everyone beforehand, for `warm_up_s` shared out alike, and not counted: Neo4j plans a
    query when it first sees it and compiles it when it has seen it often.
    """
    await _in_turns(subjects, cycle(reversed(items)), warm_up_s)
    return _figures(await _in_turns(subjects, items, budget_s), reference)


async def _in_turns(
    subjects: dict[str, Ask], items: Iterable[Any], budget_s: float
) -> dict[str, _Times]:
    times = {name: _Times() for name in subjects}
    left = dict.fromkeys(subjects, budget_s / len(subjects))
    items = iter(items)
    for turn in count():
        together = list(islice(items, TOGETHER))
        names = [name for name in subjects if left[name] > 0]
        if not together or not names:
            break
        first = turn % len(names)
        for name in names[first:] + names[:first]:
            for item in together:
                began = time.perf_counter()
                await _timed(subjects[name], item, times[name])
                left[name] -= time.perf_counter() - began
                if left[name] <= 0:
                    break
    return times


async def _timed(ask: Ask, item: Any, times: _Times) -> None:
    began = time.perf_counter()
    try:
        await ask(item)
    except Exception as error:
        times.failed += 1
        times.first_error = times.first_error or f"{type(error).__name__}: {error}"
        return
    times.ms.append((time.perf_counter() - began) * 1000)


async def under_load(
    subjects: dict[str, Ask | list[Call]],
    reference: str,
    items: Sequence[Any],
    *,
    clients: int,
    slice_s: float = 3.0,
    rounds: int = 3,
) -> list[Figures]:
    """Figures with `clients` at once, the subjects taking turns of `slice_s` seconds.

    A subject is one coroutine function that all clients share, or one function for each client,
    which then runs in a thread of its own.
    """
    times = {name: _Times() for name in subjects}
    seconds = dict.fromkeys(subjects, 0.0)
    for _ in range(rounds):
        for name, ask in subjects.items():
            began = time.perf_counter()
            until = began + slice_s
            if isinstance(ask, list):
                await asyncio.to_thread(_threads, ask, items, until, times[name])
            else:
                tasks = (_client(ask, items, i, until, times[name]) for i in range(clients))
                await asyncio.gather(*tasks)
            seconds[name] += time.perf_counter() - began
    return _figures(times, reference, seconds)


async def _client(ask: Ask, items: Sequence[Any], start: int, until: float, times: _Times) -> None:
    place = start * 7919
    while time.perf_counter() < until:
        await _timed(ask, items[place % len(items)], times)
        place += 1


def _threads(calls: list[Call], items: Sequence[Any], until: float, times: _Times) -> None:
    def client(start: int) -> None:
        place = start * 7919
        while time.perf_counter() < until:
            began = time.perf_counter()
            try:
                calls[start](items[place % len(items)])
            except Exception as error:
                times.failed += 1
                times.first_error = times.first_error or f"{type(error).__name__}: {error}"
            else:
                times.ms.append((time.perf_counter() - began) * 1000)
            place += 1

    threads = [threading.Thread(target=client, args=(i,)) for i in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _figures(
    times: dict[str, _Times], reference: str, seconds: dict[str, float] | None = None
) -> list[Figures]:
    middle = {name: float(np.median(t.ms)) for name, t in times.items() if t.ms}
    against = middle.get(reference)
    figures = []
    for name, t in times.items():
        p50, p95, p99 = np.percentile(t.ms, [50, 95, 99]).tolist() if t.ms else [float("nan")] * 3
        figures.append(
            Figures(
                subject=name,
                n=len(t.ms),
                p50_ms=round(p50, 3),
                p95_ms=round(p95, 3),
                p99_ms=round(p99, 3),
                ratio=round(p50 / against, 3) if against and t.ms else None,
                failed=t.failed,
                per_s=round(len(t.ms) / seconds[name], 1) if seconds else None,
                first_error=t.first_error,
            )
        )
    return figures
