"""The home feed, page by page: which posts in what order, then each in full, with reasons."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from graph.errors import InvalidCursor
from graph.feed import timeline
from graph.feed.items import Item, items
from graph.feed.keyset import NEWEST, OLDEST, Key, checked, moment, text_of
from graph.feed.posts import PostView
from graph.paging import Page, decode_cursor, encode_cursor
from graph.reasons import Reason
from graph.store.store import Store
from graph.visibility import Viewer

_MOST_RANKED = 1_000


class FeedMode(StrEnum):
    """The order of the feed: what matters most, or plainly newest first."""

    RANKED = "RANKED"
    LATEST = "LATEST"


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """A post in the feed; `score` is comparable within one viewer's feed only."""

    post: PostView
    score: float
    reasons: list[Reason]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a page starts. `position` counts ranked posts; -1: by time, behind `key`."""

    as_of: datetime
    position: int
    key: Key
    session: str


@dataclass(frozen=True, slots=True)
class _Slot:
    """A post that is to be shown, and the place behind it."""

    post: int
    score: float
    behind: _Place


async def feed(
    store: Store,
    viewer: Viewer,
    first: int,
    after: str | None,
    mode: FeedMode,
    *,
    now: datetime,
    chance: Callable[[], float] = random.random,
) -> Page[FeedEntry]:
    """A page of the viewer's feed.

    LATEST is every post by the viewer, their connections, and the members and companies they
    follow, that they may see and have not muted or hidden, newest first (time, then id); its score
    is 0. RANKED puts the newest 200 of these and some discoveries in the order of `ranking` and
    goes on by time behind them. Its cursor names that order, so what comes in while somebody
    scrolls moves nothing; what must not be shown any more is left out.

    `chance` decides who builds a feed early. Raises Unauthenticated without a viewer,
    InvalidCursor.
    """
    member = viewer.member_id
    place = _place(mode, after, now)
    if place.position < 0:
        slots = await _by_time(store, member, place, first + 1)
    else:
        slots = await _ranked(store, member, place, first + 1, after is None, now, chance)
    shown = slots[:first]
    found = await items(store, viewer, [slot.post for slot in shown])
    kept = [(slot, found[slot.post]) for slot in shown if slot.post in found]
    if len(kept) < len(shown) < len(slots) and kept:
        # Some may not be shown any more: fill the page once.
        more, has_next = await _more(store, member, shown[-1].behind, first - len(kept))
        again = await items(store, viewer, [slot.post for slot in more])
        kept += [(slot, again[slot.post]) for slot in more if slot.post in again]
    else:
        has_next = len(slots) > first
    if mode is FeedMode.RANKED:
        await timeline.saw(store, member, [slot.post for slot, _ in kept], now)
    return Page(
        [_entry(slot, item) for slot, item in kept],
        [_cursor(mode, slot.behind) for slot, _item in kept],
        has_next=has_next,
    )


def _entry(slot: _Slot, item: Item) -> FeedEntry:
    return FeedEntry(item.post, slot.score, item.reasons)


def _place(mode: FeedMode, after: str | None, now: datetime) -> _Place:
    if after is None:
        return _Place(now, 0 if mode is FeedMode.RANKED else -1, NEWEST, "")
    as_of, position, time, id_, session = decode_cursor(mode.value, after, str, int, str, int, str)
    least = 0 if mode is FeedMode.RANKED else -1
    if not (-1 <= position <= _MOST_RANKED) or (position > least and mode is FeedMode.LATEST):
        raise InvalidCursor("after: not a cursor of this list", field=("after",))
    return _Place(moment(as_of), position, checked(Key(time, id_)), session[:40])


def _cursor(mode: FeedMode, at: _Place) -> str:
    key = at.key
    return encode_cursor(mode.value, text_of(at.as_of), at.position, key.time, key.id, at.session)


async def _ranked(
    store: Store,
    member: int,
    place: _Place,
    count: int,
    begins: bool,
    now: datetime,
    chance: Callable[[], float],
) -> list[_Slot]:
    """`count` slots from `place` on."""
    if begins:
        ranking = await timeline.current(store, member, now=now, chance=chance)
    else:
        ranking = await timeline.session(store, member, place.session, place.as_of)
    part = ranking.order[place.position : place.position + count]
    slots = [
        _Slot(
            one.id,
            one.score,
            _Place(ranking.as_of, place.position + n, OLDEST, ranking.session),
        )
        for n, one in enumerate(part, 1)
    ]
    if len(slots) < count and ranking.oldest is not None:
        behind = _Place(ranking.as_of, -1, ranking.oldest, ranking.session)
        slots += await _by_time(store, member, behind, count - len(slots))
    return slots


async def _by_time(store: Store, member: int, place: _Place, count: int) -> list[_Slot]:
    """The newest `count` posts of the network before the key of a place."""
    keys = await timeline.entries(store.db, member, place.key, count)
    return [_Slot(key.id, 0.0, _Place(place.as_of, -1, key, place.session)) for key in keys]


async def _more(store: Store, member: int, place: _Place, count: int) -> tuple[list[_Slot], bool]:
    """Up to `count` slots behind a place, and whether there are others behind them."""
    if place.position < 0:
        slots = await _by_time(store, member, place, count + 1)
    else:
        slots = await _ranked(store, member, place, count + 1, False, place.as_of, random.random)
    return slots[:count], len(slots) > count
