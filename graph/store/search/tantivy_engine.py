"""The embedded engine: tantivy in threads, which it leaves the GIL to."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any, TypeVar, cast

import orjson
import tantivy

from graph.errors import LimitExceeded, ServerFailed, Unavailable
from graph.store.search.facets import merged_counts
from graph.store.search.interface import (
    Boosts,
    Document,
    Filter,
    Hit,
    Hits,
    Id,
    Matching,
    Rebuild,
    Search,
    Sort,
    TextQuery,
)
from graph.store.search.kinds import SCHEMAS, Kind
from graph.store.search.tantivy_building import Building
from graph.store.search.tantivy_documents import (
    FINGERPRINT,
    SHOWN,
    id_values,
    index_document,
    index_schema,
)
from graph.store.search.tantivy_folder import IndexFolder, hold
from graph.store.search.tantivy_queries import asked_query, boosted_query

T = TypeVar("T")

_THREADS = min(4, os.cpu_count() or 1)
_WAIT_S = 10.0
_INSIDE: ContextVar[object] = ContextVar("_INSIDE", default=None)
_COUNTED_VALUES = 200
"""So many values of a facet are fetched, since those with the same key are counted as one."""


class TantivyEngine:
    """`SearchEngine` on tantivy. One a process; its files are in `folder`."""

    name = "tantivy"
    max_hits = 10_000
    max_filter_values = 1_000_000

    def __init__(self, folder: Path) -> None:
        self._folder = IndexFolder(folder)
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="search")
        self._writing = asyncio.Lock()
        self._schemas = {kind: index_schema(kind) for kind in Kind}

    async def ready(self) -> bool:
        """Whether there is an index of the present schema."""
        try:
            await self.count(Kind.MEMBER)
        except Unavailable:
            return False
        return True

    async def count(self, kind: Kind) -> int:
        """The number of documents of a kind. Raises Unavailable where there is no index."""
        return await self._run(lambda: self._folder.searcher(kind).num_docs)

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
        """See `SearchEngine.search`."""
        self._check(offset + limit)
        names = tuple(facets)

        def work() -> Hits:
            schema = self._schemas[kind]
            combined = asked_query(kind, schema, query, where)
            ranked = combined if sort else boosted_query(kind, schema, combined, boosts)
            searcher = self._folder.searcher(kind)
            total, hits = _hits(searcher, kind, ranked, sort, offset, limit)
            return Hits(total, hits, _counted(searcher, combined, kind, names))

        return await self._run(work)

    async def together(self, searches: Sequence[Search]) -> list[Hits]:
        """See `SearchEngine.together`: one thread makes them all, one after the other."""
        if not searches:
            return []
        for search in searches:
            self._check(search.limit)

        def work() -> list[Hits]:
            found = []
            for one in searches:
                asked = asked_query(one.kind, self._schemas[one.kind], one.query, one.where)
                searcher = self._folder.searcher(one.kind)
                found.append(Hits(*_hits(searcher, one.kind, asked, one.sort, 0, one.limit)))
            return found

        return await self._run(work)

    def _check(self, hits: int) -> None:
        if hits > self.max_hits:
            raise LimitExceeded(f"only the first {self.max_hits} hits of a search can be had")

    async def matching(
        self,
        kind: Kind,
        query: TextQuery | None = None,
        where: Filter | None = None,
        *,
        limit: int,
    ) -> Matching:
        """See `SearchEngine.matching`."""

        def work() -> Matching:
            searcher = self._folder.searcher(kind)
            combined = asked_query(kind, self._schemas[kind], query, where)
            # In the order of a column its values come back: no document is opened for its id.
            found = searcher.search(combined, limit=limit, order_by_field="id")
            total = found.count  # type: ignore[attr-defined]
            ids = tuple(int(id_) for id_, _ in found.hits) if total <= limit else None
            return Matching(total, ids)

        return await self._run(work)

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[None]:
        """See `SearchEngine.writing`: by a lock of the operating system, gone with its process."""
        if _INSIDE.get() is self:
            yield
            return
        async with self._writing:
            lock = self._folder.lock("writer")
            await asyncio.to_thread(hold, lock, _WAIT_S)
            token = _INSIDE.set(self)
            try:
                yield
            finally:
                _INSIDE.reset(token)
                lock.release()

    async def index(
        self, kind: Kind, documents: Sequence[Document], gone: Sequence[Id] = ()
    ) -> None:
        """See `SearchEngine.index`."""
        ids = list(dict.fromkeys([*(document.id for document in documents), *gone]))
        await self._write(kind, ids, documents)

    async def fingerprints(self, kind: Kind) -> Mapping[Id, list[int]]:
        """See `SearchEngine.fingerprints`."""

        def work() -> dict[Id, list[int]]:
            searcher = self._folder.searcher(kind)
            found: dict[Id, list[int]] = {}
            if not searcher.num_docs:
                return found
            hits = searcher.search(tantivy.Query.all_query(), limit=searcher.num_docs)
            addresses = [address for _, address in hits.hits]
            prints: list[Any] = searcher.fast_field_values(FINGERPRINT, addresses)
            ids: list[Any]
            if SCHEMAS[kind].id == "integer":
                ids = searcher.fast_field_values("id", addresses)
            else:
                ids = [searcher.doc(address).get_first("id") for address in addresses]
            for id_, value in zip(ids, prints, strict=True):
                found.setdefault(id_, []).append(value)
            return {id_: sorted(values) for id_, values in found.items()}

        return await self._run(work)

    async def delete(self, kind: Kind, ids: Sequence[Id]) -> None:
        """See `SearchEngine.delete`."""
        await self._write(kind, list(dict.fromkeys(ids)), ())

    async def _write(self, kind: Kind, ids: list[Id], documents: Sequence[Document]) -> None:
        if not ids:
            return
        made = [index_document(kind, document) for document in documents]
        checked = id_values(SCHEMAS[kind], ids)

        def work() -> None:
            with self._folder.writer(kind) as writer:
                for id_ in checked:
                    writer.delete_documents_by_term("id", id_)
                for document in made:
                    writer.add_document(document)

        async with self.writing():
            await self._run(work)

    @asynccontextmanager
    async def rebuild(self, nodes: int = 0) -> AsyncIterator[Rebuild]:
        """See `SearchEngine.rebuild`."""
        lock = self._folder.lock("rebuild")
        hold(lock, 0)
        try:
            building = Building(await self._run(self._folder.begin), nodes, self._run)
            try:
                yield building
                await building.finish()
                async with self.writing():
                    await self._run(lambda: self._folder.swap(building.folder))
            except BaseException:
                building.discard()
                raise
        finally:
            lock.release()

    async def _run(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, _guarded, work)

    async def close(self) -> None:
        """Wait for running searches and give back the threads."""
        await asyncio.to_thread(self._threads.shutdown, wait=True, cancel_futures=True)


def _guarded(work: Callable[[], T]) -> T:
    try:
        return work()
    except OSError as error:
        raise ServerFailed(f"the search index: {error.strerror}: {error.filename}") from error
    except BaseException as error:
        # A panic of the Rust side is no Exception; it must not end the process.
        if type(error).__name__ == "PanicException":
            raise Unavailable("the search engine could not answer this query") from error
        raise


def _hits(
    searcher: tantivy.Searcher,
    kind: Kind,
    query: tantivy.Query,
    sort: Sort | None,
    offset: int,
    limit: int,
) -> tuple[int, tuple[Hit, ...]]:
    # A limit of 0 makes tantivy panic.
    found = searcher.search(
        query,
        limit=max(limit, 1),
        offset=offset,
        order_by_field=sort.field if sort else None,
        order=tantivy.Order.Asc if sort and not sort.descending else tantivy.Order.Desc,
    )
    addresses = [address for _, address in found.hits][:limit]
    scores = [0.0 if sort else float(score) for score, _ in found.hits][:limit]
    columns: dict[str, list[Any]] = {
        field.name: searcher.fast_field_values(field.name, addresses)
        for field in SCHEMAS[kind].fields
        if field.number and field.shown and addresses
    }
    ids: list[Any] = []
    if SCHEMAS[kind].id == "integer" and addresses:
        ids = searcher.fast_field_values("id", addresses)
    hits = []
    for i, (address, score) in enumerate(zip(addresses, scores, strict=True)):
        stored = searcher.doc(address)
        shown = orjson.loads(bytes(cast("list[int]", stored.get_first(SHOWN))))
        id_: Any = ids[i] if ids else stored.get_first("id")
        texts = {name: tuple(values) for name, values in shown.items()}
        numbers = {name: v[i] for name, v in columns.items() if v[i] is not None}
        hits.append(Hit(id_, score, texts, numbers))
    if not sort:
        hits.sort(key=lambda hit: (-hit.score, hit.id))
    return found.count, tuple(hits)  # type: ignore[attr-defined]


def _counted(
    searcher: tantivy.Searcher, query: tantivy.Query, kind: Kind, facets: tuple[str, ...]
) -> dict[str, tuple[tuple[str, int], ...]]:
    wanted = {}
    for name in facets:
        # tantivy answers an unknown facet with silence.
        if not SCHEMAS[kind].field(name).facet:
            raise KeyError(name)
        terms = {"field": f"{name}_facet", "size": _COUNTED_VALUES, "segment_size": 65_000}
        wanted[name] = {"terms": terms}
    if not wanted:
        return {}
    found = searcher.aggregate(query, wanted)
    return {
        name: merged_counts(
            (str(bucket["key"]), int(bucket["doc_count"])) for bucket in found[name]["buckets"]
        )
        for name in facets
    }
