"""The production engine: Meilisearch, by its documented HTTP API.

An index is named `proconnect_DIGEST_KIND`, so that one of another schema is never read. A rebuild
fills `…_next` indexes and swaps all kinds in one task. Tasks of Meilisearch run in the order they
were enqueued; whoever needs to see a change waits for the last.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

import httpx2
from meilisearch_python_sdk import AsyncClient
from meilisearch_python_sdk.errors import (
    MeilisearchApiError,
    MeilisearchCommunicationError,
    MeilisearchError,
    MeilisearchTaskFailedError,
    MeilisearchTimeoutError,
)
from meilisearch_python_sdk.models.search import SearchResults
from meilisearch_python_sdk.models.task import TaskInfo

from graph.errors import BadSetting, LimitExceeded, ProConnectError, ServerFailed, Unavailable
from graph.settings import Settings
from graph.store.search.facets import merged_counts
from graph.store.search.interface import (
    Boosts,
    Document,
    Filter,
    Hit,
    Hits,
    Id,
    In,
    Matching,
    Rebuild,
    Search,
    Sort,
    TextQuery,
)
from graph.store.search.kinds import SCHEMAS, Kind
from graph.store.search.meilisearch_documents import (
    MAX_FILTER_VALUES,
    digest,
    expression,
    index_document,
    query_text,
    settings,
)
from graph.store.search.words import words

T = TypeVar("T")

_TIMEOUT_S = 10
_PAGE = 1_000
_INSIDE: ContextVar[object] = ContextVar("_INSIDE", default=None)
_TASK_TIMEOUT_MS = 600_000
_NOT_BUILT = "the search index is not built yet: run 'proconnect reindex'"


class MeilisearchEngine:
    """`SearchEngine` on Meilisearch. Made by `connect`."""

    name = "meilisearch"
    max_hits = 1_000
    max_filter_values = MAX_FILTER_VALUES

    def __init__(self, client: AsyncClient) -> None:
        self._client = client
        self._prefix = f"proconnect_{digest()}"
        self._writing = asyncio.Lock()

    @classmethod
    async def connect(cls, configuration: Settings) -> MeilisearchEngine:
        """An engine whose server has answered. Raises BadSetting or ServerFailed."""
        key = configuration.meilisearch_key.get_secret_value() or None
        client = AsyncClient(configuration.meilisearch_url, key, timeout=_TIMEOUT_S)
        try:
            await client.get_all_stats()
        except MeilisearchApiError as error:
            await client.aclose()
            if error.status_code in (401, 403):
                raise BadSetting("MEILISEARCH_KEY: the server refuses this key") from None
            raise ServerFailed(f"Meilisearch answers with an error: {error.message}") from None
        except (MeilisearchError, httpx2.HTTPError) as error:
            await client.aclose()
            raise ServerFailed(f"Meilisearch does not answer: {error}") from None
        return cls(client)

    async def ready(self) -> bool:
        """Whether there is an index of the present schema."""
        found = await _asked(self._client.get_raw_index(self._uid(Kind.MEMBER)))
        return found is not None

    async def count(self, kind: Kind) -> int:
        """The number of documents of a kind. Raises Unavailable where there is no index."""
        stats = await _asked(self._client.index(self._uid(kind)).get_stats())
        return stats.number_of_documents

    def _uid(self, kind: Kind) -> str:
        return f"{self._prefix}_{kind.value}"

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
        """See `SearchEngine.search`. Typos cannot be switched off for one search.

        Boosts, phrases and optional words are left to the second ranking: this engine has no
        place for them.
        """
        if offset + limit > self.max_hits:
            raise LimitExceeded(f"only the first {self.max_hits} hits of a search can be had")
        names = tuple(facets)
        for name in names:
            if not SCHEMAS[kind].field(name).facet:
                raise KeyError(name)
        # Only numbered pages come with an exact total; an offset need not be the start of one.
        found = await _asked(
            self._client.index(self._uid(kind)).search(
                query_text(query) if query and not query.optional else None,
                filter=expression(kind, where) if where else None,
                facets=[f"{name}_facet" for name in names] or None,
                sort=[f"{sort.field}:{'desc' if sort.descending else 'asc'}"] if sort else None,
                attributes_to_search_on=(
                    [f"{name}_words" for name in query.fields] if query and query.fields else None
                ),
                matching_strategy="all",
                show_ranking_score=True,
                page=1,
                hits_per_page=offset + limit,
            )
        )
        scale = 100.0 * max(1, len(words(query.text)) if query else 1)
        return hits_of(kind, found, 0.0 if sort else scale, names, offset)

    async def together(self, searches: Sequence[Search]) -> list[Hits]:
        """See `SearchEngine.together`."""
        return await asyncio.gather(
            *(
                self.search(one.kind, one.query, one.where, sort=one.sort, limit=one.limit)
                for one in searches
            )
        )

    async def matching(
        self,
        kind: Kind,
        query: TextQuery | None = None,
        where: Filter | None = None,
        *,
        limit: int,
    ) -> Matching:
        """See `SearchEngine.matching`. Raises LimitExceeded for a limit past `max_hits`."""
        found = await self.search(kind, query, where, limit=limit)
        ids = tuple(int(hit.id) for hit in found.hits) if found.total <= limit else None
        return Matching(found.total, ids)

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[None]:
        """See `SearchEngine.writing`: among the tasks of this process; run one worker."""
        if _INSIDE.get() is self:
            yield
            return
        async with self._writing:
            token = _INSIDE.set(self)
            try:
                yield
            finally:
                _INSIDE.reset(token)

    async def fingerprints(self, kind: Kind) -> Mapping[Id, list[int]]:
        """See `SearchEngine.fingerprints`."""
        index, found, offset = self._client.index(self._uid(kind)), dict[Id, list[int]](), 0
        while True:
            page = await _asked(
                index.get_documents(offset=offset, limit=_PAGE, fields=["id", "fingerprint"])
            )
            for row in page.results:
                id_ = row["id"][1:]
                key: Id = int(id_) if SCHEMAS[kind].id == "integer" else id_
                found.setdefault(key, []).append(row["fingerprint"])
            offset += _PAGE
            if offset >= page.total:
                return {id_: sorted(values) for id_, values in found.items()}

    async def index(
        self, kind: Kind, documents: Sequence[Document], gone: Sequence[Id] = ()
    ) -> None:
        """See `SearchEngine.index`."""
        replaced = [*(document.id for document in documents), *gone]
        await self.delete(kind, list(dict.fromkeys(replaced)))
        if documents:
            index = self._client.index(self._uid(kind))
            made = [index_document(kind, document) for document in documents]
            await self._done(await _asked(index.add_documents(made, "key")))

    async def delete(self, kind: Kind, ids: Sequence[Id]) -> None:
        """See `SearchEngine.delete`."""
        index = self._client.index(self._uid(kind))
        for start in range(0, len(ids), MAX_FILTER_VALUES):
            some = In("id", tuple(ids[start : start + MAX_FILTER_VALUES]))
            condition = expression(kind, some)
            await self._done(await _asked(index.delete_documents_by_filter(condition)))

    @asynccontextmanager
    async def rebuild(self, nodes: int = 0) -> AsyncIterator[Rebuild]:
        """See `SearchEngine.rebuild`. One at a time: nothing here holds a lock."""
        building = _Building(self._client, {kind: f"{self._uid(kind)}_next" for kind in Kind})
        try:
            await building.begin()
            yield building
            await building.finish()
            for kind in Kind:
                # A swap needs both sides to be there.
                await _asked(self._client.get_or_create_index(self._uid(kind), "key"))
            pairs = [(self._uid(kind), f"{self._uid(kind)}_next") for kind in Kind]
            await self._done(await _asked(self._client.swap_indexes(pairs)))
        finally:
            await self._sweep()

    async def _sweep(self) -> None:
        """Remove indexes under construction and those of other schemas."""
        live = {self._uid(kind) for kind in Kind}
        for found in await _asked(self._client.get_raw_indexes(limit=1_000)) or []:
            if found.uid.startswith("proconnect_") and found.uid not in live:
                await _asked(self._client.delete_index_if_exists(found.uid))

    async def _done(self, task: TaskInfo) -> None:
        await _finished(self._client, task)

    async def close(self) -> None:
        """Close every connection."""
        await self._client.aclose()


class _Building:
    """`Rebuild` on Meilisearch: tasks for indexes that nobody reads yet."""

    def __init__(self, client: AsyncClient, uids: Mapping[Kind, str]) -> None:
        self._client = client
        self._uids = uids
        self._tasks: list[TaskInfo] = []

    async def begin(self) -> None:
        """Make empty indexes with their settings."""
        for kind, uid in self._uids.items():
            await _asked(self._client.delete_index_if_exists(uid))
            await _asked(self._client.create_index(uid, "key"))
            index = self._client.index(uid)
            self._tasks.append(await _asked(index.update_settings(settings(kind))))

    async def add(self, kind: Kind, documents: Sequence[Document]) -> None:
        """Index more documents; no id twice."""
        if documents:
            made = [index_document(kind, document) for document in documents]
            index = self._client.index(self._uids[kind])
            self._tasks.append(await _asked(index.add_documents(made, "key")))

    async def finish(self) -> None:
        """Wait until everything is indexed."""
        for task in self._tasks:
            await _finished(self._client, task)


def hits_of(
    kind: Kind, found: SearchResults[Any], scale: float, facets: Sequence[str], offset: int
) -> Hits:
    """An answer of Meilisearch in our terms; `scale` turns its score of 0 to 1 into ours."""
    integer = SCHEMAS[kind].id == "integer"
    numbers = [field.name for field in SCHEMAS[kind].fields if field.number and field.shown]
    hits = []
    for row in found.hits[offset:]:
        id_ = row["id"][1:]
        hits.append(
            Hit(
                int(id_) if integer else id_,
                scale * float(row.get("_rankingScore", 0.0)),
                {name: tuple(values) for name, values in row.get("shown", {}).items()},
                {name: row[name] for name in numbers if row.get(name) is not None},
            )
        )
    counted = found.facet_distribution or {}
    return Hits(
        found.total_hits or 0,
        tuple(hits),
        {name: merged_counts(counted.get(f"{name}_facet", {}).items()) for name in facets},
    )


async def _finished(client: AsyncClient, task: TaskInfo) -> None:
    await _asked(
        client.wait_for_task(task.task_uid, timeout_in_ms=_TASK_TIMEOUT_MS, raise_for_status=True)
    )


async def _asked(answer: Awaitable[T]) -> T:
    try:
        return await answer
    except MeilisearchApiError as error:
        if error.code == "index_not_found":
            raise Unavailable(_NOT_BUILT) from error
        raise ProConnectError(f"Meilisearch: {error.message}") from error
    except MeilisearchTaskFailedError as error:
        raise ProConnectError(f"Meilisearch could not index: {error.message}") from error
    except (TimeoutError, MeilisearchCommunicationError, MeilisearchTimeoutError) as error:
        raise Unavailable("the search engine does not answer now; try again") from error
    except (MeilisearchError, httpx2.HTTPError) as error:
        raise Unavailable(f"the search engine does not answer now: {error}") from error
