"""The Cypher catalogue: every query of the product, read from `cypher/` and checked at start.

A file is a typed header of comments, then one statement; its name is `feature/verb_noun`. The form
is the one that aiosql made known: text in files, a header that a loader checks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

Access = Literal["read", "write"]
Returns = Literal["many", "one", "none"]

_ROOT = Path(__file__).parents[2] / "cypher"
_HEADER = re.compile(r"^// ?(?P<text>.*)$")
_FIELD = re.compile(
    r"^(access|returns|param|column|index|cost|visibility|allow|timeout)\b:? *(?P<rest>.*)$"
)
_TYPED = re.compile(r"^\$?(?P<name>\w+): (?P<type>[A-Z]+(?:<[A-Z]+>)?)(?: {2,}(?P<about>.*))?$")
_SAMPLES: dict[str, Any] = {
    "INTEGER": 5,
    "FLOAT": 0.5,
    "STRING": "5",
    "BOOLEAN": True,
    "BYTES": b"5",
    "DATE": date(2026, 1, 1),
    "DATETIME": datetime(2026, 1, 1, tzinfo=UTC),
    "MAP": {"id": 5},
    "LIST<INTEGER>": [5, 6, 7],
    "LIST<FLOAT>": [0.5],
    "LIST<STRING>": ["5", "6"],
    "LIST<MAP>": [{"id": 5}],
    "LIST<LIST>": [[5, 6]],
}
_VISIBILITY = ("viewer", "public", "none")


@dataclass(frozen=True, slots=True)
class Query:
    """One query of the catalogue. `allow` maps a plan operator to why it is accepted."""

    name: str
    about: str
    text: str
    access: Access
    returns: Returns
    visibility: str
    params: dict[str, str]
    columns: dict[str, str]
    index: tuple[str, ...]
    allow: dict[str, str]
    timeout_s: float | None

    @property
    def packed(self) -> bool:
        """Whether `sent` answers one row with the list of all rows.

        A row of its own costs the driver 45 µs and the server its share, a row in a list almost
        nothing: 500 ids 24 ms and 6 ms. A command is no part of another query.
        """
        return (
            self.access == "read"
            and self.returns == "many"
            and not self.text.startswith(("SHOW", "TERMINATE"))
        )

    @property
    def sample(self) -> dict[str, Any]:
        """Parameters of the declared types, to plan the query for: a plan is kept for types."""
        return {name: _SAMPLES[type] for name, type in self.params.items()}

    @property
    def sent(self) -> str:
        """What the server is asked."""
        if not self.packed:
            return self.text
        return f"CALL () {{\n{self.text}\n}} RETURN collect([{', '.join(self.columns)}]) AS rows"


class CatalogError(ValueError):
    """A file of the catalogue breaks its form; a mistake of ours, seen by the tests."""


@cache
def load() -> dict[str, Query]:
    """Every query by its name. Raises CatalogError, naming the file, where a header is wrong."""
    files = sorted(p for p in _ROOT.glob("*/*.cypher") if p.parent.name != "schema")
    queries = (parse(f"{p.parent.name}/{p.stem}", p.read_text("utf-8")) for p in files)
    return {query.name: query for query in queries}


def schema_files() -> list[tuple[int, str, str]]:
    """The migrations in order: number, name and text."""
    files = sorted((_ROOT / "schema").glob("*.cypher"))
    return [(int(p.stem[:4]), p.stem, p.read_text("utf-8")) for p in files]


def parse(name: str, source: str) -> Query:
    """The query `name` from the text of its file. Raises CatalogError."""
    lines = source.splitlines()
    body = next((i for i, line in enumerate(lines) if not line.startswith("//")), len(lines))
    about: list[str] = []
    fields: dict[str, list[str]] = {}
    for line in lines[:body]:
        text = _HEADER.match(line)["text"]  # type: ignore[index]
        if found := _FIELD.match(text):
            fields.setdefault(found[1], []).append(found["rest"].strip())
        elif not fields:
            about.append(text)
        else:
            raise CatalogError(f"{name}: not a header line: {line!r}")
    text = "\n".join(lines[body:]).strip()
    if not about or not text:
        raise CatalogError(f"{name}: a description and a statement are needed")
    return Query(
        name=name,
        about=" ".join(about),
        text=text,
        access=_one_of(name, fields, "access", get_args(Access)),  # type: ignore[arg-type]
        returns=_one_of(name, fields, "returns", get_args(Returns)),  # type: ignore[arg-type]
        visibility=_one_of(name, fields, "visibility", _VISIBILITY),
        params=_typed(name, fields.get("param", [])),
        columns=_typed(name, fields.get("column", [])),
        index=tuple(fields.get("index", ())),
        allow=dict(_reason(name, line) for line in fields.get("allow", [])),
        timeout_s=_seconds(name, fields.get("timeout")),
    )


def _one_of(name: str, fields: dict[str, list[str]], key: str, accepted: tuple[str, ...]) -> str:
    given = fields.get(key, [""])
    word, _, reason = given[0].partition(", because ")
    if len(given) != 1 or word not in accepted:
        raise CatalogError(f"{name}: {key} must be one of {', '.join(accepted)}")
    if key == "visibility" and word == "none" and not reason:
        raise CatalogError(f"{name}: 'visibility: none' needs ', because …'")
    return word


def _typed(name: str, lines: list[str]) -> dict[str, str]:
    typed: dict[str, str] = {}
    for line in lines:
        found = _TYPED.match(line)
        if not found or found["name"] in typed:
            raise CatalogError(f"{name}: not 'name: TYPE  what it is': {line!r}")
        typed[found["name"]] = found["type"]
    return typed


def _reason(name: str, line: str) -> tuple[str, str]:
    operator, comma, reason = line.partition(", because ")
    if not comma:
        raise CatalogError(f"{name}: 'allow: {line}' needs ', because …'")
    return operator, reason


def _seconds(name: str, lines: list[str] | None) -> float | None:
    if not lines:
        return None
    if not (found := re.fullmatch(r"(\d+(?:\.\d+)?) s", lines[0])):
        raise CatalogError(f"{name}: timeout must read like '30 s'")
    return float(found[1])
