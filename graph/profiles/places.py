"""Cities, found by id."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graph.store.database import Database


@dataclass(frozen=True, slots=True)
class PlaceView:
    """A city; `country` is its ISO 3166 code where known."""

    id: int
    name: str
    country: str | None
    population: int | None


async def places_by_ids(db: Database, ids: Sequence[int]) -> list[PlaceView | None]:
    """Each place in the order of `ids` (at most 500); None for unknown ones."""
    rows = await db.rows("profiles/list_places", ids=list(dict.fromkeys(ids)))
    found = {values["id"]: place_view(values) for (values,) in rows}
    return [found.get(id_) for id_ in ids]


def place_view(values: Mapping[str, Any]) -> PlaceView:
    """A city from the properties of its node."""
    get = values.get
    return PlaceView(values["id"], values["name"], get("country"), get("population"))
