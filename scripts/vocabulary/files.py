"""Reading the sources and writing packed files with the same bytes each time."""

from __future__ import annotations

import csv
import gzip
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson


def rows(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a gzipped CSV file, by column name."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def decisions(path: Path) -> dict[str, Any]:
    """A TOML file of decisions made by hand."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


def pack(path: Path, table: list[Any] | dict[str, list[Any]]) -> None:
    """Writes JSON, one row a line, as gzip without a time or a name inside."""
    if isinstance(table, list):
        text = _lines(table)
    else:
        text = b"{" + b",\n".join(orjson.dumps(k) + b":" + _lines(v) for k, v in table.items())
        text += b"}\n"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(text, compresslevel=9, mtime=0))


def _lines(table: list[Any]) -> bytes:
    return b"[\n" + b",\n".join(orjson.dumps(row) for row in table) + b"\n]"
