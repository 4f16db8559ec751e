"""Renders WITH and RETURN, with the count of members that each row must stand for."""

from __future__ import annotations

from dataclasses import dataclass

from graph.analytics.language import rules
from graph.analytics.language.formulas import Formulas
from graph.analytics.language.scopes import Entity, Scope, Value, inside
from graph.analytics.language.syntax import (
    Call,
    Expression,
    Item,
    Literal_,
    Parameter,
    Projection,
    Variable,
    aggregates,
)
from graph.errors import InvalidInput

_COUNTED = ("count", "sum")


@dataclass(frozen=True, slots=True)
class Final:
    """The columns of RETURN as name and kind, and what is left to the gateway."""

    columns: tuple[tuple[str, str], ...] = ()
    order: tuple[tuple[int, bool], ...] = ()
    skip: int = 0
    limit: int | None = None


class Projecting:
    """The projections of one statement. `final` is known after RETURN."""

    def __init__(self, formulas: Formulas, unconditioned: frozenset[str]) -> None:
        self._f = formulas
        self._unconditioned = unconditioned
        self.final = Final()

    def projection(self, clause: Projection) -> list[str]:
        """The lines of a WITH or RETURN; what it names is in scope from here on."""
        members = self._f.members()
        if self._f.mode == "groups" and members:
            if clause.distinct or any(aggregates(item.expression) for item in clause.items):
                return self._grouped(clause, members)
            return self._carried(clause, members)
        if self._f.mode == "structure":
            return self._structure(clause)
        return self._plain(clause)

    def _grouped(self, clause: Projection, members: list[str]) -> list[str]:
        """Rows of groups: each stands for k of every member variable that it drops."""
        kept = {
            item.expression.name
            for item in clause.items
            if isinstance(item.expression, Variable) and item.expression.name in members
        }
        if kept:
            if clause.last:
                raise self._f.refused(
                    clause.at, "a row shows what at least 5 members have: leave the member out"
                )
            dropped = set(members) - kept - self._unconditioned
            if dropped:
                raise self._f.refused(
                    clause.at, f"keep {' and '.join(sorted(dropped))}, or keep no member"
                )
            self._no_cut(clause)
            return self._plain(clause)
        names = [
            f"c{i}" if clause.last else f"`{item.name}`" for i, item in enumerate(clause.items)
        ]
        columns = [
            f"{self._item(item, keep=not clause.last)} AS {name}"
            for item, name in zip(clause.items, names, strict=True)
        ]
        checks = self._checks(clause, members)
        lines = [
            f"WITH {', '.join([*columns, *(f'{text} AS {name}' for name, text in checks)])}",
            f"WHERE {' AND '.join(f'{n} >= {rules.LEAST_MEMBERS}' for n, _ in checks)}",
        ]
        return lines + self._tail(clause, names)

    def _checks(self, clause: Projection, members: list[str]) -> list[tuple[str, str]]:
        """Counts that must reach k: of each member, and of those that give a number its value."""
        texts = [f"count(DISTINCT `{m}`)" for m in members]
        for item in clause.items:
            for expression in inside(item.expression):
                if isinstance(expression, Call) and expression.arguments and aggregates(expression):
                    argument = expression.arguments[0]
                    entity = self._f.entity(argument)
                    if entity is not None and entity.is_member:
                        continue  # It has a count of its own already.
                    if entity is not None and isinstance(argument, Variable):
                        there = f"`{argument.name}` IS NOT NULL"
                    elif expression.name == "sum":
                        there = f"{self._f.render(argument)} <> 0"
                    else:
                        there = f"{self._f.render(argument)} IS NOT NULL"
                    texts += [f"count(DISTINCT CASE WHEN {there} THEN `{m}` END)" for m in members]
        return [(f"__k{i}", text) for i, text in enumerate(dict.fromkeys(texts))]

    def _carried(self, clause: Projection, members: list[str]) -> list[str]:
        """Rows of single members, which only a later clause may show as groups."""
        if clause.last:
            raise self._f.refused(
                clause.at,
                "count the members: a row stands for at least 5, such as "
                "RETURN m.industry, count(m)",
            )
        self._no_cut(clause)
        named = {i.expression.name for i in clause.items if isinstance(i.expression, Variable)}
        hidden = [name for name in members if name not in named]
        lines = self._plain(clause, hidden)
        for name in hidden:
            self._f.scope[name] = Entity(rules.MEMBER)
        return lines

    def _no_cut(self, clause: Projection) -> None:
        if clause.order or clause.skip is not None or clause.limit is not None:
            raise self._f.refused(
                clause.at, "ORDER BY, SKIP and LIMIT would pick single members: put them later"
            )

    def _structure(self, clause: Projection) -> list[str]:
        """Pseudonymous rows. The server's order is that of the ids, so the gateway orders."""
        if not clause.last:
            self._no_cut(clause)
            return self._plain(clause)
        columns = [f"{self._item(item)} AS c{i}" for i, item in enumerate(clause.items)]
        self.final = Final(
            tuple((item.name, self._kind(item)) for item in clause.items),
            tuple((self._column(clause, e), descending) for e, descending in clause.order),
            self._number(clause.skip) or 0,
            self._number(clause.limit),
        )
        return [f"RETURN {'DISTINCT ' if clause.distinct else ''}{', '.join(columns)}"]

    def _plain(self, clause: Projection, hidden: list[str] | None = None) -> list[str]:
        names = [
            f"c{i}" if clause.last else f"`{item.name}`" for i, item in enumerate(clause.items)
        ]
        columns = [
            f"{self._item(item, keep=not clause.last)} AS {name}"
            for item, name in zip(clause.items, names, strict=True)
        ]
        columns += [f"`{name}`" for name in hidden or ()]
        keyword = "RETURN" if clause.last else "WITH"
        lines = [f"{keyword} {'DISTINCT ' if clause.distinct else ''}{', '.join(columns)}"]
        return lines + self._tail(clause, names, again=False)

    def _tail(self, clause: Projection, names: list[str], *, again: bool = True) -> list[str]:
        """What follows the columns; the scope is theirs afterwards."""
        order = [
            f"{names[self._column(clause, e)]}{' DESC' if down else ''}" for e, down in clause.order
        ]
        skip, limit = self._number(clause.skip), self._number(clause.limit)
        lines = [f"{'RETURN' if clause.last else 'WITH'} {', '.join(names)}"] if again else []
        if order:
            lines.append(f"ORDER BY {', '.join(order)}")
        if skip is not None:
            lines.append(f"SKIP {skip}")
        if limit is not None:
            lines.append(f"LIMIT {limit}")
        if clause.last:
            self.final = Final(tuple((item.name, self._kind(item)) for item in clause.items))
        scope: Scope = {item.name: self._after(item) for item in clause.items}
        self._f.scope.clear()
        self._f.scope.update(scope)
        if clause.where is not None:
            lines.append(f"WHERE {self._f.render(clause.where)}")
        return lines

    def _item(self, item: Item, *, keep: bool = False) -> str:
        """The text of a column; with `keep` a node stays a node."""
        expression = item.expression
        if self._f.is_pseudonym(expression):
            expression = expression.owner  # type: ignore[union-attr]
            keep = False
        if isinstance(expression, Variable) and expression.name in self._f.scope:
            what = self._f.scope[expression.name]
            if isinstance(what, Entity):
                if keep and what.label is not None:
                    return f"`{expression.name}`"
                return self._f.shown(expression.name, what)
            if what.shape == "path":
                if keep:
                    return f"`{expression.name}`"
                return f"[n IN nodes(`{expression.name}`) | n.id]"
            return f"`{expression.name}`"
        return self._f.render(expression)

    def _after(self, item: Item) -> Entity | Value:
        """What a column is in the clauses that follow."""
        expression = item.expression
        if self._f.is_pseudonym(expression):
            return Value(shape="members")
        if isinstance(expression, Variable):
            return self._f.scope.get(expression.name, Value())
        if self._kind(item) == "members":
            return Value(shape="members")
        counted = isinstance(expression, Call) and expression.name in _COUNTED
        return Value(plain=counted or self._f.is_plain(expression))

    def _kind(self, item: Item) -> str:
        expression = item.expression
        if self._f.is_pseudonym(expression):
            return "member"
        if isinstance(expression, Variable):
            what = self._f.scope.get(expression.name)
            if isinstance(what, Entity):
                return "member" if what.is_member else str(what.label)
            return what.shape if what else "value"
        if isinstance(expression, Call) and expression.name == "collect":
            of = self._f.entity(expression.arguments[0])
            if of is not None:
                return "members" if of.is_member else "value"
        if any(
            (of := self._f.entity(e)) is not None and of.is_member
            for call in inside(expression)
            if isinstance(call, Call) and call.name == "collect"
            for e in call.arguments
        ):
            raise self._f.refused(item.at, "collected members may be returned as they are only")
        return "value"

    def _column(self, clause: Projection, expression: Expression) -> int:
        for i, item in enumerate(clause.items):
            named = isinstance(expression, Variable) and expression.name == item.name
            if named or expression == item.expression:
                return i
        raise self._f.refused(clause.at, "ORDER BY names a column of this clause")

    def _number(self, expression: Expression | None) -> int | None:
        if expression is None:
            return None
        value = None
        if isinstance(expression, Parameter):
            value = self._f.parameter(expression.name)
        elif isinstance(expression, Literal_):
            value = expression.value
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise InvalidInput("query: SKIP and LIMIT take an integer of 0 or more")
        return value
