"""Feeds, posts and comments agree with plain Python on generated worlds."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.feed import timeline
from graph.feed.comments import comments_by_ids, comments_of_posts
from graph.feed.home import FeedEntry, FeedMode
from graph.feed.posts import posts_by_ids
from graph.store.database import Database
from graph.store.store import Store
from graph.visibility import Viewer
from tests.conftest import LoadWorld, times
from tests.feeds import ids, whole_feed
from tests.worlds.model import Model
from tests.worlds.world import World


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Up to ten members with every kind of visibility, and posts that often share a moment."""
    w = World()
    kinds = st.sampled_from(["PUBLIC", "CONNECTIONS", "PRIVATE", None])
    size = draw(st.integers(2, 10))
    people = [w.member(f"M{n}", profile_visibility=draw(kinds)) for n in range(size)]
    for one in people:
        for other in people:
            tie = draw(st.sampled_from("ccb..f" if one < other else "..f")) if one != other else ""
            if tie == "c":
                w.connect(one, other)
            elif tie == "b":
                w.block(*draw(st.permutations([one, other])))
            elif tie == "f":
                w.follow(one, "member", other)
    member = st.sampled_from(people)
    moment = st.integers(0, 5).map(lambda n: f"2026-01-01T00:00:0{n}.{n}Z")
    posts: list[int] = []
    for _ in range(draw(st.integers(0, 20))):
        shared = draw(st.sampled_from([None, None, *posts[:3]]))
        posts.append(
            w.post(draw(member), "Text", at=draw(moment), visibility=draw(kinds), shares=shared)
        )
    for post, one in draw(st.sets(st.tuples(st.sampled_from(posts or [0]), member), max_size=30)):
        if post:
            w.react(one, post, at=draw(moment))
    for _ in range(draw(st.integers(0, 12)) if posts else 0):
        post = draw(st.sampled_from(posts))
        below = [int(str(r["id"])) for r in w.rows["comments"] if r["post_id"] == post]
        reply_to = draw(st.sampled_from([None, *below]))
        w.comment(post, draw(member), "Yes", at=draw(moment), reply_to=reply_to)
    return w


def seen_comments(model: Model, viewer: int | None, post: int, under: int | None) -> list[int]:
    """By plain Python: the comments under a post or a comment, oldest first."""
    rows = {int(str(r["id"])): r for r in model.rows["comments"]}

    def is_seen(id_: int) -> bool:
        above = rows[id_].get("reply_to_id")
        return model.sees(viewer, int(str(rows[id_]["author_id"]))) and (
            above is None or is_seen(int(str(above)))
        )

    found = [
        (str(row["created_at"]), id_)
        for id_, row in rows.items()
        if row["post_id"] == post and row.get("reply_to_id") == under and is_seen(id_)
    ]
    return [id_ for _, id_ in sorted(found)] if model.sees_post(viewer, post) else []


def engaged(model: Model, viewer: int, post: int, table: str) -> set[int]:
    """By plain Python: the viewer's connections who reacted to or commented on a post."""
    who = "member_id" if table == "reactions" else "author_id"
    found = {int(str(r[who])) for r in model.rows[table] if r["post_id"] == post}
    return found & set(model.graph[viewer])


@settings(max_examples=times(15, 400))
@given(world=worlds(), first=st.integers(1, 7), walk=st.sampled_from([0, 3, 20_000]))
async def test_latest_and_what_an_entry_says_agree_with_plain_python(
    store: Store, load_world: LoadWorld, world: World, first: int, walk: int
) -> None:
    await load_world(world)
    model = Model(world)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timeline, "WALK", walk)
        for viewer in model.members:
            found = await whole_feed(store, viewer, FeedMode.LATEST, 100)
            assert ids(found) == model.latest(viewer)
            for entry in found:
                check_entry(model, viewer, entry)
        longest = max(model.members, key=lambda member: len(model.latest(member)))
        ranked = ids(await whole_feed(store, longest, FeedMode.RANKED, 100))
        check_ranked(model, longest, ranked, len(model.latest(longest)))
        patch.setattr(timeline, "CANDIDATES", 3)
        await store.feeds.forget([longest])
        assert ids(await whole_feed(store, longest, FeedMode.LATEST, first)) == model.latest(
            longest
        )
        paged = ids(await whole_feed(store, longest, FeedMode.RANKED, first))
        check_ranked(model, longest, paged, 3)


def check_ranked(model: Model, viewer: int, found: list[int], many: int) -> None:
    """The newest `many` of the network in any order, then the rest by time; discoveries between."""
    latest = model.latest(viewer)
    network = [id_ for id_ in found if id_ in latest]
    assert sorted(network[:many]) == sorted(latest[:many])
    assert network[many:] == latest[many:]
    for id_ in set(found) - set(latest):
        both = [engaged(model, viewer, id_, table) for table in ("reactions", "comments")]
        assert len(both[0] | both[1]) >= 2
        assert model.sees_post(viewer, id_)
        assert (model.posts[id_].get("visibility") or "PUBLIC") == "PUBLIC"
    assert len(found) == len(set(found))


def check_entry(model: Model, viewer: int, entry: FeedEntry) -> None:
    """Counts, original and reasons by plain Python."""
    post = entry.post
    reactions, comments, _ = model.counts(post.id)
    shares_of = [r for r in model.posts.values() if r.get("shares_post_id") is not None]
    leading = [first_of(model, int(str(r["shares_post_id"]))) for r in shares_of]
    assert (post.reaction_count, post.comment_count) == (reactions, comments)
    assert post.share_count == leading.count(post.id)
    shares = model.posts[post.id].get("shares_post_id")
    assert post.is_share == (shares is not None)
    if shares is None or not model.sees_post(viewer, first_of(model, int(str(shares)))):
        assert post.shared_post is None
    else:
        assert post.shared_post is not None
        assert post.shared_post.id == first_of(model, int(str(shares)))
    for table, kind in (
        ("reactions", "REACTED_BY_CONNECTIONS"),
        ("comments", "COMMENTED_BY_CONNECTIONS"),
    ):
        expected = engaged(model, viewer, post.id, table)
        stated = [reason for reason in entry.reasons if reason.kind == kind]
        assert [reason.count for reason in stated] == ([len(expected)] if expected else [])
        for reason in stated:
            assert [member.id for member in reason.members] == sorted(expected)[:3]


def first_of(model: Model, post: int) -> int:
    """A share of a share leads to the first."""
    shares = model.posts[post].get("shares_post_id")
    return post if shares is None else first_of(model, int(str(shares)))


@settings(max_examples=times(10, 400))
@given(world=worlds())
async def test_posts_and_comments_by_id_agree_with_plain_python(
    db: Database, load_world: LoadWorld, world: World
) -> None:
    await load_world(world)
    model = Model(world)
    wanted = [*model.posts, 12345]
    answers = {int(str(r["id"])): int(str(r["post_id"])) for r in world.rows["comments"]}
    for number in (None, *model.members):
        viewer = Viewer(number)
        found = await posts_by_ids(db, viewer, wanted)
        assert [p.id if p else None for p in found] == [
            id_ if model.sees_post(number, id_) else None for id_ in wanted
        ]
        pages = await comments_of_posts(db, viewer, wanted[:-1], 100, None)
        assert [[c.id for c in page.items] for page in pages] == [
            seen_comments(model, number, post, None) for post in model.posts
        ]
        by_id = {c.id for c in await comments_by_ids(db, viewer, list(answers)) if c}
        above = [None, *answers]
        assert by_id == {
            one
            for post in model.posts
            for under in above
            for one in seen_comments(model, number, post, under)
        }
