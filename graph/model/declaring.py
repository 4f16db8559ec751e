"""What a declaration of the graph consists of, and properties that many kinds have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

PropertyType = Literal[
    "INTEGER",
    "FLOAT",
    "STRING",
    "BYTES",
    "BOOLEAN",
    "DATE",
    "DATETIME",
    "POINT",
    "LIST<STRING>",
    "LIST<INTEGER>",
]


@dataclass(frozen=True, slots=True)
class Property:
    """One property: its Neo4j type, what it means, and whether it is always there."""

    type: PropertyType
    about: str
    required: bool = False


@dataclass(frozen=True, slots=True)
class Label:
    """One kind of node; `key` is its unique property."""

    about: str
    key: str
    properties: dict[str, Property]


@dataclass(frozen=True, slots=True)
class Relationship:
    """One relationship type between the labels `start` and `end`."""

    about: str
    start: tuple[str, ...]
    end: tuple[str, ...]
    properties: dict[str, Property]


def id_(about: str = "Unique within the kind, 0 to 2^63 - 1.") -> Property:
    """A required id."""
    return Property("INTEGER", about, required=True)


def name_() -> Property:
    """A required name."""
    return Property("STRING", "As people write it.", required=True)


WAS = Property("STRING", "The skill that it was of before that was merged into this one.")
TEXT_KEY = Property("STRING", "Unique within the kind.", required=True)
CREATED = Property("DATETIME", "When it came to be, UTC.", required=True)
LOCATION = Property("POINT", "WGS 84 longitude and latitude.")
SINCE = {"at": Property("DATETIME", "UTC.")}
