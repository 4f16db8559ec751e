"""Reads expressions, by precedence climbing; what is not on the lists is refused by name."""

from __future__ import annotations

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
    Unary,
    Variable,
)
from graph.analytics.language.tokens import Token, refused, tokenize
from graph.errors import InvalidInput

FUNCTIONS = AGGREGATES | {
    *("abs", "ceil", "coalesce", "date", "datetime", "exp", "floor", "head", "last", "left"),
    *("length", "log", "log10", "range", "right", "round", "sign", "size", "split", "sqrt"),
    *("substring", "tofloat", "tointeger", "tolower", "tostring", "toupper", "trim"),
}
"""Names in small letters; each only computes from its arguments."""

MAX_DEPTH = 40
_RESERVED = frozenset(
    word
    for line in (
        "ALL AND AS ASC ASCENDING BY CALL CASE CONTAINS CREATE CSV DELETE DESC DESCENDING DETACH",
        "DISTINCT DROP ELSE END ENDS EXISTS FALSE FINISH FOREACH IN INSERT IS LET LIMIT LOAD MATCH",
        "MERGE NEXT NODETACH NOT NULL OFFSET ON OPTIONAL OR ORDER PROFILE EXPLAIN REMOVE RETURN",
        "SET SHORTEST SHOW SKIP STARTS TERMINATE THEN TRUE UNION UNWIND USE WHEN WHERE WITH XOR",
        "YIELD FILTER FOR ALTER GRANT DENY REVOKE START STOP USING CYPHER",
    )
    for word in line.split()
)
_BINARY = {
    "OR": 1, "XOR": 2, "AND": 3,
    "=": 5, "<>": 5, "<": 5, "<=": 5, ">": 5, ">=": 5, "IN": 5,
    "STARTS WITH": 5, "ENDS WITH": 5, "CONTAINS": 5,
    "+": 6, "-": 6, "*": 7, "/": 7, "%": 7, "^": 8,
}  # fmt: skip
_NOT = 4
_SIGN = 9


class Reader:
    """The tokens of one statement and how far it is read."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = tokenize(text)
        self.position = 0
        self._depth = 0

    @property
    def now(self) -> Token:
        """The token that comes next."""
        return self.tokens[self.position]

    def ahead(self, steps: int = 1) -> Token:
        """A later token; the last one beyond the end."""
        return self.tokens[min(self.position + steps, len(self.tokens) - 1)]

    def refused(self, reason: str, at: int | None = None) -> InvalidInput:
        """The error for this place, or the one given."""
        return refused(self.text, self.now.at if at is None else at, reason)

    def next(self) -> Token:
        """The next token, which is then behind."""
        token = self.now
        self.position = min(self.position + 1, len(self.tokens) - 1)
        return token

    def is_word(self, *words: str) -> bool:
        """Whether the next tokens are these words."""
        return all(self.ahead(i).upper == word for i, word in enumerate(words))

    def took_word(self, *words: str) -> bool:
        """Whether they are, and then they are behind."""
        if self.is_word(*words):
            self.position += len(words)
            return True
        return False

    def is_sign(self, sign: str, steps: int = 0) -> bool:
        """Whether the token is this sign."""
        token = self.ahead(steps)
        return token.kind == "sign" and token.text == sign

    def took(self, sign: str) -> bool:
        """Whether the next token is this sign, and then it is behind."""
        if self.is_sign(sign):
            self.position += 1
            return True
        return False

    def need(self, sign: str) -> None:
        """The sign must come next."""
        if not self.took(sign):
            raise self.refused(f"{sign!r} is wanted here, not {self.now.text!r}")

    def need_word(self, word: str) -> None:
        """The word must come next."""
        if not self.took_word(word):
            raise self.refused(f"{word} is wanted here, not {self.now.text!r}")

    def name(self, what: str) -> str:
        """A name, which is no word of the language."""
        if self.now.kind != "word" or self.now.upper in _RESERVED:
            raise self.refused(f"a {what} is wanted here, not {self.now.text!r}")
        return self.next().text

    def expression(self, least: int = 0) -> Expression:
        """An expression whose operators bind at least as strongly as `least`."""
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise self.refused(f"expressions are nested at most {MAX_DEPTH} deep")
        left = self._prefixed()
        while (operator := self._operator()) and _BINARY[operator] > least:
            self.position += len(operator.split())
            left = Binary(operator, left, self.expression(_BINARY[operator]))
        self._depth -= 1
        return left

    def _operator(self) -> str:
        token = self.now
        if token.upper in ("STARTS", "ENDS") and self.ahead().upper == "WITH":
            return f"{token.upper} WITH"
        operator = token.upper or (token.text if token.kind == "sign" else "")
        return operator if operator in _BINARY else ""

    def _prefixed(self) -> Expression:
        if self.took_word("NOT"):
            return Unary("NOT", self.expression(_NOT - 1))
        for sign in "-+":
            if self.took(sign):
                return Unary(sign, self.expression(_SIGN - 1))
        return self._suffixed(self._atom())

    def _suffixed(self, value: Expression) -> Expression:
        while True:
            if self.took("."):
                value = Property(value, self.name("property"))
            elif self.took("["):
                value = self._part(value)
            elif self.took_word("IS", "NOT", "NULL"):
                value = Unary("IS NOT NULL", value)
            elif self.took_word("IS", "NULL"):
                value = Unary("IS NULL", value)
            else:
                return value

    def _part(self, value: Expression) -> Expression:
        first = None if self.is_sign("..") else self.expression()
        sliced = self.took("..")
        last = None if not sliced or self.is_sign("]") else self.expression()
        self.need("]")
        return Part(value, first, last, sliced)

    def _atom(self) -> Expression:
        token = self.now
        if token.kind == "number":
            return Literal_(self._number())
        if token.kind == "text":
            return Literal_(self.next().text)
        if token.kind == "parameter":
            return Parameter(self.next().text)
        if self.took("("):
            inner = self.expression()
            self.need(")")
            return inner
        if self.took("["):
            return List(self.many("]"))
        if token.upper in ("TRUE", "FALSE", "NULL"):
            return Literal_({"TRUE": True, "FALSE": False, "NULL": None}[self.next().upper])
        if self.took_word("CASE"):
            return self._case()
        if token.upper in ("EXISTS", "COUNT", "COLLECT") and self.is_sign("{", 1):
            raise self.refused(f"{token.upper} {{ … }} is not part of the analysts' Cypher")
        if token.kind == "word" and self.is_sign("(", 1):
            return self._call()
        if token.kind == "word" and self.is_sign(".", 1) and self.is_sign("(", 3):
            raise self.refused(f"{token.text}.{self.ahead(2).text} may not be called")
        return Variable(self.name("value"))

    def _number(self) -> int | float:
        token = self.next()
        if token.text.isdigit():
            if len(token.text) > 19 or (number := int(token.text)) >= 2**63:
                raise self.refused("integers have up to 63 bits", token.at)
            return number
        value = float(token.text)
        if value == float("inf"):
            raise self.refused("this number is too large", token.at)
        return value

    def many(self, closing: str) -> tuple[Expression, ...]:
        """Expressions between commas, up to the closing sign, which is taken."""
        items: list[Expression] = []
        while not self.took(closing):
            if items:
                self.need(",")
            items.append(self.expression())
        return tuple(items)

    def _call(self) -> Expression:
        name = self.now.text.lower()
        if name not in FUNCTIONS:
            raise self.refused(f"the function {self.now.text} is not on the list of allowed ones")
        self.position += 2
        if name == "count" and self.took("*"):
            self.need(")")
            return Call(name, (), star=True)
        distinct = self.took_word("DISTINCT")
        if distinct and name not in AGGREGATES:
            raise self.refused("DISTINCT belongs to aggregates")
        return Call(name, self.many(")"), distinct)

    def _case(self) -> Expression:
        subject = None if self.is_word("WHEN") else self.expression()
        branches = []
        while self.took_word("WHEN"):
            condition = self.expression()
            self.need_word("THEN")
            branches.append((condition, self.expression()))
        if not branches:
            raise self.refused("CASE needs a WHEN")
        otherwise = self.expression() if self.took_word("ELSE") else None
        self.need_word("END")
        return Case(subject, tuple(branches), otherwise)
