"""A member edits their own profile: the next read of anybody shows it, by the rules."""

from __future__ import annotations

from typing import Any

import pytest

from graph.check import check
from graph.store.store import Store
from tests.client import Client, member_id
from tests.conftest import LoadWorld
from tests.worlds.world import World

ADA, BEN, CLO = 1, 2, 3

UPDATE = """
mutation($input: ProfileInput!) {
  updateProfile(input: $input) {
    member {name headline summary industry city country}
    errors {code field}
  }
}"""


@pytest.fixture(autouse=True)
async def loaded(load_world: LoadWorld) -> None:
    world = World()
    world.member("Ada", headline="Engineer", city="Berlin", country="DE")
    world.members("Ben", "Clo")
    world.connect(ADA, BEN)
    await load_world(world)


async def update(client: Client, **given: Any) -> dict[str, Any]:
    payload: dict[str, Any] = (await client.data(ADA, UPDATE, input=given))["updateProfile"]
    return payload


async def test_only_the_given_fields_change(client: Client, store: Store) -> None:
    payload = await update(client, headline="  Graph \n engineer ", summary="I like edges.")
    assert payload["errors"] == []
    assert payload["member"] == {
        "name": "Ada",
        "headline": "Graph engineer",
        "summary": "I like edges.",
        "industry": None,
        "city": "Berlin",
        "country": "DE",
    }
    assert (await update(client, headline=None))["member"]["headline"] is None
    query = "query($id: ID!) {member(id: $id) {headline summary}}"
    seen = (await client.data(BEN, query, id=member_id(ADA)))["member"]
    assert seen == {"headline": None, "summary": "I like edges."}
    assert await check(store.db) == []


async def test_the_home_follows_city_and_country(client: Client, store: Store) -> None:
    async def home() -> list[Any]:
        return await store.db.rows("profiles/list_places", ids=[2988507, 2950159])

    moved = await update(client, city="paris", country="France")
    assert (moved["member"]["city"], moved["member"]["country"]) == ("paris", "FR")
    assert len(await home()) == 2
    assert await check(store.db) == []
    assert (await update(client, city="Nowhere at all"))["errors"] == []
    assert await check(store.db) == []


async def test_a_private_profile_is_gone_for_others_at_once(client: Client, store: Store) -> None:
    query = "query($id: ID!) {member(id: $id) {name}}"
    assert (await client.data(CLO, query, id=member_id(ADA)))["member"] == {"name": "Ada"}
    assert (await update(client, profileVisibility="PRIVATE"))["errors"] == []
    assert (await client.data(CLO, query, id=member_id(ADA)))["member"] is None
    assert (await client.data(BEN, query, id=member_id(ADA)))["member"] == {"name": "Ada"}
    assert await check(store.db) == []
    await update(client, profileVisibility="PUBLIC")
    assert (await client.data(CLO, query, id=member_id(ADA)))["member"] == {"name": "Ada"}
    assert await check(store.db) == []


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": None}, "name"),
        ({"headline": "x" * 501}, "headline"),
        ({"summary": "x" * 10_001}, "summary"),
    ],
)
async def test_what_does_not_fit_changes_nothing(
    client: Client, given: dict[str, Any], field: str
) -> None:
    payload = await update(client, industry="Graphs", **given)
    assert payload["errors"] == [{"code": "BAD_USER_INPUT", "field": ["input", field]}]
    assert payload["member"] is None
    assert (await update(client))["member"]["industry"] is None


async def test_the_longest_lines_fit(client: Client) -> None:
    payload = await update(client, headline="x" * 500, summary="y" * 10_000)
    assert payload["errors"] == []
