"""The feed, posts and comments: the meanings of DESIGN.md on named and on generated worlds."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from graph.errors import InvalidCursor, Unauthenticated
from graph.feed import timeline
from graph.feed.comments import comments, comments_by_ids, comments_of_posts, replies
from graph.feed.home import FeedMode, feed
from graph.feed.posts import posts_by_ids, posts_of_member, posts_of_members
from graph.paging import encode_cursor
from graph.store.database import Database
from graph.store.store import Store
from graph.visibility import NOBODY, Viewer
from tests.conftest import NOW, LoadWorld
from tests.feeds import every, ids, whole_feed
from tests.worlds.world import World


@dataclass
class Town:
    """Ana's network, by name."""

    world: World
    id: dict[str, int] = field(default_factory=dict)
    post: dict[str, int] = field(default_factory=dict)


def town() -> Town:
    """Ana is connected with Ben and Cleo, follows Dan and Eve, and blocks Finn.

    Eve is PRIVATE; Cleo is too, but a connection. Gil is connected with Ben only.
    """
    w = World()
    names = ("Ana", "Ben", "Cleo", "Dan", "Eve", "Finn", "Gil")
    private = {"Cleo": "PRIVATE", "Eve": "PRIVATE"}
    found = Town(w, {n: w.member(n, profile_visibility=private.get(n)) for n in names})
    ana, ben, cleo, dan, eve, finn, gil = found.id.values()
    w.connect(ana, ben, cleo)
    w.connect(ben, gil, finn)
    for followed in (dan, eve, finn, ben):
        w.follow(ana, "member", followed)
    w.block(ana, finn)
    found.post = {
        "ana public": w.post(ana, "Hello"),
        "ana private": w.post(ana, "Note to self", visibility="PRIVATE"),
        "ben public": w.post(ben, "We are hiring"),
        "ben connections": w.post(ben, "Among us", visibility="CONNECTIONS"),
        "ben private": w.post(ben, "Draft", visibility="PRIVATE"),
        "cleo public": w.post(cleo, "Back again"),
        "dan public": w.post(dan, "A talk"),
        "dan connections": w.post(dan, "For friends", visibility="CONNECTIONS"),
        "eve public": w.post(eve, "Hidden"),
        "finn public": w.post(finn, "Blocked"),
        "gil public": w.post(gil, "From afar"),
    }
    post = found.post
    post["ben shares dan"] = w.post(ben, "Go there", shares=post["dan public"])
    post["ben shares finn"] = w.post(ben, "Look", shares=post["finn public"])
    w.react(ben, post["dan public"], "INSIGHTFUL")
    w.react(cleo, post["dan public"])
    w.react(gil, post["dan public"])
    w.react(finn, post["dan public"])
    w.react(ana, post["dan public"], "LOVE")
    w.react(ana, post["ben public"])
    return found


async def test_latest_is_what_the_network_says_newest_first(
    store: Store, load_world: LoadWorld
) -> None:
    t = town()
    await load_world(t.world)
    found = await whole_feed(store, t.id["Ana"], FeedMode.LATEST, 100)
    name = {id_: name for name, id_ in t.post.items()}
    assert [name[id_] for id_ in ids(found)] == [
        "ben shares finn",
        "ben shares dan",
        "dan public",
        "cleo public",
        "ben connections",
        "ben public",
        "ana private",
        "ana public",
    ]


async def test_an_entry_shows_counts_original_reaction_and_reasons(
    store: Store, load_world: LoadWorld
) -> None:
    t = town()
    await load_world(t.world)
    found = {e.post.id: e for e in await whole_feed(store, t.id["Ana"], FeedMode.LATEST, 100)}
    dan = found[t.post["dan public"]]
    post = dan.post
    assert (post.reaction_count, post.comment_count, post.share_count) == (5, 0, 1)
    assert (post.author.name, post.viewer_reaction, post.is_share) == ("Dan", "LOVE", False)
    assert [(r.kind, r.text, r.count, [m.name for m in r.members]) for r in dan.reasons] == [
        ("FOLLOWED_MEMBER", "You follow Dan", None, ["Dan"]),
        ("REACTED_BY_CONNECTIONS", "2 connections reacted: Ben and Cleo", 2, ["Ben", "Cleo"]),
    ]
    share = found[t.post["ben shares dan"]]
    assert share.post.is_share
    assert share.post.shared_post == post
    assert share.reasons[0].text == "Ben, a connection of yours, shared this"
    hidden = found[t.post["ben shares finn"]].post
    assert (hidden.text, hidden.is_share, hidden.shared_post) == ("Look", True, None)
    assert found[t.post["ana private"]].reasons[0].text == "You posted this"


async def test_ranked_begins_with_what_matters_and_loses_nothing(
    store: Store, load_world: LoadWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    t = town()
    await load_world(t.world)
    latest = ids(await whole_feed(store, t.id["Ana"], FeedMode.LATEST, 100))
    ranked = await whole_feed(store, t.id["Ana"], FeedMode.RANKED, 100)
    # Nearly of one age: the tie and the engagement of connections decide.
    assert ranked[0].post.id == t.post["dan public"]
    assert sorted(ids(ranked)) == sorted(latest)
    for first in (1, 3):
        assert await whole_feed(store, t.id["Ana"], FeedMode.RANKED, first) == ranked
    monkeypatch.setattr(timeline, "CANDIDATES", 3)
    await store.feeds.forget([t.id["Ana"]])
    few = ids(await whole_feed(store, t.id["Ana"], FeedMode.RANKED, 2))
    assert sorted(few[:3]) == sorted(latest[:3])
    assert few[3:] == latest[3:]


async def test_what_comes_in_while_scrolling_moves_nothing(
    db: Database, store: Store, load_world: LoadWorld
) -> None:
    t = town()
    await load_world(t.world)
    viewer = Viewer(t.id["Ana"])
    before = ids(await whole_feed(store, t.id["Ana"], FeedMode.RANKED, 100))
    page = await feed(store, viewer, 3, None, FeedMode.RANKED, now=NOW)
    await db.run_schema(
        "MATCH (b:Member {name: 'Ben'}), (c:Member {name: 'Cleo'}), (p:Post {text: 'Hello'}) "
        "CREATE (b)-[:POSTED]->(:Post {id: 900, text: 'New', visibility: 'PUBLIC', "
        "created_at: datetime('2026-07-01T12:00:01Z')}), "
        "(b)-[:REACTED {kind: 'LIKE', at: datetime('2026-07-01T12:00:01Z')}]->(p), "
        "(c)-[:REACTED {kind: 'LIKE', at: datetime('2026-07-01T12:00:01Z')}]->(p)"
    )
    rest = await feed(store, viewer, 100, page.cursors[-1], FeedMode.RANKED, now=datetime.now(UTC))
    assert ids(page.items) + ids(rest.items) == before
    later = datetime(2026, 7, 1, 13, tzinfo=UTC)
    fresh = await feed(store, viewer, 100, None, FeedMode.RANKED, now=later)
    assert 900 in ids(fresh.items)


async def test_a_caller_without_a_token_sees_public_posts_of_public_members(
    db: Database, store: Store, load_world: LoadWorld
) -> None:
    t = town()
    await load_world(t.world)
    found = await posts_by_ids(db, NOBODY, list(t.post.values()))
    seen = {name for name, post in zip(t.post, found, strict=True) if post is not None}
    assert seen == {
        *("ana public", "ben public", "dan public", "finn public", "gil public"),
        *("ben shares dan", "ben shares finn"),
    }
    with pytest.raises(Unauthenticated):
        await feed(store, NOBODY, 5, None, FeedMode.LATEST, now=NOW)


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "nonsense",
        encode_cursor("posts", "2026-01-01T00:00:00Z", 1),
        encode_cursor("LATEST", "2026-01-01T00:00:00Z", -1, "2026-13-01T00:00:00Z", 1),
        encode_cursor("LATEST", "2026-01-01T00:00:00Z", -1, "2026-01-01T00:00:00Z", -2),
        encode_cursor("LATEST", "2026-01-01T00:00:00Z", 201, "2026-01-01T00:00:00Z", 1),
        encode_cursor("LATEST", "9999-12-31T23:59:59.999999Z", 0, "2026-01-01T00:00:00Z", 1),
        encode_cursor("RANKED", "2026-01-01T00:00:00Z", -1, "2026-01-01T00:00:00Z", 1),
    ],
)
async def test_a_cursor_that_no_list_issued_is_refused(
    store: Store, load_world: LoadWorld, cursor: str
) -> None:
    with pytest.raises(InvalidCursor):
        await feed(store, Viewer(1), 5, cursor, FeedMode.LATEST, now=NOW)


async def test_comments_leave_out_the_invisible_and_what_replies_to_them(
    db: Database, load_world: LoadWorld
) -> None:
    t = town()
    w, post = t.world, t.post["ben public"]
    first = w.comment(post, t.id["Gil"], "First")
    blocked = w.comment(post, t.id["Finn"], "Second")
    under = w.comment(post, t.id["Gil"], "To Finn", reply_to=blocked)
    deeper = w.comment(post, t.id["Ben"], "To Gil", reply_to=under)
    reply = w.comment(post, t.id["Ana"], "To Gil", reply_to=first)
    third = w.comment(post, t.id["Cleo"], "Third")
    await load_world(w)
    ana, gil = Viewer(t.id["Ana"]), Viewer(t.id["Gil"])
    assert [c.id for c in (await comments(db, ana, post, 9, None)).items] == [first, third]
    assert [c.id for c in (await comments(db, gil, post, 9, None)).items] == [first, blocked]
    assert [c.id for c in (await replies(db, ana, first, 9, None)).items] == [reply]
    assert (await replies(db, ana, blocked, 9, None)).items == []
    assert (await replies(db, ana, under, 9, None)).items == []
    assert [c.id for c in (await replies(db, gil, under, 9, None)).items] == [deeper]
    seen = await comments_by_ids(db, ana, [third, deeper, reply, 999, blocked, first])
    assert [c.id if c else None for c in seen] == [third, None, reply, None, None, first]
    assert (seen[2].reply_to_id, seen[2].post_id) == (first, post) if seen[2] else False
    shown = (await posts_by_ids(db, ana, [post]))[0]
    assert shown is not None
    assert shown.comment_count == 6
    paged = await every(lambda after: comments(db, gil, post, 1, after))
    assert [c.id for c in paged] == [first, blocked]
    several = await comments_of_posts(db, ana, [t.post["dan public"], post], 1, None)
    assert [([c.id for c in page.items], page.has_next) for page in several] == [
        ([], False),
        ([first], True),
    ]


async def test_posts_of_members_are_those_the_viewer_may_see(
    db: Database, load_world: LoadWorld
) -> None:
    t = town()
    await load_world(t.world)
    ana = Viewer(t.id["Ana"])
    wanted = [t.id[name] for name in ("Finn", "Dan", "Ben", "Eve")]
    pages = await posts_of_members(db, ana, wanted, 2, None)
    assert [[p.text for p in page.items] for page in pages] == [
        [],
        ["A talk"],
        ["Look", "Go there"],
        [],
    ]
    assert [page.has_next for page in pages] == [False, False, True, False]
    rest = await posts_of_member(db, ana, t.id["Ben"], 9, pages[2].cursors[-1])
    assert [p.text for p in rest.items] == ["Among us", "We are hiring"]
