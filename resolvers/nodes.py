"""The Node interface and the form of every list: Relay connections."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

import strawberry

from graph.paging import Page

T = TypeVar("T")
S = TypeVar("S")


@strawberry.interface(description="Anything with a global id.")
class Node:
    """The Relay interface."""

    id: strawberry.ID = strawberry.field(
        description="Opaque and global: give it to `node` or to any argument that takes an id."
    )


@strawberry.type(description="Where a page ends and whether more follow.")
class PageInfo:
    """Relay's PageInfo; lists go forward only."""

    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


@strawberry.type(description="An item of a list and its cursor.")
class Edge(Generic[T]):
    """One edge of a connection."""

    cursor: str
    node: T


@strawberry.type(description="A page of a list.")
class Connection(Generic[T]):
    """A connection in Relay's sense."""

    edges: list[Edge[T]]
    page_info: PageInfo


def page_info(cursors: list[str], has_next: bool, after: str | None) -> PageInfo:
    """The PageInfo of a page that started behind the cursor `after`."""
    return PageInfo(
        has_next_page=has_next,
        has_previous_page=after is not None,
        start_cursor=cursors[0] if cursors else None,
        end_cursor=cursors[-1] if cursors else None,
    )


def connection(page: Page[S], node: Callable[[S], T], after: str | None) -> Connection[T]:
    """A domain page as a connection, each item presented by `node`."""
    edges = [
        Edge(cursor=cursor, node=node(item))
        for item, cursor in zip(page.items, page.cursors, strict=True)
    ]
    info = page_info(page.cursors, page.has_next, after)
    if page.end is not None:
        info.end_cursor = page.end
    return Connection(edges=edges, page_info=info)
