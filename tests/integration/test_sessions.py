"""Sessions: how they go on, and that they end everywhere at once."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import orjson
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from graph.identity import sessions
from graph.identity.forgetting import forget
from graph.settings import Settings
from graph.store.store import Store
from resolvers.app import create_app
from resolvers.sockets import PROTOCOL
from tests.accounts import Person, code
from tests.integration.conftest import Ask
from tests.listening import listening

pytestmark = pytest.mark.usefixtures("accounts")


async def test_a_refresh_token_is_good_once_and_a_second_use_ends_the_session(
    person: Person,
) -> None:
    await person.join()
    first, access = person.refresh, person.access
    person.take(await person.post("refresh", refresh_token=first))
    second = person.refresh
    assert second != first
    assert (await person.viewer()).status_code == 200
    made_up = second[:-4] + ("AAAA" if second[-4:] != "AAAA" else "BBBB")
    foreign = second[:11] + "A" * (len(second) - 11)
    for text in (foreign, "", "…", "x"):
        assert (await person.post("refresh", refresh_token=text)).status_code == 401
    assert (await person.viewer()).status_code == 200  # who makes tokens up ends nothing

    assert (await person.post("refresh", refresh_token=first)).status_code == 401
    for token in (second, made_up):
        assert (await person.post("refresh", refresh_token=token)).status_code == 401
    for token in (access, person.access):
        person.access = token
        assert (await person.viewer()).status_code == 401


async def test_of_many_who_refresh_at_once_at_most_one_gets_a_token(person: Person) -> None:
    await person.join()
    found = await asyncio.gather(
        *(person.post("refresh", refresh_token=person.refresh) for _ in range(8))
    )
    assert sorted(one.status_code for one in found) == [200] + [401] * 7


async def test_sessions_are_listed_and_end_at_once_everywhere(
    servers: Settings, store: Store, person: Person, another: Person
) -> None:
    await person.join()
    first = person.access
    person.take(await person.log_in())
    shown = (await person.call("GET", "sessions")).json()["sessions"]
    assert [one["current"] for one in shown] == [True, False]

    await another.join()
    for id_ in (shown[1]["id"], "1", "x", "9" * 30):
        assert (await another.call("DELETE", f"sessions/{id_}")).status_code == 404
    assert (await person.call("DELETE", f"sessions/{shown[1]['id']}")).status_code == 204
    elsewhere = Person(servers, store)  # another process with nothing of its own in memory
    elsewhere.access = first
    assert code(await elsewhere.viewer()) == "UNAUTHENTICATED"
    assert (await person.viewer()).status_code == 200

    second = person.access
    person.take(await person.log_in())
    assert (await person.call("DELETE", "sessions")).json() == {"ended": 1}
    elsewhere.access = second
    assert (await elsewhere.viewer()).status_code == 401
    assert (await person.post("logout")).status_code == 204
    assert (await person.viewer()).status_code == 401
    assert (await person.call("GET", "sessions")).status_code == 401


async def test_without_what_redis_knows_the_graph_says_which_sessions_ended(
    person: Person, store: Store
) -> None:
    await person.join()
    session = int((await person.call("GET", "sessions")).json()["sessions"][0]["id"])
    assert (await person.post("logout")).status_code == 204
    await store.cache._client.delete(f"session:{session}")
    assert (await person.viewer()).status_code == 401


async def test_a_session_that_is_not_refreshed_ends_and_is_forgotten(
    person: Person, store: Store, ask: Ask
) -> None:
    await person.join()
    now = datetime.now(UTC)
    with pytest.raises(Exception, match="not valid"):
        await sessions.refresh(store, person.refresh, now=now + sessions.IDLE)
    count_them = "MATCH (n:Session|MailProof) RETURN count(n) > 0"
    assert await ask(count_them) == [[True]]
    await forget(store, now + sessions.IDLE + timedelta(days=2))
    assert await ask(count_them) == [[False]]


async def test_an_account_has_at_most_so_many_sessions(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "MOST", 2)
    await person.join()
    first = person.access
    for _ in range(2):
        person.take(await person.log_in())
    assert len((await person.call("GET", "sessions")).json()["sessions"]) == 2
    person.access = first
    assert (await person.viewer()).status_code == 401


async def test_a_websocket_ends_with_its_session(
    servers: Settings, store: Store, person: Person
) -> None:
    await person.join()
    begin = {"type": "connection_init", "payload": {"Authorization": f"Bearer {person.access}"}}
    async with listening(create_app(servers, store)) as place:
        address = f"ws://{place}/graphql"
        async with connect(address, subprotocols=[PROTOCOL]) as socket:  # type: ignore[list-item]
            await socket.send(orjson.dumps(begin).decode())
            assert orjson.loads(await socket.recv()) == {"type": "connection_ack"}
            assert (await person.post("logout")).status_code == 204
            with pytest.raises(ConnectionClosed) as ended:
                await asyncio.wait_for(socket.recv(), 20)
            assert (ended.value.rcvd.code, ended.value.rcvd.reason) == (  # type: ignore[union-attr]
                4403,
                "The session has ended",
            )
        async with connect(address, subprotocols=[PROTOCOL]) as socket:  # type: ignore[list-item]
            await socket.send(orjson.dumps(begin).decode())
            with pytest.raises(ConnectionClosed):
                await asyncio.wait_for(socket.recv(), 20)


async def test_where_tokens_are_got_an_expired_one_is_no_hindrance(person: Person) -> None:
    await person.join()
    person.access = "expired"
    person.take(await person.post("refresh", refresh_token=person.refresh))
    assert (await person.viewer()).status_code == 200
