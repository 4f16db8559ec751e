"""The tree of a statement. What it cannot say, an analyst cannot ask."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Direction = Literal["->", "<-", "-"]


@dataclass(frozen=True, slots=True)
class Literal_:
    """A number, text, boolean or null; texts reach the server as parameters only."""

    value: int | float | str | bool | None


@dataclass(frozen=True, slots=True)
class Parameter:
    """`$name`."""

    name: str


@dataclass(frozen=True, slots=True)
class Variable:
    """A name of a pattern, of UNWIND or of a projection."""

    name: str


@dataclass(frozen=True, slots=True)
class Property:
    """`owner.name`; the owner is a variable, or a date whose part is asked."""

    owner: Expression
    name: str


@dataclass(frozen=True, slots=True)
class Unary:
    """NOT, - or + before, IS NULL or IS NOT NULL after an operand."""

    operator: str
    operand: Expression


@dataclass(frozen=True, slots=True)
class Binary:
    """Two operands around an operator."""

    operator: str
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Call:
    """A function; `star` is count(*)."""

    name: str
    arguments: tuple[Expression, ...]
    distinct: bool = False
    star: bool = False


@dataclass(frozen=True, slots=True)
class List:
    """`[a, b]`."""

    items: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """`list[first]` or, with `slice`, `list[first..last]`."""

    list: Expression
    first: Expression | None
    last: Expression | None
    slice: bool


@dataclass(frozen=True, slots=True)
class Case:
    """CASE with or without a subject."""

    subject: Expression | None
    branches: tuple[tuple[Expression, Expression], ...]
    otherwise: Expression | None


Expression = Literal_ | Parameter | Variable | Property | Unary | Binary | Call | List | Part | Case


@dataclass(frozen=True, slots=True)
class Node:
    """`(variable:Label {properties})`."""

    variable: str | None
    label: str | None
    properties: tuple[tuple[str, Expression], ...]
    at: int


@dataclass(frozen=True, slots=True)
class Relationship:
    """`-[variable:TYPE|TYPE {properties}]->`."""

    variable: str | None
    types: tuple[str, ...]
    properties: tuple[tuple[str, Expression], ...]
    direction: Direction
    at: int


@dataclass(frozen=True, slots=True)
class Quantified:
    """`((a)-[…]-(b)){least,most}`."""

    steps: tuple[Node | Relationship, ...]
    least: int
    most: int
    at: int


@dataclass(frozen=True, slots=True)
class Path:
    """Nodes and relationships in turn, quantified parts between nodes; `shortest` of them."""

    variable: str | None
    shortest: int | None
    steps: tuple[Node | Relationship | Quantified, ...]
    at: int


@dataclass(frozen=True, slots=True)
class Match:
    """MATCH or OPTIONAL MATCH."""

    optional: bool
    paths: tuple[Path, ...]
    where: Expression | None
    at: int


@dataclass(frozen=True, slots=True)
class Unwind:
    """UNWIND list AS variable."""

    list: Expression
    variable: str
    at: int


@dataclass(frozen=True, slots=True)
class Item:
    """One column of a projection; `name` is what it is called from there on."""

    expression: Expression
    name: str
    at: int


@dataclass(frozen=True, slots=True)
class Projection:
    """WITH or, as `last`, RETURN."""

    last: bool
    distinct: bool
    items: tuple[Item, ...]
    order: tuple[tuple[Expression, bool], ...]
    skip: Expression | None
    limit: Expression | None
    where: Expression | None
    at: int


Clause = Match | Unwind | Projection


@dataclass(frozen=True, slots=True)
class Statement:
    """A whole statement; `text` is as written."""

    text: str
    plan: Literal["", "EXPLAIN", "PROFILE"]
    clauses: tuple[Clause, ...]


AGGREGATES = frozenset(
    ["count", "sum", "avg", "min", "max", "collect", "stdev", "stdevp", "percentilecont"]
)


def parts(expression: Expression) -> tuple[Expression, ...]:
    """The expressions that stand directly inside one."""
    match expression:
        case Property(owner, _):
            return (owner,)
        case Unary(_, operand):
            return (operand,)
        case Binary(_, left, right):
            return (left, right)
        case Call(_, arguments):
            return arguments
        case List(items):
            return items
        case Part(whole, first, last, _):
            return tuple(e for e in (whole, first, last) if e is not None)
        case Case(subject, branches, otherwise):
            inner = (subject, *(e for branch in branches for e in branch), otherwise)
            return tuple(e for e in inner if e is not None)
    return ()


def aggregates(expression: Expression) -> bool:
    """Whether an aggregate function stands somewhere in it."""
    if isinstance(expression, Call) and expression.name in AGGREGATES:
        return True
    return any(aggregates(part) for part in parts(expression))
