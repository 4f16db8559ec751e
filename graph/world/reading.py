"""Reading an import file as a stream: rows with the line they begin at, mistakes by line.

A file is .csv or .csv.gz, UTF-8 with or without a byte order mark, RFC 4180 with a header.
"""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING

from graph.world.problems import Problems, Refused
from graph.world.tables import TABLES, Table

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

Row = tuple[int, list[str], Refused | None]
"""The line at which a row begins, its values in the order of the file, and why it is no row."""


class Broken(Exception):
    """The file cannot be read beyond `line`."""

    def __init__(self, line: int, reason: str, column: str = "", value: str = "") -> None:
        super().__init__(reason)
        self.line = line
        self.reason = reason
        self.column = column
        self.value = value


def find(folder: Path, problems: Problems) -> dict[str, Path]:
    """The file of each table that is there. Missing and doubled files become problems."""
    found: dict[str, Path] = {}
    for table in TABLES:
        plain, packed = folder / f"{table.name}.csv", folder / f"{table.name}.csv.gz"
        here = [path for path in (plain, packed) if path.exists()]
        if len(here) == 2:
            problems.file(plain.name, 0, f"{packed.name} is there too; keep one of them")
        elif here:
            found[table.name] = here[0]
        elif table.required:
            problems.file(plain.name, 0, "is missing; it is the one file that every world needs")
    return found


def unknown_files(folder: Path) -> tuple[str, ...]:
    """Names of the CSV files in the folder that no table has, which are left alone."""
    known = {f"{table.name}{end}" for table in TABLES for end in (".csv", ".csv.gz")}
    names = (p.name for p in folder.iterdir() if p.name.endswith((".csv", ".csv.gz")))
    return tuple(sorted(name for name in names if name not in known))


class _Unpacked(io.RawIOBase):
    """The content of a gzip stream, handed on as far as it goes before a cut is noticed."""

    def __init__(self, packed: IO[bytes]) -> None:
        self._file = gzip.GzipFile(fileobj=packed)

    def readable(self) -> bool:
        """True."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Fill `buffer` with what one step of unpacking gives; the number of bytes."""
        view = memoryview(buffer).cast("B")
        data = self._file.read1(len(view))
        view[: len(data)] = data
        return len(data)


class Source:
    """One open file: `header`, checked against the table, then `rows`.

    Raises Broken, from the constructor for the header and while iterating for what follows.
    """

    def __init__(self, table: Table, path: Path, on_bytes: Callable[[int, int], None]) -> None:
        self.name = path.name
        self._on_bytes = on_bytes
        self._size = path.stat().st_size
        self._raw = path.open("rb")
        self._stream: IO[bytes] = self._raw
        if path.suffix == ".gz":
            self._stream = io.BufferedReader(_Unpacked(self._raw), 1 << 18)
        self._bad_lines: dict[int, str] = {}
        self._reader = csv.reader(self._lines(), strict=True)
        try:
            self.header = self._read_header(table)
        except BaseException:
            self.close()
            raise
        self.positions = {name: at for at, name in enumerate(self.header)}

    def close(self) -> None:
        """Close the file."""
        self._stream.close()
        self._raw.close()

    def _lines(self) -> Iterator[str]:
        number = 0
        try:
            for line in self._stream:
                number += 1
                try:
                    yield line.decode("utf-8-sig" if number == 1 else "utf-8")
                except UnicodeDecodeError as error:
                    self._bad_lines[number] = f"not UTF-8 at byte {error.start + 1} of the line"
                    yield line.decode("utf-8", "surrogateescape")
                if not number & 0x3FFF:
                    self._on_bytes(self._raw.tell(), self._size)
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            cut = isinstance(error, EOFError)
            reason = "the gzip file is cut off" if cut else f"not a sound gzip file ({error})"
            raise Broken(number + 1, reason) from None
        except OSError as error:
            raise Broken(number + 1, f"cannot be read ({error.strerror or error})") from None

    def _read_header(self, table: Table) -> list[str]:
        try:
            header = next(self._reader)
        except StopIteration:
            raise Broken(1, "is empty; a header with the names of the columns is needed") from None
        except csv.Error as error:
            raise Broken(1, f"the header is not CSV ({error})") from None
        if 1 in self._bad_lines:
            raise Broken(1, self._bad_lines[1])
        known = [column.name for column in table.columns]
        for at, name in enumerate(header):
            if name not in known:
                raise Broken(1, f"unknown column; known are {', '.join(known)}", name, name)
            if name in header[:at]:
                raise Broken(1, "the column stands twice in the header", name, name)
        for column in table.columns:
            if column.required and column.name not in header:
                raise Broken(1, "the column is required and missing", column.name, "")
        return header

    def rows(self) -> Iterator[Row]:
        """Each row; one whose text is broken comes with the reason. Empty lines are passed over."""
        reader, width, bad = self._reader, len(self.header), self._bad_lines
        line = reader.line_num + 1
        while True:
            try:
                values = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield line, [], self._csv_reason(line, error)
                line = reader.line_num + 1
                continue
            first, line = line, reader.line_num + 1
            if bad and (broken := [bad.pop(n) for n in range(first, line) if n in bad]):
                yield first, values, Refused("", "", broken[0])
            elif len(values) == width:
                yield first, values, None
            elif values:
                reason = f"{len(values)} fields where the header has {width}"
                yield first, values, Refused("", "", reason)

    def _csv_reason(self, line: int, error: csv.Error) -> Refused:
        text = str(error)
        if "unexpected end of data" in text:
            raise Broken(line, "a quoted field is not closed before the end of the file")
        if "field limit" in text:
            raise Broken(line, "a field is longer than 131,072 characters; is a quote not closed?")
        if "new-line character" in text:
            return Refused("", "", "a carriage return outside quotes")
        if "expected after" in text:
            return Refused("", "", "a quote inside a quoted field must be doubled")
        return Refused("", "", f"not CSV ({text})")
