"""Splits a statement into words, numbers, texts, parameters and signs; refuses everything else."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from graph.errors import InvalidInput

MAX_CHARS = 20_000
MAX_TOKENS = 3_000

Kind = Literal["word", "number", "text", "parameter", "sign", "end"]

# Outside of texts only ASCII is a token: no look-alike letter and no escape can stand for another.
_TOKEN = re.compile(
    r"""
    (?P<space>[ \t\r\n]+|//[^\n]*|/\*(?:[^*]|\*(?!/))*\*/)
  | (?P<number>(?:\d+\.\d+|\.\d+|\d+)(?:[eE][+-]?\d+)?(?![A-Za-z0-9_]))
  | (?P<word>[A-Za-z_][A-Za-z0-9_]*)
  | (?P<parameter>\$[A-Za-z][A-Za-z0-9_]*)
  | (?P<text>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")
  | (?P<sign><=|>=|<>|\.\.|[()\[\]{},.:|+\-*/%^=<>;])
    """,
    re.VERBOSE | re.DOTALL | re.ASCII,
)
_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)", re.DOTALL)
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"} | {c: c for c in "\\'\"`"}


@dataclass(frozen=True, slots=True)
class Token:
    """One token; `text` is as written, of a text what it means, of a parameter its name."""

    kind: Kind
    text: str
    at: int

    @property
    def upper(self) -> str:
        """The word in capitals; empty where it is no word."""
        return self.text.upper() if self.kind == "word" else ""


def tokenize(statement: str) -> list[Token]:
    """The tokens of a statement, then one of kind 'end'. Raises InvalidInput with the place."""
    if len(statement) > MAX_CHARS:
        raise InvalidInput(f"query: has more than {MAX_CHARS} characters", field=("query",))
    tokens: list[Token] = []
    at = 0
    while at < len(statement):
        # Character by character where a comment is not closed: a regular expression would say '/'.
        if statement.startswith("/*", at) and statement.find("*/", at + 2) < 0:
            raise refused(statement, at, "this comment is not closed")
        found = _TOKEN.match(statement, at)
        if found is None:
            raise refused(statement, at, _reason(statement[at]))
        kind = found.lastgroup or ""
        if kind != "space":
            tokens.append(_token(kind, found[0], statement, at))
            if len(tokens) > MAX_TOKENS:
                raise InvalidInput(f"query: has more than {MAX_TOKENS} words", field=("query",))
        at = found.end()
    tokens.append(Token("end", "", len(statement)))
    return tokens


def refused(statement: str, at: int, reason: str) -> InvalidInput:
    """The error for a place in a statement: its line, column and the reason."""
    line = statement.count("\n", 0, at) + 1
    column = at - (statement.rfind("\n", 0, at) + 1) + 1
    return InvalidInput(f"query: line {line}, column {column}: {reason}", field=("query",))


def _token(kind: str, text: str, statement: str, at: int) -> Token:
    if kind == "text":
        return Token("text", _meaning(text[1:-1], statement, at), at)
    if kind == "parameter":
        return Token("parameter", text[1:], at)
    if kind == "word" and text.startswith("__"):
        raise refused(statement, at, "names that begin with __ are the gateway's own")
    return Token(kind, text, at)  # type: ignore[arg-type]


def _meaning(text: str, statement: str, at: int) -> str:
    def one(found: re.Match[str]) -> str:
        escape = found[1]
        if escape[0] in "uU":
            code = int(escape[1:], 16)
            if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
                raise refused(statement, at, f"\\{escape} is no character")
            return chr(code)
        if escape not in _ESCAPED:
            raise refused(statement, at, f"\\{escape} is no escape")
        return _ESCAPED[escape]

    return _ESCAPE.sub(one, text)


def _reason(character: str) -> str:
    if character in "'\"":
        return "this text is not closed"
    if character == "`":
        return "names in backticks are not part of the analysts' Cypher"
    if character == "\\":
        return "an escape may stand in a text only"
    if character.isascii() and character.isprintable():
        return f"{character!r} is not part of the analysts' Cypher"
    return f"U+{ord(character):04X} may stand in a text only"
