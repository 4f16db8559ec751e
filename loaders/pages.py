"""A loader for pages: the same page of many parents is one query, not one each."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from graph.paging import Page
from loaders.loader import Loader

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class PageKey:
    """A page of one parent: `first` items behind the cursor `after`."""

    parent: int
    first: int
    after: str | None


def page_loader(
    fetch: Callable[[Sequence[int], int, str | None], Awaitable[list[Page[T]]]],
) -> Loader[PageKey, Page[T]]:
    """A loader over `fetch`, which answers one page for each of some parents, in their order."""

    async def batch(keys: list[PageKey]) -> list[Page[T]]:
        found: dict[PageKey, Page[T]] = {}
        for first, after in dict.fromkeys((key.first, key.after) for key in keys):
            same = [key for key in keys if (key.first, key.after) == (first, after)]
            pages = await fetch([key.parent for key in same], first, after)
            found |= dict(zip(same, pages, strict=True))
        return [found[key] for key in keys]

    return Loader(batch, max_batch_size=500)
