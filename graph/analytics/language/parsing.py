"""Reads a statement into its tree: MATCH, UNWIND, WITH and RETURN, and no other clause."""

from __future__ import annotations

from typing import Literal

from graph.analytics.language.expressions import Reader
from graph.analytics.language.syntax import (
    Clause,
    Direction,
    Expression,
    Item,
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

MAX_HOPS = 4
"""The most repetitions of a quantified part of a path."""

_FOLLOWS = "MATCH, OPTIONAL MATCH, UNWIND, WITH or RETURN"


def parse(text: str) -> Statement:
    """The tree of a statement. Raises InvalidInput, with line and column, for anything else."""
    return _Parser(text).statement()


class _Parser(Reader):
    def statement(self) -> Statement:
        plan: Literal["", "EXPLAIN", "PROFILE"] = ""
        if self.took_word("EXPLAIN"):
            plan = "EXPLAIN"
        elif self.took_word("PROFILE"):
            plan = "PROFILE"
        clauses: list[Clause] = []
        while True:
            clauses.append(self._clause())
            last = clauses[-1]
            if isinstance(last, Projection) and last.last:
                break
        self.took(";")
        if self.now.kind != "end":
            raise self.refused(f"RETURN is the last clause; {self.now.text!r} follows it")
        return Statement(self.text, plan, tuple(clauses))

    def _clause(self) -> Clause:
        at = self.now.at
        if self.took_word("OPTIONAL", "MATCH"):
            return self._match(True, at)
        if self.took_word("MATCH"):
            return self._match(False, at)
        if self.took_word("UNWIND"):
            values = self.expression()
            self.need_word("AS")
            return Unwind(values, self.name("variable"), at)
        if self.took_word("WITH"):
            return self._projection(False, at)
        if self.took_word("RETURN"):
            return self._projection(True, at)
        if self.now.kind == "end":
            raise self.refused("a statement ends with RETURN")
        raise self.refused(f"{self.now.text!r} is not allowed: a clause is {_FOLLOWS}")

    def _match(self, optional: bool, at: int) -> Match:
        paths = [self._path()]
        while self.took(","):
            paths.append(self._path())
        where = self.expression() if self.took_word("WHERE") else None
        return Match(optional, tuple(paths), where, at)

    def _path(self) -> Path:
        at = self.now.at
        variable = None
        if self.now.kind == "word" and self.is_sign("=", 1):
            variable = self.name("variable")
            self.need("=")
        shortest = None
        if self.took_word("SHORTEST"):
            shortest = self._count("the number of shortest paths")
        steps: list[Node | Relationship | Quantified] = []
        steps.append(self._part_or_node())
        while not self._ends_path():
            if isinstance(steps[-1], Node) and (self.is_sign("-") or self.is_sign("<")):
                steps.append(self._relationship())
                steps.append(self._node())
            else:
                steps.append(self._part_or_node())
        return Path(variable, shortest, tuple(steps), at)

    def _ends_path(self) -> bool:
        return not (self.is_sign("(") or self.is_sign("-") or self.is_sign("<"))

    def _part_or_node(self) -> Node | Quantified:
        if self.is_sign("(") and self.is_sign("(", 1):
            return self._quantified()
        return self._node()

    def _quantified(self) -> Quantified:
        at = self.now.at
        self.need("(")
        steps: list[Node | Relationship] = [self._node()]
        while not self.took(")"):
            steps.append(self._relationship())
            steps.append(self._node())
        if not self.took("{"):
            raise self.refused("write how often, such as {1,3}")
        least = self._count("the least number of repetitions")
        most = self._count("the most repetitions") if self.took(",") else least
        self.need("}")
        if not 1 <= least <= most <= MAX_HOPS:
            raise self.refused(f"repetitions are 1 to {MAX_HOPS}", at)
        return Quantified(tuple(steps), least, most, at)

    def _node(self) -> Node:
        at = self.now.at
        self.need("(")
        variable = self.name("variable") if self.now.kind == "word" else None
        label = None
        if self.took(":"):
            label = self._word("label")
            if self.is_sign("|") or self.is_sign(":"):
                raise self.refused("a node has one label here")
        properties = self._properties()
        if self.is_word("WHERE"):
            raise self.refused("write WHERE after the pattern")
        self.need(")")
        return Node(variable, label, properties, at)

    def _relationship(self) -> Relationship:
        at = self.now.at
        left = self.took("<")
        self.need("-")
        if not self.took("["):
            raise self.refused("a relationship names its type: -[:TYPE]-")
        variable = self.name("variable") if self.now.kind == "word" else None
        types: list[str] = []
        if self.took(":"):
            types.append(self._word("type"))
            while self.took("|"):
                types.append(self._word("type"))
        if self.is_sign("*"):
            raise self.refused("write a path of several steps as ((:A)-[:TYPE]-(:B)){1,3}")
        properties = self._properties()
        self.need("]")
        self.need("-")
        right = self.took(">")
        if self.is_sign("{") or self.is_sign("+") or self.is_sign("*"):
            raise self.refused("write a path of several steps as ((:A)-[:TYPE]-(:B)){1,3}")
        if left and right:
            raise self.refused("a relationship has one direction or none", at)
        direction: Direction = "<-" if left else "->" if right else "-"
        return Relationship(variable, tuple(types), properties, direction, at)

    def _properties(self) -> tuple[tuple[str, Expression], ...]:
        if not self.took("{"):
            return ()
        found: list[tuple[str, Expression]] = []
        while not self.took("}"):
            if found:
                self.need(",")
            name = self.name("property")
            self.need(":")
            found.append((name, self.expression()))
        return tuple(found)

    def _word(self, what: str) -> str:
        """A label or type, which may be a word of the language, such as IN."""
        if self.now.kind != "word":
            raise self.refused(f"a {what} is wanted here, not {self.now.text!r}")
        return self.next().text

    def _count(self, what: str) -> int:
        if self.now.kind != "number" or not self.now.text.isdigit() or len(self.now.text) > 3:
            raise self.refused(f"{what} is a small number")
        return int(self.next().text)

    def _projection(self, last: bool, at: int) -> Projection:
        distinct = self.took_word("DISTINCT")
        if self.is_sign("*"):
            raise self.refused("name the columns instead of *")
        items = [self._item(last)]
        while self.took(","):
            items.append(self._item(last))
        names = [item.name for item in items]
        if len(set(names)) < len(names):
            raise self.refused("two columns have the same name", at)
        order: list[tuple[Expression, bool]] = []
        if self.took_word("ORDER", "BY"):
            order.append(self._sort())
            while self.took(","):
                order.append(self._sort())
        skip = self.expression() if self.took_word("SKIP") or self.took_word("OFFSET") else None
        limit = self.expression() if self.took_word("LIMIT") else None
        where = self.expression() if not last and self.took_word("WHERE") else None
        return Projection(last, distinct, tuple(items), tuple(order), skip, limit, where, at)

    def _item(self, last: bool) -> Item:
        at = self.now.at
        expression = self.expression()
        if self.took_word("AS"):
            return Item(expression, self.name("column"), at)
        if isinstance(expression, Variable):
            return Item(expression, expression.name, at)
        if not last:
            raise self.refused("name this column with AS", at)
        return Item(expression, " ".join(self.text[at : self.now.at].split()), at)

    def _sort(self) -> tuple[Expression, bool]:
        expression = self.expression()
        if self.took_word("DESC") or self.took_word("DESCENDING"):
            return expression, True
        _ = self.took_word("ASC") or self.took_word("ASCENDING")
        return expression, False
