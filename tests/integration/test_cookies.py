"""Sessions of browsers, in cookies that no script reads."""

from __future__ import annotations

import asyncio

import orjson
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from graph.settings import Settings
from graph.store.store import Store
from resolvers.app import create_app
from resolvers.sockets import PROTOCOL
from tests.accounts import PASSWORD, VIEWER, Browser, Person, code
from tests.listening import listening

pytestmark = pytest.mark.usefixtures("accounts")


async def test_a_browser_keeps_its_tokens_in_cookies_that_no_script_reads(
    servers: Settings, store: Store, person: Person
) -> None:
    await person.join()
    browser = Browser(servers, store)
    browser.email = person.email
    answer = await browser.log_in(cookies=True)
    assert set(answer.json()) == {"expires_in", "member", "session"}
    given = {line.partition("=")[0]: line for line in answer.headers.get_list("set-cookie")}
    assert set(given) == {"proconnect", "proconnect-refresh", "proconnect-csrf"}
    assert all("SameSite=strict" in line and "Path=/" in line for line in given.values())
    assert [("HttpOnly" in given[name]) for name in sorted(given)] == [True, False, True]

    assert "Ada New" in (await browser.ask(**{"x-csrf-token": browser.proof})).text
    by_get = await browser.http.get("/graphql", params={"query": VIEWER})
    assert "Ada New" in by_get.text
    assert len((await browser.http.get("/auth/sessions")).json()["sessions"]) == 2
    before = browser.http.cookies.get("proconnect")
    assert (await browser.sent("refresh", **{"x-csrf-token": browser.proof})).status_code == 200
    assert browser.http.cookies.get("proconnect") != before
    left = await browser.sent("logout", **{"x-csrf-token": browser.proof})
    assert left.status_code == 204
    assert not browser.http.cookies.get("proconnect")
    assert "Ada New" not in (await browser.ask()).text


async def test_with_cookies_nothing_changes_that_no_page_of_ours_asked_for(
    servers: Settings, store: Store, person: Person, another: Person
) -> None:
    await person.join()
    await another.join()
    browser, thief = Browser(servers, store), Browser(servers, store)
    browser.email, thief.email = person.email, another.email
    await browser.log_in(cookies=True)
    await thief.log_in(cookies=True)
    change = 'mutation {updateProfile(input: {headline: "Fooled"}) {errors {code}}}'
    for headers in ({}, {"x-csrf-token": ""}, {"x-csrf-token": "é"}, {"x-csrf-token": thief.proof}):
        for query in (change, VIEWER):
            refused = await browser.http.post(
                "/graphql", json={"query": query},
                headers={name: value.encode() for name, value in headers.items()},
            )  # fmt: skip
            assert (refused.status_code, code(refused)) == (403, "FORBIDDEN")
        for path in ("refresh", "logout"):
            sent = {name: value.encode() for name, value in headers.items()}
            refused = await browser.http.post(f"/auth/{path}", headers=sent)
            assert (refused.status_code, code(refused)) == (403, "FORBIDDEN")
        assert (await browser.http.delete("/auth/sessions")).status_code == 403
    by_get = await browser.http.get("/graphql", params={"query": change})
    assert by_get.status_code == 405
    assert (await browser.ask(**{"x-csrf-token": browser.proof})).status_code == 200
    form = {"content-type": "text/plain"}
    login = orjson.dumps({"email": thief.email, "password": PASSWORD, "cookies": True})
    fresh = Browser(servers, store)
    answer = await fresh.http.post("/auth/login", content=login, headers=form)
    assert (answer.status_code, len(fresh.http.cookies)) == (400, 0)


async def test_in_production_cookies_are_encrypted_and_of_this_host_only(
    servers: Settings, store: Store, person: Person
) -> None:
    await person.join()
    keys = servers.data / "keys"
    production = servers.model_copy(
        update={
            "env": "production",
            "token_key_file": keys / "token-ed25519.pem",
            "hash_key_file": keys / "hashes.key",
        }
    )
    browser = Browser(production, store)
    browser.email = person.email
    answer = await browser.log_in(cookies=True)
    for line in answer.headers.get_list("set-cookie"):
        assert line.startswith("__Host-proconnect")
        assert "; Secure" in line


async def test_a_websocket_with_cookies_needs_the_proof_of_its_page(
    servers: Settings, store: Store, person: Person
) -> None:
    await person.join()
    browser = Browser(servers, store)
    browser.email = person.email
    await browser.log_in(cookies=True)
    kept = "; ".join(f"{one.name}={one.value}" for one in browser.http.cookies.jar)

    async def first(address: str, **payload: str) -> dict[str, object]:
        begin = {"type": "connection_init", "payload": payload}
        headers = {"Cookie": kept}
        async with connect(address, subprotocols=[PROTOCOL], additional_headers=headers) as socket:  # type: ignore[list-item]
            await socket.send(orjson.dumps(begin).decode())
            found: dict[str, object] = orjson.loads(await asyncio.wait_for(socket.recv(), 20))
            return found

    async with listening(create_app(servers, store)) as place:
        address = f"ws://{place}/graphql"
        assert await first(address, **{"x-csrf-token": browser.proof}) == {"type": "connection_ack"}
        for proof in ({}, {"x-csrf-token": "x"}):
            with pytest.raises(ConnectionClosed) as ended:
                await first(address, **proof)
            assert ended.value.rcvd.code == 4403  # type: ignore[union-attr]
