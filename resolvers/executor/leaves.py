"""Scalars and enums as they stand in an answer, the same as graphql-core would write them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from inspect import isawaitable
from math import isfinite
from typing import Any

from graphql import (
    GraphQLBoolean,
    GraphQLEnumType,
    GraphQLFloat,
    GraphQLID,
    GraphQLInt,
    GraphQLScalarType,
    GraphQLString,
)
from graphql.pyutils import Undefined

_EXACT = {GraphQLString.name: str, GraphQLID.name: str, GraphQLBoolean.name: bool}


@dataclass(frozen=True, slots=True)
class Leaf:
    """How a value that is not null is written: as it is where it has the type `exact`."""

    exact: type | None
    write: Callable[[Any], Any]


def leaf_of(type_: GraphQLScalarType | GraphQLEnumType) -> Leaf:
    """How values of a scalar or an enum are written."""
    slow = _slow(type_)
    if isinstance(type_, GraphQLEnumType):
        return Leaf(None, _enum(type_, slow))
    if type_.name == GraphQLInt.name:
        return Leaf(None, _int(slow))
    if type_.name == GraphQLFloat.name:
        return Leaf(None, _float(slow))
    return Leaf(_EXACT.get(type_.name), slow)


def _slow(type_: GraphQLScalarType | GraphQLEnumType) -> Callable[[Any], Any]:
    coerce = type_.coerce_output_value

    def write(value: Any) -> Any:
        if type(value) is not datetime and (  # of these there are many on a page
            isinstance(value, Exception) or value is Undefined or isawaitable(value)
        ):
            raise TypeError(f"{type_}: {type(value).__name__} is no value")
        written = coerce(value)
        if written is None or written is Undefined:
            raise TypeError(f"{type_}: {type(value).__name__} has no written form")
        return written

    return write


def _int(slow: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def write(value: Any) -> Any:
        return value if type(value) is int and -(2**31) <= value < 2**31 else slow(value)

    return write


def _float(slow: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def write(value: Any) -> Any:
        return value if type(value) is float and isfinite(value) else slow(value)

    return write


def _enum(type_: GraphQLEnumType, slow: Callable[[Any], Any]) -> Callable[[Any], Any]:
    own = getattr(type_, "wrapped_cls", None)
    names = {member: slow(member) for member in own} if own is not None else {}

    def write(value: Any) -> Any:
        return names[value] if type(value) is own else slow(value)

    return write
