"""What the product asks of a search engine, in its own words: never a query string of an engine.

A condition is a tree of the frozen classes below. A `TextQuery` is what a person typed: every word
must occur somewhere (connecting words such as "at" may be missing), with one typo from four letters
on and two from eight, each ranked below the word itself; the last word may be the start of one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Protocol

import orjson

from graph.store.search.kinds import Kind

Value = str | int
Id = int | str


@dataclass(frozen=True, slots=True)
class And:
    """All of the parts; with none, every document."""

    parts: tuple[Filter, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one of the parts; with none, no document."""

    parts: tuple[Filter, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """What `part` does not hold for."""

    part: Filter


@dataclass(frozen=True, slots=True)
class In:
    """One of the field's values is among these; the field `id` is every document's own.

    Text is compared by `words.text_key`: case, accents and punctuation do not count.
    """

    field: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Range:
    """A number between two bounds, both inclusive, None where open."""

    field: str
    at_least: int | None = None
    at_most: int | None = None


@dataclass(frozen=True, slots=True)
class Words:
    """These words stand next to each other and in this order in one value of one of the fields.

    `fields` are text fields of the kind; None means all of them. No typos, no starts of words.
    """

    words: tuple[str, ...]
    fields: tuple[str, ...] | None = None


Filter = And | Or | Not | In | Range | Words


def equals(field: str, value: Value) -> In:
    """The condition that one of the field's values is this one."""
    return In(field, (value,))


@dataclass(frozen=True, slots=True)
class Synonym:
    """What the words `start` to `end` (exclusive) of a query mean, beside themselves.

    Each of `ways` is a condition and its weight: 1.0 ranks clearly above the words as typed, .5
    below them. An engine that can send one text only takes `text`.
    """

    start: int
    end: int
    ways: tuple[tuple[Filter, float], ...]
    text: str


def means(start: int, end: int, field: str, value: str) -> Synonym:
    """The synonym that `field` has `value`."""
    return Synonym(start, end, ((equals(field, value), 1.0),), value)


@dataclass(frozen=True, slots=True)
class TextQuery:
    """What a person typed.

    `fields` restricts the search to some text fields (None: all of the kind), `synonyms` do not
    overlap. Documents that have the words `start` to `end` of a pair of `phrases` next to each
    other in a name or title go first. `optional` words only rank. Text without any word matches
    every document.
    """

    text: str
    prefix: bool = True
    typos: bool = True
    fields: tuple[str, ...] | None = None
    synonyms: tuple[Synonym, ...] = ()
    phrases: tuple[tuple[int, int], ...] = ()
    optional: bool = False


Boosts = Sequence[tuple[Filter, float]]
"""Points that documents get for a condition; 100 are what one word as typed is worth."""


@dataclass(frozen=True, slots=True)
class Sort:
    """The order by a number field, instead of by relevance."""

    field: str
    descending: bool = True


@dataclass(frozen=True, slots=True)
class Document:
    """One document to index. An id may have several, told apart by `variant`.

    `fields` maps names of the kind's schema to a value or a list of values; None and empty lists
    are left out.
    """

    id: Id
    fields: Mapping[str, Value | Sequence[str] | None]
    variant: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """A document found. `shown` and `numbers` hold the values of the fields declared as shown.

    Scores are comparable within one search only; 100 is about one word that occurs as typed.
    """

    id: Id
    score: float
    shown: Mapping[str, tuple[str, ...]]
    numbers: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Hits:
    """A page of hits, best first, the exact number of all, and the counts of each facet.

    A facet's values are in falling order of their count, then by value; at most FACET_VALUES.
    """

    total: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Search:
    """One of several searches that are made together; see `SearchEngine.search`."""

    kind: Kind
    query: TextQuery | None = None
    where: Filter | None = None
    sort: Sort | None = None
    limit: int = 20


@dataclass(frozen=True, slots=True)
class Matching:
    """The exact number of documents that fit, and their ids in no certain order.

    `ids` is None where they are more than were asked for.
    """

    total: int
    ids: tuple[int, ...] | None


FACET_VALUES = 20


def fingerprint(document: Document) -> int:
    """A number of 62 bits that tells documents with other fields apart."""
    fields = sorted((name, value) for name, value in document.fields.items() if value)
    packed = orjson.dumps([document.variant, fields], default=list)
    return int.from_bytes(hashlib.blake2b(packed, digest_size=8).digest(), "big") >> 2


class Rebuild(Protocol):
    """An index that is being built beside the live one."""

    async def add(self, kind: Kind, documents: Sequence[Document]) -> None:
        """Index more documents; no id twice."""


class SearchEngine(Protocol):
    """A search engine. Safe for any number of tasks; several processes may read."""

    name: str
    max_hits: int
    """`offset` + `limit` of a search may not pass this."""
    max_filter_values: int
    """An `In` may not hold more values than this."""

    async def ready(self) -> bool:
        """Whether there is an index of the present schema; where not, `reindex` makes it."""

    async def count(self, kind: Kind) -> int:
        """The number of documents of a kind."""

    async def search(
        self,
        kind: Kind,
        query: TextQuery | None = None,
        where: Filter | None = None,
        *,
        sort: Sort | None = None,
        facets: Iterable[str] = (),
        boosts: Boosts = (),
        offset: int = 0,
        limit: int = 20,
    ) -> Hits:
        """The documents that fit `query` and `where`, best first, ties by id within an index.

        `boosts` change the order by relevance only; an engine may leave them out.

        Raises LimitExceeded past `max_hits` or `max_filter_values`, Unavailable where there is no
        index or the engine does not answer.
        """

    async def together(self, searches: Sequence[Search]) -> list[Hits]:
        """The first hits of several searches, which costs less than asking for each.

        Raises what `search` raises.
        """

    async def matching(
        self,
        kind: Kind,
        query: TextQuery | None = None,
        where: Filter | None = None,
        *,
        limit: int,
    ) -> Matching:
        """How many documents fit, and their ids where they are not more than `limit`.

        Of kinds with integer ids. Raises what `search` raises.
        """

    def writing(self) -> AbstractAsyncContextManager[None]:
        """Be the only writer of all processes while the block runs; others wait their turn.

        What is read from the graph inside it is not older than what anybody wrote to the index
        before. Raises Conflict where another process writes for too long.
        """

    async def index(
        self, kind: Kind, documents: Sequence[Document], gone: Sequence[Id] = ()
    ) -> None:
        """Replace all documents of these ids by the given ones; searchable on return.

        Those of the ids in `gone` are removed in the same step. Raises Conflict where another
        process writes for too long.
        """

    async def fingerprints(self, kind: Kind) -> Mapping[Id, list[int]]:
        """The fingerprints of the documents of each id, sorted: what the index holds, in short."""

    async def delete(self, kind: Kind, ids: Sequence[Id]) -> None:
        """Remove the documents of these ids; unknown ids are no error."""

    def rebuild(self, nodes: int = 0) -> AbstractAsyncContextManager[Rebuild]:
        """Build an index beside the live one; it takes its place when the block ends well.

        Searches go on in the old one meanwhile, in this and other processes, and notice the swap
        by themselves. About so many `nodes` will be in it, which tells how it is best built.
        Raises Conflict where another process is writing.
        """

    async def close(self) -> None:
        """Give back threads, files and connections."""
