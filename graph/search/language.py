"""The language of a query: fields, quotes, AND, OR, NOT, `-` and parentheses.

    query    =  or
    or       =  and { "OR" and }
    and      =  not { ["AND"] not }
    not      =  ("NOT" | "-") not | operand
    operand  =  "(" or ")" | [field ":"] (word | '"' words '"' | "(" or ")")

A text without any of these signs is plain, and a plain query never fails. One with them is taken
literally: no typos, no starts of words, nothing understood.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from graph.errors import InvalidInput
from graph.store.search.words import CONNECTING, MAX_WORDS, words

MAX_DEPTH = 20
FIELDS = (
    *("title", "company", "skill", "school", "in", "past", "name", "headline", "industry"),
    *("about", "tag"),
)
"""What may stand before a colon; before it, any other word is text."""

_OPERATORS = frozenset({"AND", "OR", "NOT"})
_FIELD = re.compile(rf"({'|'.join(FIELDS)}):(?=\S)", re.IGNORECASE)
_OPENING, _CLOSING = '"“„', '"”“'
_BARE = re.compile(r'[^\s()"“”„]+')


@dataclass(frozen=True, slots=True)
class Term:
    """Words that stand next to each other, in `field` where one was named.

    `start` and `end` are positions in the query, for errors and for the reader.
    """

    words: tuple[str, ...]
    field: str | None
    quoted: bool
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class All:
    """All of the parts."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Some:
    """At least one of the parts."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Without:
    """What `part` does not hold for."""

    part: Node


Node = Term | All | Some | Without


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str  # one of ( ) - AND OR NOT field term
    start: int
    end: int
    value: str = ""


def parse(text: str) -> Node | None:
    """The tree of a query, None where it is plain.

    Raises InvalidInput, whose message names the position (the first letter is at 1), where signs
    of the language are there but do not fit together.
    """
    tokens = list(_tokens(text))
    if not _is_structured(tokens):
        return None
    reader = _Reader(text, tokens)
    tree = reader.either(0)
    if (rest := reader.next()) is not None:
        raise _wrong(rest.start, "this ')' closes nothing")
    if tree is None:
        raise _wrong(0, "there is nothing to search for")
    return tree


def terms(tree: Node) -> Iterator[Term]:
    """The terms that are looked for, not those that are left out."""
    match tree:
        case Term():
            yield tree
        case All(parts) | Some(parts):
            for part in parts:
                yield from terms(part)
        case Without():
            return


def _is_structured(tokens: Sequence[_Token]) -> bool:
    """Parentheses alone are how people write; with anything else they group."""
    return any(token.kind in ("AND", "OR", "NOT", "-", "field", "quoted") for token in tokens)


def _tokens(text: str) -> Iterator[_Token]:
    place = 0
    while place < len(text):
        letter = text[place]
        if letter.isspace():
            place += 1
        elif letter in "()":
            yield _Token(letter, place, place + 1)
            place += 1
        elif letter in _OPENING + _CLOSING:
            end = _closing(text, place)
            yield _Token("quoted", place, end + 1, text[place + 1 : end])
            place = end + 1
        elif letter == "-" and re.match(r'-[\w"“„(.]', text[place:]):
            yield _Token("-", place, place + 1)
            place += 1
        elif found := _FIELD.match(text, place):
            yield _Token("field", place, found.end(), found[1].lower())
            place = found.end()
        else:
            end = _end_of_word(text, place)
            yield from _bare(text, place, end)
            place = end


def _closing(text: str, start: int) -> int:
    for place in range(start + 1, len(text)):
        if text[place] in _CLOSING:
            return place
    raise _wrong(start, f"this {text[start]} is never closed")


def _end_of_word(text: str, start: int) -> int:
    found = _BARE.match(text, start)
    end = found.end() if found else start + 1
    # An inch mark or an apostrophe behind a letter is no opening quote: 5" is a word.
    while end < len(text) and text[end] in '"“”„' and text[end - 1].isalnum():
        further = _BARE.match(text, end + 1)
        end = further.end() if further else end + 1
    return end


def _bare(text: str, start: int, end: int) -> Iterator[_Token]:
    value = text[start:end]
    if value not in _OPERATORS:
        yield _Token("term", start, end, value)
    elif text[:start].rstrip().endswith(",") and not text[end:].strip():
        # "Portland, OR" is a place.
        yield _Token("term", start, end, value)
    else:
        yield _Token(value, start, end)


def _wrong(place: int, why: str) -> InvalidInput:
    return InvalidInput(f"query: position {place + 1}: {why}", field=("query",))


class _Reader:
    """Reads tokens from left to right; each method reads one rule of the grammar."""

    def __init__(self, text: str, tokens: Sequence[_Token]) -> None:
        self._text = text
        self._tokens = tokens
        self._place = 0
        self._words = 0

    def next(self) -> _Token | None:
        """The token that comes next."""
        return self._tokens[self._place] if self._place < len(self._tokens) else None

    def either(self, depth: int, field: str | None = None) -> Node | None:
        """`and { "OR" and }`; None where there is no word in it."""
        if depth > MAX_DEPTH:
            start = self._tokens[self._place - 1].start
            raise _wrong(start, f"more than {MAX_DEPTH} levels of parentheses")
        parts = [self._all(depth, field)]
        while (token := self.next()) is not None and token.kind == "OR":
            self._operand_before(token, parts[-1])
            self._place += 1
            parts.append(self._operand_after(token, self._all(depth, field)))
        found = [part for part in parts if part is not None]
        return Some(tuple(found)) if len(found) > 1 else found[0] if found else None

    def _all(self, depth: int, field: str | None) -> Node | None:
        parts: list[Node] = []
        while (token := self.next()) is not None and token.kind not in (")", "OR"):
            if token.kind == "AND":
                self._operand_before(token, parts[-1] if parts else None)
                self._place += 1
                parts.append(self._operand_after(token, self._not(depth, field)))
            elif (part := self._not(depth, field)) is not None:
                parts.append(part)
        kept = [part for part in parts if not _is_connecting(part)] or parts
        return All(tuple(kept)) if len(kept) > 1 else kept[0] if kept else None

    def _not(self, depth: int, field: str | None) -> Node | None:
        token = self.next()
        if token is None or token.kind not in ("NOT", "-"):
            return self._operand(depth, field)
        # A row of NOTs is read without recursion.
        negative = False
        last = token
        while token is not None and token.kind in ("NOT", "-"):
            negative, last = not negative, token
            self._place += 1
            token = self.next()
        part = self._operand_after(last, self._operand(depth, field))
        return Without(part) if negative else part

    def _operand(self, depth: int, field: str | None) -> Node | None:
        token = self.next()
        if token is None or token.kind in (")", "AND", "OR"):
            return None
        self._place += 1
        if token.kind == "(":
            return self._group(token, depth, field)
        if token.kind != "field":
            return self._term(token, field)
        value = self.next()
        if value is None or value.kind not in ("(", "term", "quoted"):
            raise _wrong(token.start, f"'{token.value}:' needs a value")
        if value.kind == "(":
            self._place += 1
            return self._group(value, depth, token.value)
        self._place += 1
        found = self._term(value, token.value, token.start)
        if found is None:
            raise _wrong(value.start, f"'{token.value}:' needs a value")
        return found

    def _group(self, opened: _Token, depth: int, field: str | None) -> Node | None:
        found = self.either(depth + 1, field)
        closed = self.next()
        if closed is None:
            raise _wrong(opened.start, "this '(' is never closed")
        self._place += 1
        if found is None:
            raise _wrong(opened.start, "there is nothing between these parentheses")
        return found

    def _term(self, token: _Token, field: str | None, start: int | None = None) -> Node | None:
        split = words(token.value)
        if not split:
            if token.kind == "quoted":
                raise _wrong(token.start, "there is no word between these quotes")
            return None
        self._words += len(split)
        if self._words > MAX_WORDS:
            raise _wrong(token.start, f"more than {MAX_WORDS} words")
        begins = token.start if start is None else start
        return Term(split, field, token.kind == "quoted", begins, token.end)

    def _operand_before(self, token: _Token, part: Node | None) -> None:
        if part is None:
            raise _wrong(token.start, f"'{token.kind}' needs something before it")

    def _operand_after(self, token: _Token, part: Node | None) -> Node:
        if part is None:
            raise _wrong(token.start, f"'{token.kind}' needs something behind it")
        return part


def _is_connecting(part: Node) -> bool:
    """Whether this is a word such as "at", which a document need not contain."""
    return (
        isinstance(part, Term)
        and not part.quoted
        and part.field is None
        and CONNECTING.issuperset(part.words)
    )
