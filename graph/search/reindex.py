"""Building the whole index from the graph, beside the live one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from graph.ids import first_id
from graph.search.documents import documents
from graph.search.freshness import CURATED, KINDS, changes, refresh
from graph.store.database import Database
from graph.store.search.kinds import SCHEMAS, Kind
from graph.store.store import Store

Progress = Callable[[str, int, int], None]

QUERIES: dict[Kind, str] = {
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
_MARGIN = timedelta(seconds=60)
"""Clocks of processes differ, and a transaction takes a while from its event to its commit."""


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
    began = first_id(datetime.now(UTC) - _MARGIN)
    row = await store.db.row("search/count_indexed")
    totals = dict(zip(_COUNTED, row or [], strict=True))
    async with store.search.rebuild(sum(totals.values())) as building:
        for kind, query in QUERIES.items():
            counts[kind] = 0
            async for rows in pages(store.db, query, SCHEMAS[kind].id):
                made = [document for row in rows for document in documents(kind, row)]
                await building.add(kind, made)
                counts[kind] += len(rows)
                progress(_STAGES[kind], counts[kind], max(totals[kind], counts[kind]))
    await _catch_up(store, began)
    return counts


async def _catch_up(store: Store, since: int) -> None:
    """Look again at what changed while the index was built: its page may have been read before."""
    while True:
        row = await store.db.row(
            "search/list_events_since", since=since, kinds=sorted(KINDS | CURATED), limit=_PAGE
        )
        events = row[0] if row else []
        await refresh(store, *changes((kind, payload) for _, kind, payload in events))
        if len(events) < _PAGE:
            return
        since = events[-1][0] + 1


async def pages(db: Database, query: str, ids: str) -> AsyncIterator[list[Any]]:
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
