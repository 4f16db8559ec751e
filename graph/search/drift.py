"""Whether the index is what the graph says, and making it so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from graph.search.documents import documents
from graph.search.freshness import READ, refresh
from graph.search.reindex import QUERIES, pages
from graph.store.search.interface import Id, fingerprint
from graph.store.search.kinds import SCHEMAS, Kind
from graph.store.store import Store

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Drift:
    """How far the documents of a kind are from the graph: ids that are not in the index, that are
    there in another form, and that are in the index alone."""

    kind: Kind
    missing: frozenset[Id]
    stale: frozenset[Id]
    extra: frozenset[Id]

    @property
    def count(self) -> int:
        """The number of ids that are wrong."""
        return len(self.missing) + len(self.stale) + len(self.extra)


def _quiet(stage: str, done: int, total: int) -> None:
    pass


async def drift(store: Store, progress: Progress = _quiet) -> list[Drift]:
    """The drift of each kind that has any.

    Changes made meanwhile may show as drift: what matters is looked at once more, as the only
    writer. Raises Unavailable where there is no index.
    """
    found = []
    for step, kind in enumerate(QUERIES):
        progress("Search index", step, len(QUERIES))
        one = await _of_kind(store, kind)
        if one.count:
            found.append(one)
    progress("Search index", len(QUERIES), len(QUERIES))
    return found


async def _of_kind(store: Store, kind: Kind) -> Drift:
    indexed = dict(await store.search.fingerprints(kind))
    missing: set[Id] = set()
    stale: set[Id] = set()
    async for rows in pages(store.db, QUERIES[kind], SCHEMAS[kind].id):
        wanted: dict[Id, list[int]] = {}
        for row in rows:
            for document in documents(kind, row):
                wanted.setdefault(document.id, []).append(fingerprint(document))
        for id_, prints in wanted.items():
            there = indexed.pop(id_, None)
            if there is None:
                missing.add(id_)
            elif there != sorted(prints):
                stale.add(id_)
    return Drift(kind, frozenset(missing), frozenset(stale), frozenset(indexed))


async def repair(store: Store, found: list[Drift]) -> list[Kind]:
    """Read again what drifted. Returns the kinds that only `reindex` renews."""
    changed: dict[Kind, set[Id]] = {
        one.kind: set(one.missing | one.stale | one.extra) for one in found if one.kind in READ
    }
    await refresh(store, changed)
    return [one.kind for one in found if one.kind not in READ]
