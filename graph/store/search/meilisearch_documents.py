"""Our schemas, documents and conditions in Meilisearch's terms.

A field of ours becomes attributes with the same endings as in tantivy: `x_words` (searched),
`x_exact` (the `text_key` of each value), `x_facet` (the values as shown); numbers keep their name,
with `x_exact` beside them for equality. `x_terms` holds the words of a value and its runs of two
and three words, for conditions on words; `terms` those of every text field. Ids are compared as
text ("i42"), since Meilisearch reads numbers in conditions as floating point, which cannot hold 63
bits.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from meilisearch_python_sdk.models.settings import (
    Faceting,
    MeilisearchSettings,
    MinWordSizeForTypos,
    Pagination,
    TypoTolerance,
)

from graph.errors import LimitExceeded
from graph.store.search.interface import (
    And,
    Document,
    Filter,
    In,
    Not,
    Or,
    Range,
    TextQuery,
    Words,
    fingerprint,
)
from graph.store.search.kinds import SCHEMAS, Kind
from graph.store.search.words import CONNECTING, MAX_WORDS, text_key, words

MAX_FILTER_VALUES = 1_000
_COUNTED_VALUES = 200
_RUN_WORDS = 3
_TOTAL_HITS = 1_000_000
"""Up to here totals are exact; how deep pages go is limited by the engine class."""


def digest() -> str:
    """A name of the present schemas and settings; part of the names of indexes."""
    text = repr(sorted((kind.value, settings(kind).model_dump_json()) for kind in Kind))
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def settings(kind: Kind) -> MeilisearchSettings:
    """The settings of the index of a kind."""
    schema = SCHEMAS[kind]
    numbers = [field.name for field in schema.fields if field.number]
    exact = [f"{field.name}_exact" for field in schema.fields if field.exact or field.number]
    facets = [f"{field.name}_facet" for field in schema.fields if field.facet]
    terms = ["terms", *(f"{field.name}_terms" for field in schema.texts)]
    return MeilisearchSettings(
        searchable_attributes=[f"{field.name}_words" for field in schema.texts],
        filterable_attributes=["id", *exact, *numbers, *facets, *terms],
        sortable_attributes=numbers,
        displayed_attributes=["id", "shown", "fingerprint", *numbers],
        # An order asked for goes first; ties are settled by id.
        ranking_rules=["sort", "words", "typo", "attribute", "exactness", "proximity", "id:asc"],
        stop_words=sorted(CONNECTING),
        # Words are cut by us and joined by spaces: C++, C# and .NET are words.
        non_separator_tokens=["+", "#", "."],
        typo_tolerance=TypoTolerance(
            enabled=True,
            disable_on_numbers=True,
            min_word_size_for_typos=MinWordSizeForTypos(one_typo=4, two_typos=8),
        ),
        faceting=Faceting(
            max_values_per_facet=_COUNTED_VALUES, sort_facet_values_by={"*": "count"}
        ),
        pagination=Pagination(max_total_hits=_TOTAL_HITS),
    )


def index_document(kind: Kind, document: Document) -> dict[str, Any]:
    """A document of ours as Meilisearch takes it; its primary key is `key`.

    Raises KeyError for a field that the kind does not have.
    """
    named = f"{document.id} {document.variant}".encode()
    made: dict[str, Any] = {
        "key": hashlib.sha256(named).hexdigest(),
        "id": id_text(document.id),
        "shown": {},
        "fingerprint": fingerprint(document),
    }
    everything: dict[str, None] = {}
    for name, value in document.fields.items():
        field = SCHEMAS[kind].field(name)
        if value is None:
            continue
        if field.number:
            made[name], made[f"{name}_exact"] = value, id_text(value)
            continue
        values = [value] if isinstance(value, str) else list(value)  # type: ignore[arg-type]
        shown = {text_key(text): text for text in reversed(values) if text}
        if not shown:
            continue
        texts = list(reversed(shown.values()))
        if field.words is not None:
            made[f"{name}_words"] = [" ".join(words(text)) for text in texts]
            terms = dict.fromkeys(run for text in texts for run in _runs(words(text)))
            made[f"{name}_terms"] = list(terms)
            everything.update(terms)
        if field.exact:
            made[f"{name}_exact"] = [text_key(text) for text in texts]
        if field.facet:
            made[f"{name}_facet"] = texts
        if field.shown:
            made["shown"][name] = texts
    made["terms"] = list(everything)
    return made


def _runs(found: Sequence[str]) -> list[str]:
    """Every run of one to three words."""
    return [
        " ".join(found[start : start + size])
        for size in range(1, _RUN_WORDS + 1)
        for start in range(len(found) - size + 1)
    ]


def id_text(value: object) -> str:
    """An id as the text that conditions compare."""
    return f"i{value}"


def expression(kind: Kind, tree: Filter) -> str:
    """A condition in Meilisearch's filter language.

    Raises LimitExceeded for an `In` of more than 1,000 values, KeyError for a field that the kind
    cannot filter by.
    """
    match tree:
        case And(parts):
            return _joined(kind, parts, " AND ", "id EXISTS")
        case Or(parts):
            return _joined(kind, parts, " OR ", "id NOT EXISTS")
        case Not(part):
            return f"NOT ({expression(kind, part)})"
        case In(name, values):
            return _in(kind, name, values)
        case Range(name, at_least, at_most):
            if not SCHEMAS[kind].field(name).number:
                raise KeyError(name)
            bounds = [f"{name} >= {at_least}"] if at_least is not None else []
            bounds += [f"{name} <= {at_most}"] if at_most is not None else []
            return f"({' AND '.join(bounds)})" if bounds else "id EXISTS"
        case Words(found, names):
            return _words(kind, found, names)


def _words(kind: Kind, found: Sequence[str], names: Sequence[str] | None) -> str:
    """Words next to each other in a field; a longer phrase by its runs of three, which overlap."""
    if not found:
        return "id NOT EXISTS"
    size = min(len(found), _RUN_WORDS)
    runs = [" ".join(found[i : i + size]) for i in range(len(found) - size + 1)]
    if names is None and len(runs) == 1:
        return f"terms = {_quoted(runs[0])}"
    fields = [SCHEMAS[kind].field(name) for name in names] if names else SCHEMAS[kind].texts
    for field in fields:
        if field.words is None:
            raise KeyError(field.name)
    alternatives = [
        " AND ".join(f"{field.name}_terms = {_quoted(run)}" for run in runs) for field in fields
    ]
    return f"({' OR '.join(f'({one})' for one in alternatives)})"


def _joined(kind: Kind, parts: Sequence[Filter], word: str, empty: str) -> str:
    return f"({word.join(expression(kind, part) for part in parts)})" if parts else empty


def _in(kind: Kind, name: str, values: Sequence[object]) -> str:
    if not values:
        return "id NOT EXISTS"
    if len(values) > MAX_FILTER_VALUES:
        raise LimitExceeded(f"{name}: a condition holds at most {MAX_FILTER_VALUES} values")
    if name == "id":
        attribute, keys = "id", [id_text(value) for value in values]
    else:
        field = SCHEMAS[kind].field(name)
        if not field.exact and not field.number:
            raise KeyError(name)
        attribute = f"{name}_exact"
        keys = [id_text(v) if field.number else text_key(str(v)) for v in values]
    return f"{attribute} IN [{', '.join(_quoted(key) for key in keys)}]"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def query_text(query: TextQuery) -> str:
    """What is sent as the query: our words, those of a synonym in place of the ones it stands for.

    A space at the end keeps the last word from being taken for the start of one.
    """
    found = list(words(query.text)[:MAX_WORDS])
    for synonym in sorted(query.synonyms, key=lambda synonym: -synonym.start):
        found[synonym.start : synonym.end] = words(synonym.text)
    open_end = query.prefix and bool(query.text) and not query.text[-1].isspace()
    return " ".join(found) + ("" if open_end or not found else " ")
