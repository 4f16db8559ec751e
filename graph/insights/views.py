"""Who looked at my profile: counted once a visitor and day, on the viewer's own sub-graph.

Private browsing works both ways: who browses unseen leaves no view behind, is left out of every
list and count, also with earlier views, and is shown no visitors of their own.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from graph.connections.degrees import MAX_DEGREE_IDS, degrees
from graph.errors import InvalidInput, NotFound
from graph.mutations import Json, Write
from graph.profiles.cards import Card, card
from graph.profiles.history import positions
from graph.store.database import Database
from graph.visibility import Viewer, is_reduced

MAX_DAYS = 365
MAX_VISITORS = 10_000
"""Of so many visitors every count is exact; of more, companies, titles, industries and places are
those of a sample of so many, and the rest stays exact."""
_FACTOR = 618_037
"""Mixes ids for the sample: about the golden section of the prime 1,000,003 (Knuth 6.4)."""


@dataclass(frozen=True, slots=True)
class Count:
    """How many visitors have something in common."""

    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Visitor:
    """A visitor and the time of the last visit."""

    card: Card
    last: datetime


@dataclass(frozen=True, slots=True)
class ProfileViews:
    """The visits of some days. `views` counts a visitor once a day, `visitors` once.

    Companies, titles and places are of visitors whose whole profile the viewer may see. `complete`
    is false where there were more than 10,000 visitors: then what is counted by company, title,
    industry and place is estimated. Of 100 such counts 95 are at most `margin` × `visitors` off.
    """

    views: int
    visitors: int
    complete: bool
    margin: float
    by_day: list[Count]
    by_company: list[Count]
    by_title: list[Count]
    by_industry: list[Count]
    by_place: list[Count]
    latest: list[Visitor]


async def record_view(write: Write, viewed: int) -> Json:
    """Notes that the viewer looked at a profile. Raises NotFound for one they may not see.

    `recorded` is false for a second look on the same day, for one's own profile, and for who
    browses unseen.
    """
    await write.lock_members([write.viewer.member_id])
    day = write.now.replace(hour=0, minute=0, second=0, microsecond=0)
    row = await write.row(
        "insights/record_view",
        viewer=write.viewer.member_id,
        viewed=viewed,
        day=day,
        now=write.now,
    )
    if row is None:
        raise NotFound("memberId: no such member", field=("memberId",))
    return {"recorded": row[0]}


async def set_private_browsing(write: Write, private: bool) -> Json:
    """From now on the viewer is unseen, or not. Raises NotFound for a token without a member."""
    row = await write.row(
        "insights/set_private_browsing", viewer=write.viewer.member_id, private=private
    )
    if row is None:
        raise NotFound("the member of this token does not exist")
    return {"private": row[0]}


async def browses_unseen(db: Database, viewer: Viewer) -> bool:
    """Whether the viewer looks at profiles unseen."""
    row = await db.row("insights/read_private_browsing", viewer=viewer.member_id)
    return bool(row and row[0])


async def profile_views(
    db: Database, viewer: Viewer, days: int, *, now: datetime, first: int = 20
) -> ProfileViews | None:
    """The visits to the viewer's profile in the last `days` days, today included; None for who
    browses unseen. Raises InvalidInput for fewer than 1 or more than 365 days.
    """
    if not 1 <= days <= MAX_DAYS:
        raise InvalidInput(f"days: {days} is not between 1 and {MAX_DAYS}", field=("days",))
    if await browses_unseen(db, viewer):
        return None
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    rows = await db.rows(
        "insights/list_views",
        viewer=viewer.member_id,
        since=today - timedelta(days=days - 1),
        limit=MAX_VISITORS + 1,
    )
    latest = [Visitor(card(values), last.to_native()) for values, _, last in rows[:first]]
    if len(rows) <= MAX_VISITORS:
        days_seen = Counter(day for _, visited, _ in rows for day in visited)
        by_day, visitors = sorted(days_seen.items()), len(rows)
        cards = [card(values) for values, _, _ in rows]
    else:
        asked = {"viewer": viewer.member_id, "since": today - timedelta(days=days - 1)}
        by_day = [(day, n) for day, n in await db.rows("insights/count_views_by_day", **asked)]
        row = await db.row("insights/count_visitors", **asked)
        visitors = row[0] if row else 0
        drawn = await db.rows(
            "insights/sample_visitors", **asked, factor=_FACTOR, limit=MAX_VISITORS
        )
        cards = [card(values) for (values,) in drawn]
    told = await _described(db, viewer, cards, today, visitors / max(len(cards), 1))
    return ProfileViews(
        views=sum(count for _, count in by_day),
        visitors=visitors,
        complete=visitors <= MAX_VISITORS,
        margin=0.0 if visitors <= MAX_VISITORS else 1.96 * 0.5 / math.sqrt(MAX_VISITORS),
        by_day=[Count(day, count) for day, count in by_day],
        by_company=told[0],
        by_title=told[1],
        by_industry=told[2],
        by_place=told[3],
        latest=latest,
    )


async def _described(
    db: Database, viewer: Viewer, cards: list[Card], today: datetime, scale: float
) -> tuple[list[Count], list[Count], list[Count], list[Count]]:
    """Companies, titles, industries and places of visitors, times `scale`."""
    whole = await _whole(db, viewer, cards)
    companies: Counter[str] = Counter()
    titles: Counter[str] = Counter()
    for part in _chunks([one.id for one in whole]):
        for found in await positions(db, part):
            now_held = [p for p in found if p.ended is None or p.ended >= today.date()]
            companies.update({p.company.name for p in now_held})
            titles.update({p.title for p in now_held})
    industries = Counter(one.industry for one in cards if one.industry)
    places = Counter(one.city for one in whole if one.city)
    return (
        _ranked(companies, scale),
        _ranked(titles, scale),
        _ranked(industries, scale),
        _ranked(places, scale),
    )


async def _whole(db: Database, viewer: Viewer, cards: list[Card]) -> list[Card]:
    """Those whose whole profile the viewer may see."""
    found: dict[int, int | None] = {}
    for part in _chunks([one.id for one in cards]):
        found |= zip(part, await degrees(db, viewer, part), strict=True)
    return [one for one in cards if not is_reduced(one.profile_visibility, found[one.id])]


def _chunks(ids: list[int]) -> Iterable[list[int]]:
    return (ids[at : at + MAX_DEGREE_IDS] for at in range(0, len(ids), MAX_DEGREE_IDS))


def _ranked(counts: Counter[str], scale: float, most: int = 20) -> list[Count]:
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [Count(name, round(count * scale)) for name, count in ranked[:most]]
