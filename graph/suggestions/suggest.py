"""People the viewer may know, from the last committed write."""

from __future__ import annotations

import sys
from dataclasses import dataclass

from graph.paging import Page, decode_cursor, encode_cursor
from graph.profiles.cards import Card, card
from graph.reasons import SHARED_CONNECTIONS, Reason, named
from graph.store.database import Database
from graph.visibility import Viewer

EXPANDED_FRIENDS = 300


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A member to connect with; `score` is comparable within one viewer's list only."""

    member: Card
    score: float
    reasons: list[Reason]


async def suggest(db: Database, viewer: Viewer, first: int, after: str | None) -> Page[Suggestion]:
    """Members two steps away, best first, with the connections they share with the viewer.

    The score is Adamic-Adar (Adamic and Adar, "Friends and neighbors on the Web", 2003): the sum
    of 1 / log(1 + degree) over shared connections, of whom at most the 300 least-connected are
    expanded. Never oneself, a connection, somebody dismissed within 180 days or invisible.
    """
    score, last = (
        decode_cursor("suggestions", after, float, int)
        if after is not None
        else (sys.float_info.max, -1)
    )
    rows = await db.rows(
        "suggestions/list_by_shared_connections",
        viewer=viewer.member_id,
        friends=EXPANDED_FRIENDS,
        score=score,
        after=last,
        limit=first + 1,
    )
    found = [
        Suggestion(card(values), value, [_shared(count, [card(one) for one in by])])
        for values, value, count, by in rows
    ]
    shown = found[:first]
    cursors = [encode_cursor("suggestions", float(s.score), s.member.id) for s in shown]
    return Page(shown, cursors, has_next=len(found) > first)


def _shared(count: int, members: list[Card]) -> Reason:
    text = named(count, members, "shared connection", "shared connections")
    return Reason(SHARED_CONNECTIONS, text, count, members)
