"""Makes the Cypher that runs from the tree of a statement: checked, and kept inside the rules.

Nothing of what an analyst wrote is passed on: names come back in backticks, texts as parameters,
each new member with the condition that it belongs to the analysts' graph, and each projection that
drops members with a count of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from graph.analytics.language import rules
from graph.analytics.language.formulas import Formulas
from graph.analytics.language.projecting import Projecting
from graph.analytics.language.scopes import Ends, Entity, Mode, Value, ends_of, mode_of
from graph.analytics.language.syntax import (
    Clause,
    Match,
    Node,
    Path,
    Projection,
    Quantified,
    Relationship,
    Statement,
    Unwind,
    Variable,
)

MAX_PATTERNS = 12


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the result: what it is called, and what its values are.

    `kind` is 'value', 'member', 'members' (a list of them), 'path' (the members along it) or the
    label of the node that the values are.
    """

    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Translation:
    """What runs. In mode 'structure', `order`, `skip` and `limit` are left to the gateway.

    `packed` is the column that comes as a list for each value of the other one: so a list of ties
    takes a record a member, not one a tie; where `mirrored`, each tie comes once and stands for
    both directions. `lists` are the lengths of the lists that are unwound, None where not known.
    """

    text: str
    parameters: dict[str, Any]
    columns: tuple[Column, ...]
    mode: Mode
    order: tuple[tuple[int, bool], ...] = ()
    skip: int = 0
    limit: int | None = None
    packed: int | None = None
    mirrored: bool = False
    lists: tuple[int | None, ...] = ()


def translate(
    statement: Statement, parameters: Mapping[str, Any], member: Callable[[str], int | None]
) -> Translation:
    """The Cypher of a statement with its parameters.

    `member` gives the member id of a pseudonym, or None. Raises InvalidInput, with the place and
    what would be accepted.
    """
    statement = _named(statement)
    formulas = Formulas(statement, mode_of(statement), parameters, member)
    ends = ends_of(statement)
    if formulas.mode == "groups":
        _check_ends(ends, formulas)
    patterns = _Patterns(formulas)
    projecting = Projecting(formulas, ends.counted)
    lines: list[str] = []
    packed, mirrored = None, False
    if formulas.mode == "structure" and (ties := _list_of_ties(statement)) is not None:
        match, final_clause = ties
        text, packed, mirrored = patterns.packed(match, final_clause)
        projecting.projection(final_clause)
        lines = [text]
    for clause in () if packed is not None else statement.clauses:
        if isinstance(clause, Match):
            lines.append(patterns.match(clause))
        elif isinstance(clause, Unwind):
            lines.append(patterns.unwind(clause))
        else:
            lines += projecting.projection(clause)
    final = projecting.final
    columns = tuple(Column(*pair) for pair in final.columns)
    text = "\n".join(lines)
    mode = formulas.mode
    return Translation(
        text,
        formulas.bound,
        columns,
        mode,
        final.order,
        final.skip,
        final.limit,
        packed,
        mirrored,
        tuple(formulas.length(c.list) for c in statement.clauses if isinstance(c, Unwind)),
    )


def _list_of_ties(statement: Statement) -> tuple[Match, Projection] | None:
    """The clauses of a statement that returns two members for each tie, and asks nothing else."""
    match statement.clauses:
        case (Match(False, (Path(None, None, (Node(), Relationship(), Node())),), None), last):
            if not isinstance(last, Projection) or last.distinct or len(last.items) != 2:
                return None
            clause = statement.clauses[0]
            assert isinstance(clause, Match)
            one, _, other = clause.paths[0].steps
            assert isinstance(one, Node)
            assert isinstance(other, Node)
            named = {i.expression.name for i in last.items if isinstance(i.expression, Variable)}
            if one.variable != other.variable and named == {one.variable, other.variable}:
                return clause, last
    return None


def _check_ends(ends: Ends, formulas: Formulas) -> None:
    """Of one end of a tie at most something is asked, or both could be singled out by it."""
    for one, other, at in ends.ties:
        if not {one, other} & ends.loose:
            raise formulas.refused(
                at,
                "of one end of this tie the statement may only count, or group by one property",
            )


def _named(statement: Statement) -> Statement:
    """The statement with a name for each member that has none."""
    count = 0

    def named(step: Node | Relationship | Quantified) -> Node | Relationship | Quantified:
        nonlocal count
        if isinstance(step, Node) and step.variable is None and step.label == rules.MEMBER:
            count += 1
            return replace(step, variable=f"__m{count}")
        return step

    clauses: list[Clause] = []
    for clause in statement.clauses:
        if isinstance(clause, Match):
            paths = (replace(p, steps=tuple(named(s) for s in p.steps)) for p in clause.paths)
            clause = replace(clause, paths=tuple(paths))
        clauses.append(clause)
    return replace(statement, clauses=tuple(clauses))


class _Patterns:
    def __init__(self, formulas: Formulas) -> None:
        self._f = formulas
        self._count = 0
        self._new: list[str] = []

    def match(self, clause: Match) -> str:
        """The text of a MATCH; its variables are in scope from here on."""
        self._count += len(clause.paths)
        if self._count > MAX_PATTERNS:
            raise self._f.refused(clause.at, f"a statement has at most {MAX_PATTERNS} paths")
        paths = ", ".join(self._path(path) for path in clause.paths)
        where = f"\nWHERE {self._f.render(clause.where)}" if clause.where is not None else ""
        return f"{'OPTIONAL ' if clause.optional else ''}MATCH {paths}{where}"

    def packed(self, clause: Match, last: Projection) -> tuple[str, int, bool]:
        """The text of a list of ties with the second end as a list, the column of that, and
        whether both directions are to be made of each tie.
        """
        one, tie, other = clause.paths[0].steps
        assert isinstance(one, Node)
        assert isinstance(tie, Relationship)
        assert isinstance(other, Node)
        mirrored = tie.direction == "-" and not (
            one.properties or tie.properties or other.properties
        )
        start, between = self._step(one), self._step(tie)
        if mirrored:
            between = f"{between}>"
        inner = f"(`{one.variable}`) {between} {self._step(other)}"
        ends = f"COLLECT {{ MATCH {inner} RETURN `{other.variable}`.id }}"
        place = next(
            i
            for i, item in enumerate(last.items)
            if isinstance(item.expression, Variable) and item.expression.name == other.variable
        )
        columns = [f"`{one.variable}`.id AS c{1 - place}", f"{ends} AS c{place}"]
        text = f"MATCH {start}\nRETURN {', '.join(columns[:: 1 if place else -1])}"
        return text, place, mirrored

    def unwind(self, clause: Unwind) -> str:
        """The text of an UNWIND."""
        text = self._f.render(clause.list)
        self._declare(clause.variable, Value(), clause.at)
        return f"UNWIND {text} AS `{clause.variable}`"

    def _declare(self, name: str, what: Entity | Value, at: int) -> None:
        if name in self._f.scope:
            raise self._f.refused(at, f"{name} stands for something already")
        self._f.scope[name] = what

    def _path(self, path: Path) -> str:
        steps = " ".join(
            self._quantified(s) if isinstance(s, Quantified) else self._step(s) for s in path.steps
        )
        shortest = f"SHORTEST {path.shortest} " if path.shortest is not None else ""
        if path.shortest is not None and not 1 <= path.shortest <= 10:
            raise self._f.refused(path.at, "SHORTEST is 1 to 10")
        if path.variable is None:
            return shortest + steps
        if self._f.mode == "groups":
            raise self._f.refused(path.at, "a path may be named where only ties are asked about")
        self._declare(path.variable, Value(shape="path"), path.at)
        return f"`{path.variable}` = {shortest}{steps}"

    def _quantified(self, part: Quantified) -> str:
        if self._f.mode == "groups" and any(
            isinstance(s, Node) and s.label == rules.MEMBER for s in part.steps
        ):
            raise self._f.refused(
                part.at, "members on the way could not be counted: write each step out"
            )
        inner = []
        for step in part.steps:
            if step.variable is not None:
                raise self._f.refused(step.at, "nothing in a repeated part may have a name")
            inner.append(self._step(step, repeated=True))
        return f"({' '.join(inner)}){{{part.least},{part.most}}}"

    def _step(self, step: Node | Relationship, *, repeated: bool = False) -> str:
        return (
            self._relationship(step)
            if isinstance(step, Relationship)
            else self._node(step, repeated=repeated)
        )

    def _node(self, node: Node, *, repeated: bool) -> str:
        known = self._f.scope.get(node.variable) if node.variable else None
        if known is not None:
            if not isinstance(known, Entity) or known.label is None:
                raise self._f.refused(node.at, f"{node.variable} is no node")
            if node.label not in (None, known.label):
                raise self._f.refused(node.at, f"{node.variable} is a {known.label}")
            if node.properties:
                raise self._f.refused(node.at, "give properties where the node comes first")
            return f"(`{node.variable}`)"
        if node.label is None:
            raise self._f.refused(node.at, "a new node names its label, such as (c:Company)")
        if node.label not in rules.NODES:
            known_labels = ", ".join(rules.NODES)
            raise self._f.refused(node.at, f"{node.label} is none of the labels {known_labels}")
        entity = Entity(node.label)
        properties = self._properties(node.properties, entity, node.at)
        if node.variable:
            self._declare(node.variable, entity, node.at)
        if not entity.is_member:
            name = f"`{node.variable}`" if node.variable else ""
            return f"({name}:{node.label}{properties})"
        name = f"`{node.variable or self._f.fresh()}`"
        return f"({name}:{node.label}{properties} WHERE {rules.membership(name)})"

    def _relationship(self, tie: Relationship) -> str:
        if not tie.types:
            raise self._f.refused(tie.at, "a relationship names its type: -[:TYPE]-")
        for kind in tie.types:
            if kind not in rules.TIES:
                known = ", ".join(rules.TIES)
                raise self._f.refused(tie.at, f"{kind} is none of the types {known}")
            if tie.direction != "-" and not rules.TIES[kind].directed:
                raise self._f.refused(tie.at, f"{kind} has no direction: write -[:{kind}]-")
        entity = Entity(None, tie.types)
        properties = self._properties(tie.properties, entity, tie.at)
        name = ""
        if tie.variable:
            self._declare(tie.variable, entity, tie.at)
            name = f"`{tie.variable}`"
        left, right = {"->": ("-", "->"), "<-": ("<-", "-"), "-": ("-", "-")}[tie.direction]
        return f"{left}[{name}:{'|'.join(tie.types)}{properties}]{right}"

    def _properties(self, given: tuple[tuple[str, Any], ...], of: Entity, at: int) -> str:
        texts = []
        for name, value in given:
            if of.is_member and name == rules.PSEUDONYM:
                texts.append(f"id: {self._f.pseudonyms(value, at)}")
            else:
                self._f.may_read(of, name, at)
                texts.append(f"{name}: {self._f.render(value)}")
        return f" {{{', '.join(texts)}}}" if texts else ""
