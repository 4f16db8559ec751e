"""Loaders whose key is a member: an id, or a card where the answer depends on the profile."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from graph.connections.degrees import MAX_DEGREE_IDS, degrees
from graph.connections.lists import connection_counts, mutual_connections, mutual_counts
from graph.errors import Unauthenticated
from graph.paging import Page
from graph.profiles.cards import Card, cards_by_id
from graph.profiles.history import Education, Position, educations, positions
from graph.store.database import Database
from graph.visibility import Viewer, is_reduced, may_list_connections
from loaders.loader import Loader
from loaders.pages import PageKey, page_loader

T = TypeVar("T")


class MemberLoaders:
    """One batch function for each fact about members, for one viewer and one request."""

    def __init__(self, db: Database, viewer: Viewer) -> None:
        self._db = db
        self._viewer = viewer
        self.card_by_id: Loader[int, Card | None] = Loader(
            self._cards, max_batch_size=MAX_DEGREE_IDS
        )
        self.degree_by_id: Loader[int, int | None] = Loader(
            self._degrees, max_batch_size=MAX_DEGREE_IDS
        )
        self.mutual_count_by_id: Loader[int, int] = Loader(
            self._mutual_counts, max_batch_size=MAX_DEGREE_IDS
        )
        self.mutual_by_member: Loader[PageKey, Page[Card]] = page_loader(self._mutual)
        self.connection_count_by_card: Loader[Card, int | None] = self._of_cards(
            self._connection_counts
        )
        self.is_full_by_card: Loader[Card, bool] = self._of_cards(self._are_full)
        self.positions_by_card: Loader[Card, list[Position]] = self._of_cards(self._positions)
        self.educations_by_card: Loader[Card, list[Education]] = self._of_cards(self._educations)

    @staticmethod
    def _of_cards(
        batch: Callable[[list[Card]], Awaitable[list[T]]],
    ) -> Loader[Card, T]:
        return Loader(batch, max_batch_size=MAX_DEGREE_IDS, cache_key_fn=_card_id)

    async def me(self) -> Card:
        """The viewer's own card. Raises Unauthenticated where the member is no more."""
        found = await self.card_by_id.load(self._viewer.member_id)
        if found is None:
            raise Unauthenticated("the member of this access token is no more")
        return found

    async def _cards(self, ids: list[int]) -> list[Card | None]:
        return await cards_by_id(self._db, self._viewer, ids)

    async def _degrees(self, ids: list[int]) -> list[int | None]:
        return await degrees(self._db, self._viewer, ids)

    async def _mutual_counts(self, ids: list[int]) -> list[int]:
        return await mutual_counts(self._db, self._viewer, ids)

    async def _mutual(self, ids: Sequence[int], first: int, after: str | None) -> list[Page[Card]]:
        return await mutual_connections(self._db, self._viewer, ids, first, after)

    async def _are_full(self, cards: list[Card]) -> list[bool]:
        found = await self.degree_by_id.load_many([card.id for card in cards])
        return [
            not is_reduced(card.profile_visibility, degree)
            for card, degree in zip(cards, found, strict=True)
        ]

    async def _connection_counts(self, cards: list[Card]) -> list[int | None]:
        found = await self.degree_by_id.load_many([card.id for card in cards])
        ids = [
            card.id
            for card, degree in zip(cards, found, strict=True)
            if may_list_connections(card.connections_visibility, card.profile_visibility, degree)
        ]
        counts = dict(zip(ids, await connection_counts(self._db, self._viewer, ids), strict=True))
        return [counts.get(card.id) for card in cards]

    async def _positions(self, cards: list[Card]) -> list[list[Position]]:
        return await self.of_full(cards, positions)

    async def _educations(self, cards: list[Card]) -> list[list[Education]]:
        return await self.of_full(cards, educations)

    async def of_full(
        self,
        cards: list[Card],
        fetch: Callable[[Database, Sequence[int]], Awaitable[list[list[T]]]],
    ) -> list[list[T]]:
        """What `fetch` finds for the members shown in full; an empty list for reduced cards."""
        full = await self._are_full(cards)
        ids = [card.id for card, shown in zip(cards, full, strict=True) if shown]
        found = dict(zip(ids, await fetch(self._db, ids), strict=True)) if ids else {}
        return [found.get(card.id, []) for card in cards]


def _card_id(card: Card) -> int:
    return card.id
