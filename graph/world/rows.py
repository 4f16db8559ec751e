"""Reading one table: each row parsed and held against the rules that its declaration names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from graph.world.problems import Problems, Refused
from graph.world.reading import Broken, Source
from graph.world.tables import Table
from graph.world.values import Parser

Values = list[Any]
"""The values of one row, in the order of the table's columns."""

OnBytes = Callable[[int, int], None]


@dataclass(slots=True)
class Known:
    """The ids of one table: those taken, each with its place in the order, and those refused."""

    taken: dict[int, int] = field(default_factory=dict)
    refused: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Later:
    """A row that refers to one further down, kept until the file is read."""

    line: int
    raw: list[str]
    values: Values


class Forward(Exception):
    """Raised by an accepting function: the row refers to one of its own table not seen yet."""


class Reader:
    """Reads one table and hands each sound row to `accept`.

    `accept` raises Refused where a rule of its own is broken, and Forward where the row's last
    column (which then refers to a row of the same table) is not known yet.
    """

    def __init__(
        self,
        table: Table,
        known: dict[str, Known],
        problems: Problems,
        accept: Callable[[Values], None],
    ) -> None:
        self._table = table
        self._known = known
        self._own = known[table.name]
        self._problems = problems
        self._accept = accept
        self._has_id = table.columns[0].name == "id"
        self._refers = [
            (at, known[column.refers].taken)
            for at, column in enumerate(table.columns)
            if column.refers
        ]
        self._distinct = table.distinct and tuple(map(table.at, table.distinct))
        self._together = table.together and tuple(map(table.at, table.together))
        self._ordered = [(table.at(a), table.at(b)) for a, b in table.ordered]
        self._later: dict[int, Later] = {}
        self._file = ""
        self._header: list[str] = []
        self._plan: list[tuple[int, Parser, bool, Any]] = []

    def run(self, path: Path, on_bytes: OnBytes) -> None:
        """Read the whole file; what is wrong with it goes to the problems."""
        self._file = path.name
        try:
            source = Source(self._table, path, on_bytes)
        except Broken as error:
            self._broken(error)
            return
        self._header = source.header
        width = len(source.header)
        self._plan = [
            (source.positions.get(c.name, width), c.parse, c.required, c.default)
            for c in self._table.columns
        ]
        try:
            self._read(source, padded=width < len(self._plan))
        except Broken as error:
            self._broken(error)
        finally:
            source.close()
        self._settle()

    def _read(self, source: Source, *, padded: bool) -> None:
        plan, take = self._plan, self._take
        for line, raw, refused in source.rows():
            if refused is not None:
                self._refuse(line, raw, [refused])
                continue
            # Columns that the file does not have are read from an empty value at its end.
            row = [*raw, ""] if padded else raw
            try:
                values = [
                    parse(text) if (text := row[at]) or required else default
                    for at, parse, required, default in plan
                ]
            except ValueError:
                self._refuse_values(line, raw, row)
            else:
                take(line, raw, values)

    def _broken(self, error: Broken) -> None:
        self._problems.file(
            self._file, error.line, error.reason, column=error.column, value=error.value
        )

    def _refuse_values(self, line: int, raw: list[str], row: list[str]) -> None:
        """Name every bad value of a row, not only the first."""
        found = []
        for column, (at, parse, required, _) in zip(self._table.columns, self._plan, strict=True):
            text = row[at]
            if not text:
                if required:
                    found.append(Refused(column.name, "", "is required and empty"))
                continue
            try:
                value = parse(text)
            except ValueError as error:
                found.append(Refused(column.name, text, str(error)))
            else:
                if column.name == "id" and isinstance(value, int):
                    self._own.refused.add(value)
        self._refuse(line, raw, found)

    def _take(self, line: int, raw: list[str], values: Values) -> None:
        try:
            self._hold_rules(values)
            self._accept(values)
        except Refused as refused:
            if self._has_id and refused.column != "id":
                self._own.refused.add(values[0])
            self._refuse(line, raw, [refused])
        except Forward:
            self._later[values[0]] = Later(line, raw, values)
        else:
            if self._has_id:
                self._own.taken[values[0]] = len(self._own.taken)

    def _refuse(self, line: int, raw: list[str], found: list[Refused]) -> None:
        self._problems.row(self._file, line, self._header, raw, found)

    def _hold_rules(self, values: Values) -> None:
        if self._has_id and (values[0] in self._own.taken or values[0] in self._later):
            raise Refused("id", values[0], "an earlier row has this id")
        for at, taken in self._refers:
            if values[at] not in taken:
                column = self._table.columns[at]
                raise unknown(column.name, values[at], column.refers, self._known[column.refers])
        if self._distinct and values[self._distinct[0]] == values[self._distinct[1]]:
            first, second = self._distinct
            names = self._table.columns
            reason = f"the same as {names[first].name}; two members are needed"
            raise Refused(names[second].name, values[second], reason)
        if self._together:
            first, second = self._together
            if (values[first] is None) != (values[second] is None):
                missing = self._table.columns[first if values[first] is None else second].name
                other = self._table.columns[second if values[first] is None else first].name
                raise Refused(missing, "", f"is empty while {other} is given; give both or none")
        for first, second in self._ordered:
            self._hold_order(values, first, second)

    def _hold_order(self, values: Values, first: int, second: int) -> None:
        low, high = values[first], values[second]
        if low is None or high is None:
            return
        if isinstance(low, str):
            low, high = low.rstrip("Z"), high.rstrip("Z")
        if low > high:
            name = self._table.columns[first].name
            raise Refused(
                self._table.columns[second].name,
                values[second],
                f"comes before {name}, which is {values[first]}"
                if isinstance(low, str)
                else f"is less than {name}, which is {values[first]:g}",
            )

    def _settle(self) -> None:
        """Take the rows that were kept, each after the one it refers to."""
        while self._later:
            chain: list[int] = []
            id = next(iter(self._later))
            while id in self._later and id not in chain:
                chain.append(id)
                id = self._later[id].values[-1]
            circle = id in chain
            for link in reversed(chain):
                later = self._later.pop(link)
                if circle:
                    column = self._table.columns[-1].name
                    self._own.refused.add(link)
                    reason = "leads in a circle back to this row"
                    if link not in chain[chain.index(id) :]:
                        reason = "leads into a circle"
                    self._refuse(later.line, later.raw, [Refused(column, later.values[-1], reason)])
                else:
                    self._take_settled(later)

    def _take_settled(self, later: Later) -> None:
        self._take(later.line, later.raw, later.values)
        # Put back: the row that it waits for never came, or was refused.
        if self._later.pop(later.values[0], None) is not None:
            self._own.refused.add(later.values[0])
            id = later.values[-1]
            refused = unknown(self._table.columns[-1].name, id, self._table.name, self._own)
            self._refuse(later.line, later.raw, [refused])


def unknown(column: str, id: object, table: str, ids: Known) -> Refused:
    """The reason for a reference that leads nowhere."""
    if id in ids.refused:
        return Refused(column, id, f"that row of {table} was refused", cascade=True)
    return Refused(column, id, f"no row of {table} has this id")
