"""Data folders that hold the demo world or the benchmark world, imported when they are missing."""

from __future__ import annotations

import asyncio
import os
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from graph import embedded
from graph import settings as configuration
from graph.errors import DataFolderInUse
from graph.settings import Settings
from graph.world import demo
from resolvers.worlds import prepare
from tests.benchmarks import generate
from tests.benchmarks.comparison import World
from tests.benchmarks.generate import Shape


def cache() -> Path:
    """The folder of the current user that keeps generated worlds."""
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(home) / "proconnect" / "bench"


def shape(world: World) -> Shape:
    """A generated world; it ends as this month begins, so that its feeds are not stale.

    "large" is "bench" with ten times its jobs and more posts.
    """
    until = f"{datetime.now(UTC):%Y-%m}-01T00:00:00"
    return (
        Shape(until=until, jobs=100_000, posts=500_000) if world == "large" else Shape(until=until)
    )


def files(world: World, console: Console) -> Path:
    """The import files of a world, written below `cache()` where they are not there yet."""
    if world != "demo":
        return generate.cached(shape(world), cache(), say=console.print)
    now = datetime.now(UTC)
    folder = cache() / f"demo-{now:%Y-%m}"
    if not folder.exists():
        partial = folder.with_suffix(".partial")
        demo.write(partial, now=now, say=console.print)
        partial.rename(folder)
    return folder


def prepared(world: World | None, data: Path | None, console: Console) -> Settings:
    """Settings of a data folder that holds the world, for processes without limits.

    Without a world, `data` is taken as it is. Without `data`, a folder below `cache()` is used.
    An empty one is imported into; one that a running `up` holds is taken as it is. Raises what
    an import raises.
    """
    if world is None:
        return configuration.load(data=data, limits="off")
    name = "demo" if world == "demo" else shape(world).digest
    settings = configuration.load(data=data or cache() / f"data-{name}", limits="off")
    try:
        with embedded.hold(settings):
            folder = "demo" if world == "demo" else str(files(world, console))
            asyncio.run(prepare(settings, folder, say=console.print))
    except DataFolderInUse:
        console.print(f"{settings.data} is in use: measuring beside the servers that run there")
    return settings
