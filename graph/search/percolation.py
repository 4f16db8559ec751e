"""A stored condition held against one document: what an index does, turned round.

A search that waits for matches is a filter tree. Its anchors are terms of which every document that
fits has at least one, so that a change looks at the few searches that await one of its terms, and
at none of the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from graph.search.matching import contains
from graph.search.questions import Question
from graph.store.search.interface import And, Document, Filter, In, Not, Or, Range, Words
from graph.store.search.kinds import SCHEMAS, Kind
from graph.store.search.words import CONNECTING, text_key, words

Json = Any


def spoken(question: Question) -> Filter:
    """The condition that a query is: every word as typed, or as what it was understood to mean.

    Connecting words may be missing. Typos and starts of words, which a search forgives, do not fit.
    """
    if question.tree is not None or question.typed is None:
        return question.where
    asked, parts, covered = question.asked.words, list[Filter](), set[int]()
    for synonym in question.typed.synonyms:
        places = range(synonym.start, synonym.end)
        covered.update(places)
        ways = tuple(way for way, _ in synonym.ways)
        parts.append(Or((_every(asked[place] for place in places), *ways)))
    rest = (word for place, word in enumerate(asked) if place not in covered)
    return And((*parts, _every(rest)))


def _every(some: Iterable[str]) -> Filter:
    return And(tuple(Words((word,)) for word in some if word not in CONNECTING))


def holds(kind: Kind, document: Document, where: Filter) -> bool:
    """Whether a document fits, as an engine would say of its index."""
    match where:
        case And(parts):
            return all(holds(kind, document, part) for part in parts)
        case Or(parts):
            return any(holds(kind, document, part) for part in parts)
        case Not(part):
            return not holds(kind, document, part)
        case In("id", wanted):
            return document.id in wanted
        case In(name, wanted):
            keys = {_key(value) for value in wanted}
            return any(_key(value) in keys for value in _values(document, name))
        case Range(name, low, high):
            return any(
                isinstance(value, int)
                and (low is None or value >= low)
                and (high is None or value <= high)
                for value in _values(document, name)
            )
        case Words(some, names):
            searched = names or tuple(field.name for field in SCHEMAS[kind].texts)
            return any(
                contains(some, words(value))
                for name in searched
                for value in _values(document, name)
                if isinstance(value, str)
            )


def terms(kind: Kind, document: Document) -> frozenset[str]:
    """The terms of a document: every word of its text, every number of its fields, and its id."""
    found = {_number(kind, "id", document.id)}
    for name in document.fields:
        for value in _values(document, name):
            if isinstance(value, int):
                found.add(_number(kind, name, value))
            else:
                found.update(_word(kind, word) for word in words(value))
    return frozenset(found)


def anchors(kind: Kind, where: Filter) -> frozenset[str] | None:
    """Terms of which each fitting document has at least one; None where there are no such.

    Of several conditions that must all hold, the one with the fewest terms is taken, and then the
    one with the longest words, which are the rarer ones.
    """
    match where:
        case And(parts):
            found = [one for part in parts if (one := anchors(kind, part)) is not None]
            return min(found, key=_breadth) if found else None
        case Or(parts):
            all_of = [anchors(kind, part) for part in parts]
            if any(one is None for one in all_of):
                return None
            return frozenset[str]().union(*(one for one in all_of if one is not None))
        case In(name, wanted):
            of_values = [_of_value(kind, name, value) for value in wanted]
            return None if None in of_values else frozenset(one for one in of_values if one)
        case Words(some, _):
            return frozenset({_word(kind, max(some, key=len))}) if some else None
        case _:
            return None


def _breadth(some: frozenset[str]) -> tuple[int, int]:
    return len(some), -min(map(len, some), default=0)


def _of_value(kind: Kind, name: str, value: str | int) -> str | None:
    if isinstance(value, int):
        return _number(kind, name, value)
    found = words(value)
    return _word(kind, max(found, key=len)) if found else None


def _word(kind: Kind, word: str) -> str:
    return f"{kind}:{word}"


def _number(kind: Kind, name: str, value: object) -> str:
    return f"{kind}:{name}={value}"


def _key(value: str | int) -> str | int:
    return value if isinstance(value, int) else text_key(value)


def _values(document: Document, name: str) -> Sequence[str | int]:
    value = document.fields.get(name)
    if value is None:
        return ()
    return (value,) if isinstance(value, (str, int)) else value


def packed(where: Filter) -> Json:
    """A condition as JSON: a list of what it is and its parts."""
    match where:
        case And(parts):
            return ["and", *map(packed, parts)]
        case Or(parts):
            return ["or", *map(packed, parts)]
        case Not(part):
            return ["not", packed(part)]
        case In(name, wanted):
            return ["in", name, *wanted]
        case Range(name, low, high):
            return ["range", name, low, high]
        case Words(some, names):
            return ["words", list(some), None if names is None else list(names)]


def unpacked(given: Json) -> Filter:
    """The condition that was packed."""
    match given:
        case ["and", *parts]:
            return And(tuple(map(unpacked, parts)))
        case ["or", *parts]:
            return Or(tuple(map(unpacked, parts)))
        case ["not", part]:
            return Not(unpacked(part))
        case ["in", name, *wanted]:
            return In(name, tuple(wanted))
        case ["range", name, low, high]:
            return Range(name, low, high)
        case ["words", some, names]:
            return Words(tuple(some), None if names is None else tuple(names))
        case _:
            raise ValueError(f"{given!r:.80} is no condition")
