"""What a resolver gets: who asks, the store, and loaders made fresh for this request."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from strawberry.types import Info as StrawberryInfo

from graph.store.store import Store
from graph.visibility import Viewer
from loaders.request import Loaders


@dataclass(slots=True)
class Context:
    """One request. `now` is its time, the same for every field.

    `idempotency_key` is what the client sent in the header Idempotency-Key, or None.
    """

    viewer: Viewer
    store: Store
    now: datetime
    idempotency_key: str | None = None
    loaders: Loaders = field(init=False)

    def __post_init__(self) -> None:
        self.renew()

    def renew(self) -> None:
        """Forget what the loaders have read, because the graph has changed."""
        self.loaders = Loaders(self.store, self.viewer, self.now)

    def later(self, now: datetime) -> Context:
        """The same viewer at another time, with empty loaders."""
        return Context(self.viewer, self.store, now)


if TYPE_CHECKING:
    Info = StrawberryInfo[Context, None]
else:
    Info = StrawberryInfo
