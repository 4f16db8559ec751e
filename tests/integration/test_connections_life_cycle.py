"""The life cycle of a connection over the endpoint, each step and its refusals."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from graph.check import check
from graph.connections import invitations
from graph.errors import Conflict, LimitExceeded
from graph.mutations import Write, mutate
from graph.store.store import Store
from graph.visibility import Viewer
from resolvers.ids import global_id
from tests.client import Client, member_id, number, numbers
from tests.conftest import LoadWorld
from tests.worlds.world import World

ADA, BEN, CLO, DAN, EVE = 1, 2, 3, 4, 5
NOBODY = 999


@pytest.fixture(autouse=True)
async def loaded(load_world: LoadWorld) -> None:
    world = World()
    world.members("Ada", "Ben", "Clo", "Dan")
    world.member("Eve", profile_visibility="PRIVATE")
    world.company("Acme")
    world.connect(CLO, DAN)
    await load_world(world)


ANSWERS = {
    "sendInvitation": "invitation {status isSent member {id}} connected",
    "declineInvitation": "invitation {status}",
    "withdrawInvitation": "invitation {status}",
    "acceptInvitation": "member {id degree}",
    "removeConnection": "member {id degree}",
    "blockMember": "member {id}",
    "unblockMember": "member {id}",
    "dismissSuggestion": "member {id}",
}


async def do(client: Client, viewer: int, name: str, other: int, **headers: str) -> dict[str, Any]:
    """The payload of a mutation about another member."""
    query = (
        f"mutation($id: ID!) {{{name}(memberId: $id) "
        f"{{{ANSWERS[name]} errors {{code message field}}}}}}"
    )
    response = await client.post(viewer, query, {"id": member_id(other)}, headers=headers)
    answer = response.json()
    assert "errors" not in answer, answer
    payload: dict[str, Any] = answer["data"][name]
    return payload


async def done(client: Client, viewer: int, name: str, other: int) -> dict[str, Any]:
    payload = await do(client, viewer, name, other)
    assert payload["errors"] == []
    return payload


async def refused(client: Client, viewer: int, name: str, other: int) -> str:
    payload = await do(client, viewer, name, other)
    (error,) = payload.pop("errors")
    assert not any(payload.values())
    return str(error["code"])


async def degree(client: Client, viewer: int, other: int) -> int | None:
    query = "query($ids: [ID!]!) {degrees(memberIds: $ids)}"
    data = await client.data(viewer, query, ids=[member_id(other)])
    (found,) = data["degrees"]
    return found


async def waiting(client: Client, viewer: int) -> tuple[list[int], list[int]]:
    """From whom and to whom invitations of the viewer are open."""
    query = """{viewer {
      invitationsReceived {edges {node {member {id}}}} invitationsSent {edges {node {member {id}}}}
    }}"""
    viewer_data = (await client.data(viewer, query))["viewer"]
    return tuple(  # type: ignore[return-value]
        numbers({"edges": [{"node": e["node"]["member"]} for e in viewer_data[name]["edges"]]})
        for name in ("invitationsReceived", "invitationsSent")
    )


async def test_an_accepted_invitation_connects(client: Client, store: Store) -> None:
    sent = await done(client, ADA, "sendInvitation", BEN)
    assert sent["invitation"] == {
        "status": "OPEN",
        "isSent": True,
        "member": {"id": member_id(BEN)},
    }
    assert sent["connected"] is False
    assert await waiting(client, BEN) == ([ADA], [])
    assert await waiting(client, ADA) == ([], [BEN])
    assert await degree(client, ADA, BEN) is None
    accepted = await done(client, BEN, "acceptInvitation", ADA)
    assert accepted["member"] == {"id": member_id(ADA), "degree": 1}
    assert await degree(client, ADA, BEN) == 1
    assert await waiting(client, BEN) == ([], [])
    assert await check(store.db) == []


async def test_members_who_invite_each_other_are_connected(client: Client) -> None:
    await done(client, ADA, "sendInvitation", BEN)
    answer = await done(client, BEN, "sendInvitation", ADA)
    assert answer["connected"] is True
    assert answer["invitation"]["status"] == "ACCEPTED"
    assert await degree(client, BEN, ADA) == 1


async def test_repeating_a_step_changes_nothing(client: Client, store: Store) -> None:
    steps = [
        (ADA, "sendInvitation", BEN),
        (BEN, "declineInvitation", ADA),
        (BEN, "sendInvitation", ADA),
        (BEN, "withdrawInvitation", ADA),
        (CLO, "removeConnection", DAN),
        (CLO, "dismissSuggestion", ADA),
        (CLO, "blockMember", DAN),
        (CLO, "unblockMember", DAN),
    ]
    for viewer, name, other in steps:
        first = await done(client, viewer, name, other)
        before = await counts(store)
        assert await done(client, viewer, name, other) == first, name
        assert await counts(store) == before, name
    assert await check(store.db) == []


async def counts(store: Store) -> list[Any]:
    """How many nodes of each label there are, but for the bookkeeping of time."""
    return sorted(await store.db.rows("check/list_label_sets"))


async def test_a_declined_member_asks_again_after_21_days(store: Store, client: Client) -> None:
    start = datetime(2026, 7, 1, tzinfo=UTC)

    async def send(at: datetime) -> Any:
        async def work(write: Write) -> Any:
            return await invitations.send(write, store.settings, BEN, None)

        return await mutate(store, Viewer(ADA), "send", {}, work, key=None, now=at)

    async def decline(write: Write) -> Any:
        return await invitations.decline(write, ADA)

    await send(start)
    await mutate(store, Viewer(BEN), "decline", {}, decline, key=None, now=start)
    with pytest.raises(Conflict, match="2026-07-22T00:00:00Z"):
        await send(start + timedelta(days=21, seconds=-1))
    assert (await send(start + timedelta(days=21)))["connected"] is False


async def test_a_block_ends_everything_and_unblocking_restores_nothing(
    client: Client, store: Store
) -> None:
    follow = "mutation($id: ID!) {follow(id: $id) {node {id} errors {code}}}"
    answer = (await client.data(DAN, follow, id=member_id(CLO)))["follow"]
    assert answer == {"node": {"id": member_id(CLO)}, "errors": []}
    blocked = await done(client, CLO, "blockMember", DAN)
    assert blocked["member"] is None
    assert await degree(client, CLO, DAN) is None
    assert await degree(client, DAN, CLO) is None
    listed = await client.data(CLO, "{viewer {blockedMemberIds {edges {node}}}}")
    assert listed["viewer"]["blockedMemberIds"]["edges"] == [{"node": member_id(DAN)}]
    for name in ("sendInvitation", "acceptInvitation", "removeConnection", "blockMember"):
        assert await refused(client, DAN, name, CLO) == "NOT_FOUND"
    await done(client, CLO, "unblockMember", DAN)
    assert await degree(client, CLO, DAN) is None
    assert await check(store.db) == []
    ties = await store.db.row("connections/count_follows", viewer=DAN)
    assert ties == [0]


async def test_a_block_cancels_an_open_invitation(client: Client, store: Store) -> None:
    await done(client, ADA, "sendInvitation", BEN)
    await done(client, BEN, "blockMember", ADA)
    assert await waiting(client, ADA) == ([], [])
    await done(client, BEN, "unblockMember", ADA)
    assert await refused(client, BEN, "acceptInvitation", ADA) == "NOT_FOUND"
    assert await check(store.db) == []


@pytest.mark.parametrize("name", list(ANSWERS))
async def test_unknown_and_invisible_members_get_one_answer(client: Client, name: str) -> None:
    await done(client, DAN, "blockMember", ADA)
    answers = [await do(client, ADA, name, other) for other in (NOBODY, EVE, DAN)]
    assert answers[0]["errors"][0]["code"] == "NOT_FOUND"
    assert answers == [answers[0]] * 3


@pytest.mark.parametrize("name", list(ANSWERS))
async def test_oneself_and_malformed_ids_are_refused(client: Client, name: str) -> None:
    assert await refused(client, ADA, name, ADA) == "BAD_USER_INPUT"
    query = f'mutation {{{name}(memberId: "nonsense") {{errors {{code field}}}}}}'
    payload = (await client.data(ADA, query))[name]
    assert payload["errors"] == [{"code": "INVALID_ID", "field": ["memberId"]}]


async def test_a_mutation_needs_a_token(client: Client) -> None:
    query = "mutation($id: ID!) {blockMember(memberId: $id) {errors {code}}}"
    assert await client.error(None, query, id=member_id(BEN)) == "UNAUTHENTICATED"


async def test_a_private_member_cannot_invite_who_cannot_see_them(client: Client) -> None:
    assert await refused(client, EVE, "sendInvitation", ADA) == "FORBIDDEN"


async def test_a_hundred_open_invitations_a_week(load_world: LoadWorld, store: Store) -> None:
    world = World()
    world.members(*(f"M{i}" for i in range(1, 105)))
    await load_world(world)
    start = datetime(2026, 7, 1, tzinfo=UTC)

    async def send(other: int, at: datetime) -> Any:
        async def work(write: Write) -> Any:
            return await invitations.send(write, store.settings, other, None)

        return await mutate(store, Viewer(1), "send", {}, work, key=None, now=at)

    for other in range(2, 102):
        await send(other, start + timedelta(minutes=other))
    with pytest.raises(LimitExceeded, match="2026-07-08T00:02:00Z"):
        await send(102, start + timedelta(hours=2))
    assert (await store.db.rows("connections/list_sent_lately", viewer=1, limit=200))[0][
        1
    ] == "OPEN"
    assert await send(102, start + timedelta(days=7, minutes=2)) is not None


async def test_who_is_rarely_accepted_may_send_twenty_a_day(
    load_world: LoadWorld, store: Store
) -> None:
    world = World()
    world.members(*(f"M{i}" for i in range(1, 125)))
    await load_world(world)
    start = datetime(2026, 6, 1, tzinfo=UTC)

    async def act(viewer: int, work: Any, at: datetime) -> Any:
        return await mutate(store, Viewer(viewer), "act", {}, work, key=None, now=at)

    def send(other: int) -> Any:
        return lambda write: invitations.send(write, store.settings, other, None)

    for other in range(2, 102):
        await act(1, send(other), start)
        await act(other, lambda write: invitations.decline(write, 1), start)
    later = start + timedelta(days=10)
    for other in range(102, 122):
        await act(1, send(other), later)
    with pytest.raises(LimitExceeded, match="20 a day, try again after 2026-06-12T00:00:00Z"):
        await act(1, send(122), later + timedelta(hours=1))
    assert await act(1, send(122), later + timedelta(days=1)) is not None


async def test_companies_and_hashtags_can_be_followed(client: Client, store: Store) -> None:
    query = "mutation($id: ID!) {follow(id: $id) {node {id __typename} errors {code}}}"
    company = global_id("Company", 1)
    answer = (await client.data(ADA, query, id=company))["follow"]
    assert answer == {"node": {"id": company, "__typename": "Company"}, "errors": []}
    missing = (await client.data(ADA, query, id=global_id("Hashtag", "nobody")))["follow"]
    assert missing == {"node": None, "errors": [{"code": "NOT_FOUND"}]}
    wrong = (await client.data(ADA, query, id=global_id("School", 1)))["follow"]
    assert wrong == {"node": None, "errors": [{"code": "BAD_USER_INPUT"}]}
    undo = query.replace("follow(", "unfollow(")
    assert (await client.data(ADA, undo, id=company))["unfollow"]["errors"] == []
    assert await store.db.row("connections/count_follows", viewer=ADA) == [0]


async def test_the_same_key_gets_the_same_answer(client: Client, store: Store) -> None:
    key = {"Idempotency-Key": "a-1"}
    first = await do(client, ADA, "sendInvitation", BEN, **key)
    await done(client, BEN, "declineInvitation", ADA)
    again = await do(client, ADA, "sendInvitation", BEN, **key)
    assert again["errors"] == []
    assert again["invitation"]["member"] == first["invitation"]["member"]
    assert again["invitation"]["status"] == "DECLINED"
    other = await do(client, ADA, "sendInvitation", CLO, **key)
    assert other["errors"][0]["code"] == "IDEMPOTENCY_MISMATCH"
    assert await waiting(client, CLO) == ([], [])


async def test_who_minds_introductions_is_never_an_intermediary(
    client: Client, load_world: LoadWorld
) -> None:
    world = World()
    world.members("Ada", "Ben", "Clo", "Dan", "Eve")
    for one, other in ((ADA, BEN), (BEN, CLO), (ADA, DAN), (DAN, CLO), (CLO, EVE)):
        world.connect(one, other)
    await load_world(world)
    minds = "mutation {updateProfile(input: {introductions: false}) {errors {code}}}"
    over = "query($id: ID!) {node(id: $id) {... on Member {degree paths {members {id}}}}}"

    async def ways(other: int) -> list[list[int]]:
        found = (await client.data(ADA, over, id=member_id(other)))["node"]
        assert found["degree"] == (2 if other == CLO else 3)
        return sorted([number(m) for m in path["members"]] for path in found["paths"])

    assert await ways(CLO) == [[ADA, BEN, CLO], [ADA, DAN, CLO]]
    assert await ways(EVE) == [[ADA, BEN, CLO, EVE], [ADA, DAN, CLO, EVE]]
    assert (await client.data(BEN, minds))["updateProfile"]["errors"] == []
    assert await ways(CLO) == [[ADA, DAN, CLO]]
    assert await ways(EVE) == [[ADA, DAN, CLO, EVE]]
    assert (await client.data(DAN, minds))["updateProfile"]["errors"] == []
    assert await ways(CLO) == []
    assert (await client.data(CLO, minds))["updateProfile"]["errors"] == []
    assert await ways(EVE) == []
