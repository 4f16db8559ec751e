"""People the viewer may know: candidates, exclusions, scoring, diversity, reasons."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import dataclass
from datetime import datetime

from graph.connections.degrees import degrees
from graph.paging import Page, decode_cursor, encode_cursor
from graph.profiles.cards import Card, cards_by_id
from graph.reasons import Reason
from graph.store.database import Database
from graph.store.store import Store
from graph.suggestions import impressions
from graph.suggestions.diversity import diverse
from graph.suggestions.evidence import Evidence, Facts
from graph.suggestions.explaining import reasons, shared_reasons
from graph.suggestions.scoring import Candidate, scored
from graph.suggestions.sources import LAST_RESORT, SOURCES
from graph.suggestions.sources.shared_connections import shared_connections, two_steps
from graph.visibility import Viewer, is_reduced

FEW = 10
"""With fewer candidates than this, the last resort is asked, too."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A member to connect with; `score` is comparable within one viewer's list only."""

    member: Card
    score: float
    reasons: list[Reason]


async def suggest(
    store: Store, viewer: Viewer, first: int, after: str | None, *, now: datetime
) -> Page[Suggestion]:
    """Members to connect with, best first, each with reasons; some hundred at most.

    Never oneself, a connection, somebody in a block or invited either way, dismissed within 180
    days, or invisible. Raises Unauthenticated without a viewer, InvalidCursor.
    """
    score, last = (
        decode_cursor("suggestions", after, float, int)
        if after is not None
        else (sys.float_info.max, -1)
    )
    (me, evidence), seen = await asyncio.gather(
        _evidence(store.db, viewer.member_id, now),
        impressions.shown(store.cache, viewer.member_id),
    )
    if me is None:
        return Page([], [], has_next=False)
    candidates = diverse(scored(evidence, impressions.ignored(seen, now)))
    left = [one for one in candidates if (-one.score, one.id) > (-score, last)]
    shown = await _presented(store.db, viewer, me, left[:first])
    impressions.record(store.cache, me.id, seen, [one.member.id for one in shown], now)
    cursors = [encode_cursor("suggestions", float(s.score), s.member.id) for s in shown]
    return Page(shown, cursors, has_next=len(left) > first)


async def warm_sources(db: Database, nobody: int, now: datetime) -> None:
    """Ask every source about a member that does not exist, so that Neo4j plans its query."""
    me = Facts(nobody, [], 1, 1, 1, 1, 1, 1, 1, 1, None, None, now)
    await asyncio.gather(
        shared_connections(db, me, two_steps(db, nobody)),
        *(source(db, me) for source in (*SOURCES, LAST_RESORT)),
    )
    await shared_reasons(db, me, [nobody])


async def _facts(db: Database, viewer: int, now: datetime) -> Facts | None:
    row = await db.row("suggestions/read_viewer", viewer=viewer)
    return Facts(*(viewer, *row, now)) if row else None


async def _evidence(
    db: Database, viewer: int, now: datetime
) -> tuple[Facts | None, list[Evidence]]:
    """What is known of the viewer, and what all sources say, asked at once; the last resort only
    where they say too little.
    """
    steps = asyncio.create_task(two_steps(db, viewer))
    try:
        if (me := await _facts(db, viewer, now)) is None:
            return None, []
        shared, *found = await asyncio.gather(
            shared_connections(db, me, steps), *(source(db, me) for source in SOURCES)
        )
    finally:
        steps.cancel()
    evidence = [*shared, *(one for part in found for one in part)]
    known = {one.id for one in evidence}
    if len(known) < FEW:
        evidence += [one for one in await LAST_RESORT(db, me) if one.id not in known]
    return me, evidence


async def _presented(
    db: Database, viewer: Viewer, me: Facts, candidates: list[Candidate]
) -> list[Suggestion]:
    ids = [one.id for one in candidates]
    far = [one.id for one in candidates if not one.is_shared]
    cards, shared, found = await asyncio.gather(
        cards_by_id(db, viewer, ids), shared_reasons(db, me, ids), degrees(db, viewer, far)
    )
    degree = dict(zip(far, found, strict=True))
    presented = []
    for one, member in zip(candidates, cards, strict=True):
        if member is not None:
            full = not is_reduced(member.profile_visibility, degree.get(one.id, 2))
            why = reasons(one, member, shared.get(one.id), full=full)
            presented.append(Suggestion(member, one.score, why))
    return presented
