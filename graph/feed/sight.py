"""Whether a member may see a post, and how they stand to it."""

from __future__ import annotations

from typing import Protocol

from graph.store.database import Row


class Reader(Protocol):
    """The graph, or a transaction on it."""

    async def row(self, name: str, /, **params: object) -> Row | None:
        """The first row of a catalogue query, or None."""

    async def rows(self, name: str, /, **params: object) -> list[Row]:
        """The rows of a catalogue query."""


async def standing(reader: Reader, viewer: int, post_id: int) -> tuple[str | None, int] | None:
    """The viewer's reaction in the graph and the number of reactions there.

    None where the viewer may not see the post, or there is none.
    """
    row = await reader.row("feed/read_reaction", viewer=viewer, id=post_id)
    return None if row is None else (row[0], row[1])
