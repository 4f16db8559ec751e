"""What each name of a statement stands for, and how much of a member is in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from graph.analytics.language.rules import MEMBER, PSEUDONYM, STRUCTURE
from graph.analytics.language.syntax import (
    Call,
    Expression,
    Match,
    Node,
    Path,
    Projection,
    Property,
    Quantified,
    Relationship,
    Statement,
    Unwind,
    Variable,
    aggregates,
    parts,
)

Mode = Literal["catalogue", "structure", "groups"]
"""`catalogue`: no member is asked about. `structure`: members as pseudonyms with their ties, and
nothing else about them. `groups`: what members have, in rows that stand for k members or more."""


@dataclass(frozen=True, slots=True)
class Entity:
    """A node (one label) or a relationship (its types)."""

    label: str | None
    types: tuple[str, ...] = ()

    @property
    def is_member(self) -> bool:
        """Whether it is a member."""
        return self.label == MEMBER


@dataclass(frozen=True, slots=True)
class Value:
    """What is no entity. `plain`: a stored value or a count, as it is."""

    plain: bool = False
    shape: Literal["value", "members", "path"] = "value"


Scope = dict[str, Entity | Value]


def mode_of(statement: Statement) -> Mode:
    """How a statement deals with members; the strictest that what it names asks for."""
    labels, types, keys = set(), set(), set()
    for step in pattern_steps(statement):
        keys |= {name for name, _ in step.properties}
        if isinstance(step, Node):
            labels |= {step.label} - {None}
        else:
            types |= set(step.types)
    for expression in expressions(statement):
        if isinstance(expression, Property):
            keys.add(expression.name)
    if MEMBER not in labels:
        return "catalogue"
    alone = labels == {MEMBER} and types <= STRUCTURE
    return "structure" if alone and keys <= {PSEUDONYM} else "groups"


def pattern_steps(statement: Statement) -> Iterator[Node | Relationship]:
    """Every node and relationship of every pattern."""
    for clause in statement.clauses:
        if isinstance(clause, Match):
            for path in clause.paths:
                yield from flat(path)


def flat(path: Path | Quantified) -> Iterator[Node | Relationship]:
    """The nodes and relationships of a path, those of its quantified parts among them."""
    for step in path.steps:
        if isinstance(step, Quantified):
            yield from flat(step)
        else:
            yield step


def expressions(statement: Statement) -> Iterator[Expression]:
    """Every expression, and every one inside of it."""
    for clause in statement.clauses:
        for expression in _outer(clause):
            yield from inside(expression)


def inside(expression: Expression) -> Iterator[Expression]:
    """An expression and all that stand in it."""
    yield expression
    for part in parts(expression):
        yield from inside(part)


def _outer(clause: Match | Unwind | Projection) -> Iterator[Expression]:
    found: list[Expression | None]
    if isinstance(clause, Match):
        found = [clause.where]
        found += [e for path in clause.paths for step in flat(path) for _, e in step.properties]
    elif isinstance(clause, Unwind):
        found = [clause.list]
    else:
        found = [item.expression for item in clause.items]
        found += [e for e, _ in clause.order]
        found += [clause.skip, clause.limit, clause.where]
    return (e for e in found if e is not None)


@dataclass(frozen=True, slots=True)
class Ends:
    """The ties among members of a statement, and the ends of them that nothing is asked of.

    `counted` are only an end of one tie and counted: that may be done for each member on the other
    end. `loose` may also be a group's key by one property.
    """

    ties: tuple[tuple[str, str, int], ...]
    counted: frozenset[str]
    loose: frozenset[str]


def ends_of(statement: Statement) -> Ends:
    """What is asked of the two ends of each tie. Each member of a pattern has a name by now."""
    nodes: Counter[str] = Counter()
    single: set[str] = set()
    ties: list[tuple[str, str, int]] = []
    for clause in statement.clauses:
        for path in clause.paths if isinstance(clause, Match) else ():
            steps = path.steps
            nodes.update(s.variable for s in flat(path) if isinstance(s, Node) and s.variable)
            for at, tie in enumerate(steps):
                if isinstance(tie, Relationship) and STRUCTURE & set(tie.types):
                    one, other = steps[at - 1], steps[at + 1]
                    if isinstance(one, Node) and isinstance(other, Node):
                        ties.append((one.variable or "", other.variable or "", tie.at))
                        if len(steps) == 3:
                            pair = (s for s in (one, other) if not s.properties)
                            single |= {s.variable for s in pair if s.variable}
    used: Counter[str] = Counter()
    counted: Counter[str] = Counter()
    keys: dict[str, list[str]] = {}
    for expression in expressions(statement):
        if isinstance(expression, Variable):
            used[expression.name] += 1
        if isinstance(expression, Call) and expression.name == "count":
            counted.update(a.name for a in expression.arguments if isinstance(a, Variable))
    for item in _group_keys(statement):
        if isinstance(item, Property) and isinstance(item.owner, Variable):
            keys.setdefault(item.owner.name, []).append(item.name)
    single = {name for name in single if nodes[name] == 1}
    loose = {
        name
        for name in single
        if used[name] == counted[name] + len(keys.get(name, ()))
        and len(set(keys.get(name, ()))) < 2
    }
    return Ends(
        tuple(ties),
        frozenset(name for name in single if used[name] == counted[name]),
        frozenset(loose),
    )


def _group_keys(statement: Statement) -> Iterator[Expression]:
    for clause in statement.clauses:
        if isinstance(clause, Projection) and (
            clause.distinct or any(aggregates(item.expression) for item in clause.items)
        ):
            yield from (item.expression for item in clause.items)
            yield from (e for e, _ in clause.order)
