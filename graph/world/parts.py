"""Part files: the world as nodes and relationships, in the CSV form of Neo4j's offline importer.

Both ways of loading read them, so both store the same rows. Headers follow from `graph.model`.
Header syntax: https://neo4j.com/docs/operations-manual/current/import/header-format/
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from graph.model import LABELS, RELATIONSHIPS, Property

LIST_DELIMITER = "\x1f"
"""Between the values of a list; the text parsers refuse it, so no value holds it."""

_TYPES = {
    "INTEGER": "long",
    "FLOAT": "double",
    "STRING": "string",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "DATETIME": "datetime",
    "POINT": "point{crs:WGS-84}",
    "LIST<STRING>": "string[]",
}


class Part:
    """One part file. `write` takes the values of `properties`, in that order.

    Values are written as they are, so a caller gives times as ISO 8601 text, booleans, points and
    lists by the functions of this module, and None for what is not there.
    """

    def __init__(
        self, name: str, path: Path | None, header: list[str], properties: dict[str, Property]
    ) -> None:
        self.name = name
        self.path = path
        self.properties = properties
        self.rows = 0
        self.multiline = False
        self._file: IO[str] | None = None
        if path is not None:
            self._file = path.open("w", encoding="utf-8", newline="", buffering=1 << 18)
            self._writer = csv.writer(self._file, lineterminator="\n")
            self._writer.writerow(header)

    def write(self, *values: Any) -> None:
        """Add one row."""
        self.rows += 1
        if self._file is not None:
            self._writer.writerow(values)

    def close(self) -> None:
        """Flush and close the file."""
        if self._file is not None:
            self._file.close()


class NodePart(Part):
    """Nodes of one set of labels; the first is the one whose properties count."""

    def __init__(self, labels: tuple[str, ...], columns: str, folder: Path | None) -> None:
        shape = LABELS[labels[0]]
        properties = {name: shape.properties[name] for name in columns.split()}
        self.labels = labels
        name = ":".join(labels)
        path = folder / f"{'-'.join(labels)}.csv" if folder is not None else None
        header = [
            _key(labels[0], key, prop) if key == shape.key else f"{key}:{_TYPES[prop.type]}"
            for key, prop in properties.items()
        ]
        super().__init__(name, path, header, properties)


def _key(label: str, key: str, prop: Property) -> str:
    stored = "{id-type:long}" if prop.type == "INTEGER" else ""
    return f"{key}:ID({label}){stored}"


class LinkPart(Part):
    """Relationships of one type between two labels; a row is start key, end key, properties."""

    def __init__(self, start: str, type: str, end: str, columns: str, folder: Path | None) -> None:
        shape = RELATIONSHIPS[type]
        properties = {name: shape.properties[name] for name in columns.split()}
        self.start, self.type, self.end = start, type, end
        path = folder / f"{start}-{type}-{end}.csv" if folder is not None else None
        header = [f":START_ID({start})", f":END_ID({end})"]
        header += [f"{name}:{_TYPES[prop.type]}" for name, prop in properties.items()]
        super().__init__(type, path, header, properties)


class Parts:
    """All part files of one conversion, opened when first asked for.

    Without a folder they only count. Leaving the `with` block closes them.
    """

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        self.nodes: dict[tuple[str, ...], NodePart] = {}
        self.links: dict[tuple[str, str, str], LinkPart] = {}

    def __enter__(self) -> Parts:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for part in [*self.nodes.values(), *self.links.values()]:
            part.close()

    def node(self, *labels: str, columns: str) -> NodePart:
        """The part for nodes with these labels and properties (names between spaces)."""
        if labels not in self.nodes:
            self.nodes[labels] = NodePart(labels, columns, self.folder)
        return self.nodes[labels]

    def link(self, start: str, type: str, end: str, columns: str = "") -> LinkPart:
        """The part for relationships of this type and with these properties."""
        if (start, type, end) not in self.links:
            self.links[start, type, end] = LinkPart(start, type, end, columns, self.folder)
        return self.links[start, type, end]

    def counts(self) -> dict[str, int]:
        """Rows by label, then by relationship type; private members count as Member too."""
        counts: dict[str, int] = {}
        for node in self.nodes.values():
            for label in node.labels:
                counts[label] = counts.get(label, 0) + node.rows
        for link in self.links.values():
            counts[link.type] = counts.get(link.type, 0) + link.rows
        return counts


def flag(value: bool | None) -> str | None:
    """A boolean as the importer reads it."""
    return None if value is None else ("true" if value else "false")


def point(latitude: float | None, longitude: float | None) -> str | None:
    """A WGS 84 point as the importer reads it, to seven decimals (1 cm); degrees."""
    if latitude is None or longitude is None:
        return None
    return f"{{latitude:{round(latitude, 7)!r},longitude:{round(longitude, 7)!r}}}"


def listed(values: Iterable[str]) -> str | None:
    """A list of texts as the importer reads it; None where empty."""
    return LIST_DELIMITER.join(values) or None


def read(part: Part) -> Iterator[list[Any]]:
    """The rows of a finished part file as Python values; a point is [latitude, longitude]."""
    assert part.path is not None
    ends = [Property("STRING", "")] * 2 if isinstance(part, LinkPart) else []
    types = [prop.type for prop in [*ends, *part.properties.values()]]
    if isinstance(part, LinkPart):
        types[:2] = [_key_type(part.start), _key_type(part.end)]
    with part.path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        for row in rows:
            yield [_typed(type, text) for type, text in zip(types, row, strict=True)]


def _key_type(label: str) -> Any:
    shape = LABELS[label]
    return shape.properties[shape.key].type


def _typed(type: str, text: str) -> Any:
    if text == "":
        return None
    if type == "INTEGER":
        return int(text)
    if type == "FLOAT":
        return float(text)
    if type == "BOOLEAN":
        return text == "true"
    if type == "DATE":
        return date.fromisoformat(text)
    if type == "DATETIME":
        return datetime.fromisoformat(text)
    if type == "POINT":
        latitude, _, longitude = text[1:-1].partition(",")
        return [float(latitude.partition(":")[2]), float(longitude.partition(":")[2])]
    if type == "LIST<STRING>":
        return text.split(LIST_DELIMITER)
    return text
