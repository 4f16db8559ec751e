"""Loaders of what ties members to others: invitations, and hashtags that are followed."""

from __future__ import annotations

from graph.connections.invitations import Listed, invitations_by_ids
from graph.feed.hashtags import hashtags_by_keys
from graph.store.database import Database
from graph.visibility import Viewer
from loaders.loader import Loader


class TieLoaders:
    """Invitations of the viewer by id, and hashtags by key."""

    def __init__(self, db: Database, viewer: Viewer) -> None:
        self._db = db
        self._viewer = viewer
        self.invitation_by_id: Loader[int, Listed | None] = Loader(
            self._invitations, max_batch_size=100
        )
        self.hashtag_by_key: Loader[str, str | None] = Loader(self._hashtags, max_batch_size=500)

    async def _invitations(self, ids: list[int]) -> list[Listed | None]:
        return await invitations_by_ids(self._db, self._viewer, ids)

    async def _hashtags(self, keys: list[str]) -> list[str | None]:
        return await hashtags_by_keys(self._db, keys)
