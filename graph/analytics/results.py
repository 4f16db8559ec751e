"""Rows as they leave: in batches of columns, members as pseudonyms, in an order that tells nothing.

The server gives members in the order of their ids. So pseudonymous rows are taken first, numbers
packed into arrays (16 bytes a row of two members), mixed by the system's randomness, sorted where
the statement says so, and only then cut.
"""

from __future__ import annotations

import secrets
from array import array
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np

from graph.analytics.language.translating import Translation
from graph.analytics.pseudonyms import Pseudonyms
from graph.errors import LimitExceeded
from graph.store.analysts import Cursor, plain

BATCH_ROWS = 5_000
_BARE = frozenset([int, str, bool, type(None)])
_FLOATS = _BARE | {float}
UNCUT = 10
"""How many times the limit may be read where a LIMIT takes a sample of it."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Some rows, column by column."""

    columns: tuple[list[Any], ...]

    @property
    def rows(self) -> int:
        """How many rows."""
        return len(self.columns[0]) if self.columns else 0


def batches(cursor: Cursor, made: Translation) -> Iterator[Batch]:
    """The rows of a statement without pseudonyms, as the server gives them."""
    while rows := cursor.fetch(BATCH_ROWS):
        yield Batch(tuple(_plain(column) for column in zip(*rows, strict=True)))


def _plain(column: Sequence[Any]) -> list[Any]:
    kinds = set(map(type, column))
    if kinds <= _BARE:
        return list(column)
    if kinds <= _FLOATS:
        return [_rounded(value) for value in column]
    return [_rounded(plain(value)) for value in column]


def _rounded(value: Any) -> Any:
    """To twelve digits: those behind tell in which order the server added, so what lies between."""
    if isinstance(value, float):
        return float(f"{value:.12g}")
    return [_rounded(one) for one in value] if isinstance(value, list) else value


def shuffled(cursor: Cursor, made: Translation, most: int, known: Pseudonyms) -> Iterator[Batch]:
    """The rows of a statement about ties. Raises LimitExceeded before the first one leaves."""
    kept: list[_Numbers | list[Any]] = [_Numbers() for _ in made.columns]
    count = 0
    most_before = most if made.limit is None else most * UNCUT
    while rows := cursor.fetch(BATCH_ROWS):
        columns = list(zip(*rows, strict=True))
        parts = [columns] if made.packed is None else _unpacked(columns, made.packed, made.mirrored)
        for part in parts:
            count += len(part[0])
            if count > most_before:
                raise LimitExceeded(
                    f"the result has more than {most_before} rows before it is cut: add conditions"
                )
            for at, values in enumerate(part):
                kept[at] = _added(kept[at], values)
    order = np.random.default_rng(secrets.randbits(128)).permutation(count)
    for at, descending in reversed(made.order):
        order = _sorted(order, kept[at], descending)
    end = count if made.limit is None else made.skip + made.limit
    order = order[made.skip : end]
    kinds = [column.kind for column in made.columns]
    return _taken(kept, kinds, order, known)


def _unpacked(
    columns: list[tuple[Any, ...]], packed: int, mirrored: bool
) -> Iterator[list[np.ndarray]]:
    """Two columns of ties, from one of members and one of the lists that belong to them.

    Where mirrored also those of the other direction.
    """
    lists, members = columns[packed], columns[1 - packed]
    found = [np.zeros(0, dtype=np.int64)] * 2
    found[packed] = np.fromiter(chain.from_iterable(lists), dtype=np.int64)
    found[1 - packed] = np.repeat(np.array(members, dtype=np.int64), [len(one) for one in lists])
    yield found
    if mirrored:
        yield found[::-1]


class _Numbers:
    """A column of integers, packed."""

    __slots__ = ("values",)

    def __init__(self) -> None:
        self.values = array("q")

    def __getitem__(self, at: int) -> int:
        return self.values[at]


def _added(column: _Numbers | list[Any], values: Collection[Any]) -> _Numbers | list[Any]:
    if isinstance(column, _Numbers):
        if isinstance(values, np.ndarray):
            column.values.frombytes(values.tobytes())
            return column
        if all(type(value) is int for value in values):
            column.values.extend(values)
            return column
        column = list(column.values)
    column.extend(values)
    return column


def _sorted(order: np.ndarray, column: _Numbers | list[Any], descending: bool) -> np.ndarray:
    """The order after a stable sort by one column; null is the largest, as in Cypher."""
    if isinstance(column, _Numbers):
        keys = np.frombuffer(column.values, dtype=np.int64)[order]
        return order[np.argsort(-keys if descending else keys, kind="stable")]
    ranked = sorted(
        order.tolist(),
        key=lambda at: (column[at] is None, 0 if column[at] is None else column[at]),
        reverse=descending,
    )
    return np.array(ranked, dtype=np.int64)


def _taken(
    kept: list[_Numbers | list[Any]], kinds: list[str], order: np.ndarray, known: Pseudonyms
) -> Iterator[Batch]:
    for start in range(0, len(order), BATCH_ROWS):
        part = order[start : start + BATCH_ROWS]
        columns = []
        for column, kind in zip(kept, kinds, strict=True):
            if isinstance(column, _Numbers):
                numbers = np.frombuffer(column.values, dtype=np.int64)[part]
                columns.append(known.of(numbers) if kind == "member" else numbers.tolist())
            else:
                values = [column[at] for at in part]
                columns.append(
                    _plain(values) if kind == "value" else [_hidden(v, kind, known) for v in values]
                )
        yield Batch(tuple(columns))


def _hidden(value: Any, kind: str, known: Pseudonyms) -> Any:
    """A member; a list of members, in the order of their pseudonyms; a path, in its own."""
    if value is None:
        return None
    if not isinstance(value, list):
        return known.of([value])[0]
    return known.of(value) if kind == "path" else sorted(known.of(value))
