"""Benchmarks of whole commands: how long an import takes and how much memory the product holds."""

from __future__ import annotations

import asyncio
import itertools
import shutil
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
from rich.console import Console
from rich.table import Table

from graph.embedded import running
from graph.settings import Settings
from tests.benchmarks import (
    analysts,
    applications,
    bolt,
    fit_quality,
    layers,
    merging,
    outages,
    overload,
    quality,
    report,
    sample,
    search_hostile,
    skills_quality,
    worlds,
)
from tests.benchmarks.client import Client, issue_tokens
from tests.benchmarks.comparison import World
from tests.benchmarks.judged import measure_quality
from tests.benchmarks.processes import Peak, run, serving, watched
from tests.benchmarks.questions import QUESTIONS

Operation = Callable[[Console, World, Path | None, Path | None], None]

_EXERCISE_S = 60.0


def measure_import(console: Console, world: World, data: Path | None, out: Path | None) -> None:
    """Import a world into a fresh data folder, then check it: seconds, and MiB at the peak.

    Without `data` the folder is removed afterwards; `data` must not exist.
    """
    files = worlds.files(world, console)
    into = data or Path(tempfile.mkdtemp(prefix="proconnect-bench-")) / "data"
    try:
        taken: dict[str, dict[str, Any]] = {}
        for name, arguments in (("import", ("import", str(files))), ("check", ("check",))):
            seconds, peak = run(into, *arguments)
            taken[name] = _figures(seconds, peak)
        _show(console, f"{world} world", taken)
        _write(out, world, taken)
    finally:
        if data is None:
            shutil.rmtree(into.parent, ignore_errors=True)


def measure_memory(console: Console, world: World, data: Path | None, out: Path | None) -> None:
    """Start `up` on a world, ask every question, and take its seconds to ready and its memory."""
    settings = worlds.prepared(world, data, console)
    began = time.perf_counter()
    log = settings.data / "logs" / "bench-up.log"
    with serving(settings.data, "up", log=log) as (process, port):
        ready = time.perf_counter() - began
        with watched(process.pid) as peak:
            asked = asyncio.run(_exercise(settings, port))
    taken = {f"up and {asked:,} questions": _figures(ready, peak)}
    _show(console, f"{world} world", taken)
    _write(out, world, taken)


async def _exercise(settings: Settings, port: int) -> int:
    """Ask every question of many viewers for a while; the number of answers."""
    async with running(settings, say=lambda line: None) as live, bolt.opened(live) as driver:
        items = [item for drawn in (await sample.draw(driver, 100)).values() for item in drawn]
    client = Client(port, issue_tokens(settings, items, now=datetime.now(UTC)))
    until = time.perf_counter() + _EXERCISE_S
    asked = 0
    for item in itertools.cycle(items):
        for question in QUESTIONS:
            client.asker(question.document, question.variables)(item)
            asked += 1
        if time.perf_counter() > until:
            break
    client.close()
    return asked


OPERATIONS: dict[str, Operation] = {
    "import": measure_import,
    "memory": measure_memory,
    "skills-quality": skills_quality.measure,
    "search-quality": measure_quality,
    "search-hostile": search_hostile.measure,
    "suggestions-quality": quality.measure_quality,
    "fit-quality": fit_quality.measure,
    "applications": applications.measure,
    "skills-merge": merging.measure,
    "layers": layers.measure,
    "overload": overload.measure,
    "outages": outages.measure,
    "analysts-runs": analysts.measure_runs,
    "analysts-exports": analysts.measure_exports,
    "analysts-hostile": analysts.measure_hostile,
}


def _figures(seconds: float, peak: Peak) -> dict[str, Any]:
    by_process = {kind: round(mib) for kind, mib in sorted(peak.by_process.items())}
    return {"seconds": round(seconds, 1), "mib": round(peak.mib), "by_process_mib": by_process}


def _show(console: Console, title: str, taken: dict[str, dict[str, Any]]) -> None:
    table = Table("command", "seconds", "MiB, all processes", "of these", title=title)
    for name, figures in taken.items():
        parts = ", ".join(f"{kind} {mib:,}" for kind, mib in figures["by_process_mib"].items())
        table.add_row(name, f"{figures['seconds']:.1f}", f"{figures['mib']:,}", parts)
    console.print(table)


def _write(out: Path | None, world: str, taken: dict[str, dict[str, Any]]) -> None:
    if out:
        document = {
            "at": datetime.now(UTC),
            "machine": report.machine(),
            "world": world,
            "results": taken,
        }
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_bytes(orjson.dumps(document, option=orjson.OPT_INDENT_2))
