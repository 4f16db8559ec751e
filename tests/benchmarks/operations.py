"""Benchmarks of whole commands: how long an import takes and how much memory the product holds."""

from __future__ import annotations

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

from tests.benchmarks import report, worlds
from tests.benchmarks.comparison import World
from tests.benchmarks.processes import Peak, resident, run, serving

Operation = Callable[[Console, World, Path | None, Path | None, int], None]

_SETTLE_S = 20.0


def measure_import(
    console: Console, world: World, data: Path | None, out: Path | None, jobs: int
) -> None:
    """Import a world into a fresh data folder, then check it: seconds, and MiB at the peak.

    Without `data` the folder is removed afterwards; `data` must not exist.
    """
    files = worlds.files(world, jobs, console)
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


def measure_memory(
    console: Console, world: World, data: Path | None, out: Path | None, jobs: int
) -> None:
    """Start `up` on a world, let it settle, and take its seconds to ready and its memory."""
    settings = worlds.prepared(world, data, jobs, console)
    began = time.perf_counter()
    log = settings.data / "logs" / "bench-up.log"
    with serving(settings.data, "up", log=log) as (process, _):
        ready = time.perf_counter() - began
        time.sleep(_SETTLE_S)
        held = resident(process.pid)
    taken = {"up": _figures(ready, Peak(sum(held.values()), held))}
    _show(console, f"{world} world", taken)
    _write(out, world, taken)


OPERATIONS: dict[str, Operation] = {"import": measure_import, "memory": measure_memory}


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
