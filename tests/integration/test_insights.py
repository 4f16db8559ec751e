"""Visitors and companies: counts against a brute force over the events, privacy both ways."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import hypothesis
import pytest
from hypothesis import strategies as st

from graph.insights import views
from graph.insights.views import profile_views
from graph.mutations import mutate
from graph.store.reach import STANDARD_ERROR, Reached
from graph.store.store import Store
from graph.visibility import Viewer
from resolvers.ids import global_id
from tests.client import Client, member_id
from tests.conftest import LoadWorld, times
from tests.worlds.generated import worlds
from tests.worlds.model import Model
from tests.worlds.world import World

KINDS = ("by_company", "by_title", "by_industry", "by_place")
NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)

VIEWS = """
query Views($days: Int!) {
  viewer { privateBrowsing profileViews(days: $days) {
    viewCount visitorCount complete
    byDay { name count } byCompany { name count } byTitle { name count }
    byIndustry { name count } byPlace { name count }
    latest { member { id name } lastViewedAt } } }
}"""
LOOK = "mutation ($id: ID!) { viewProfile(memberId: $id) { recorded errors { code field } } }"
PRIVATE = "mutation ($on: Boolean!) { setPrivateBrowsing(private: $on) { privateBrowsing } }"


async def go_private(store: Store, member: int, private: bool = True) -> None:
    await mutate(
        store, Viewer(member), "setPrivateBrowsing", {},
        lambda write: views.set_private_browsing(write, private), key=None, now=NOW,
    )  # fmt: skip


def brute_force(
    model: Model, events: list[tuple[int, int, datetime]], unseen: set[int], owner: int, days: int
) -> tuple[Any, ...] | None:
    """Views, visitors, views by day, and visitors by company, title, industry and place."""
    if owner in unseen:
        return None
    first = datetime(NOW.year, NOW.month, NOW.day, tzinfo=UTC) - timedelta(days=days - 1)
    seen = {
        (visitor, at.date().isoformat())
        for visitor, viewed, at in events
        if viewed == owner and visitor != owner and at >= first
        and visitor not in unseen and model.sees(owner, visitor)
    }  # fmt: skip
    visitors = {visitor for visitor, _ in seen}
    told: dict[str, Counter[str]] = {kind: Counter() for kind in KINDS}
    cards = {row["id"]: row for row in model.rows["members"]}
    for visitor in visitors:
        told["by_industry"].update(filter(None, [cards[visitor].get("industry")]))
        if model.is_reduced(owner, visitor):
            continue
        held = [
            row
            for row in model.rows["positions"]
            if row["member_id"] == visitor and not row.get("ended")
        ]
        told["by_company"].update({f"Company {row['company_id']}" for row in held})
        told["by_title"].update({row["title"] for row in held})
        told["by_place"].update(filter(None, [cards[visitor].get("city")]))
    by_day = Counter(day for _, day in seen)
    return len(seen), len(visitors), dict(by_day), *(dict(told[kind]) for kind in KINDS)


def counted(found: views.ProfileViews) -> tuple[Any, ...]:
    """The same of what the product says."""
    return (
        found.views,
        found.visitors,
        {c.name: c.count for c in found.by_day},
        *({c.name: c.count for c in getattr(found, kind)} for kind in KINDS),
    )


async def test_views_agree_with_a_brute_force_over_the_events_on_generated_worlds(
    load_world: LoadWorld, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[tuple[World, int]] = []

    @hypothesis.settings(max_examples=times(4, 60), database=None)
    @hypothesis.given(worlds(most=20), st.integers(0, 2**32))
    def collect(world: World, seed: int) -> None:
        made.append((world, seed))

    collect()
    checked = 0
    for world, seed in made[: times(4, 60)]:
        chance, model = Random(seed), Model(world)
        ids, events = sorted(model.members), []
        for _ in range(chance.randint(0, 150)):
            visitor, viewed = chance.choice(ids), chance.choice(ids)
            at = NOW - timedelta(hours=chance.randint(0, 24 * 40))
            if visitor != viewed:
                events.append((visitor, viewed, at))
                world.view(visitor, viewed, at.isoformat())
        await load_world(world)
        unseen = {member for member in ids if chance.random() < 0.2}
        for member in unseen:
            await go_private(store, member)
        for owner in chance.sample(ids, min(6, len(ids))):
            for days in (1, 30):
                expected = brute_force(model, events, unseen, owner, days)
                found = await profile_views(store.db, Viewer(owner), days, now=NOW)
                if found is None or expected is None:
                    assert (found, expected) == (None, None)
                    continue
                checked += 1
                assert counted(found) == expected
                if days == 1:
                    continue
                # Of many visitors all but what is said of a sample stays exact.
                monkeypatch.setattr(views, "MAX_VISITORS", 2)
                many = await profile_views(store.db, Viewer(owner), days, now=NOW)
                monkeypatch.undo()
                assert many is not None
                assert counted(many)[:3] == expected[:3]
                assert many.complete is (many.visitors <= 2)
    assert checked > 5


@pytest.fixture
async def street(load_world: LoadWorld) -> None:
    world = World()
    for name in ("Ada", "Ben", "Cleo", "Dan"):
        world.member(name, industry="Baking", city="Ghent")
    world.company("Bakery")
    world.position(2, 1, "Baker", started="2020-01-01")
    world.connect(1, 2)
    world.block(1, 4)
    world.member("Eve", profile_visibility="PRIVATE")
    await load_world(world)


async def look(client: Client, visitor: int, viewed: int) -> Any:
    return (await client.data(visitor, LOOK, id=member_id(viewed)))["viewProfile"]


async def seen(client: Client, owner: int) -> Any:
    return (await client.data(owner, VIEWS, days=7))["viewer"]["profileViews"]


async def test_a_visit_is_counted_once_a_day_and_seen_by_the_next_read(
    street: None, client: Client
) -> None:
    assert await look(client, 2, 1) == {"recorded": True, "errors": []}
    assert await look(client, 2, 1) == {"recorded": False, "errors": []}
    assert await look(client, 3, 1) == {"recorded": True, "errors": []}
    assert await look(client, 1, 1) == {"recorded": False, "errors": []}
    found = await seen(client, 1)
    assert (found["viewCount"], found["visitorCount"], found["complete"]) == (2, 2, True)
    assert found["byIndustry"] == [{"name": "Baking", "count": 2}]
    # Cleo is beyond the third degree: her card is reduced, so her city is not told.
    assert found["byPlace"] == [{"name": "Ghent", "count": 1}]
    assert found["byCompany"] == [{"name": "Bakery", "count": 1}]
    assert [one["member"]["name"] for one in found["latest"]] == ["Cleo", "Ben"]


async def test_private_browsing_leaks_in_neither_direction(street: None, client: Client) -> None:
    await look(client, 2, 1)
    await look(client, 1, 2)
    assert (await client.data(2, PRIVATE, on=True))["setPrivateBrowsing"]["privateBrowsing"]
    assert await look(client, 2, 3) == {"recorded": False, "errors": []}
    assert (await seen(client, 3))["viewCount"] == 0
    assert (await seen(client, 1))["viewCount"] == 0  # the earlier visit, too
    assert await seen(client, 2) is None
    await client.data(2, PRIVATE, on=False)
    assert (await seen(client, 1))["viewCount"] == 1
    assert (await seen(client, 3))["viewCount"] == 0  # nothing was kept of the unseen visit
    assert (await seen(client, 2))["viewCount"] == 1


async def test_who_may_not_see_a_profile_cannot_visit_it(street: None, client: Client) -> None:
    for visitor, viewed in ((4, 1), (1, 4), (1, 5), (1, 99)):
        answer = await look(client, visitor, viewed)
        assert answer == {
            "recorded": False,
            "errors": [{"code": "NOT_FOUND", "field": ["memberId"]}],
        }
    assert (await seen(client, 5))["viewCount"] == 0
    assert await client.error(1, VIEWS, days=0) == "BAD_USER_INPUT"
    assert await client.error(1, VIEWS, days=366) == "BAD_USER_INPUT"


async def test_a_company_tells_flows_of_five_or_more_public_profiles(
    load_world: LoadWorld, client: Client
) -> None:
    world = World()
    for name in ("Old", "New", "Small"):
        world.company(name)
    for n in range(1, 10):
        world.member(f"Member {n}", profile_visibility="PRIVATE" if n == 9 else None)
        world.position(n, 1, "Maker", started="2015-01-01", ended="2019-01-01")
        world.position(n, 2 if n < 6 or n == 9 else 3, "Maker", started="2019-02-01")
        world.follow(n, "company", 2)
    await load_world(world)
    query = """query ($id: ID!) { companyInsights(id: $id) { followerCount employeeCount
        flows { company { name } arrived departed } } }"""
    new = (await client.data(None, query, id=global_id("Company", 2)))["companyInsights"]
    assert new == {
        "followerCount": 8,
        "employeeCount": 5,
        "flows": [{"company": {"name": "Old"}, "arrived": 5, "departed": None}],
    }
    old = (await client.data(None, query, id=global_id("Company", 1)))["companyInsights"]
    assert old["flows"] == [{"company": {"name": "New"}, "arrived": None, "departed": 5}]
    assert old["employeeCount"] is None
    assert (await client.data(None, query, id=global_id("Company", 9)))["companyInsights"] is None


SEEN = "mutation ($ids: [ID!]!) { viewPosts(postIds: $ids) { recorded errors { code field } } }"
REACH = """query ($id: ID!) { viewer { postReach(postId: $id) {
    memberCount firstDegree secondDegree thirdDegree beyond exact standardError } } }"""


async def test_a_posts_reach_is_told_to_its_author_by_degree(
    load_world: LoadWorld, client: Client
) -> None:
    world = World()
    for n in range(1, 8):
        world.member(f"Member {n}")
    world.connect(1, 2)
    world.connect(2, 3)
    world.connect(3, 4)
    world.block(1, 6)
    public, close = world.post(1, "Hello"), world.post(1, "Friends", visibility="CONNECTIONS")
    await load_world(world)
    ids = [global_id("Post", public), global_id("Post", close)]

    async def saw(member: int) -> int:
        found = (await client.data(member, SEEN, ids=ids))["viewPosts"]
        assert found["errors"] == []
        return int(found["recorded"])

    async def reached(member: int, post: int) -> Any:
        found = await client.data(member, REACH, id=global_id("Post", post))
        return found["viewer"]["postReach"]

    assert [await saw(n) for n in (1, 2, 2, 3, 4, 5, 6)] == [0, 2, 2, 1, 1, 1, 0]
    await client.data(7, PRIVATE, on=True)
    assert await saw(7) == 0
    assert await reached(1, public) == {
        "memberCount": 4, "firstDegree": 1, "secondDegree": 1, "thirdDegree": 1, "beyond": 1,
        "exact": True, "standardError": 0,
    }  # fmt: skip
    assert (await reached(1, close))["memberCount"] == 1
    assert await reached(2, public) is None
    many = [global_id("Post", n) for n in range(51)]
    refused = (await client.data(2, SEEN, ids=many))["viewPosts"]
    assert refused["errors"] == [{"code": "BAD_USER_INPUT", "field": ["postIds"]}]


async def test_a_large_reach_is_estimated_within_its_error(store: Store) -> None:
    post, count = 4_711, times(1_500, 100_000)

    async def seen_by(members: range, ring: str) -> None:
        for start in range(members.start, members.stop, 50):
            part = range(start, start + 50)
            await asyncio.gather(*(store.reach.add(member, {post: ring}) for member in part))

    await seen_by(range(1_000), "1")
    assert (await store.reach.count(post)) == Reached(
        1_000, {"1": 1_000, "2": 0, "3": 0, "beyond": 0}, exact=True
    )
    await seen_by(range(1_000, count), "2")
    found = await store.reach.count(post)
    assert not found.exact
    assert abs(found.all - count) < 4 * STANDARD_ERROR * count
    assert found.by_ring["1"] == 1_000
