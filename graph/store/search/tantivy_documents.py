"""Our kinds and documents in tantivy's terms: one index a kind, built from `kinds.SCHEMAS`.

A field of ours becomes up to three of tantivy's: `x_words` (its words), `x_exact` (the `text_key`
of each value, for filters) and `x_facet` (the values as shown, a column for counting). `all_words`
holds the words of every text field, so that typos are looked for once and not in each field.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import orjson
import tantivy

from graph.store.search.interface import Document, Value, fingerprint
from graph.store.search.kinds import SCHEMAS, Field, Kind, Schema
from graph.store.search.words import Cut, cut

ALL_WORDS = "all_words"
SHOWN = "shown"
FINGERPRINT = "fingerprint"
_LAYOUT = 3
"""Counted up when this module lays documents out in another way."""


def digest() -> str:
    """A name of the present schemas: an index under another one has to be built again."""
    text = f"{_LAYOUT} {sorted((kind.value, repr(schema)) for kind, schema in SCHEMAS.items())}"
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def index_schema(kind: Kind) -> tantivy.Schema:
    """The tantivy schema of a kind. Its tokenizers are built in, so that nothing needs registering
    when an index is opened: words are cut by us and joined by spaces."""
    builder = tantivy.SchemaBuilder()
    if SCHEMAS[kind].id == "integer":
        builder.add_integer_field("id", indexed=True, fast=True)
    else:
        builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field(ALL_WORDS, tokenizer_name="whitespace", index_option="basic")
    builder.add_bytes_field(SHOWN, stored=True)
    builder.add_integer_field(FINGERPRINT, fast=True)
    for field in SCHEMAS[kind].fields:
        if field.number:
            builder.add_integer_field(field.name, indexed=True, fast=True)
        if field.words is not None:
            builder.add_text_field(
                f"{field.name}_words", tokenizer_name="whitespace", index_option="position"
            )
        if field.exact:
            builder.add_text_field(
                f"{field.name}_exact", tokenizer_name="raw", index_option="basic"
            )
        if field.facet:
            builder.add_text_field(f"{field.name}_facet", tokenizer_name="raw", fast=True)
    return builder.build()


def index_document(kind: Kind, document: Document) -> tantivy.Document:
    """A document of ours as tantivy takes it.

    Raises KeyError for a field that the kind does not have, TypeError for a value of a wrong type.
    """
    schema = SCHEMAS[kind]
    (id_,) = id_values(schema, [document.id])
    made: dict[str, Any] = {"id": id_, FINGERPRINT: fingerprint(document)}
    everything: dict[str, None] = {}
    shown: dict[str, list[str]] = {}
    for name, value in document.fields.items():
        field = schema.field(name)
        if field.number:
            if isinstance(value, int):
                made[name] = value
            elif value is not None:
                raise TypeError(f"{name}: {value!r} is not an integer")
        elif value and (values := _distinct(value)):
            if field.shown:
                shown[name] = [text for text, _ in values.values()]
            _add_texts(made, field, values, everything)
    made[ALL_WORDS] = " ".join(everything)
    made[SHOWN] = orjson.dumps(shown)
    return tantivy.Document.from_dict(made, _schema(kind))


@cache
def _schema(kind: Kind) -> tantivy.Schema:
    return index_schema(kind)


_Values = Mapping[str, tuple[str, Cut]]
"""By key: a value as shown, and cut into words."""


def _add_texts(
    made: dict[str, Any], field: Field, values: _Values, everything: dict[str, None]
) -> None:
    if field.words is not None:
        # One value at a time: tantivy leaves a gap between them that no phrase spans.
        made[f"{field.name}_words"] = [found.joined for _, found in values.values()]
        for _, found in values.values():
            everything.update(dict.fromkeys(found.words))
    if field.exact:
        made[f"{field.name}_exact"] = list(values)
    if field.facet:
        made[f"{field.name}_facet"] = [text for text, _ in values.values()]


def _distinct(value: Value | Sequence[str]) -> _Values:
    """The first spelling of each value, by key: no document counts twice in a facet."""
    found: dict[str, tuple[str, Cut]] = {}
    if isinstance(value, int):
        raise TypeError(f"{value!r} is not text")
    for text in (value,) if isinstance(value, str) else value:
        if text:
            split = cut(text)
            if split.key not in found:
                found[split.key] = (text, split)
    return found


def id_values(schema: Schema, ids: Sequence[object]) -> list[Any]:
    """Ids in the type of the kind. Raises TypeError for others."""
    wanted = int if schema.id == "integer" else str
    for id_ in ids:
        if type(id_) is not wanted:
            raise TypeError(f"{id_!r} is not an id of type {wanted.__name__}")
    return list(ids)
