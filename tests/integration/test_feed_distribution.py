"""The feed while the network changes: with and without workers and Redis, and behind caches."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.connections import blocks, follows
from graph.feed import fanout, posting, preferences
from graph.feed.arrivals import arrivals
from graph.feed.diagnosis import diagnose, lines, rebuild
from graph.feed.home import FeedEntry, FeedMode, feed
from graph.feed.trending import trending
from graph.model import Visibility
from graph.mutations import mutate
from graph.store.store import Store
from graph.visibility import Viewer
from resolvers.worker import CONSUMERS, TASKS
from tests.conftest import LoadWorld, times
from tests.feeds import change, deliver, say
from tests.working import working
from tests.worlds.world import World

PEOPLE = range(1, 6)


async def shown(store: Store, member: int, mode: FeedMode, first: int = 100) -> list[FeedEntry]:
    """The first page of a feed."""
    page = await feed(store, Viewer(member), first, None, mode, now=datetime.now(UTC))
    return page.items


async def ids(store: Store, member: int, mode: FeedMode) -> list[int]:
    return [entry.post.id for entry in await shown(store, member, mode)]


@dataclass
class Town:
    """What is so, in plain Python: the model that the feed is held against."""

    ties: set[frozenset[int]] = field(default_factory=set)
    blocks: set[frozenset[int]] = field(default_factory=set)
    follows: set[tuple[int, int]] = field(default_factory=set)
    mutes: set[tuple[int, int]] = field(default_factory=set)
    hidden: set[tuple[int, int]] = field(default_factory=set)
    posts: dict[int, tuple[int, str]] = field(default_factory=dict)

    def is_eligible(self, viewer: int, post: int) -> bool:
        author, visibility = self.posts[post]
        if viewer == author:
            return (viewer, post) not in self.hidden
        pair = frozenset((viewer, author))
        if pair in self.blocks or (viewer, author) in self.mutes or (viewer, post) in self.hidden:
            return False
        if pair in self.ties:
            return visibility in ("PUBLIC", "CONNECTIONS")
        return (viewer, author) in self.follows and visibility == "PUBLIC"

    def latest(self, viewer: int) -> list[int]:
        return sorted((p for p in self.posts if self.is_eligible(viewer, p)), reverse=True)


def actions() -> st.SearchStrategy[list[tuple[Any, ...]]]:
    member = st.sampled_from(PEOPLE)
    seen_by = st.sampled_from([v.value for v in Visibility])
    number = st.integers(0, 30)
    one = st.one_of(
        st.tuples(st.just("post"), member, seen_by),
        st.tuples(st.just("change"), number, seen_by),
        st.tuples(st.just("delete"), number),
        st.tuples(st.sampled_from(["block", "mute", "follow", "remove"]), member, member),
        st.tuples(st.just("hide"), member, number),
        st.tuples(st.just("work")),
        st.tuples(st.just("read"), member),
        st.tuples(st.just("wipe")),
    )
    return st.lists(one, min_size=4, max_size=14)


async def act(store: Store, town: Town, action: tuple[Any, ...]) -> None:
    """Do it, and note in the model what is so then."""
    match action:
        case ("post", author, visibility):
            id_ = await say(store, author, "Text", visibility=Visibility(visibility))
            town.posts[id_] = (author, visibility)
        case ("change", number, visibility) if town.posts:
            id_ = sorted(town.posts)[number % len(town.posts)]
            author, seen_by = town.posts[id_][0], Visibility(visibility)
            await change(store, author, lambda w: posting.edit(w, id_, "New", visibility=seen_by))
            town.posts[id_] = (author, visibility)
        case ("delete", number) if town.posts:
            id_ = sorted(town.posts)[number % len(town.posts)]
            author = town.posts.pop(id_)[0]
            await change(store, author, lambda w: posting.delete(w, id_))
        case ("hide", member, number) if town.posts:
            id_ = sorted(town.posts)[number % len(town.posts)]
            author, visibility = town.posts[id_]
            pair = frozenset((member, author))
            public = visibility == "PUBLIC" or (visibility == "CONNECTIONS" and pair in town.ties)
            if member == author or (public and pair not in town.blocks):
                await change(store, member, lambda w: preferences.hide(w, id_))
                town.hidden.add((member, id_))
        case ("work",):
            await deliver(store)
        case ("read", member):
            await shown(store, member, FeedMode.RANKED)
        case ("wipe",):
            await store.feeds._client.flushdb()
        case (name, one, other) if one != other and frozenset((one, other)) not in town.blocks:
            await _tie(store, town, name, one, other)


async def _tie(store: Store, town: Town, name: str, one: int, other: int) -> None:
    pair = frozenset((one, other))
    match name:
        case "block":
            await change(store, one, lambda w: blocks.block(w, other))
            town.blocks.add(pair)
            town.ties.discard(pair)
            town.follows -= {(one, other), (other, one)}
        case "remove":
            if pair in town.ties:
                await change(store, one, lambda w: blocks.remove_connection(w, other))
                town.ties.discard(pair)
        case "mute":
            await change(store, one, lambda w: preferences.mute(w, other))
            town.mutes.add((one, other))
        case "follow":
            await change(store, one, lambda w: follows.follow(w, ("Member", other)))
            town.follows.add((one, other))


@settings(max_examples=times(8, 200))
@given(script=actions(), ties=st.sets(st.sampled_from([(1, 2), (1, 3), (2, 3), (3, 4), (1, 5)])))
async def test_a_feed_shows_what_is_eligible_now_whatever_is_cached(
    store: Store, load_world: LoadWorld, script: list[tuple[Any, ...]], ties: set[tuple[int, int]]
) -> None:
    world, town = World(), Town({frozenset(pair) for pair in ties})
    for member in PEOPLE:
        world.member(f"Member {member}", id=member)
    for one, other in sorted(ties):
        world.connect(one, other)
    await load_world(world)
    for action in script:
        await act(store, town, action)
        viewers = PEOPLE if action == script[-1] else [action[1]] if len(action) > 1 else [1]
        for viewer in viewers:
            if viewer in PEOPLE:
                assert await ids(store, viewer, FeedMode.LATEST) == town.latest(viewer)
                ranked = await ids(store, viewer, FeedMode.RANKED)
                assert set(ranked) <= set(town.latest(viewer))
                assert len(ranked) == len(set(ranked))
                own = {p for p in town.latest(viewer) if town.posts[p][0] == viewer}
                assert own <= set(ranked)
    await store.feeds.forget(PEOPLE)
    for viewer in PEOPLE:
        assert sorted(await ids(store, viewer, FeedMode.RANKED), reverse=True) == town.latest(
            viewer
        )


@pytest.fixture
async def square(load_world: LoadWorld) -> None:
    """Ana (1), Ben (2), Clo (3) and Dan (4); all are connected with Ana, Dan follows Ben."""
    world = World()
    world.members("Ana", "Ben", "Clo", "Dan")
    world.connect(1, 2, 3, 4)
    world.follow(4, "member", 2)
    await load_world(world)


async def until(store: Store, member: int, post: int) -> None:
    """Returns when a post is in a ranked feed; fails after a minute."""
    async with asyncio.timeout(60):
        while post not in await ids(store, member, FeedMode.RANKED):  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def test_a_new_post_comes_into_warm_feeds_by_the_worker(store: Store, square: None) -> None:
    for member in (1, 2, 4):
        await shown(store, member, FeedMode.RANKED)
    async with working(store, CONSUMERS, TASKS):
        for number in range(times(5, 2_000)):
            await until(store, 4, await say(store, 2, f"Post {number}"))


async def test_without_a_worker_the_author_and_cold_readers_see_a_post(
    store: Store, square: None
) -> None:
    for member in (1, 2):
        await shown(store, member, FeedMode.RANKED)
    post = await say(store, 2, "Hello")
    assert await ids(store, 2, FeedMode.RANKED) == [post]
    assert await ids(store, 4, FeedMode.RANKED) == [post]
    assert await ids(store, 1, FeedMode.RANKED) == []
    assert await ids(store, 1, FeedMode.LATEST) == [post]
    await deliver(store)
    assert await ids(store, 1, FeedMode.RANKED) == [post]


async def test_a_post_to_a_large_audience_is_merged_when_feeds_are_read(
    store: Store, square: None
) -> None:
    few = replace(store, settings=store.settings.model_copy(update={"feed_audience": 2}))
    for member in (2, 3, 4):
        await shown(few, member, FeedMode.RANKED)
    post = await say(few, 1, "To all")
    assert await fanout.distribute(few, post) == 0  # the author has no feed, nobody else gets one
    for member in (2, 3, 4):
        assert await few.feeds.entries(member, 9) == []
        assert await ids(few, member, FeedMode.RANKED) == [post]
    await change(few, 3, lambda w: blocks.remove_connection(w, 1))
    assert await ids(few, 3, FeedMode.RANKED) == []


async def test_many_cold_readers_of_one_feed_build_it_once(
    store: Store, square: None, asked: Counter[str]
) -> None:
    post = await say(store, 2, "Hello")
    asked.clear()
    found = await asyncio.gather(*(ids(store, 1, FeedMode.RANKED) for _ in range(20)))
    assert found == [[post]] * 20
    assert asked["feed/list_discoveries"] == 1
    for cold in (True, False):
        if cold:
            await store.feeds.forget([1])
        asked.clear()
        assert await ids(store, 1, FeedMode.RANKED) == [post]
        assert asked.total() <= 6, "at most 6 graph queries a page"
        if not cold:
            assert asked == {"feed/list_items": 1}


async def test_a_feed_goes_on_where_redis_is_lost_while_somebody_scrolls(
    store: Store, square: None
) -> None:
    made = [await say(store, author, "Text") for author in (2, 3, 4, 2, 3, 4, 2)]
    page = await feed(store, Viewer(1), 3, None, FeedMode.RANKED, now=datetime.now(UTC))
    await store.feeds._client.flushdb()
    late = await say(store, 2, "Late")
    later = datetime.now(UTC) + timedelta(minutes=1)
    rest = await feed(store, Viewer(1), 9, page.cursors[-1], FeedMode.RANKED, now=later)
    found = [entry.post.id for entry in [*page.items, *rest.items]]
    assert sorted(found) == made
    assert late not in found


async def test_a_relevant_post_of_a_weak_tie_comes_before_an_irrelevant_one(
    store: Store, load_world: LoadWorld
) -> None:
    world = World()
    world.members("Ana", "Ben", "Clo")
    world.connect(1, 2)
    world.follow(1, "member", 3)
    world.skill(1, "Falconry")
    moment = "2026-06-30T12:00:00Z"
    for number in range(3):
        world.react(1, world.post(2, "Of old", at=f"2026-01-01T00:00:0{number}Z"))
    weak = world.post(3, "All about falconry", at=moment)
    strong = world.post(2, "My holiday", at=moment)
    await load_world(world)
    ranked = await ids(store, 1, FeedMode.RANKED)
    assert ranked[:2] == [weak, strong]
    assert ranked == await ids(store, 1, FeedMode.RANKED)


async def test_discoveries_say_why_they_are_there(store: Store, load_world: LoadWorld) -> None:
    world = World()
    world.members("Ana", "Ben", "Clo", "Dan")
    world.connect(1, 2, 3)
    world.follow(1, "hashtag", "falcons")
    world.follow(1, "company", world.company("Acme"))
    liked = world.post(4, "Liked")
    tagged = world.post(4, "On #falcons")
    world.post(4, "Of no interest")
    for friend in (2, 3):
        world.react(friend, liked)
    await load_world(world)
    assert await ids(store, 1, FeedMode.LATEST) == []
    found = {e.post.id: e.reasons for e in await shown(store, 1, FeedMode.RANKED)}
    assert {id_: [r.text for r in reasons] for id_, reasons in found.items()} == {
        liked: ["2 connections reacted: Ben and Clo"],
        tagged: ["You follow #falcons"],
    }
    await change(store, 1, lambda w: follows.unfollow(w, ("Hashtag", "falcons")))
    await change(store, 1, lambda w: blocks.remove_connection(w, 2))
    assert await ids(store, 1, FeedMode.RANKED) == []


async def test_a_followed_company_is_of_the_network(store: Store, load_world: LoadWorld) -> None:
    world = World()
    world.members("Ana", "Ben", "Clo")
    company = world.company("Acme")
    world.position(2, company, "Recruiter")
    world.follow(1, "company", company)
    await load_world(world)
    await shown(store, 1, FeedMode.RANKED)
    recruiter = Viewer(2, frozenset({"recruiter"}))
    draft = posting.drafted("We are hiring", company=company)
    for_connections = posting.drafted("Us", company=company, visibility=Visibility.CONNECTIONS)
    made = [
        await mutate(
            store,
            recruiter,
            "test",
            {},
            lambda write, one=one: posting.create(write, one),  # type: ignore[misc]
            key=None,
            now=datetime.now(UTC),
        )
        for one in (draft, for_connections)
    ]
    await deliver(store)
    for mode in FeedMode:
        (entry,) = await shown(store, 1, mode)
        assert (entry.post.id, entry.post.company and entry.post.company.name) == (made[0], "Acme")
        assert [reason.text for reason in entry.reasons] == ["You follow Acme"]
        assert await shown(store, 3, mode) == []
    await change(store, 1, lambda w: follows.unfollow(w, ("Company", company)))
    for mode in FeedMode:
        assert await shown(store, 1, mode) == []


async def test_who_watches_is_told_of_what_comes_in(store: Store, square: None) -> None:
    told: asyncio.Queue[FeedEntry] = asyncio.Queue()

    async def watch(member: int) -> None:
        async for entry in arrivals(store, Viewer(member), now=datetime.now(UTC)):
            told.put_nowait(entry)

    watching = asyncio.create_task(watch(1))
    try:
        async with asyncio.timeout(60):
            while (await store.feeds.cached(1)).meta is None:  # noqa: ASYNC110
                await asyncio.sleep(0.05)
            hidden = await say(store, 2, "For me", visibility=Visibility.PRIVATE)
            post = await say(store, 2, "Hello")
            for _ in range(2):
                for one in (hidden, post):
                    await fanout.distribute(store, one)
            last = await say(store, 3, "Bye")
            await fanout.distribute(store, last)
            assert [(await told.get()).post.id, (await told.get()).post.id] == [post, last]
    finally:
        watching.cancel()
        await asyncio.wait([watching])


async def test_an_operator_sees_what_is_cached_and_why_it_is_left_out(
    store: Store, square: None
) -> None:
    post = await say(store, 2, "Hello")
    await shown(store, 1, FeedMode.RANKED)
    missed = await say(store, 3, "Missed")
    await change(store, 1, lambda w: preferences.mute(w, 2))
    found = await diagnose(store, 1)
    assert (found.cached, found.missing) == ([post], [missed])
    assert found.left_out == [(post, "the author is muted")]
    assert f"  post {post}: the author is muted" in lines(found)
    found = await rebuild(store, 1, now=datetime.now(UTC))
    assert (found.cached, found.missing, found.left_out) == ([missed], [], [])


async def test_a_member_counts_once_an_hour_for_what_trends(
    store: Store, load_world: LoadWorld
) -> None:
    world = World()
    for name in ("Ana", "Ben"):
        world.member(name, country="DE")
    world.member("Clo", country="FR")
    world.member("Eve", profile_visibility="PRIVATE")
    await load_world(world)
    for author, text in (
        *((1, "#a #b"), (1, "#a"), (1, "#a"), (2, "#b"), (3, "#c"), (4, "#a"), (4, "#d")),
    ):
        await say(store, author, text)
    await say(store, 2, "#secret", visibility=Visibility.CONNECTIONS)
    now = datetime.now(UTC)
    everywhere = await trending(store, None, 10, now=now)
    assert [(one.tag, one.members) for one in everywhere] == [("b", 2), ("a", 1), ("c", 1)]
    there = await trending(store, "FR", 10, now=now)
    assert [(one.tag, one.members) for one in there] == [("c", 1)]
