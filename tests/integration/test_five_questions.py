"""The five questions against an independent computation, over HTTP, on generated worlds."""

from __future__ import annotations

from datetime import UTC, datetime
from random import Random
from typing import Any

import hypothesis
import pytest

from tests.client import Client, member_id, number, numbers
from tests.conftest import SOAK, LoadWorld, times
from tests.worlds.generated import worlds
from tests.worlds.model import Model
from tests.worlds.suggested import suggested
from tests.worlds.world import World

EXAMPLES = times(3, 200)

TIES = """
query Ties($ids: [ID!]!) {
  degrees(memberIds: $ids)
  nodes(ids: $ids) {
    id
    ... on Member {
      name headline summary degree connectionCount mutualConnectionCount
      mutualConnections(first: 100) { edges { node { id } } }
      connections(first: 100) { edges { node { id } } }
    }
  }
}"""

DEGREES = "query Degrees($ids: [ID!]!) { degrees(memberIds: $ids) }"

PATHS = """
query Paths($ids: [ID!]!) {
  nodes(ids: $ids) { ... on Member { paths(first: 20) { length strength members { id } } } }
}"""

SUGGESTIONS = """
query Suggestions($first: Int, $after: String) {
  viewer {
    peopleYouMayKnow(first: $first, after: $after) {
      edges { node { member { id } score reasons { kind count members { id } } } }
      pageInfo { hasNextPage endCursor }
    }
  }
}"""

FEED = """
query Feed($first: Int, $after: String, $mode: FeedMode) {
  viewer {
    feed(first: $first, after: $after, mode: $mode) {
      edges {
        node {
          post { id author { id } reactionCount commentCount shareCount sharedPost { id } }
          reasons { kind members { id } }
        }
      }
      pageInfo { hasNextPage endCursor }
    }
  }
}"""


def asked(world: World, random: Random, most: int = 3) -> list[int]:
    """Some viewers of a world; all of them in the long profile."""
    members = [int(str(row["id"])) for row in world.rows["members"]]
    return members if SOAK else random.sample(members, min(most, len(members)))


async def all_pages(client: Client, viewer: int, query: str, field: str, **more: Any) -> list[Any]:
    """The nodes of every page of a list of the viewer, seven a page."""
    nodes: list[Any] = []
    after = None
    while True:
        data = await client.data(viewer, query, first=7, after=after, **more)
        page = data["viewer"][field]
        nodes += [edge["node"] for edge in page["edges"]]
        if not page["pageInfo"]["hasNextPage"]:
            return nodes
        after = page["pageInfo"]["endCursor"]


@hypothesis.settings(max_examples=EXAMPLES)
@hypothesis.given(world=worlds(), random=...)
async def test_degrees_and_mutual_connections_are_those_of_the_viewers_sub_graph(
    client: Client, load_world: LoadWorld, world: World, random: Random
) -> None:
    await load_world(world)
    model = Model(world)
    members = list(model.members)
    for viewer in asked(world, random):
        data = await client.data(viewer, TIES, ids=[member_id(m) for m in [*members, 10**12]])
        assert data["degrees"] == [*(model.degree(viewer, m) for m in members), None]
        assert data["nodes"][-1] is None
        few = random.sample(members, min(4, len(members)))
        asked_few = await client.data(viewer, DEGREES, ids=[member_id(m) for m in few])
        assert asked_few["degrees"] == [model.degree(viewer, m) for m in few]
        for member, node in zip(members, data["nodes"], strict=False):
            if not model.sees(viewer, member):
                assert node is None
                continue
            reduced = model.is_reduced(viewer, member)
            listed = model.connections(viewer, member)
            assert node["name"] == f"Member {member}"
            assert node["headline"] == f"Headline {member}"
            assert node["summary"] == (None if reduced else f"Summary {member}")
            assert node["degree"] == model.degree(viewer, member)
            assert numbers(node["mutualConnections"]) == model.mutual(viewer, member)
            assert node["mutualConnectionCount"] == len(model.mutual(viewer, member))
            assert numbers(node["connections"]) == (listed or [])
            assert node["connectionCount"] == (None if listed is None else len(listed))


@hypothesis.settings(max_examples=EXAMPLES)
@hypothesis.given(world=worlds(25), random=...)
async def test_paths_are_shortest_and_lead_over_visible_members_only(
    client: Client, load_world: LoadWorld, world: World, random: Random
) -> None:
    await load_world(world)
    model = Model(world)
    for viewer in asked(world, random, 2):
        members = asked(world, random, 8)
        data = await client.data(viewer, PATHS, ids=[member_id(m) for m in members])
        for member, node in zip(members, data["nodes"], strict=True):
            if not model.sees(viewer, member):
                assert node is None
                continue
            found = node["paths"]
            chains = [tuple(number(m) for m in path["members"]) for path in found]
            expected = model.paths(viewer, member)
            assert len(chains) == len(set(chains)) == min(20, len(expected))
            assert set(chains) <= expected
            assert [path["length"] for path in found] == [len(c) - 1 for c in chains]
            strengths = [path["strength"] for path in found]
            assert strengths == sorted(strengths, reverse=True)
            assert all(0 < strength <= 1 for strength in strengths)


@hypothesis.settings(max_examples=EXAMPLES)
@hypothesis.given(world=worlds(), random=...)
async def test_suggestions_are_those_of_the_declared_rules_on_the_viewers_sub_graph(
    client: Client, load_world: LoadWorld, world: World, random: Random
) -> None:
    await load_world(world)
    model, today = Model(world), datetime.now(UTC).date()
    for viewer in asked(world, random):
        nodes = await all_pages(client, viewer, SUGGESTIONS, "peopleYouMayKnow")
        expected = suggested(model, viewer, today)
        scores = {member: score for member, score, _ in expected}
        assert sorted(number(node["member"]) for node in nodes) == sorted(scores)
        given = [node["score"] for node in nodes]
        assert given == sorted(given, reverse=True)
        kinds = {member: found for member, _, found in expected}
        for node in nodes:
            member = number(node["member"])
            assert node["score"] == pytest.approx(scores[member], abs=1e-5)
            said = {reason["kind"] for reason in node["reasons"]}
            far = model.degree(viewer, member) is None
            assert said <= kinds[member] | ({"PROFILE"} if far else set())
            assert said
            shared = model.mutual(viewer, member)
            for reason in node["reasons"]:
                if reason["kind"] == "SHARED_CONNECTIONS":
                    behind = {number(m) for m in reason["members"]}
                    assert reason["count"] == len(shared)
                    assert len(behind) == min(3, len(shared))
                    assert behind <= set(shared)
                else:
                    assert reason["members"] == []


@hypothesis.settings(max_examples=EXAMPLES)
@hypothesis.given(world=worlds(), random=...)
async def test_the_feed_is_complete_and_shows_nothing_ineligible(
    client: Client, load_world: LoadWorld, world: World, random: Random
) -> None:
    await load_world(world)
    model = Model(world)
    for viewer in asked(world, random):
        latest = await all_pages(client, viewer, FEED, "feed", mode="LATEST")
        assert [number(node["post"]) for node in latest] == model.latest(viewer)
        ranked = await all_pages(client, viewer, FEED, "feed", mode="RANKED")
        shown = [number(node["post"]) for node in ranked]
        assert len(shown) == len(set(shown))
        assert set(model.latest(viewer)) <= set(shown)
        assert set(shown) <= set(model.latest(viewer)) | model.discoveries(viewer)
        for node in latest:
            post = node["post"]
            counts = (post["reactionCount"], post["commentCount"], post["shareCount"])
            assert counts == model.counts(number(post))
            original = model.posts[number(post)].get("shares_post_id")
            seen = original is not None and model.sees_post(viewer, int(str(original)))
            assert (post["sharedPost"] and number(post["sharedPost"])) == (
                original if seen else None
            )
            behind = [number(m) for reason in node["reasons"] for m in reason["members"]]
            assert all(model.sees(viewer, member) for member in behind)
