"""Writing the files of the demo world in the import format."""

from __future__ import annotations

import csv
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph.world.demo.ties import Ints

Moments = NDArray[np.datetime64]

DAY = 86_400


def random(seed: int, part: str) -> np.random.Generator:
    """The random numbers of one part of the world: a change of one leaves the others alone."""
    return np.random.default_rng([seed, zlib.crc32(part.encode())])


def write_table(folder: Path, name: str, columns: str, values: Iterable[Sequence[Any]]) -> None:
    """Writes `name`.csv: `columns` are names separated by spaces, `values` one sequence for each.

    All columns have the same length; numpy arrays must have become lists.
    """
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(columns.split())
        out.writerows(zip(*values, strict=True))


def moments(seconds: Ints) -> list[str]:
    """ISO 8601 in UTC of seconds since 1970."""
    text = np.datetime_as_string(seconds.astype("datetime64[s]"))
    return [moment + "Z" for moment in text.tolist()]


def months(numbers: Ints) -> list[str]:
    """The first day of months counted from January 1970; empty for those below zero."""
    text = np.datetime_as_string(np.maximum(numbers, 0).astype("datetime64[M]")).tolist()
    return [
        f"{month}-01" if number >= 0 else ""
        for month, number in zip(text, numbers.tolist(), strict=True)
    ]


def draw(weights: NDArray[np.float64], size: int, rng: np.random.Generator) -> Ints:
    """`size` positions at random, each with the probability of its weight."""
    edges = np.cumsum(weights)
    found = np.searchsorted(edges, rng.random(size) * edges[-1], side="right")
    inside: Ints = np.minimum(found, len(weights) - 1).astype(np.int64)
    return inside
