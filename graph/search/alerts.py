"""The consumer that tells members of new matches of their saved searches.

What changed is read from the graph and held against the searches that await one of its terms: no
search is run again. Then the member's sub-graph, network and the time decide, as of now, so that
who is blocked or hidden is never told of.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import orjson

from graph.errors import LimitExceeded
from graph.events.consumers import Consumer
from graph.ids import first_id, new_id
from graph.search.freshness import KINDS, changes, read_documents
from graph.search.percolation import holds, terms, unpacked
from graph.search.saved import for_viewer, kept_filter
from graph.store.database import Row
from graph.store.search.interface import Document, Id
from graph.store.search.kinds import Kind
from graph.store.store import Store
from graph.store.streams import Event
from graph.visibility import Viewer

MAX_ALERTS_A_DAY = 50
"""So many alerts a member gets in 24 hours; what comes beyond is not told."""

_DOCUMENTS = 50
_SEARCHES = 500
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Awaiting:
    """A search and the documents that fit what of it does not depend on its member."""

    search: int
    member: int
    filter: str
    fits: list[Document]


async def handle(store: Store, events: Sequence[Event]) -> None:
    """Tell of what the events changed. May be called again with the same events."""
    changed, _ = changes((event.kind, event.payload) for event in events)
    now = datetime.now(UTC)
    for kind, ids in changed.items():
        ordered = sorted(ids, key=str)
        for start in range(0, len(ordered), _DOCUMENTS):
            made = await read_documents(store, kind, ordered[start : start + _DOCUMENTS])
            await tell(store, kind, made, now=now)


async def tell(store: Store, kind: Kind, made: Iterable[Document], *, now: datetime) -> None:
    """Notify each member who awaits one of these documents, may see it and was not told of it."""
    by_term: dict[str, list[Document]] = defaultdict(list)
    ids = set[Id]()
    for document in made:
        ids.add(document.id)
        for term in terms(kind, document):
            by_term[term].append(document)
    last = 0
    while by_term:
        rows = await store.db.rows(
            "search/list_awaiting",
            terms=list(by_term),
            ids=list(ids),
            after=last,
            limit=_SEARCHES,
        )
        news = list[dict[str, int | str]]()
        for one in _fitting(kind, rows, by_term):
            news += await _news(store, kind, one, now)
        if news:
            await store.db.batch("notifications/create_alerts", news)
        if len(rows) < _SEARCHES:
            return
        last = rows[-1][0]


def _fitting(
    kind: Kind, rows: Sequence[Row], by_term: dict[str, list[Document]]
) -> Iterable[_Awaiting]:
    for search, member, filter_, tree, known, awaited in rows:
        where, told = unpacked(orjson.loads(tree)), set(known)
        near = {(d.id, d.variant): d for term in awaited for d in by_term[term]}
        fits = [d for d in near.values() if d.id not in told and holds(kind, d, where)]
        if fits:
            yield _Awaiting(search, member, filter_, fits)


async def _news(
    store: Store, kind: Kind, one: _Awaiting, now: datetime
) -> list[dict[str, int | str]]:
    given = kept_filter(kind, one.filter)
    try:
        where = await for_viewer(store, Viewer(one.member), kind, given, now)
    except LimitExceeded:  # more blocks than the engine holds: as in a search, nothing is shown
        return []
    found: dict[Id, Document] = {d.id: d for d in one.fits if holds(kind, d, where)}
    return [
        {
            "id": new_id(),
            "search": one.search,
            "to_id": one.member,
            "actor_id": _actor(kind, document, one.member),
            "match_kind": kind.capitalize(),
            "match_id": int(document.id),
            "since": first_id(now - _DAY),
            "most": MAX_ALERTS_A_DAY,
        }
        for document in found.values()
    ]


def _actor(kind: Kind, document: Document, member: int) -> int:
    """Who did it: the member found or the author; of jobs and companies who saved the search."""
    if kind is Kind.MEMBER:
        return int(document.id)
    author = document.fields.get("author")
    return author if isinstance(author, int) else member


CONSUMER = Consumer("alerts", KINDS, handle)
