"""Pages of a search: a cursor is a position in the order of one query, up to the thousandth hit."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from graph.errors import InvalidCursor, LimitExceeded
from graph.paging import decode_cursor, encode_cursor, page_size
from graph.search.ranking import RERANKED
from graph.search.results import Facet
from graph.store.search.interface import Hit, Hits

MAX_TEXT_LETTERS = 500
LAST_HIT = 1_000

Fetch = Callable[[int, int], Awaitable[Hits]]
Rank = Callable[[Sequence[Hit]], Awaitable[list[Hit]]]


@dataclass(frozen=True, slots=True)
class Window:
    """The part of a list that is asked for, and what names the list."""

    list_name: str
    identity: str
    offset: int
    size: int

    def cursor(self, position: int) -> str:
        """The cursor of the hit at `position` in the list."""
        return encode_cursor(self.list_name, position, self.identity)


def window(
    list_name: str, first: int | None, after: str | None, *asked: object, text: str | None
) -> Window:
    """The window of a page of `first` hits behind the cursor `after`.

    `asked` is everything that decides on the order of the list: a cursor of another query is
    refused. Raises InvalidCursor, InvalidInput and LimitExceeded (also past the 1,000th hit).
    """
    size = page_size(first)
    if text is not None and len(text) > MAX_TEXT_LETTERS:
        raise LimitExceeded(
            f"query: {len(text)} letters are more than {MAX_TEXT_LETTERS}", field=("query",)
        )
    identity = hashlib.sha256(repr((text, asked)).encode("utf-8", "replace")).hexdigest()[:16]
    offset = 0
    if after is not None:
        position, named = decode_cursor(list_name, after, int, str)
        if named != identity or not 0 <= position < LAST_HIT:
            raise InvalidCursor("after: this cursor is of another query", field=("after",))
        offset = position + 1
    if offset >= LAST_HIT:
        raise LimitExceeded(
            f"after: a search can be paged up to hit {LAST_HIT}; narrow it with words or filters",
            field=("after",),
        )
    return Window(list_name, identity, offset, min(size, LAST_HIT - offset))


async def page_of(wanted: Window, fetch: Fetch, rank: Rank) -> tuple[Hits, list[tuple[int, Hit]]]:
    """The hits of a window, each with its position in the list, in the order of `rank`.

    `fetch(offset, limit)` asks the engine; `rank` orders the best 60 anew and keeps all of them.
    """
    if wanted.offset >= RERANKED:
        found = await fetch(wanted.offset, wanted.size)
        return found, list(enumerate(found.hits, wanted.offset))[: wanted.size]
    found = await fetch(0, max(RERANKED, wanted.offset + wanted.size))
    ordered = [*await rank(found.hits[:RERANKED]), *found.hits[RERANKED:]]
    numbered = list(enumerate(ordered))
    return found, numbered[wanted.offset : wanted.offset + wanted.size]


def has_next(wanted: Window, found: Hits) -> bool:
    """Whether the list goes on behind the window."""
    return wanted.offset + wanted.size < found.total


def facets_of(counted: Mapping[str, Sequence[tuple[str, int]]]) -> list[Facet]:
    """The facets of a search, in the order asked for."""
    return [Facet(name, tuple(buckets)) for name, buckets in counted.items()]
