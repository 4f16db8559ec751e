"""WebSockets speak graphql-transport-ws, for one token each, within limits."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import strawberry
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from graph.settings import Settings
from graph.store.store import Store
from resolvers.auth import Tokens
from resolvers.context import Info
from resolvers.executor.cache import Executor
from resolvers.executor.events import FreshPerEvent
from resolvers.gate import Gate
from resolvers.limits import extensions
from resolvers.rates import Rates
from resolvers.sockets import MAX_MESSAGE_CHARS, PROTOCOL, SocketLimits, Sockets
from tests.conftest import LoadWorld
from tests.listening import listening
from tests.worlds.chain import ADA, BO, network

ended: list[str] = []


@strawberry.type
class Event:
    number: int

    @strawberry.field
    async def loaded(self, info: Info) -> int:
        """How many events were loaded before with the same loaders."""
        known = info.context.loaders.members.card_by_id
        before = sum(known.cache_map.get(number) is not None for number in range(10))
        await known.load(self.number)
        return before

    @strawberry.field
    async def name(self, info: Info) -> str:
        card = await info.context.loaders.members.card_by_id.load(self.number)
        return card.name if card else ""


@strawberry.type
class Query:
    @strawberry.field
    def viewer(self, info: Info) -> int | None:
        return info.context.viewer.id


@strawberry.type
class Subscription:
    @strawberry.subscription
    async def events(self, info: Info, until: int = 3) -> AsyncIterator[Event]:
        try:
            for number in range(1, until + 1):
                yield Event(number=number)
            await asyncio.sleep(0 if until < 100 else 60)
        finally:
            ended.append("events")

    @strawberry.subscription
    async def forever(self) -> AsyncIterator[int]:
        try:
            yield 1
            await asyncio.sleep(60)
        finally:
            ended.append("forever")

    @strawberry.subscription
    async def broken(self) -> AsyncIterator[int]:
        yield 1
        raise ValueError("a secret")


SCHEMA = strawberry.Schema(
    Query,
    subscription=Subscription,
    extensions=extensions(),
    execution_context_class=FreshPerEvent,
)
LIMITS = SocketLimits(connections=6, connections_of_member=2, operations=2, init_timeout_s=0.5)


@pytest.fixture(scope="module")
async def address(servers: Settings, store: Store, load_world: LoadWorld) -> AsyncIterator[str]:
    await load_world(network())
    gate = Gate(SCHEMA, Rates(enabled=False), lambda: store)
    sockets = Sockets(Executor(SCHEMA), gate, Tokens.load(servers), lambda: store, LIMITS)
    app = Starlette(routes=[WebSocketRoute("/graphql", sockets)])
    async with listening(app) as place:
        yield f"ws://{place}/graphql"


@pytest.fixture
def tokens(servers: Settings) -> Tokens:
    return Tokens.load(servers)


def bearer(
    tokens: Tokens, member: int = ADA, ttl: timedelta = timedelta(hours=1)
) -> dict[str, str]:
    return {"Authorization": f"Bearer {tokens.issue(member, 'member', ttl, now=datetime.now(UTC))}"}


@contextlib.asynccontextmanager
async def connected(
    address: str, payload: dict[str, str] | None = None
) -> AsyncIterator[ClientConnection]:
    async with connect(address, subprotocols=[PROTOCOL]) as socket:  # type: ignore[list-item]
        if payload is not None:
            await say(socket, type="connection_init", payload=payload)
            assert await hear(socket) == {"type": "connection_ack"}
        yield socket


async def say(socket: ClientConnection, **message: Any) -> None:
    await socket.send(json.dumps(message))


async def ask(socket: ClientConnection, id_: str, query: str, **variables: Any) -> None:
    payload = {"query": query, "variables": variables}
    await say(socket, type="subscribe", id=id_, payload=payload)


async def hear(socket: ClientConnection) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(await asyncio.wait_for(socket.recv(), 10))
    return found


async def closed(socket: ClientConnection) -> int:
    """The code with which the server closes the connection."""
    with contextlib.suppress(ConnectionClosed):
        while True:
            await asyncio.wait_for(socket.recv(), 10)
    assert socket.close_code is not None
    return socket.close_code


async def test_another_protocol_is_refused(address: str) -> None:
    async with connect(address, subprotocols=["graphql-ws"]) as socket:  # type: ignore[list-item]
        assert await closed(socket) == 4406


FIRST: dict[str, tuple[object, int]] = {
    "nothing": (None, 4408),
    "a subscription": ({"type": "subscribe", "id": "1", "payload": {"query": "{viewer}"}}, 4401),
    "no token": ({"type": "connection_init"}, 4403),
    "a forged token": (
        {"type": "connection_init", "payload": {"Authorization": "Bearer a.b.c"}}, 4403,
    ),
    "a payload that is no object": ({"type": "connection_init", "payload": 1}, 4400),
    "no object": ([1], 4400),
    "no type": ({"id": "1"}, 4400),
    "a type that is no text": ({"type": {}}, 4400),
}  # fmt: skip


@pytest.mark.parametrize("name", FIRST)
async def test_a_connection_begins_with_a_token(address: str, name: str) -> None:
    message, code = FIRST[name]
    async with connected(address) as socket:
        if message is not None:
            await socket.send(json.dumps(message))
        assert await closed(socket) == code


LATER: dict[str, tuple[str | bytes, int]] = {
    "no JSON": ("{", 4400),
    "bytes": (b"{}", 4400),
    "an unknown type": ('{"type": "start"}', 4400),
    "a second beginning": ('{"type": "connection_init"}', 4429),
    "too long": (json.dumps({"type": "ping", "payload": "a" * MAX_MESSAGE_CHARS}), 1009),
    "no id": ('{"type": "subscribe", "payload": {"query": "{viewer}"}}', 4400),
    "an id that is no text": ('{"type": "subscribe", "id": 1, "payload": {"query": "{a}"}}', 4400),
    "no payload": ('{"type": "subscribe", "id": "1"}', 4400),
    "no query": ('{"type": "subscribe", "id": "1", "payload": {}}', 4400),
    "nonsense as variables": (
        '{"type": "subscribe", "id": "1", "payload": {"query": "{a}", "variables": 1}}', 4400,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", LATER)
async def test_what_the_protocol_does_not_know_ends_the_connection(
    address: str, tokens: Tokens, name: str
) -> None:
    message, code = LATER[name]
    async with connected(address, bearer(tokens)) as socket:
        await socket.send(message)
        assert await closed(socket) == code


async def test_queries_and_subscriptions_are_answered_for_the_member_of_the_token(
    address: str, tokens: Tokens
) -> None:
    async with connected(address, bearer(tokens, BO)) as socket:
        await say(socket, type="ping")
        assert await hear(socket) == {"type": "pong"}
        await ask(socket, "q", "{viewer}")
        assert await hear(socket) == {
            "type": "next",
            "id": "q",
            "payload": {"data": {"viewer": BO}},
        }
        assert await hear(socket) == {"type": "complete", "id": "q"}
        await ask(socket, "q", "subscription ($n: Int!) {events(until: $n) {name}}", n=3)
        events = [(await hear(socket))["payload"]["data"]["events"] for _ in range(3)]
        assert [event["name"] for event in events] == ["Ada", "Bo", "Cy"]
        assert await hear(socket) == {"type": "complete", "id": "q"}


async def test_each_event_has_empty_loaders(address: str, tokens: Tokens) -> None:
    """An old loader would show what a member was called at an earlier event."""
    async with connected(address, bearer(tokens)) as socket:
        await ask(socket, "1", "subscription {events(until: 3) {loaded}}")
        events = [(await hear(socket))["payload"]["data"]["events"] for _ in range(3)]
    assert [event["loaded"] for event in events] == [0, 0, 0]


async def test_an_operation_that_cannot_run_is_refused_and_the_connection_goes_on(
    address: str, tokens: Tokens
) -> None:
    async with connected(address, bearer(tokens)) as socket:
        for query, code in (("{", "GRAPHQL_PARSE_FAILED"), ("{a}", "GRAPHQL_VALIDATION_FAILED")):
            await ask(socket, "1", query)
            message = await hear(socket)
            assert (message["type"], message["id"]) == ("error", "1")
            assert message["payload"][0]["extensions"]["code"] == code
        await ask(socket, "1", "subscription {broken}")
        assert (await hear(socket))["payload"] == {"data": {"broken": 1}}
        message = await hear(socket)
        assert "secret" not in json.dumps(message)
        while message["type"] != "complete" and message["type"] != "error":
            message = await hear(socket)
        await ask(socket, "1", "{viewer}")
        assert (await hear(socket))["payload"] == {"data": {"viewer": ADA}}


async def test_so_many_operations_run_at_once(address: str, tokens: Tokens) -> None:
    ended.clear()
    async with connected(address, bearer(tokens)) as socket:
        for number in range(LIMITS.operations):
            await ask(socket, str(number), "subscription {forever}")
            assert (await hear(socket))["type"] == "next"
        await ask(socket, "more", "subscription {forever}")
        message = await hear(socket)
        assert message["payload"][0]["extensions"]["code"] == "LIMIT_EXCEEDED"
        await say(socket, type="complete", id="0")
        await ask(socket, "more", "subscription {forever}")
        assert (await hear(socket))["type"] == "next"
        await ask(socket, "more", "subscription {forever}")
        assert await closed(socket) == 4409
    for _ in range(100):
        if len(ended) == LIMITS.operations + 1:
            break
        await asyncio.sleep(0.02)
    assert ended == ["forever"] * (LIMITS.operations + 1)


async def test_a_member_has_so_many_connections(address: str, tokens: Tokens) -> None:
    async with contextlib.AsyncExitStack() as stack:
        for _ in range(LIMITS.connections_of_member):
            await stack.enter_async_context(connected(address, bearer(tokens)))
        async with connected(address) as socket:
            await say(socket, type="connection_init", payload=bearer(tokens))
            assert await closed(socket) == 4429
        await stack.enter_async_context(connected(address, bearer(tokens, BO)))


async def test_a_connection_ends_with_its_token(address: str, tokens: Tokens) -> None:
    began = time.time()
    async with connected(address, bearer(tokens, ttl=timedelta(seconds=2))) as socket:
        await ask(socket, "1", "subscription {forever}")
        assert await closed(socket) == 4403
    assert time.time() >= began + 1
