"""The home feed: skeleton (what is eligible), ranking, then the posts in full, with reasons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from graph.errors import InvalidCursor
from graph.feed.keyset import NEWEST, Key, checked, just_after, moment
from graph.feed.posts import Engaged, Explained, PostView, explained
from graph.feed.ranking import Relation, score, spread
from graph.paging import Page, decode_cursor, encode_cursor
from graph.reasons import Reason, named
from graph.store.database import Database
from graph.visibility import Viewer

CANDIDATES = 200
"""The newest posts of the network that RANKED puts in order; behind them it goes on by time."""

WALK = 20_000
"""Posts looked at, at most, where everybody's posts are walked by time."""

YOUR_POST = "YOUR_POST"
CONNECTION_POSTED = "CONNECTION_POSTED"
FOLLOWED_MEMBER = "FOLLOWED_MEMBER"
REACTED_BY_CONNECTIONS = "REACTED_BY_CONNECTIONS"
COMMENTED_BY_CONNECTIONS = "COMMENTED_BY_CONNECTIONS"


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
class _Entry:
    """A post that is eligible for the feed, before it is read in full."""

    key: Key
    author: int
    relation: Relation
    score: float


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a page starts. `position` counts ranked posts; -1: by time, behind `key`."""

    as_of: datetime
    position: int
    key: Key


async def feed(
    db: Database,
    viewer: Viewer,
    first: int,
    after: str | None,
    mode: FeedMode,
    *,
    now: datetime,
) -> Page[FeedEntry]:
    """A page of the viewer's feed.

    LATEST is every post by the viewer, their connections and the members they follow that they may
    see, newest first (time, then id). RANKED puts the newest 200 of these at the time of the first
    page in order of score and goes on by time behind them. A cursor carries that time, so that
    posts, reactions and comments that come in while somebody scrolls do not move anything.

    Raises Unauthenticated without a viewer, InvalidCursor.
    """
    member = viewer.member_id
    place = _place(mode, after, now)
    if place.position >= 0:
        wanted = await _ranked(db, member, place, first + 1)
    else:
        wanted = await _by_time(db, member, place.key, place.as_of, first + 1)
    shown = wanted[:first]
    posts = await explained(db, viewer, [entry.key.id for _cursor, entry in shown])
    kept = [(at, entry, posts[entry.key.id]) for at, entry in shown if entry.key.id in posts]
    return Page(
        [FeedEntry(found.post, entry.score, _reasons(entry, found)) for _at, entry, found in kept],
        [_cursor(mode, at) for at, _entry, _found in kept],
        has_next=len(wanted) > first,
    )


def _place(mode: FeedMode, after: str | None, now: datetime) -> _Place:
    if after is None:
        return _Place(now, 0 if mode is FeedMode.RANKED else -1, NEWEST)
    as_of, position, time, id_ = decode_cursor(mode.value, after, str, int, str, int)
    if not -1 <= position <= CANDIDATES:
        raise InvalidCursor("after: not a cursor of this list", field=("after",))
    return _Place(moment(as_of), position, checked(Key(time, id_)))


def _cursor(mode: FeedMode, at: _Place) -> str:
    return encode_cursor(mode.value, _text(at.as_of), at.position, at.key.time, at.key.id)


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


async def _ranked(
    db: Database, member: int, place: _Place, count: int
) -> list[tuple[_Place, _Entry]]:
    """`count` entries from `place` on, each with the place behind it."""
    candidates = await _entries(db, member, just_after(place.as_of), place.as_of, CANDIDATES)
    by_score = sorted(candidates, key=lambda entry: entry.score, reverse=True)
    order = spread(by_score, lambda entry: entry.author)
    wanted = [
        (_Place(place.as_of, position + 1, entry.key), entry)
        for position, entry in enumerate(order)
    ][place.position : place.position + count]
    if len(wanted) < count and len(candidates) == CANDIDATES:
        oldest = candidates[-1].key
        wanted += await _by_time(db, member, oldest, place.as_of, count - len(wanted))
    return wanted


async def _by_time(
    db: Database, member: int, before: Key, as_of: datetime, count: int
) -> list[tuple[_Place, _Entry]]:
    """The newest `count` entries before a key, each with the place behind it."""
    entries = await _entries(db, member, before, as_of, count)
    return [(_Place(as_of, -1, entry.key), entry) for entry in entries]


async def _entries(
    db: Database, member: int, before: Key, as_of: datetime, limit: int
) -> list[_Entry]:
    """The newest `limit` eligible posts before a key, newest first."""
    for walk in (WALK, 0):
        row = await db.row(
            "feed/list_entries",
            viewer=member,
            before=before.time,
            before_id=before.id,
            as_of=_text(as_of),
            walk=walk,
            limit=limit,
        )
        if row is not None and (not row[0] or len(row[1]) == limit):
            return _scored(row[1], as_of)
    return []


def _scored(packed: Sequence[Sequence[Any]], as_of: datetime) -> list[_Entry]:
    at_h = as_of.timestamp() / 3600
    return [
        _Entry(
            Key(time, id_),
            author,
            relation := Relation(number),
            score(at_h - ms / 3_600_000, relation, reacted, commented),
        )
        for id_, time, ms, author, number, reacted, commented in packed
    ]


def _reasons(entry: _Entry, found: Explained) -> list[Reason]:
    author = found.post.author
    verb = "shared" if found.post.is_share else "posted"
    if entry.relation is Relation.SELF:
        reasons = [Reason(YOUR_POST, f"You {verb} this", None, [author])]
    elif entry.relation is Relation.CONNECTION:
        text = f"{author.name}, a connection of yours, {verb} this"
        reasons = [Reason(CONNECTION_POSTED, text, None, [author])]
    else:
        text = f"You follow {author.name}"
        reasons = [Reason(FOLLOWED_MEMBER, text, None, [author])]
    return [
        *reasons,
        *_engaged(REACTED_BY_CONNECTIONS, "reacted", found.reacted),
        *_engaged(COMMENTED_BY_CONNECTIONS, "commented", found.commented),
    ]


def _engaged(kind: str, verb: str, by: Engaged) -> list[Reason]:
    if not by.count:
        return []
    text = named(by.count, by.members, f"connection {verb}", f"connections {verb}")
    return [Reason(kind, text, by.count, by.members)]
