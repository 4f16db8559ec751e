"""Connections: what they may be narrowed by, and what hides even then."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from tests.client import Client, codes, member_id, numbers
from tests.conftest import LoadWorld
from tests.worlds.world import World

QUERY = """query ($id: ID!, $filter: ConnectionFilter, $first: Int, $after: String) {
    member(id: $id) { connections(filter: $filter, first: $first, after: $after) {
        edges { node { id } } pageInfo { hasNextPage endCursor }
    } } }"""
ANN, BEN, CLEO, DAN, EVA = range(1, 6)


def circle() -> World:
    """Ann knows Ben, Cleo, Dan and Eva; Dan shows his profile to his connections only."""
    world = World()
    world.member("Ann")
    world.member("Ben Moss", city="Bern")
    world.member("Cleo Bennet", city="Bern")
    world.member("Dan", profile_visibility="CONNECTIONS")
    world.member("Eva", profile_visibility="PRIVATE")
    world.connect(ANN, BEN, CLEO, DAN, EVA)
    world.company("Acme", id=1)
    world.school("Old School", id=1)
    for member in (BEN, DAN, EVA):
        world.position(member, 1, "Baker", ended="2020-01-01" if member == BEN else None)
    world.education(CLEO, 1)
    world.skill(CLEO, "Cooperage")
    return world


@pytest.mark.parametrize(
    ("viewer", "conditions", "expected"),
    [
        (ANN, {}, [BEN, CLEO, DAN, EVA]),
        (ANN, {"company": "ACME"}, [BEN, DAN, EVA]),
        (BEN, {"company": "acme"}, [BEN]),  # Dan's employers are not shown to Ben, Eva not at all.
        (ANN, {"school": "old school"}, [CLEO]),
        (ANN, {"skill": "cooperage"}, [CLEO]),
        (ANN, {"place": "bern"}, [BEN, CLEO]),
        (ANN, {"name": "ben"}, [BEN, CLEO]),
        (ANN, {"name": "moss", "place": "Bern"}, [BEN]),
        (BEN, {"name": "dan"}, [DAN]),
        (ANN, {"name": "  "}, [BEN, CLEO, DAN, EVA]),
        (ANN, {"company": "Nobody's"}, []),
    ],
)
async def test_connections_are_narrowed_by_what_the_viewer_may_see(
    client: Client,
    load_world: LoadWorld,
    viewer: int,
    conditions: dict[str, Any],
    expected: list[int],
) -> None:
    await load_world(circle())
    data = await client.data(viewer, QUERY, id=member_id(ANN), filter=conditions)
    assert numbers(data["member"]["connections"]) == expected


async def test_pages_of_narrowed_connections_follow_each_other(
    client: Client, load_world: LoadWorld
) -> None:
    await load_world(circle())
    found, after = [], None
    for _ in range(3):
        wanted = {"id": member_id(ANN), "filter": {"company": "acme"}, "first": 1, "after": after}
        page = (await client.data(ANN, QUERY, **wanted))["member"]["connections"]
        found += numbers(page)
        after = page["pageInfo"]["endCursor"]
    assert (found, page["pageInfo"]["hasNextPage"]) == ([BEN, DAN, EVA], False)


async def test_a_condition_has_at_most_200_characters(
    client: Client, load_world: LoadWorld
) -> None:
    await load_world(circle())
    wanted = {"id": member_id(ANN), "filter": {"name": "a" * 200}}
    assert (await client.data(ANN, QUERY, **wanted))["member"]["connections"]["edges"] == []
    wanted["filter"] = {"name": "a" * 201}
    assert await client.error(ANN, QUERY, **wanted) == "LIMIT_EXCEEDED"


async def test_connections_in_common_with_many_members_are_one_query(
    client: Client, load_world: LoadWorld, asked: Counter[str]
) -> None:
    world = circle()
    world.connect(BEN, CLEO, DAN)
    await load_world(world)
    asked.clear()
    found = await client.data(
        ANN,
        """query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Member {
            mutualConnections(first: 1) { edges { node { id } } pageInfo { hasNextPage } } } } }""",
        ids=[member_id(one) for one in (ANN, BEN, CLEO, EVA)],
    )
    pages = [node["mutualConnections"] for node in found["nodes"]]
    assert [numbers(page) for page in pages] == [[], [CLEO], [BEN], []]
    assert [page["pageInfo"]["hasNextPage"] for page in pages] == [False, True, False, False]
    assert asked["connections/list_mutual"] == 1


async def test_a_field_that_fails_takes_nothing_from_those_that_share_its_loader(
    client: Client, load_world: LoadWorld
) -> None:
    await load_world(circle())
    response = await client.post(
        ANN,
        """{ viewer { member { country a: posts { __typename } } } skill(name: "x") { id }
             b: viewer { member { paths { length } }
                         recommendedJobs(first: 5, after: "x") { edges { cursor } } } }""",
    )
    assert response.status_code == 200
    assert codes(response.json()) == {"INVALID_CURSOR"}
