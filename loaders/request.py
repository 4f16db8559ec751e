"""All loaders of one request."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property

from graph.store.store import Store
from graph.visibility import Viewer
from loaders.content import ContentLoaders
from loaders.members import MemberLoaders
from loaders.ties import TieLoaders
from loaders.work import WorkLoaders


class Loaders:
    """Made fresh for each request, so that nothing is remembered between viewers or writes.

    Each group is made when it is first asked: few requests need more than one.
    """

    def __init__(self, store: Store, viewer: Viewer, now: datetime) -> None:
        self._store = store
        self._viewer = viewer
        self._now = now

    @cached_property
    def members(self) -> MemberLoaders:
        """Facts about members."""
        return MemberLoaders(self._store.db, self._viewer)

    @cached_property
    def ties(self) -> TieLoaders:
        """Invitations and hashtags."""
        return TieLoaders(self._store.db, self._viewer)

    @cached_property
    def content(self) -> ContentLoaders:
        """Posts and comments."""
        return ContentLoaders(self._store, self._viewer)

    @cached_property
    def work(self) -> WorkLoaders:
        """Jobs, skills and where people work."""
        return WorkLoaders(self._store.db, self._viewer, self._now, self.members)
