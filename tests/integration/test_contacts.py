"""Contacts by address: they find members who want to be found, and no address is kept."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from graph.contacts import MAX_AT_ONCE, MAX_CONTACTS
from tests.client import Client, number
from tests.conftest import LoadWorld
from tests.integration.conftest import Ask
from tests.worlds.world import World

IMPORT = """mutation ($addresses: [String!]!) {
    importContacts(addresses: $addresses) { changed total errors { code field message } } }"""
FORGET = "mutation { forgetContacts { changed total errors { code } } }"
SUGGESTED = """{ viewer { peopleYouMayKnow(first: 10) { edges { node {
    member { id } reasons { kind text } } } } } }"""

COUNT = "MATCH (c:Contact) RETURN count(c)"
SECRETS = """MATCH (n) WHERE any(key IN keys(n) WHERE toString(n[key]) CONTAINS 'secret@')
    RETURN count(n)"""

VIEWER, ADA, BEN, PRIVATE, BLOCKED, FRIEND, OTHER = range(1, 8)


@pytest.fixture(autouse=True)
async def loaded(load_world: LoadWorld) -> None:
    world = World()
    for one in range(VIEWER, OTHER + 1):
        shown = "PRIVATE" if one == PRIVATE else "PUBLIC"
        world.member(f"Member {one}", id=one, email=f"m{one}@Example.org", profile_visibility=shown)
    world.block(BLOCKED, VIEWER)
    world.connect(VIEWER, FRIEND)
    await load_world(world)


async def imported(client: Client, *addresses: str, viewer: int = VIEWER) -> dict[str, Any]:
    answer = await client.data(viewer, IMPORT, addresses=list(addresses))
    found: dict[str, Any] = answer["importContacts"]
    return found


async def found(client: Client, viewer: int = VIEWER) -> set[int]:
    """Who is suggested for being a contact."""
    edges = (await client.data(viewer, SUGGESTED))["viewer"]["peopleYouMayKnow"]["edges"]
    reasons = {number(e["node"]["member"]): e["node"]["reasons"] for e in edges}
    return {
        id_
        for id_, why in reasons.items()
        if {"kind": "CONTACT", "text": "Among your contacts"} in why
    }


async def test_contacts_are_suggested_unless_they_may_not_be(client: Client) -> None:
    everybody = [f" M{one}@example.org " for one in range(VIEWER, OTHER)]
    answer = await imported(client, *everybody, "nobody@example.org")
    assert answer == {"changed": 7, "total": 7, "errors": []}
    assert await found(client) == {ADA, BEN}
    assert await found(client, OTHER) == set()  # The others' contacts are theirs.


async def test_who_does_not_want_to_be_found_by_address_is_not(client: Client) -> None:
    await imported(client, "m2@example.org", "m3@example.org")
    update = """mutation ($no: Boolean) {
        updateProfile(input: {foundByAddress: $no}) { errors { code } } }"""
    await client.data(ADA, update, no=False)
    assert await found(client) == {BEN}
    await client.data(ADA, update, no=None)
    assert await found(client) == {ADA, BEN}


async def test_the_same_contacts_again_change_nothing_also_at_once(
    client: Client, ask: Ask
) -> None:
    addresses = [f"m{one}@example.org" for one in range(40)]
    answers = await asyncio.gather(
        *(imported(client, *addresses, viewer=one) for one in (VIEWER, OTHER) for _ in range(3))
    )
    assert sorted(one["changed"] for one in answers) == [0, 0, 0, 0, 40, 40]
    assert await ask(COUNT) == [[80]]


async def test_importing_and_forgetting_at_once_fails_for_nobody(client: Client, ask: Ask) -> None:
    addresses = [f"m{one}@example.org" for one in range(30)]

    async def forget(viewer: int) -> dict[str, Any]:
        answer: dict[str, Any] = (await client.data(viewer, FORGET))["forgetContacts"]
        return answer

    for _ in range(8):
        answers = await asyncio.gather(
            imported(client, *addresses), forget(OTHER), imported(client, *addresses, viewer=BEN),
            forget(VIEWER), imported(client, *addresses, viewer=OTHER), forget(BEN),
        )  # fmt: skip
        assert [answer["errors"] for answer in answers] == [[]] * 6
    for viewer in (VIEWER, OTHER, BEN):
        await forget(viewer)
    assert await ask(COUNT) == [[0]]


async def test_no_address_is_in_the_graph_and_forgetting_leaves_none(
    client: Client, ask: Ask
) -> None:
    await imported(client, "m2@example.org", "secret@example.org")
    await imported(client, "m2@example.org", viewer=OTHER)
    assert await ask(SECRETS) == [[0]]
    assert (await client.data(VIEWER, FORGET))["forgetContacts"] == {
        "changed": 2, "total": 0, "errors": [],
    }  # fmt: skip
    assert await found(client) == set()
    assert await found(client, OTHER) == {ADA}
    assert await ask(COUNT) == [[1]]


@pytest.mark.parametrize(
    ("addresses", "code", "field"),
    [
        (["m2@example.org", "not one"], "BAD_USER_INPUT", ["addresses", "1"]),
        (["a\x07@example.org"], "BAD_USER_INPUT", ["addresses", "0"]),
        ([f"a{n}@example.org" for n in range(MAX_AT_ONCE + 1)], "BAD_USER_INPUT", ["addresses"]),
    ],
)
async def test_what_is_no_address_is_refused_and_nothing_is_kept(
    client: Client, addresses: list[str], code: str, field: list[str]
) -> None:
    answer = await imported(client, *addresses)
    assert [(one["code"], one["field"]) for one in answer["errors"]] == [(code, field)]
    assert "example" not in answer["errors"][0]["message"]
    assert await found(client) == set()


async def test_more_than_the_limit_is_refused_whole_also_after_forgetting(client: Client) -> None:
    for start in range(0, MAX_CONTACTS, MAX_AT_ONCE):
        batch = [f"x{n}@example.org" for n in range(start, start + MAX_AT_ONCE)]
        assert (await imported(client, *batch))["total"] == start + MAX_AT_ONCE
    assert (await imported(client, "x1@example.org"))["errors"] == []  # It is there already.
    for _ in range(2):
        answer = await imported(client, "m2@example.org")
        assert [one["code"] for one in answer["errors"]] == ["LIMIT_EXCEEDED"]
        assert await found(client) == set()
        await client.data(VIEWER, FORGET)
    assert (await imported(client, "m2@example.org", viewer=OTHER))["errors"] == []


async def test_a_member_who_is_no_more_keeps_nothing(client: Client, ask: Ask) -> None:
    answer = await imported(client, "m2@example.org", viewer=99)
    assert [one["code"] for one in answer["errors"]] == ["NOT_FOUND"]
    assert await ask(COUNT) == [[0]]
