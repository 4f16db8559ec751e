"""Files in the data folder that say who did what when: a JSON line each, at once, never changed."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson

from graph.settings import Settings


def path(settings: Settings, name: str) -> Path:
    """Where a journal is."""
    return settings.data / "logs" / name


def append(settings: Settings, name: str, line: Mapping[str, Any]) -> None:
    """Add a line. Raises OSError."""
    file = path(settings, name)
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(descriptor, orjson.dumps(dict(line)) + b"\n")
    finally:
        os.close(descriptor)


def lines(settings: Settings, name: str) -> Iterator[dict[str, Any]]:
    """All of them, the oldest first."""
    file = path(settings, name)
    if file.exists():
        for line in file.read_bytes().splitlines():
            yield orjson.loads(line)
