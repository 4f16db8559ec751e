"""What is wrong with the files of a world: each bad row by file, line, column, value and reason."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any

SHOWN = 100
"""So many problems are kept and printed; the others are only counted."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One bad value, row or file. `line` is the first line of the row; 0 speaks of the folder."""

    file: str
    line: int
    column: str
    value: str
    reason: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        column = f" {self.column}" if self.column else ""
        value = f" {shortened(self.value)!r}" if self.column else ""
        return f"{where}:{column}{value}: {self.reason}"


def shortened(value: str, limit: int = 60) -> str:
    """`value`, cut to `limit` characters."""
    return value if len(value) <= limit else value[: limit - 1] + "…"


class Refused(Exception):
    """Raised inside the import where a row breaks a rule; becomes a Problem."""

    def __init__(self, column: str, value: object, reason: str, *, cascade: bool = False) -> None:
        super().__init__(reason)
        self.column = column
        self.value = str(value)
        self.reason = reason
        self.cascade = cascade


class Problems:
    """Collects problems, and writes refused rows to `rejected`, one file a table, where given.

    Cascades (rows that only refer to a refused row) are kept apart, so that causes are shown first.
    """

    def __init__(self, rejected: Path | None = None) -> None:
        self._folder = rejected
        self._open: dict[str, IO[str]] = {}
        self._causes: list[Problem] = []
        self._cascades: list[Problem] = []
        self.fatal = False
        self.total = 0
        self.rows: Counter[str] = Counter()
        """Refused rows by file."""

    def __enter__(self) -> Problems:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for file in self._open.values():
            file.close()

    @property
    def shown(self) -> tuple[Problem, ...]:
        """The first problems, causes before cascades."""
        return tuple([*self._causes, *self._cascades][:SHOWN])

    def file(self, file: str, line: int, reason: str, *, column: str = "", value: str = "") -> None:
        """A whole file cannot be used: nothing is imported, also with rows being skipped."""
        self.fatal = True
        self.total += 1
        self._causes.insert(0, Problem(file, line, column, value, reason))

    def row(
        self, file: str, line: int, header: list[str], row: list[str], found: list[Refused]
    ) -> None:
        """One row is refused, for the reasons `found`."""
        self.rows[file] += 1
        self.total += len(found)
        for refused in found:
            kept = self._cascades if refused.cascade else self._causes
            if len(kept) < SHOWN:
                kept.append(Problem(file, line, refused.column, refused.value, refused.reason))
        if self._folder is not None:
            self._write(file, line, header, row, found)

    def _write(
        self, file: str, line: int, header: list[str], row: list[str], found: list[Refused]
    ) -> None:
        if file not in self._open:
            assert self._folder is not None
            self._folder.mkdir(parents=True, exist_ok=True)
            # newline="" and surrogateescape keep the row as it was, byte for byte.
            self._open[file] = (self._folder / f"{file.removesuffix('.gz')}").open(
                "w", encoding="utf-8", errors="surrogateescape", newline=""
            )
            csv.writer(self._open[file]).writerow([*header, "rejected_line", "rejected_reason"])
        reasons = "; ".join(f"{r.column}: {r.reason}" if r.column else r.reason for r in found)
        padded: list[Any] = [*row, *[""] * (len(header) - len(row))]
        csv.writer(self._open[file]).writerow([*padded, line, reasons])
