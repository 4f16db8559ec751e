"""Keeps the index as the graph is: a consumer of the events of every write that search shows.

One writer at a time holds the index, reads the present state of what changed and replaces its
documents in one commit a kind. An event says only what to look at again, never what it became, so
neither its age nor its order matters: an old one cannot overwrite a newer document. What is gone
from the graph is removed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson

from graph.events.consumers import Consumer
from graph.search.documents import documents
from graph.store.search.interface import Document, Id
from graph.store.search.kinds import Kind
from graph.store.store import Store
from graph.store.streams import Event

Changed = dict[Kind, set[Id]]

_MEMBER_EVENTS = frozenset({"member.changed", "member.skills_changed", "member.deleted"})
_PROFILE_EVENTS = frozenset({"member.changed", "member.deleted"})
"""After these, the member's posts may be found by others than before."""
_JOB_EVENTS = frozenset({"job.posted", "job.changed", "job.closed", "job.deleted"})
_COMPANY_EVENTS = frozenset({"company.changed"})
_POST_EVENTS = frozenset({"post.created", "post.edited", "post.deleted"})

KINDS = _MEMBER_EVENTS | _JOB_EVENTS | _COMPANY_EVENTS | _POST_EVENTS
"""The payload has the id of what changed as `member`, `job`, `company` or `post`."""

CURATED = frozenset({"skill.changed", "skill.moved"})
"""The payload has ids as `skills`, `members` and `jobs`; that a skill has another name is no news
to whoever saved a search."""

READ: Mapping[Kind, str] = {
    Kind.MEMBER: "search/read_members",
    Kind.JOB: "search/read_jobs",
    Kind.COMPANY: "search/read_companies",
    Kind.POST: "search/read_posts",
    Kind.SKILL: "search/read_skills",
}
_BATCH = 1_000


async def handle(store: Store, events: Sequence[Event]) -> None:
    """Bring up to date what the events are about. May be called again with the same events."""
    await refresh(store, *changes((event.kind, event.payload) for event in events))


def changes(events: Iterable[tuple[str, bytes | str]]) -> tuple[Changed, set[int]]:
    """The ids that some events are about, by kind, and the members whose posts to look at."""
    changed: Changed = {kind: set() for kind in READ}
    authors: set[int] = set()
    for kind, payload in events:
        about: dict[str, Any] = orjson.loads(payload)
        if kind in _MEMBER_EVENTS:
            changed[Kind.MEMBER].add(about["member"])
            if kind in _PROFILE_EVENTS:
                authors.add(about["member"])
        elif kind in _JOB_EVENTS:
            changed[Kind.JOB].add(about["job"])
        elif kind in _COMPANY_EVENTS:
            changed[Kind.COMPANY].add(about["company"])
        elif kind in _POST_EVENTS:
            changed[Kind.POST].add(about["post"])
        elif kind in CURATED:
            changed[Kind.SKILL].update(about.get("skills", ()))
            changed[Kind.MEMBER].update(about.get("members", ()))
            changed[Kind.JOB].update(about.get("jobs", ()))
    return changed, authors


async def refresh(store: Store, changed: Changed, authors: Iterable[int] = ()) -> None:
    """Replace the documents of these ids by what the graph says now, as the only writer.

    The posts of `authors` are looked at, too. Raises Conflict where another process writes for too
    long, and Unavailable where a server is away.
    """
    async with store.search.writing():
        if near := sorted(authors):
            row = await store.db.row("search/list_posts_of_authors", ids=near)
            changed.setdefault(Kind.POST, set()).update(row[0] if row else ())
        for kind, ids in changed.items():
            ordered = sorted(ids, key=str)
            for start in range(0, len(ordered), _BATCH):
                await _replace(store, kind, ordered[start : start + _BATCH])


async def read_documents(store: Store, kind: Kind, ids: Sequence[Id]) -> list[Document]:
    """The documents of these ids as the graph has them now; none for what is gone."""
    row = await store.db.row(READ[kind], ids=list(ids))
    return [one for read in (row[0] if row else []) for one in documents(kind, read)]


async def _replace(store: Store, kind: Kind, ids: Sequence[Id]) -> None:
    made = await read_documents(store, kind, ids)
    there = {document.id for document in made}
    gone: list[Id] = [id_ for id_ in ids if id_ not in there]
    await store.search.index(kind, made, gone)


CONSUMER = Consumer("search", KINDS | CURATED, handle, count=500)
