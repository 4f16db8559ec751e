"""What a benchmark run has found, as tables and as JSON."""

from __future__ import annotations

import math
import os
import platform
import subprocess
import sys
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
import psutil
from rich.console import Console
from rich.table import Table

from tests.benchmarks.measure import Figures


@dataclass(frozen=True, slots=True)
class Result:
    """The figures of one question, asked for one kind of viewers."""

    benchmark: str
    viewers: str
    clients: int
    reference: str
    figures: list[Figures]
    mean_ms: dict[str, float]
    """What each query of the bare catalogue took of one question, while one client asked."""


def machine() -> dict[str, Any]:
    """What the figures were measured on."""
    return {
        "system": platform.platform(),
        "processor": _processor(),
        "cores": psutil.cpu_count(),
        "memory_gib": round(psutil.virtual_memory().total / 2**30, 1),
        "load": os.getloadavg(),
        "python": sys.version.split()[0],
        "commit": _commit(),
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor())


def _commit() -> str:
    done = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],
        cwd=Path(__file__).parent,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.strip()


def show(console: Console, result: Result) -> None:
    """Print one table."""
    load = any(figures.per_s is not None for figures in result.figures)
    clients = f", {result.clients} clients" if load else ""
    table = Table(
        title=f"{result.benchmark}, {result.viewers} viewers{clients}", title_justify="left"
    )
    table.add_column("subject")
    for column in ("n", "p50 ms", "p95 ms", "p99 ms", "ratio"):
        table.add_column(column, justify="right")
    if load:
        table.add_column("per s", justify="right")
    table.add_column("failed", justify="right")
    for figures in result.figures:
        is_reference = figures.subject == result.reference
        cells = [figures.subject + " (reference)" * is_reference, f"{figures.n:,}"]
        cells += [_ms(value) for value in (figures.p50_ms, figures.p95_ms, figures.p99_ms)]
        cells.append("" if figures.ratio is None else f"{figures.ratio:.2f}")
        if load:
            cells.append(f"{figures.per_s:,.0f}")
        cells.append(f"{figures.failed:,}" if figures.failed else "")
        table.add_row(*cells)
    console.print(table)
    for figures in result.figures:
        if figures.failed:
            line = f"{figures.subject} failed first with {figures.first_error[:300]}"
            console.print(line, markup=False, highlight=False)
    if result.mean_ms:
        parts = (f"{name} {_ms(ms)}" for name, ms in result.mean_ms.items())
        console.print(f"mean ms of the bare catalogue: {', '.join(parts)}\n", highlight=False)


def _ms(value: float) -> str:
    return "" if math.isnan(value) else f"{value:,.2f}" if value < 100 else f"{value:,.0f}"


def write(path: Path, world: dict[str, Any], results: list[Result], *, now: datetime) -> None:
    """Write everything as one JSON document."""
    path.parent.mkdir(parents=True, exist_ok=True)
    document = {
        "at": now,
        "machine": machine(),
        "world": world,
        "results": [asdict(result) for result in results],
    }
    path.write_bytes(orjson.dumps(document, option=orjson.OPT_INDENT_2))
