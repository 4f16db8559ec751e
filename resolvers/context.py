"""What a resolver gets: who asks, the store, and loaders made fresh for this request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from strawberry.types import Info as StrawberryInfo

from graph.store.store import Store
from graph.visibility import Viewer
from loaders.request import Loaders


@dataclass(frozen=True, slots=True)
class Context:
    """One request. `now` is its time, the same for every field."""

    viewer: Viewer
    store: Store
    loaders: Loaders
    now: datetime

    @classmethod
    def fresh(cls, viewer: Viewer, store: Store, now: datetime) -> Context:
        """A context with empty loaders."""
        return cls(viewer, store, Loaders(store, viewer, now), now)

    def later(self, now: datetime) -> Context:
        """The same viewer at another time, with empty loaders."""
        return Context.fresh(self.viewer, self.store, now)


if TYPE_CHECKING:
    Info = StrawberryInfo[Context, None]
else:
    Info = StrawberryInfo
