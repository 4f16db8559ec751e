"""Building the whole index from the graph, beside the live one."""

from __future__ import annotations

from collections.abc import Callable

from graph.search.documents import documents
from graph.store.search.kinds import SCHEMAS, Kind
from graph.store.store import Store

Progress = Callable[[str, int], None]

_QUERIES: dict[Kind, str] = {
    Kind.SKILL: "search/page_skills",
    Kind.PLACE: "search/page_places",
    Kind.SCHOOL: "search/page_schools",
    Kind.COMPANY: "search/page_companies",
    Kind.JOB: "search/page_jobs",
    Kind.MEMBER: "search/page_members",
    Kind.POST: "search/page_posts",
}
_PAGE = 2_000


async def reindex(store: Store, progress: Progress = lambda kind, count: None) -> dict[Kind, int]:
    """Read the graph in pages, index it beside the live index, then swap the two.

    `progress` is called with a kind and how many of it have been read so far. Returns the numbers
    of nodes read. Searches go on in the old index until the swap; a process that serves them
    notices it. Raises Conflict where another process is writing the index.
    """
    counts: dict[Kind, int] = {}
    async with store.search.rebuild() as building:
        for kind, query in _QUERIES.items():
            after: int | str = -1 if SCHEMAS[kind].id == "integer" else ""
            counts[kind] = 0
            while True:
                rows = await store.db.rows(query, after=after, limit=_PAGE)
                if not rows:
                    break
                made = [document for row in rows for document in documents(kind, row)]
                await building.add(kind, made)
                counts[kind] += len(rows)
                progress(kind.value, counts[kind])
                last = rows[-1][0]
                after = last["id"] if isinstance(last, dict) else last
    return counts
