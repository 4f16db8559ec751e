"""The member as a card: what a list shows of a person, found by id."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from graph.store.database import Database
from graph.visibility import Viewer


@dataclass(frozen=True, slots=True)
class Card:
    """A visible member. `reduced` cards show the first five fields only; the degree decides."""

    id: int
    name: str
    headline: str | None
    industry: str | None
    country: str | None
    city: str | None
    summary: str | None
    profile_visibility: str
    connections_visibility: str | None
    introductions: bool
    created_at: datetime


def card(values: Mapping[str, Any]) -> Card:
    """A card from the properties of a Member node (what a query returns as `m {.*, …}`).

    `created_at` comes as text: times are many on a page, and the driver takes long to make one.
    """
    get = values.get
    return Card(
        id=values["id"],
        name=values["name"],
        headline=get("headline"),
        industry=get("industry"),
        country=get("country"),
        city=get("city"),
        summary=get("summary"),
        profile_visibility=values["profile_visibility"],
        connections_visibility=get("connections_visibility"),
        introductions=get("introductions") is not False,
        created_at=datetime.fromisoformat(values["created_at"]),
    )


async def cards_by_id(db: Database, viewer: Viewer, ids: Sequence[int]) -> list[Card | None]:
    """The card of each member, in order; None for unknown and invisible alike."""
    if viewer.id is None:
        rows = await db.rows("profiles/list_public_cards", ids=list(ids))
    else:
        rows = await db.rows("profiles/list_cards", viewer=viewer.id, ids=list(ids))
    found = {values["id"]: card(values) for (values,) in rows}
    return [found.get(id_) for id_ in ids]
