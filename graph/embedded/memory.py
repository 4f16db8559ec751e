"""How much memory the embedded Neo4j takes: a share of the machine, within bounds."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import psutil

from graph.settings import Settings

_CGROUP_LIMITS = (
    Path("/sys/fs/cgroup/memory.max"),
    Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"),
)


@dataclass(frozen=True, slots=True)
class Sizes:
    """Neo4j's two large areas, in MiB."""

    heap_mib: int
    page_cache_mib: int


def machine_mib() -> int:
    """The memory that this process may use, in MiB: the machine's, or its container's limit."""
    total = int(psutil.virtual_memory().total)
    for file in _CGROUP_LIMITS:
        try:
            total = min(total, int(file.read_text()))
        except (OSError, ValueError):  # no such limit, or the word "max"
            continue
    return total // 2**20


def sizes(settings: Settings, total_mib: int) -> Sizes:
    """The sizes for a machine of `total_mib`; what `settings` gives wins.

    An eighth of the machine for the heap and a sixteenth for the page cache, at most 1024 and 512
    MiB: enough for 100,000 members with 2,500,000 connections, whose store takes 450 MiB, and
    with all else below 2.5 GB resident. At least 384 and 128 MiB, below which Neo4j is slow.
    """
    heap = max(384, min(1024, total_mib // 8))
    page_cache = max(128, min(512, total_mib // 16))
    return Sizes(settings.neo4j_heap_mib or heap, settings.neo4j_page_cache_mib or page_cache)
