"""Full-text search behind one interface with two engines: tantivy (embedded) and Meilisearch."""

from __future__ import annotations

from graph.settings import Settings
from graph.store.search.interface import SearchEngine


async def open_search(settings: Settings) -> SearchEngine:
    """The engine that the settings name: Meilisearch where it has an address, else tantivy.

    tantivy keeps its files in `data/search`. Raises ServerFailed where Meilisearch does not answer
    and BadSetting where it refuses the key. Close it when done.
    """
    if settings.meilisearch_url:
        from graph.store.search.meilisearch_engine import MeilisearchEngine

        return await MeilisearchEngine.connect(settings)
    from graph.store.search.tantivy_engine import TantivyEngine

    return TantivyEngine(settings.data / "search")
