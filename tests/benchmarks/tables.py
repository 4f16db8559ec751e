"""CSV files of the import format from columns."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Column = Sequence[Any] | NDArray[Any]

_CHUNK = 100_000


def write(folder: Path, name: str, columns: dict[str, Column]) -> None:
    """Write `name`.csv. Times become ISO 8601 with a Z, dates plain, NaT and None empty."""
    size = len(next(iter(columns.values())))
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        for start in range(0, size, _CHUNK):
            part = [_cells(column[start : start + _CHUNK]) for column in columns.values()]
            writer.writerows(zip(*part, strict=True))


def _cells(column: Column) -> Sequence[Any]:
    if not isinstance(column, np.ndarray):
        return column
    if column.dtype.kind != "M":
        return list(column.tolist())
    if column.dtype == np.dtype("datetime64[D]"):
        texts = np.datetime_as_string(column)
    else:
        texts = np.datetime_as_string(column, unit="s", timezone="UTC")
    return ["" if text == "NaT" else text for text in texts.tolist()]
