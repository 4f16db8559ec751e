"""Rate limits hold for all processes together, to the request."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest
from redis.asyncio import Redis

from graph.errors import RateLimited, Unavailable
from graph.settings import Settings
from graph.store.buckets import Bucket
from graph.store.cache import Cache
from graph.store.redis import connect
from graph.store.store import Store
from graph.visibility import Viewer
from resolvers import rates
from resolvers.app import create_app
from resolvers.auth import Tokens
from resolvers.costs import Weighed
from resolvers.rates import ACTIONS, Asker, Rates
from tests.benchmarks.wire import Wire, posted
from tests.client import Client, codes
from tests.command import command
from tests.conftest import SOAK, LoadWorld
from tests.worlds.chain import ADA, BO, network

READ = Weighed(1, {})


@pytest.fixture
async def empty(servers: Settings) -> AsyncIterator[None]:
    async with Redis.from_url(servers.redis_url) as redis:
        await redis.flushdb()
        yield
        await redis.flushdb()


def asker(member: int | None = ADA, token: str = "t", address: str = "192.0.2.1") -> Asker:
    return Asker(Viewer(member), token if member is not None else None, address)


async def test_a_bucket_gives_what_it_has_and_what_flows_in(store: Store, empty: None) -> None:
    buckets = store.cache.buckets
    slow = Bucket("a", 5, 3_600, 2)
    assert [(await buckets.take([slow])).allowed for _ in range(3)] == [True, True, False]
    refused = await buckets.take([slow])
    assert 700 < refused.wait_s <= 720  # one more than is left flows in within 12 minutes
    quick = Bucket("b", 10, 0.5, 10)
    assert (await buckets.take([quick])).allowed
    assert not (await buckets.take([quick])).allowed
    await asyncio.sleep(0.55)
    assert (await buckets.take([quick])).allowed


async def test_several_buckets_give_together_or_not_at_all(store: Store, empty: None) -> None:
    buckets = store.cache.buckets
    full, small = Bucket("full", 100, 3_600), Bucket("small", 1, 3_600)
    assert (await buckets.take([full, small])).allowed
    for _ in range(5):
        assert not (await buckets.take([full, small])).allowed
    assert 98 <= (await buckets.take([full])).left[0] < 98.5


async def test_what_a_bucket_can_never_give_is_refused(store: Store, empty: None) -> None:
    taken = await store.cache.buckets.take([Bucket("c", 5, 60, 6)])
    assert not taken.allowed
    assert taken.wait_s > 0


async def test_64_clients_of_two_servers_get_what_one_bucket_holds(
    servers: Settings, store: Store, load_world: LoadWorld, empty: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    await load_world(network())
    monkeypatch.setattr(rates, "REQUESTS_OF_MEMBER", 100)
    monkeypatch.setattr(rates, "MINUTE_S", 36_000.0)  # next to nothing flows in meanwhile
    token = Tokens.load(servers).issue(ADA, "member", timedelta(hours=1), now=datetime.now(UTC))
    headers = {"Authorization": f"Bearer {token}"}
    client = await connect(servers)
    second = replace(store, cache=Cache(client))
    try:
        apps = [create_app(servers, one) for one in (store, second)]
        clients = [
            httpx2.AsyncClient(
                transport=httpx2.ASGITransport(app=apps[number % 2]),
                base_url="http://test",
                headers=headers,
            )
            for number in range(64)
        ]

        async def ask(client: httpx2.AsyncClient) -> list[httpx2.Response]:
            body = {"query": "{__typename}"}
            return [await client.post("/graphql", json=body) for _ in range(4)]

        answers = [r for found in await asyncio.gather(*map(ask, clients)) for r in found]
    finally:
        await client.aclose()
    assert Counter(r.status_code for r in answers) == {200: 100, 429: 156}
    refused = next(r for r in answers if r.status_code == 429)
    assert codes(refused.json()) == {"RATE_LIMITED"}
    assert int(refused.headers["retry-after"]) >= 1
    left = sorted(int(r.headers["ratelimit"].split("r=")[1].split(";")[0])
                  for r in answers if r.status_code == 200)  # fmt: skip
    assert left == list(range(100))
    assert answers[0].headers["ratelimit-policy"] == '"member";q=100;w=36000'


async def test_members_do_not_share_a_limit_and_addresses_do(
    store: Store, empty: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rates, "REQUESTS_OF_MEMBER", 3)
    monkeypatch.setattr(rates, "REQUESTS_WITHOUT_TOKEN", 3)
    limits, buckets = Rates(), store.cache.buckets
    for _ in range(3):
        await limits.take(buckets, asker(ADA), READ)
    with pytest.raises(RateLimited, match="member: at most 3"):
        await limits.take(buckets, asker(ADA, token="another"), READ)
    await limits.take(buckets, asker(BO), READ)
    for last in ("::1", "::2", "::3"):
        await limits.take(buckets, asker(None, address=f"2001:db8:1:2{last}"), READ)
    with pytest.raises(RateLimited, match="anonymous"):
        await limits.take(buckets, asker(None, address="2001:db8:1:2:9::9"), READ)
    await limits.take(buckets, asker(None, address="2001:db8:1:3::1"), READ)


@pytest.mark.parametrize(
    ("field", "action"), [("createPost", "post"), ("sendInvitation", "invitation")]
)
async def test_actions_have_limits_of_their_own(
    store: Store, empty: None, field: str, action: str
) -> None:
    limits, buckets = Rates(), store.cache.buckets
    for _ in range(ACTIONS[action] // 5):
        await limits.take(buckets, asker(), Weighed(1, {field: 5}))
    with pytest.raises(RateLimited, match=action) as caught:
        await limits.take(buckets, asker(), Weighed(1, {field: 1}))
    assert 0 < caught.value.wait_s <= 60 / ACTIONS[action] + 0.1
    await limits.take(buckets, asker(), Weighed(1, {"react": 1}))
    await limits.take(buckets, asker(), READ)


async def test_without_redis_reads_pass_and_writes_do_not() -> None:
    away = Cache(Redis(unix_socket_path="/nowhere/redis.sock"))
    assert await Rates().take(away.buckets, asker(), READ) == {}
    with pytest.raises(Unavailable):
        await Rates().take(away.buckets, asker(), Weighed(1, {"createPost": 1}))


async def test_limits_can_be_switched_off(servers: Settings, store: Store, empty: None,
                                          monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    monkeypatch.setattr(rates, "REQUESTS_OF_MEMBER", 1)
    client = Client(servers.model_copy(update={"limits": "off"}), store)
    for _ in range(3):
        response = await client.post(ADA, "{__typename}")
        assert response.status_code == 200
        assert "ratelimit" not in response.headers


async def test_an_operation_that_may_cost_too_much_is_not_run(client: Client) -> None:
    inner: Any = "id"
    for _ in range(3):
        inner = f"connections(first: 100) {{edges {{node {{{inner}}}}}}}"
    assert await client.error(ADA, f"{{viewer {{member {{{inner}}}}}}}") == "LIMIT_EXCEEDED"


if SOAK:  # two starts of the product

    async def test_64_clients_of_two_processes_get_what_one_bucket_holds(
        servers: Settings, load_world: LoadWorld, empty: None
    ) -> None:
        await load_world(network())
        token = Tokens.load(servers).issue(ADA, "member", timedelta(hours=1), now=datetime.now(UTC))
        request = posted("{__typename}", {}, token)
        arguments = ("serve", "--processes", "2", "--port", "0", "--data", str(servers.data))
        with command(*arguments) as serving:
            said = await asyncio.to_thread(serving.said, r"serve on \S+:(\d+); SIGHUP renews")
            wires = [await Wire.open(int(said[1])) for _ in range(64)]
            began = time.monotonic()

            async def ask(wire: Wire) -> list[int]:
                return [(await wire.ask(request)).status for _ in range(30)]

            found = Counter(status for part in await asyncio.gather(*map(ask, wires))
                            for status in part)  # fmt: skip
            flowed = (time.monotonic() - began) * rates.REQUESTS_OF_MEMBER / rates.MINUTE_S
            print(dict(found), f"{flowed:.1f} flowed in")
            assert set(found) == {200, 429}
            assert found[200] <= rates.REQUESTS_OF_MEMBER + flowed + 1
            assert found[200] >= rates.REQUESTS_OF_MEMBER
            for wire in wires:
                wire.close()
