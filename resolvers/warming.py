"""What a process reads in and has planned before the first members ask, so that they wait less.

When it starts the vocabularies are read in and the hot queries are planned, then all others. When
Neo4j is back after an outage they are planned again.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime

from graph.connections.degrees import degrees
from graph.connections.lists import (
    connection_counts,
    listed_connections,
    mutual_connections,
    mutual_counts,
)
from graph.connections.ties import strengths
from graph.errors import ProConnectError
from graph.feed.home import FeedMode, feed
from graph.feed.items import items
from graph.feed.posts import posts_by_ids
from graph.jobs.match import match, recommended
from graph.model import MAX_ID
from graph.places import gazetteer
from graph.profiles.cards import Card, cards_by_id
from graph.profiles.history import positions
from graph.search import vocabulary
from graph.search.people import search_people
from graph.skills.canonical import canonicaliser
from graph.skills.extraction import extractor
from graph.skills.skills import skills_of_members
from graph.store import catalog
from graph.store.database import Database
from graph.store.store import Store
from graph.suggestions.suggest import suggest, warm_sources
from graph.visibility import Viewer

log = logging.getLogger("proconnect.warming")

_NOBODY_IN_PARTICULAR = Viewer(MAX_ID)
"""A member that does not exist: the plan is made, and next to nothing is read."""


_AT_ONCE = 2
"""Planning keeps a core busy."""

_PLANNED_WITHIN_S = 60.0
"""A plan that is cut off is none: who asks next would begin it again."""

_REAL_MEMBERS = 60

_VOCABULARIES: tuple[Callable[[], object], ...] = (
    canonicaliser,
    extractor,
    gazetteer.load,
    vocabulary.load,
)
"""Together they take 1.5 s of Python, in which nobody else would be answered."""

_LOOKS_EVERY_S = 1.0

_WITHIN_S = 8.0
"""So long a start waits for it; the rest is planned beside the first requests."""


@asynccontextmanager
async def warming(store: Store) -> AsyncIterator[None]:
    """Plans while the block runs; it begins after 8 s at most."""
    planned = asyncio.Event()
    task = asyncio.create_task(_keep_warm(store, planned))
    try:
        await asyncio.to_thread(lambda: [read() for read in _VOCABULARIES])
        with suppress(TimeoutError):
            await asyncio.wait_for(planned.wait(), _WITHIN_S)
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _keep_warm(store: Store, planned: asyncio.Event) -> None:
    """Warm now, and each time that the graph was away: a server that was started has no plans."""
    was_away = True
    while True:
        if was_away and not store.db.is_away:
            await _warm(store)
            planned.set()
            await _plan_all(store.db)
        was_away = store.db.is_away
        await asyncio.sleep(_LOOKS_EVERY_S)


async def _warm(store: Store) -> None:
    """Ask each of the five questions once, the dearest first. What fails is asked for again.

    Then a real member is asked about: the server reads and compiles what plans alone leave out.
    """
    db, viewer, now = store.db.patient(_PLANNED_WITHIN_S), _NOBODY_IN_PARTICULAR, datetime.now(UTC)
    store = replace(store, db=db)
    nobody = Card(MAX_ID, "", None, None, None, None, None, "PUBLIC", None, True, now)
    questions = (
        lambda: feed(store, viewer, 1, None, FeedMode.RANKED, now=now),
        lambda: items(store, viewer, [MAX_ID]),
        lambda: suggest(store, viewer, 1, None, now=now),
        lambda: cards_by_id(db, viewer, [MAX_ID]),
        lambda: degrees(db, viewer, [MAX_ID]),
        lambda: mutual_counts(db, viewer, [MAX_ID]),
        lambda: mutual_connections(db, viewer, [MAX_ID], 1, None),
        lambda: connection_counts(db, viewer, [MAX_ID]),
        lambda: listed_connections(db, viewer, nobody, 0, 1, None),
        lambda: positions(db, [MAX_ID]),
        lambda: skills_of_members(db, viewer, [MAX_ID]),
        lambda: strengths(db, viewer, [(0, MAX_ID)]),
        lambda: warm_sources(db, MAX_ID, now),
        lambda: posts_by_ids(db, viewer, [MAX_ID]),
        lambda: recommended(db, viewer, 1, None, now=now),
        lambda: match(db, viewer, [MAX_ID], now=now),
        lambda: search_people(store, viewer, "anybody", None, 1, None, now=now),
    )
    real: list[int] = []

    async def look_up() -> None:
        rows = await db.rows("store/list_some_members", limit=_REAL_MEMBERS)
        real.extend(id_ for (id_,) in rows)

    slots = asyncio.Semaphore(_AT_ONCE)

    async def once(ask: Callable[[], Awaitable[object]]) -> None:
        async with slots:
            try:
                await ask()
            except ProConnectError as error:
                log.warning("not warmed: %s", error.message)

    began = time.monotonic()
    await asyncio.gather(*map(once, (*questions, look_up)))
    if real:
        await asyncio.gather(*map(once, _about(db, nobody, real)))
    log.info("the hot queries are planned, after %.1f s", time.monotonic() - began)


async def _plan_all(db: Database) -> None:
    """Plan all other queries, too, one after the other: whoever asks first waits 20 ms, not 100."""
    began = time.monotonic()
    for name in catalog.load():
        try:
            await db.explain(name)
        except ProConnectError as error:
            log.warning("not planned: %s: %s", name, error.message)
            if db.is_away:
                return
    log.info("all queries are planned, after %.1f s more", time.monotonic() - began)


def _about(
    db: Database, nobody: Card, members: Sequence[int]
) -> Sequence[Callable[[], Awaitable[object]]]:
    """What the first of these members asks about all of them."""
    me = members[0]
    viewer, mine = Viewer(me), replace(nobody, id=me)
    return (
        lambda: listed_connections(db, viewer, mine, 0, _REAL_MEMBERS, None),
        lambda: cards_by_id(db, viewer, members),
        lambda: degrees(db, viewer, members),
        lambda: mutual_connections(db, viewer, members, _REAL_MEMBERS, None),
        lambda: mutual_counts(db, viewer, members),
        lambda: connection_counts(db, viewer, members),
        lambda: skills_of_members(db, viewer, members),
        lambda: positions(db, members),
    )
