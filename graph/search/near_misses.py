"""When few hits are left: which single condition, dropped or widened, would add how many."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from graph.search.conditions import Conditions
from graph.search.language import All
from graph.search.questions import Question, condition
from graph.search.results import NearMiss
from graph.search.understanding import phrases, synonyms
from graph.store.search.interface import And, Filter, SearchEngine, TextQuery
from graph.store.search.kinds import Kind
from graph.store.search.words import CONNECTING

ENOUGH = 10
"""With so many hits nobody needs help."""
DROPPED, WIDENED = "DROPPED", "WIDENED"
_MOST_WORDS = 8
_Counted = tuple[str, str, str, int]


@dataclass(frozen=True, slots=True)
class Wider:
    """A condition in a wider form: a larger radius, a longer time, a lower salary."""

    value: str
    where: Filter


async def near_misses(
    engine: SearchEngine,
    kind: Kind,
    question: Question,
    conditions: Conditions,
    total: int,
    said: Mapping[str, str],
    wider: Mapping[str, Callable[[], Awaitable[Wider]]],
) -> list[NearMiss]:
    """What would add hits, most first; empty where `total` is ten and more.

    `said` has the value of each own condition as text, `wider` makes the wider form of some.
    """
    if total >= ENOUGH:
        return []
    asked: list[Awaitable[_Counted]] = [
        _dropped(engine, kind, question, conditions, name, said.get(name, ""))
        for name in conditions.own
    ]
    asked += [
        _widened(engine, kind, question, conditions, name, make)
        for name, make in wider.items()
        if name in conditions.own
    ]
    asked += _less_text(engine, kind, question, conditions)
    found = [
        NearMiss(field, value, change, count - total)
        for field, value, change, count in await asyncio.gather(*asked)
        if count > total
    ]
    return sorted(found, key=lambda one: (-one.added, one.field, one.value))


async def _dropped(
    engine: SearchEngine,
    kind: Kind,
    question: Question,
    conditions: Conditions,
    name: str,
    value: str,
) -> _Counted:
    where = And((question.where, conditions.without((name,))))
    found = await engine.search(kind, question.typed, where, limit=0)
    return name, value, DROPPED, found.total


async def _widened(
    engine: SearchEngine,
    kind: Kind,
    question: Question,
    conditions: Conditions,
    name: str,
    make: Callable[[], Awaitable[Wider]],
) -> _Counted:
    made = await make()
    where = And((question.where, conditions.without((name,)), made.where))
    found = await engine.search(kind, question.typed, where, limit=0)
    return name, made.value, WIDENED, found.total


def _less_text(
    engine: SearchEngine, kind: Kind, question: Question, conditions: Conditions
) -> list[Awaitable[_Counted]]:
    """The counts without each word, name or part of the expression."""
    if question.tree is not None:
        return _less_of_tree(engine, kind, question, conditions)
    words = question.asked.words
    named = [(one.start, one.end) for one in question.understood]
    covered = {i for start, end in named for i in range(start, end)}
    parts = named + [
        (i, i + 1) for i, word in enumerate(words) if i not in covered and word not in CONNECTING
    ]
    if len(parts) < 2:
        return []

    async def count(start: int, end: int) -> _Counted:
        text = " ".join((*words[:start], *words[end:])) + ("" if question.asked.open else " ")
        kept = [
            one.moved(start - end if one.start >= end else 0)
            for one in question.understood
            if one.end <= start or one.start >= end
        ]
        typed = TextQuery(text, synonyms=synonyms(kept, text), phrases=phrases(kept, text))
        found = await engine.search(kind, typed, conditions.all(), limit=0)
        return "query", " ".join(words[start:end]), DROPPED, found.total

    return [count(start, end) for start, end in sorted(parts)[:_MOST_WORDS]]


def _less_of_tree(
    engine: SearchEngine, kind: Kind, question: Question, conditions: Conditions
) -> list[Awaitable[_Counted]]:
    if not isinstance(question.tree, All):
        return []
    parts = question.tree.parts

    async def count(left_out: int) -> _Counted:
        rest = All(tuple(part for i, part in enumerate(parts) if i != left_out))
        where = And((condition(kind, rest, question.meanings), conditions.all()))
        found = await engine.search(kind, None, where, limit=0)
        return "query", question.part(parts[left_out]), DROPPED, found.total

    return [count(i) for i in range(min(len(parts), _MOST_WORDS))]
