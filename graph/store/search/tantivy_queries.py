"""Our filter trees and text queries in tantivy's terms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import tantivy
from tantivy import Occur, Query

from graph.store.search.interface import (
    And,
    Boosts,
    Filter,
    In,
    Not,
    Or,
    Range,
    Synonym,
    TextQuery,
    Words,
)
from graph.store.search.kinds import SCHEMAS, Field, Kind
from graph.store.search.tantivy_documents import ALL_WORDS, id_values
from graph.store.search.words import CONNECTING, MAX_WORDS, text_key, typos_allowed, words

# Where a word is found counts far less than how: the word itself before the start of one before
# one typo before two. The weights of all fields together stay below one step.
_EXACT, _PREFIX, _ONE_TYPO, _TWO_TYPOS = 100.0, 60.0, 40.0, 20.0
_MEANT = 130.0
"""What a word is worth where the document has what it means: no sum of weights comes near."""
_PHRASE = 20.0
_LOOKED_UP = 500
"""Up to so many values are looked up one by one; of more, the whole list of values is walked."""
_RARITY = 0.2
"""How much of BM25 is added to the weight of the field in which a word stands."""


def asked_query(
    kind: Kind, schema: tantivy.Schema, query: TextQuery | None, where: Filter | None
) -> Query:
    """What fits both, scored by the text alone."""
    text = text_query(kind, schema, query) if query else None
    if text is None:
        fitting = Query.all_query() if where is None else filter_query(kind, schema, where)
        return Query.const_score_query(fitting, 0.0)
    if where is None:
        return text
    # As parts of one query: each is looked up among what fits the text.
    needed, refused = _parts(And((where,)))
    clauses = [(Occur.Must, text)]
    for part in needed:
        silent = Query.const_score_query(filter_query(kind, schema, part), 0.0)
        clauses.append((Occur.Must, silent))
    clauses += [(Occur.MustNot, filter_query(kind, schema, part)) for part in refused]
    return Query.boolean_query(clauses)


def filter_query(kind: Kind, schema: tantivy.Schema, tree: Filter) -> Query:
    """A condition as a query. Raises KeyError for a field that the kind cannot filter by."""
    match tree:
        case And():
            return _all(kind, schema, tree)
        case Or(parts):
            return _any([filter_query(kind, schema, part) for part in parts])
        case Not(part):
            inner = filter_query(kind, schema, part)
            return Query.boolean_query(
                [(Occur.Must, Query.all_query()), (Occur.MustNot, inner)],
            )
        case In(name, values):
            return _in(kind, schema, name, values)
        case Range(name, at_least, at_most):
            if not SCHEMAS[kind].field(name).number:
                raise KeyError(name)
            if at_least is None and at_most is None:
                return Query.all_query()
            return Query.range_query(
                schema, name, tantivy.FieldType.Integer, at_least, at_most, True, True
            )
        case Words(found, names):
            return _words(kind, schema, found, names)


def _words(
    kind: Kind, schema: tantivy.Schema, found: Sequence[str], names: Sequence[str] | None
) -> Query:
    """Documents with these words next to each other in one of the fields."""
    if names is None and len(found) == 1:
        return Query.term_query(schema, ALL_WORDS, found[0], "basic")
    if names is None:
        chosen = SCHEMAS[kind].texts
    else:
        chosen = tuple(SCHEMAS[kind].field(name) for name in names)
    for field in chosen:
        if field.words is None:
            raise KeyError(field.name)
    return _any([_phrase(schema, f"{field.name}_words", found) for field in chosen])


def _phrase(schema: tantivy.Schema, name: str, found: Sequence[str]) -> Query:
    if not found:
        return Query.empty_query()
    # A phrase of one word makes tantivy panic.
    if len(found) == 1:
        return Query.term_query(schema, name, found[0], "basic")
    return Query.phrase_query(schema, name, list(found))


def boosted_query(kind: Kind, schema: tantivy.Schema, query: Query, boosts: Boosts) -> Query:
    """The same documents, those that fit a condition of `boosts` with so many points more."""
    if not boosts:
        return query
    points = [
        (Occur.Should, Query.const_score_query(filter_query(kind, schema, where), score))
        for where, score in boosts
    ]
    return Query.boolean_query([(Occur.Must, query), *points])


def _in(kind: Kind, schema: tantivy.Schema, name: str, values: Sequence[object]) -> Query:
    if not values:
        return Query.empty_query()
    if name == "id":
        return _terms(schema, "id", id_values(SCHEMAS[kind], values))
    field = SCHEMAS[kind].field(name)
    if field.number:
        return _terms(schema, name, list(values))
    if not field.exact:
        raise KeyError(name)
    return _terms(schema, f"{name}_exact", sorted({text_key(str(value)) for value in values}))


def _terms(schema: tantivy.Schema, name: str, values: Sequence[Any]) -> Query:
    if len(values) > _LOOKED_UP:
        return Query.term_set_query(schema, name, list(values))
    return _any([Query.term_query(schema, name, value, "basic") for value in values])


def _all(kind: Kind, schema: tantivy.Schema, tree: And) -> Query:
    """All parts in one step: what must not hold is left out of the others, not of everything."""
    needed, refused = _parts(tree)
    clauses = [(Occur.Must, filter_query(kind, schema, part)) for part in needed]
    clauses += [(Occur.MustNot, filter_query(kind, schema, part)) for part in refused]
    if not needed:
        clauses.append((Occur.Must, Query.all_query()))
    return Query.boolean_query(clauses)


def _parts(tree: And) -> tuple[list[Filter], list[Filter]]:
    needed: list[Filter] = []
    refused: list[Filter] = []
    for part in tree.parts:
        match part:
            case And():
                inner, outer = _parts(part)
                needed += inner
                refused += outer
            case Not(inside):
                refused.append(inside)
            case _:
                needed.append(part)
    return needed, refused


def _any(parts: list[Query]) -> Query:
    if not parts:
        return Query.empty_query()
    if len(parts) == 1:
        return parts[0]
    return Query.boolean_query([(Occur.Should, part) for part in parts])


def text_query(kind: Kind, schema: tantivy.Schema, query: TextQuery) -> Query | None:
    """What a person typed as a query; None where the text holds no word."""
    found = words(query.text)[:MAX_WORDS]
    if not found:
        return None
    fields = [
        field for field in SCHEMAS[kind].texts if query.fields is None or field.name in query.fields
    ]
    targets = [ALL_WORDS] if query.fields is None else [f"{field.name}_words" for field in fields]
    starts = query.prefix and not query.text[-1].isspace()
    clauses = [
        _word(schema, word, targets, fields, starts and i == len(found) - 1, query.typos)
        for i, word in enumerate(found)
    ]
    needed = [
        word not in CONNECTING or (starts and i == len(found) - 1) for i, word in enumerate(found)
    ]
    if query.optional:
        needed = [False] * len(found)
    elif not any(needed):
        needed = [True] * len(found)
    parts: list[tuple[Occur, Query]] = []
    position = 0
    for synonym in sorted(query.synonyms, key=lambda synonym: synonym.start):
        parts += _plain(clauses, needed, position, synonym.start)
        literal = _plain(clauses, needed, synonym.start, synonym.end)
        either = _meant(kind, schema, synonym)
        if any(occur == Occur.Must for occur, _ in literal):
            either.append(Query.boolean_query(literal))
        parts.append((Occur.Must, Query.disjunction_max_query(either)))
        position = synonym.end
    parts += _plain(clauses, needed, position, len(found))
    if query.optional:
        parts.append((Occur.Must, Query.const_score_query(Query.all_query(), 0.0)))
    return Query.boolean_query([*parts, *_phrases(schema, fields, found, query.phrases)])


def _meant(kind: Kind, schema: tantivy.Schema, synonym: Synonym) -> list[Query]:
    size = synonym.end - synonym.start
    return [
        Query.const_score_query(filter_query(kind, schema, where), _MEANT * weight * size)
        for where, weight in synonym.ways
    ]


def _phrases(
    schema: tantivy.Schema,
    fields: list[Field],
    found: Sequence[str],
    phrases: Sequence[tuple[int, int]],
) -> list[tuple[Occur, Query]]:
    """Points for words that stand together in a name, a title or a headline."""
    names = {field.name for field in fields} & {"title", "name", "headline", "past_title"}
    bonus = {"past_title": 0.25, "headline": 0.5}
    return [
        (
            Occur.Should,
            Query.disjunction_max_query(
                [
                    Query.const_score_query(
                        _phrase(schema, f"{name}_words", found[start:end]),
                        _PHRASE * bonus.get(name, 1.0) * (end - start),
                    )
                    for name in sorted(names)
                ]
            ),
        )
        for start, end in phrases
        if names and end - start > 1
    ]


def _plain(
    clauses: list[Query], needed: list[bool], start: int, end: int
) -> list[tuple[Occur, Query]]:
    return [(Occur.Must if needed[i] else Occur.Should, clauses[i]) for i in range(start, end)]


def _word(
    schema: tantivy.Schema,
    word: str,
    targets: list[str],
    fields: list[Field],
    starts: bool,
    typos: bool,
) -> Query:
    allowed = typos_allowed(word) if typos else 0
    ways: list[Query] = []
    for target in targets:
        ways.append(Query.const_score_query(Query.term_query(schema, target, word), _EXACT))
        if starts:
            ways.append(Query.const_score_query(_begins(schema, target, word), _PREFIX))
        for distance, score in ((1, _ONE_TYPO), (2, _TWO_TYPOS))[:allowed]:
            fuzzy = Query.fuzzy_term_query(schema, target, word, distance=distance)
            ways.append(Query.const_score_query(fuzzy, score))
    places = [_weighted(schema, field, word) for field in fields]
    for field in fields:
        if field.name == "name":
            # The start or a misspelling of a name goes before the same of a company or a skill.
            half = (field.words or 0.0) / 2
            if starts:
                begun = _begins(schema, "name_words", word)
                places.append(Query.const_score_query(begun, half))
            if allowed:
                near = Query.fuzzy_term_query(schema, "name_words", word, distance=1)
                places.append(Query.const_score_query(near, half))
    where = Query.disjunction_max_query(places)
    return Query.boolean_query(
        [(Occur.Must, Query.disjunction_max_query(ways)), (Occur.Should, where)]
    )


def _begins(schema: tantivy.Schema, field: str, word: str) -> Query:
    return Query.fuzzy_term_query(schema, field, word, distance=0, prefix=True)


def _weighted(schema: tantivy.Schema, field: Field, word: str) -> Query:
    term = Query.term_query(schema, f"{field.name}_words", word, "freq")
    weight = field.words or 0.0
    return Query.boolean_query(
        [
            (Occur.Must, Query.const_score_query(term, weight)),
            (Occur.Should, Query.boost_query(term, _RARITY * weight)),
        ]
    )
