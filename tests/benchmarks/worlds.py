"""Data folders that hold the demo world or the benchmark world, imported when they are missing."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from rich.console import Console

from graph import settings as configuration
from graph.settings import Settings
from tests.benchmarks import generate
from tests.benchmarks.generate import Shape
from tests.benchmarks.processes import run

World = Literal["demo", "bench"]

_DONE = "bench-world"


def cache() -> Path:
    """The folder of the current user that keeps generated worlds."""
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(home) / "proconnect" / "bench"


def shape(jobs: int) -> Shape:
    """The benchmark world; it ends with the last month, so that its feeds are not stale."""
    month = datetime.now(UTC).strftime("%Y-%m-01T00:00:00")
    return Shape(jobs=jobs, until=month)


def folder(world: World, jobs: int, console: Console) -> Path:
    """The import files of a world, written below `cache()` where they are not there yet."""
    if world == "bench":
        return generate.cached(shape(jobs), cache(), say=console.print)
    from graph.world import demo

    now = datetime.now(UTC)
    files = cache() / f"demo-{now:%Y-%m}"
    if not files.exists():
        partial = files.with_suffix(".partial")
        demo.write(partial, now=now, say=console.print)
        partial.rename(files)
    return files


def prepared(world: World | None, data: Path | None, jobs: int, console: Console) -> Settings:
    """Settings of a data folder that holds the world.

    Without a world, `data` is taken as it is. Without `data`, a folder below `cache()` is used,
    and imported into at first. Raises OperatorError where the import fails.
    """
    if world is None:
        return configuration.load(data=data, limits="off")
    name = shape(jobs).digest if world == "bench" else "demo"
    data = data or cache() / f"data-{name}"
    mark = data / _DONE
    if not mark.exists():
        run(data, "import", str(folder(world, jobs, console)))
        mark.write_text(name)
    return configuration.load(data=data, limits="off")
