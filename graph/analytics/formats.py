"""Results as bytes, batch by batch: JSON lines, CSV, Arrow and Parquet."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from graph.analytics.results import Batch
from graph.errors import InvalidInput


class Encoder(Protocol):
    """Turns batches into pieces of a file, in order."""

    def batch(self, batch: Batch) -> bytes:
        """The bytes of these rows, perhaps none yet."""

    def end(self) -> bytes:
        """The bytes after the last row."""


@dataclass(frozen=True, slots=True)
class Format:
    """A form of results: its media type, and what makes it for named columns."""

    media_type: str
    encoder: Callable[[list[str]], Encoder]


class _Lines:
    def __init__(self, names: list[str]) -> None:
        self._names = names

    def batch(self, batch: Batch) -> bytes:
        names = self._names
        return b"".join(
            orjson.dumps(dict(zip(names, row, strict=True)), option=orjson.OPT_APPEND_NEWLINE)
            for row in zip(*batch.columns, strict=True)
        )

    def end(self) -> bytes:
        return b""


class _Csv:
    """RFC 4180; nodes and lists are JSON. A text that a spreadsheet would run gets a quote."""

    def __init__(self, names: list[str]) -> None:
        self._names: list[str] | None = names

    def batch(self, batch: Batch) -> bytes:
        text = io.StringIO(newline="")
        writer = csv.writer(text)
        if self._names is not None:
            writer.writerow(map(_cell, self._names))
            self._names = None
        writer.writerows(map(_cell, row) for row in zip(*batch.columns, strict=True))
        return text.getvalue().encode()

    def end(self) -> bytes:
        return self.batch(Batch(())) if self._names is not None else b""


def _cell(value: Any) -> Any:
    if isinstance(value, (dict, list)):
        return orjson.dumps(value).decode()
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return f"'{value}"
    return value.isoformat() if hasattr(value, "isoformat") else value


class _Columnar:
    """Arrow or Parquet: the types are those of the first batch, null is a text."""

    def __init__(self, names: list[str], open_writer: Callable[[Any, pa.Schema], Any]) -> None:
        self._names = names
        self._open = open_writer
        self._sink = _Pieces()
        self._writer: Any = None
        self._schema: pa.Schema | None = None

    def batch(self, batch: Batch) -> bytes:
        values = [_arrow_ready(column) for column in batch.columns]
        if self._schema is None:
            arrays = [_typed(name, v) for name, v in zip(self._names, values, strict=True)]
            self._begin([array.type for array in arrays])
        else:
            arrays = [
                _typed(field.name, v, field.type)
                for field, v in zip(self._schema, values, strict=True)
            ]
        self._writer.write_batch(pa.record_batch(arrays, schema=self._schema))
        return self._sink.taken()

    def _begin(self, types: list[pa.DataType]) -> None:
        self._schema = pa.schema(list(zip(self._names, types, strict=True)))
        self._writer = self._open(self._sink, self._schema)

    def end(self) -> bytes:
        if self._schema is None:
            self._begin([pa.string()] * len(self._names))
        self._writer.close()
        return self._sink.taken()


class _Pieces(io.RawIOBase):
    """A file that is written from front to back and read off as it grows."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._at = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        part = bytes(data)
        self._parts.append(part)
        self._at += len(part)
        return len(part)

    def tell(self) -> int:
        return self._at

    def taken(self) -> bytes:
        """What was written since the last call."""
        parts, self._parts = self._parts, []
        return b"".join(parts)


def _arrow_ready(column: list[Any]) -> list[Any]:
    if any(isinstance(value, dict) for value in column[:100]):
        return [None if v is None else orjson.dumps(v).decode() for v in column]
    return column


def _typed(name: str, values: list[Any], wanted: pa.DataType | None = None) -> pa.Array:
    try:
        array = pa.array(values, type=wanted)
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        kind = "its first rows" if wanted is not None else "one another"
        raise InvalidInput(
            f"column {name}: its values are not of the type of {kind}: use toString()"
        ) from None
    return array.cast(pa.string()) if array.type == pa.null() else array


FORMATS: dict[str, Format] = {
    "jsonl": Format("application/x-ndjson", _Lines),
    "csv": Format("text/csv; charset=utf-8", _Csv),
    "arrow": Format(
        "application/vnd.apache.arrow.stream",
        lambda names: _Columnar(names, pa.ipc.new_stream),
    ),
    "parquet": Format(
        "application/vnd.apache.parquet",
        lambda names: _Columnar(
            names, lambda sink, schema: pq.ParquetWriter(sink, schema, compression="zstd")
        ),
    ),
}


def encoded(names: list[str], format: Format, batches: Iterable[Batch]) -> Iterator[bytes]:
    """The whole result as pieces of bytes."""
    encoder = format.encoder(names)
    for batch in batches:
        if piece := encoder.batch(batch):
            yield piece
    if piece := encoder.end():
        yield piece
