"""Building the whole index from the graph, beside the live one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

from graph.search.documents import documents
from graph.store.database import Database
from graph.store.search.kinds import SCHEMAS, Kind
from graph.store.store import Store

Progress = Callable[[str, int, int], None]

_QUERIES: dict[Kind, str] = {
    Kind.SKILL: "search/page_skills",
    Kind.PLACE: "search/page_places",
    Kind.SCHOOL: "search/page_schools",
    Kind.COMPANY: "search/page_companies",
    Kind.JOB: "search/page_jobs",
    Kind.MEMBER: "search/page_members",
    Kind.POST: "search/page_posts",
}
_COUNTED = (
    Kind.MEMBER,
    Kind.JOB,
    Kind.COMPANY,
    Kind.POST,
    Kind.SCHOOL,
    Kind.SKILL,
    Kind.PLACE,
)
_STAGES: dict[Kind, str] = {
    kind: f"indexing {'companies' if kind is Kind.COMPANY else f'{kind}s'}" for kind in Kind
}
_PAGE = 2_000


def _quiet(stage: str, done: int, total: int) -> None:
    pass


async def reindex(store: Store, progress: Progress = _quiet) -> dict[Kind, int]:
    """Read the graph in pages, index it beside the live index, then swap the two.

    `progress` is called with what is being indexed, how many of it are done and how many there
    are. Returns the numbers
    of nodes read. Searches go on in the old index until the swap; a process that serves them
    notices it. Raises Conflict where another process is writing the index.
    """
    counts: dict[Kind, int] = {}
    row = await store.db.row("search/count_indexed")
    totals = dict(zip(_COUNTED, row or [], strict=True))
    async with store.search.rebuild() as building:
        for kind, query in _QUERIES.items():
            counts[kind] = 0
            async for rows in _pages(store.db, query, SCHEMAS[kind].id):
                made = [document for row in rows for document in documents(kind, row)]
                await building.add(kind, made)
                counts[kind] += len(rows)
                progress(_STAGES[kind], counts[kind], max(totals[kind], counts[kind]))
    return counts


async def _pages(db: Database, query: str, ids: str) -> AsyncIterator[list[Any]]:
    """The pages of a query; while one is being used, the next is already on its way."""

    def ask(after: int | str) -> asyncio.Task[list[Any] | None]:
        return asyncio.create_task(db.row(query, after=after, limit=_PAGE))

    coming = ask(-1 if ids == "integer" else "")
    try:
        while (packed := await coming) and (rows := packed[0]):
            last = rows[-1][0]
            coming = ask(last["id"] if isinstance(last, dict) else last)
            yield rows
    finally:
        coming.cancel()
