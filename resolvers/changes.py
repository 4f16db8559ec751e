"""What changed between two schemas, and whether clients of the old one notice."""

from __future__ import annotations

from collections.abc import Iterator

from graphql import GraphQLEnumType, GraphQLInterfaceType, GraphQLObjectType, GraphQLSchema
from graphql import build_schema as built
from graphql.utilities import BreakingChange, DangerousChange, SafeChangeType, find_schema_changes

BREAKING, DANGEROUS, DEPRECATED, ADDED = "breaking", "careful", "deprecated", "added"
LEVELS = (BREAKING, DANGEROUS, DEPRECATED, ADDED)
"""The worst first. `careful`: clients that do not expect more (values of an enum, ...) notice."""

_QUIET = {SafeChangeType.DESCRIPTION_CHANGED}


def changes(old: str, new: str) -> list[tuple[str, str]]:
    """Level and sentence of each change from one schema, as text, to another; the worst first.

    What belongs to an added type goes without saying, and so do descriptions.
    """
    before, after = built(old), built(new)
    found = [
        (_level(change), change.description)
        for change in find_schema_changes(before, after)
        if change.type not in _QUIET
    ]
    known = _deprecated(before)
    found += [(DEPRECATED, f"{name} is deprecated: {why}")
              for name, why in _deprecated(after).items() if name not in known]  # fmt: skip
    return sorted(found, key=lambda change: LEVELS.index(change[0]))


def _level(change: object) -> str:
    if isinstance(change, BreakingChange):
        return BREAKING
    return DANGEROUS if isinstance(change, DangerousChange) else ADDED


def _deprecated(schema: GraphQLSchema) -> dict[str, str]:
    """Why each deprecated field and enum value is, by its name."""
    return {name: why for name, why in _members(schema) if why is not None}


def _members(schema: GraphQLSchema) -> Iterator[tuple[str, str | None]]:
    for name, kind in schema.type_map.items():
        if isinstance(kind, (GraphQLObjectType, GraphQLInterfaceType)):
            for field, declared in kind.fields.items():
                yield f"{name}.{field}", declared.deprecation_reason
        elif isinstance(kind, GraphQLEnumType):
            for value, stated in kind.values.items():
                yield f"{name}.{value}", stated.deprecation_reason
