"""All loaders of one request."""

from __future__ import annotations

from datetime import datetime

from graph.store.store import Store
from graph.visibility import Viewer
from loaders.content import ContentLoaders
from loaders.members import MemberLoaders
from loaders.ties import TieLoaders
from loaders.work import WorkLoaders


class Loaders:
    """Made fresh for each request, so that nothing is remembered between viewers or writes."""

    def __init__(self, store: Store, viewer: Viewer, now: datetime) -> None:
        self.members = MemberLoaders(store.db, viewer)
        self.ties = TieLoaders(store.db, viewer)
        self.content = ContentLoaders(store, viewer)
        self.work = WorkLoaders(store.db, viewer, now, self.members)
