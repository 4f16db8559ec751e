"""Answers "my feed is broken": what is cached, what the graph says, what is left out and why."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime

from graph.errors import NotFound
from graph.feed import timeline
from graph.feed.keyset import NEWEST
from graph.store.store import Store


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """A member's feed. `missing`: of the network's newest 200, what the cache does not have.

    `verdicts` counts the cached posts by what becomes of them.
    """

    built_at: datetime | None
    loud: tuple[str, ...]
    cached: list[int]
    network: list[int]
    missing: list[int]
    verdicts: dict[str, int]
    left_out: list[tuple[int, str]]
    ranked: int
    ranked_at: datetime | None


async def diagnose(store: Store, member: int) -> Diagnosis:
    """How the feed of a member stands. Raises NotFound, Unavailable."""
    if await store.db.row("feed/find_member", id=member) is None:
        raise NotFound(f"there is no member {member}")
    cached = await store.feeds.cached(member)
    posts = await store.feeds.entries(member, store.settings.feed_entries)
    keys = await timeline.entries(store.db, member, NEWEST, timeline.CANDIDATES)
    network = [key.id for key in keys]
    rows = await store.db.rows("feed/list_verdicts", member=member, ids=posts)
    meta, known = cached.meta, set(posts)
    ranking = timeline.loaded(cached.ranking) if cached.ranking is not None else None
    return Diagnosis(
        built_at=datetime.fromtimestamp(meta.built_ms / 1000, UTC) if meta else None,
        loud=meta.loud if meta else (),
        cached=posts,
        network=network,
        missing=[id_ for id_ in network if id_ not in known] if meta else [],
        verdicts=dict(Counter(verdict for _, verdict in rows)),
        left_out=[(id_, verdict) for id_, verdict in rows if verdict != "shown"],
        ranked=len(ranking.order) if ranking else 0,
        ranked_at=ranking.as_of if ranking else None,
    )


async def rebuild(store: Store, member: int, *, now: datetime) -> Diagnosis:
    """Build the feed of a member anew; how it stands then. Raises NotFound, Unavailable."""
    if await store.db.row("feed/find_member", id=member) is None:
        raise NotFound(f"there is no member {member}")
    await store.feeds.forget([member])
    await timeline.build(store, member, now)
    return await diagnose(store, member)


def lines(found: Diagnosis) -> list[str]:
    """The diagnosis as lines for a terminal."""
    if found.built_at is None:
        head = ["Redis has no feed: the next read builds it"]
    else:
        head = [
            f"Redis has {len(found.cached)} posts, built {found.built_at:%Y-%m-%d %H:%M:%S} UTC",
            f"merged on read: {', '.join(found.loud) or 'nobody'}",
        ]
    if found.ranked_at is not None:
        head.append(f"last ranked {found.ranked_at:%Y-%m-%d %H:%M:%S} UTC: {found.ranked} posts")
    head.append(f"the graph's newest of the network: {len(found.network)} posts")
    if found.missing:
        some = ", ".join(str(id_) for id_ in found.missing[:20])
        head.append(f"of these {len(found.missing)} are not in Redis: {some}")
    head += [f"{count} cached: {verdict}" for verdict, count in sorted(found.verdicts.items())]
    return head + [f"  post {id_}: {verdict}" for id_, verdict in found.left_out[:50]]
