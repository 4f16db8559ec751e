"""A query as it was read: plain words and what they mean, or a Boolean expression, literally."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from graph.errors import InvalidInput
from graph.search.language import FIELDS, All, Node, Some, Term, Without, parse, terms
from graph.search.matching import Asked
from graph.search.understanding import (
    Understood,
    canonical_skills,
    phrases,
    synonyms,
    understand,
)
from graph.store.search.interface import (
    And,
    Filter,
    In,
    Not,
    Or,
    SearchEngine,
    TextQuery,
    Words,
)
from graph.store.search.kinds import Kind

FIELDS_OF: Mapping[Kind, Mapping[str, tuple[str, ...]]] = {
    Kind.MEMBER: {
        "title": ("title",),
        "company": ("company",),
        "past": ("past_title", "past_company"),
        "skill": ("skill",),
        "school": ("school",),
        "in": ("place", "country"),
        "name": ("name",),
        "headline": ("headline",),
        "industry": ("industry",),
        "about": ("summary",),
    },
    Kind.JOB: {
        "title": ("title",),
        "company": ("company",),
        "skill": ("skill",),
        "in": ("place", "country"),
        "about": ("description",),
    },
    Kind.COMPANY: {
        "name": ("name", "alias"),
        "company": ("name", "alias"),
        "industry": ("industry",),
        "in": ("place", "country"),
        "about": ("description",),
    },
    Kind.POST: {"tag": ("hashtag",), "title": ("title",), "about": ("text",)},
}
"""The index fields behind each field of the language, by kind."""

_MEANT = {"company": "company", "in": "place", "school": "school"}


Meanings = Mapping[tuple[str, tuple[str, ...]], tuple[Filter, ...]]
"""What the words of a field also stand for."""


@dataclass(frozen=True, slots=True)
class Question:
    """What a query asks of the index: `typed` ranks and `where` must hold.

    In a plain query `typed` decides what is found and `where` is empty; `tree` is None.
    """

    text: str
    asked: Asked
    typed: TextQuery | None
    where: Filter
    understood: list[Understood]
    tree: Node | None = None
    meanings: Meanings = field(default_factory=dict)

    def part(self, node: Node) -> str:
        """A part of the expression as it was typed."""
        found = list(_all_terms(node))
        start, end = min(term.start for term in found), max(term.end for term in found)
        return ("NOT " if isinstance(node, Without) else "") + self.text[start:end]


async def read(
    engine: SearchEngine, kind: Kind, text: str, literally: Collection[str] = ()
) -> Question:
    """A query for documents of a kind. `literally` are words that are not to be understood.

    Raises InvalidInput where a Boolean expression does not fit together; never for a plain query.
    """
    tree = parse(text)
    if tree is not None:
        return await _literal(engine, kind, text, tree)
    asked = Asked.of(text)
    if not asked.words:
        return Question(text, asked, None, And(()), [])
    understood = await understand(engine, kind, text, literally)
    typed = TextQuery(text, synonyms=synonyms(understood, text), phrases=phrases(understood, text))
    return Question(text, asked, typed, And(()), understood)


async def _literal(engine: SearchEngine, kind: Kind, text: str, tree: Node) -> Question:
    known = FIELDS_OF[kind]
    fielded = {term.field: term for term in _all_terms(tree) if term.field}
    for name, term in fielded.items():
        if name not in known:
            accepted = ", ".join(one for one in FIELDS if one in known)
            raise InvalidInput(
                f"query: position {term.start + 1}: '{name}:' is no field here; {accepted} are",
                field=("query",),
            )
    meanings = await _meanings(engine, _all_terms(tree))
    where = condition(kind, tree, meanings)
    positive = [word for term in terms(tree) for word in term.words]
    typed: TextQuery | None = None
    if positive:
        text_of = " ".join(positive) + " "
        typed = TextQuery(text_of, prefix=False, typos=False, optional=True)
    asked = Asked(tuple(positive), open=False, exact=True)
    understood = [
        Understood(0, 0, text[term.start : term.end], term.field, " ".join(term.words), ())
        for term in terms(tree)
        if term.field
    ]
    return Question(text, asked, typed, where, understood, tree, meanings)


def _all_terms(tree: Node) -> Iterable[Term]:
    match tree:
        case Term():
            yield tree
        case All(parts) | Some(parts):
            for part in parts:
                yield from _all_terms(part)
        case Without(part):
            yield from _all_terms(part)


async def _meanings(engine: SearchEngine, found: Iterable[Term]) -> Meanings:
    """What the value of a field also stands for: "skill:k8s" Kubernetes, "in:NYC" New York City."""
    asked = dict.fromkeys((term.field, term.words) for term in found if term.field)
    wanted = [(name, words) for name, words in asked if name in ("skill", *_MEANT)]

    async def meaning(name: str, words: tuple[str, ...]) -> tuple[Filter, ...]:
        text = " ".join(words)
        if name == "skill":
            (skill,) = await canonical_skills(engine, [text])
            return (In("skill", (skill,)),)
        said = {"company": "at ", "in": "in "}.get(name, "")
        named = await understand(engine, Kind.MEMBER, said + text)
        fields = (_MEANT[name], "country") if name == "in" else (_MEANT[name],)
        return tuple(
            In(one.field, (one.value,)) for one in named if one.field in fields and one.text == text
        )

    parts = await asyncio.gather(*(meaning(name, words) for name, words in wanted))
    return dict(zip(wanted, parts, strict=True))


def condition(kind: Kind, tree: Node, meanings: Meanings) -> Filter:
    """The condition on documents of a kind that a Boolean expression is."""
    match tree:
        case All(parts):
            return And(tuple(condition(kind, part, meanings) for part in parts))
        case Some(parts):
            return Or(tuple(condition(kind, part, meanings) for part in parts))
        case Without(part):
            return Not(condition(kind, part, meanings))
        case Term(words, None):
            return Words(words)
        case Term(words, name):
            found = Words(words, FIELDS_OF[kind][name or ""])
            if kind is Kind.COMPANY and name in ("company", "name"):
                return found
            return Or((found, *meanings.get((name or "", words), ())))
