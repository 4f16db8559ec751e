"""Renders expressions: names in scope only, allowed properties only, every text a parameter."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from graph.analytics.language import rules
from graph.analytics.language.scopes import Entity, Mode, Scope, Value
from graph.analytics.language.syntax import (
    AGGREGATES,
    Binary,
    Call,
    Case,
    Expression,
    List,
    Literal_,
    Parameter,
    Part,
    Property,
    Statement,
    Unary,
    Variable,
)
from graph.analytics.language.tokens import refused
from graph.errors import InvalidInput

MAX_PARAMETER_CHARS = 10_000
MAX_PARAMETER_ITEMS = 100_000
MAX_RANGE = 10_000
_SPELLING = {"stdev": "stDev", "stdevp": "stDevP", "percentilecont": "percentileCont"} | {
    name.lower(): name for name in ("toFloat", "toInteger", "toLower", "toString", "toUpper")
}
_NO_MEMBER = -1
"""The id that an unknown pseudonym stands for: nobody's."""


class Formulas:
    """The expressions of one statement: its mode, what is in scope, and what was bound."""

    def __init__(
        self,
        statement: Statement,
        mode: Mode,
        parameters: Mapping[str, Any],
        member: Callable[[str], int | None],
    ) -> None:
        self.mode = mode
        self.scope: Scope = {}
        self.bound: dict[str, Any] = {}
        self._text = statement.text
        self._given = parameters
        self._member = member
        self._fresh = 0

    def refused(self, at: int, reason: str) -> InvalidInput:
        """The error for a place of the statement."""
        return refused(self._text, at, reason)

    def members(self) -> list[str]:
        """The members in scope."""
        return [n for n, what in self.scope.items() if isinstance(what, Entity) and what.is_member]

    def fresh(self) -> str:
        """A name that nobody has."""
        self._fresh += 1
        return f"__n{self._fresh}"

    def bind(self, value: Any) -> str:
        """A parameter of the gateway's own with this value."""
        name = f"g{len(self.bound)}"
        self.bound[name] = value
        return f"${name}"

    def parameter(self, name: str) -> Any:
        """The value of a parameter. Raises InvalidInput where it is missing or of no plain type."""
        if name not in self._given:
            raise InvalidInput(f"parameters: {name} is missing", field=("parameters", name))
        value = self._given[name]
        items = value if isinstance(value, list) else [value]
        if len(items) > MAX_PARAMETER_ITEMS or not all(map(_is_plain, items)):
            raise InvalidInput(
                f"parameters: {name} must be null, a boolean, number or text of up to "
                f"{MAX_PARAMETER_CHARS} characters, or a list of up to {MAX_PARAMETER_ITEMS}",
                field=("parameters", name),
            )
        return value

    def may_read(self, of: Entity, name: str, at: int = 0) -> None:
        """Raises InvalidInput where the property may not be read."""
        if of.label is not None:
            readable = rules.NODES[of.label].properties
            if name not in readable:
                known = ", ".join(readable + ((rules.PSEUDONYM,) if of.is_member else ()))
                raise self.refused(at, f"of a {of.label} may be read: {known}; not {name}")
            return
        for kind in of.types:
            if name not in rules.TIES[kind].properties:
                known = ", ".join(rules.TIES[kind].properties) or "nothing"
                raise self.refused(at, f"of {kind} may be read: {known}; not {name}")

    def pseudonyms(self, value: Expression, at: int = 0) -> str:
        """The ids behind a pseudonym or a list of them, as a parameter."""
        if self.mode == "groups":
            raise self.refused(
                at, "a statement asks about pseudonyms or about what members have, not both"
            )
        given: Any
        match value:
            case Parameter(name):
                given = self.parameter(name)
            case Literal_(text):
                given = text
            case List(items) if all(isinstance(item, Literal_) for item in items):
                given = [item.value for item in items if isinstance(item, Literal_)]
            case _:
                raise self.refused(at, "a pseudonym is compared with a text or a parameter only")
        if isinstance(given, list):
            return self.bind([self._id(one) for one in given])
        return self.bind(self._id(given))

    def _id(self, pseudonym: Any) -> int:
        found = self._member(pseudonym) if isinstance(pseudonym, str) else None
        return _NO_MEMBER if found is None else found

    def render(self, expression: Expression) -> str:
        """The text of an expression. Raises InvalidInput."""
        match expression:
            case Literal_(value):
                return self._literal(value)
            case Parameter(name):
                return self.bind(self.parameter(name))
            case Variable(name):
                return self._variable(name)
            case Property():
                return self._property(expression)
            case Unary(operator, operand):
                return self._unary(operator, operand)
            case Binary():
                return self._binary(expression)
            case Call():
                return self._call(expression)
            case List(items):
                return f"[{', '.join(map(self.render, items))}]"
            case Part():
                return self._part(expression)
            case Case():
                return self._case(expression)

    def _literal(self, value: Any) -> str:
        if value is None or isinstance(value, bool):
            return {None: "null", True: "true", False: "false"}[value]
        return self.bind(value) if isinstance(value, str) else repr(value)

    def _variable(self, name: str) -> str:
        what = self._known(name)
        if isinstance(what, Entity):
            raise self.refused(self._place(name), f"{name} is no value: ask for a property of it")
        if what.shape != "value":
            raise self.refused(self._place(name), f"{name} may be returned, and nothing else")
        return f"`{name}`"

    def _known(self, name: str) -> Entity | Value:
        if name not in self.scope:
            raise self.refused(self._place(name), f"{name} is not known here")
        return self.scope[name]

    def _place(self, name: str) -> int:
        return max(self._text.find(name), 0)

    def entity(self, expression: Expression) -> Entity | None:
        """The node or relationship that an expression is, or None."""
        if not isinstance(expression, Variable):
            return None
        what = self._known(expression.name)
        return what if isinstance(what, Entity) else None

    def is_pseudonym(self, expression: Expression) -> bool:
        """Whether it is `member.pseudonym`."""
        if not isinstance(expression, Property) or expression.name != rules.PSEUDONYM:
            return False
        of = self.entity(expression.owner)
        return of is not None and of.is_member

    def _property(self, expression: Property) -> str:
        of = self.entity(expression.owner)
        if of is not None and isinstance(expression.owner, Variable):
            place = self._place(f"{expression.owner.name}.{expression.name}")
            if of.is_member and expression.name == rules.PSEUDONYM:
                raise self.refused(place, "a pseudonym may be returned, or compared by = and IN")
            self.may_read(of, expression.name, place)
            return f"`{expression.owner.name}`.{expression.name}"
        if expression.name not in rules.DATE_PARTS:
            known = ", ".join(sorted(rules.DATE_PARTS))
            raise self.refused(
                self._place(f".{expression.name}"), f"of a value only {known} can be read"
            )
        return f"({self.render(expression.owner)}).{expression.name}"

    def _unary(self, operator: str, operand: Expression) -> str:
        if operator.startswith("IS"):
            entity = self.entity(operand)
            named = f"`{operand.name}`" if entity and isinstance(operand, Variable) else ""
            return f"({named or self.render(operand)} {operator})"
        return f"({operator} {self.render(operand)})"

    def _binary(self, expression: Binary) -> str:
        operator, left, right = expression.operator, expression.left, expression.right
        if operator in ("=", "IN", "<>") and self.is_pseudonym(left):
            assert isinstance(left, Property)
            assert isinstance(left.owner, Variable)
            return f"(`{left.owner.name}`.id {operator} {self.pseudonyms(right)})"
        one, other = self.entity(left), self.entity(right)
        if one is not None and other is not None and operator in ("=", "<>"):
            assert isinstance(left, Variable)
            assert isinstance(right, Variable)
            return f"(`{left.name}` {operator} `{right.name}`)"
        return f"({self.render(left)} {operator} {self.render(right)})"

    def _call(self, call: Call) -> str:
        name = _SPELLING.get(call.name, call.name)
        if call.star:
            return "count(*)"
        if call.name == "length" and len(call.arguments) == 1 and self._is_path(call.arguments[0]):
            assert isinstance(call.arguments[0], Variable)
            return f"length(`{call.arguments[0].name}`)"
        if call.name == "range":
            self._range(call)
        distinct = "DISTINCT " if call.distinct else ""
        if call.name in AGGREGATES:
            self._check_aggregate(call)
        texts = []
        for argument in call.arguments:
            entity = self.entity(argument)
            if entity is not None and call.name == "count" and isinstance(argument, Variable):
                texts.append(f"`{argument.name}`")
            elif entity is not None and call.name == "collect" and isinstance(argument, Variable):
                texts.append(self.shown(argument.name, entity))
            else:
                texts.append(self.render(argument))
        return f"{name}({distinct}{', '.join(texts)})"

    def _range(self, call: Call) -> range:
        """The numbers that a call of range gives. Raises InvalidInput where they are not known."""
        numbers = []
        for argument in call.arguments:
            value = self.parameter(argument.name) if isinstance(argument, Parameter) else None
            value = argument.value if isinstance(argument, Literal_) else value
            if isinstance(value, bool) or not isinstance(value, int):
                raise self.refused(self._place("range"), "range takes integers as they are")
            numbers.append(value)
        # A list is made in memory at once, so its length is known before.
        if not (2 <= len(numbers) <= 3 and abs(numbers[1] - numbers[0]) < MAX_RANGE):
            raise self.refused(self._place("range"), f"range gives at most {MAX_RANGE} numbers")
        first, last, step = (*numbers, 1)[:3]
        if step == 0:
            raise self.refused(self._place("range"), "the step of a range is not 0")
        return range(first, last + (1 if step > 0 else -1), step)

    def length(self, expression: Expression) -> int | None:
        """How many items a list has, or None where only the server can tell."""
        match expression:
            case List(items):
                return len(items)
            case Parameter(name):
                value = self.parameter(name)
                return len(value) if isinstance(value, list) else None
            case Call("range"):
                return len(self._range(expression))
        return None

    def _is_path(self, expression: Expression) -> bool:
        what = self.scope.get(expression.name) if isinstance(expression, Variable) else None
        return isinstance(what, Value) and what.shape == "path"

    def _check_aggregate(self, call: Call) -> None:
        """In groups, what is counted or averaged of members is stored as it is, not computed."""
        if len(call.arguments) != (2 if call.name == "percentilecont" else 1):
            raise self.refused(self._place(call.name), f"{call.name} has one argument")
        if self.mode != "groups" or not self.members():
            return
        argument = call.arguments[0]
        if call.name not in ("count", "sum", "avg", "stdev", "stdevp"):
            raise self.refused(
                self._place(call.name), "over members: count, sum, avg, stDev and stDevP only"
            )
        if not (self.is_plain(argument) or (call.name == "count" and self.entity(argument))):
            raise self.refused(
                self._place(call.name),
                f"over members, {call.name} takes a property or a count as it is",
            )

    def is_plain(self, expression: Expression) -> bool:
        """Whether it is a stored property or a count, as it is."""
        if isinstance(expression, Property):
            return self.entity(expression.owner) is not None
        if isinstance(expression, Variable):
            what = self._known(expression.name)
            return isinstance(what, Value) and what.plain
        return False

    def shown(self, name: str, entity: Entity) -> str:
        """A node as it leaves: a member's id, which becomes a pseudonym, else what may be read."""
        if entity.label is None:
            raise self.refused(self._place(name), f"{name} is a relationship: ask for a property")
        if entity.is_member:
            if self.mode != "structure":
                raise self.refused(
                    self._place(name), "pseudonyms are shown where only ties are asked about"
                )
            return f"`{name}`.id"
        readable = ", ".join(f".{p}" for p in rules.NODES[entity.label].properties)
        return f"`{name}` {{{readable}}}"

    def _part(self, part: Part) -> str:
        first = "" if part.first is None else self.render(part.first)
        if not part.slice:
            return f"({self.render(part.list)})[{first}]"
        last = "" if part.last is None else self.render(part.last)
        return f"({self.render(part.list)})[{first}..{last}]"

    def _case(self, case: Case) -> str:
        subject = "" if case.subject is None else f" {self.render(case.subject)}"
        branches = "".join(
            f" WHEN {self.render(when)} THEN {self.render(then)}" for when, then in case.branches
        )
        otherwise = "" if case.otherwise is None else f" ELSE {self.render(case.otherwise)}"
        return f"CASE{subject}{branches}{otherwise} END"


def _is_plain(value: Any) -> bool:
    if isinstance(value, str):
        return len(value) <= MAX_PARAMETER_CHARS
    if isinstance(value, int):
        return -(2**63) <= value < 2**63
    return value is None or isinstance(value, float)
