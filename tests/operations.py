"""Operations made at random over the whole schema: valid ones, and some that are not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any

import orjson
from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
)

Composite = GraphQLObjectType | GraphQLInterfaceType | GraphQLUnionType
Values = Callable[[Random, str, str], Any]
"""A value for an argument: from chance, the name of the argument, and the scalar."""


@dataclass(slots=True)
class Made:
    """An operation with its variables."""

    text: str
    variables: dict[str, Any]


@dataclass(slots=True)
class Maker:
    """Makes one. `values` gives scalars; `mistakes` is how often something does not fit."""

    schema: GraphQLSchema
    random: Random
    values: Values
    mistakes: float = 0.01
    fields_left: int = 30
    aliases: int = 0
    definitions: list[str] = field(default_factory=list)
    variables: dict[str, Any] = field(default_factory=dict)
    fragments: list[tuple[str, str]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    def query(self) -> Made:
        """A query of at most about 30 fields, before fragments repeat them."""
        return self._operation("query", self.schema.query_type)

    def mutation(self) -> Made:
        """A mutation of the same size."""
        return self._operation("mutation", self.schema.mutation_type)

    def _operation(self, kind: str, root: GraphQLObjectType | None) -> Made:
        assert root is not None
        body = self._selection(root, self.random.randint(2, 9))
        given = f"({', '.join(self.definitions)})" if self.definitions else ""
        name = " Asked" if given or self.chance(0.3) else ""
        return Made("\n".join([f"{kind}{name}{given} {body}", *self.texts]), self.variables)

    def chance(self, share: float) -> bool:
        """True in this share of all cases."""
        return self.random.random() < share

    def _selection(self, type_: Composite, depth: int) -> str:
        found: list[str] = []
        used: set[str] = set()
        for _ in range(self.random.choice((1, 1, 2, 2, 3, 4, 6))):
            if self.chance(0.12):
                found.append(self._fragment(type_, depth))
            elif (text := self._field(type_, depth, used)) is not None:
                found.append(text)
        return "{" + " ".join(found or ["__typename"]) + "}"

    def _field(self, type_: Composite, depth: int, used: set[str]) -> str | None:
        if isinstance(type_, GraphQLUnionType) or self.chance(0.05):
            return "__typename"
        names = [
            name
            for name, one in type_.fields.items()
            if depth > 0 or not isinstance(get_named_type(one.type), Composite)
        ]
        if not names:
            return None
        name = self.random.choice(names)
        definition = type_.fields[name]
        self.fields_left -= 1
        if self.fields_left < 0 and isinstance(get_named_type(definition.type), Composite):
            return None
        alias = ""
        # The same name twice must mean the same: with arguments or in another type it may not.
        if definition.args or name in used or self.chance(0.1):
            if self.aliases >= 29:
                return None
            self.aliases += 1
            alias = f"a{self.aliases}: "
            if self.chance(self.mistakes):
                alias = ""
        if not alias:
            used.add(name)
        text = alias + name + self._arguments(definition) + self._switch()
        below = get_named_type(definition.type)
        if isinstance(below, Composite):
            text += " " + self._selection(below, depth - 1)
            if not definition.args and self.chance(0.1):  # the same field twice is one
                text += f" {alias}{name} " + self._selection(below, depth - 1)
        return text

    def _fragment(self, type_: Composite, depth: int) -> str:
        possible: list[Composite] = [type_]
        if isinstance(type_, (GraphQLInterfaceType, GraphQLUnionType)):
            possible += self.schema.get_possible_types(type_)
        elif type_.interfaces:
            possible += type_.interfaces
        on = self.random.choice(possible)
        known = [name for name, about in self.fragments if about == on.name]
        if known and self.chance(0.3):
            return f"...{self.random.choice(known)}{self._switch()}"
        body = self._selection(on, depth - 1)
        if self.chance(0.5):
            condition = "" if on is type_ and self.chance(0.3) else f" on {on.name}"
            return f"...{condition}{self._switch()} {body}"
        name = f"F{len(self.fragments)}"
        self.fragments.append((name, on.name))
        self.texts.append(f"fragment {name} on {on.name} {body}")
        return f"...{name}{self._switch()}"

    def _switch(self) -> str:
        text = ""
        for name in ("skip", "include"):
            if self.chance(0.04):
                value = self._value(GraphQLNonNull(self.schema.type_map["Boolean"]), "if")
                text += f" @{name}(if: {value})"
        return text

    def _arguments(self, definition: GraphQLField) -> str:
        given = []
        for name, argument in definition.args.items():
            required = isinstance(argument.type, GraphQLNonNull)
            if (required and not self.chance(self.mistakes)) or self.chance(0.5):
                given.append(f"{name}: {self._argument(argument, name)}")
        return f"({', '.join(given)})" if given else ""

    def _argument(self, argument: GraphQLArgument, name: str) -> str:
        return self._value(argument.type, name)

    def _value(self, type_: Any, name: str) -> str:
        if not self.chance(0.3):
            return self._literal(type_, self._plain(type_, name))
        variable = f"v{len(self.definitions)}"
        declared = str(type_)
        if self.chance(0.3):
            shown = self._literal(type_, self._plain(type_, name))
            self.definitions.append(f"${variable}: {declared} = {shown}")
            if self.chance(0.5):
                return f"${variable}"
        else:
            self.definitions.append(f"${variable}: {declared}")
        wanted = isinstance(type_, GraphQLNonNull) or self.chance(0.8)
        if wanted and not self.chance(self.mistakes):
            self.variables[variable] = self._plain(type_, name)
        return f"${variable}"

    def _plain(self, type_: Any, name: str) -> Any:
        """A value as JSON has it."""
        if isinstance(type_, GraphQLNonNull):
            return self._plain(type_.of_type, name)
        if self.chance(self.mistakes):
            return self.random.choice((None, 7, "seven", [], {}, True, 1.5, -1))
        if isinstance(type_, GraphQLList):
            return [self._plain(type_.of_type, name) for _ in range(self.random.randint(0, 4))]
        if isinstance(type_, GraphQLEnumType):
            return self.random.choice(list(type_.values))
        if isinstance(type_, GraphQLInputObjectType):
            return {
                key: self._plain(one.type, key)
                for key, one in type_.fields.items()
                if isinstance(one.type, GraphQLNonNull) or self.chance(0.2)
            }
        assert isinstance(type_, GraphQLScalarType)
        return self.values(self.random, name, type_.name)

    def _literal(self, type_: Any, value: Any) -> str:
        """The same value as GraphQL writes it."""
        if isinstance(type_, GraphQLNonNull):
            return self._literal(type_.of_type, value)
        if isinstance(value, list):
            inner = type_.of_type if isinstance(type_, GraphQLList) else type_
            return "[" + ", ".join(self._literal(inner, one) for one in value) + "]"
        if isinstance(value, dict):
            fields = type_.fields if isinstance(type_, GraphQLInputObjectType) else {}
            items = (f"{k}: {self._literal(fields[k].type, v)}" for k, v in value.items())
            return "{" + ", ".join(items) + "}"
        if isinstance(value, str) and isinstance(type_, GraphQLEnumType) and value in type_.values:
            return value
        return orjson.dumps(value).decode()
