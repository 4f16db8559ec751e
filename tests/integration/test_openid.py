"""Logging in at a real OpenID provider: npm `oidc-provider`, run here."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx2
import orjson
import pyotp
import pytest

from graph.check import check
from graph.identity import mails
from graph.settings import Settings
from graph.store.store import Store
from resolvers.app import create_app
from tests.accounts import PASSWORD, VIEWER, Person
from tests.conftest import LoadWorld
from tests.integration.conftest import Ask
from tests.node import linked, node
from tests.working import working
from tests.worlds.chain import network

HERE = "http://proconnect.test"
SOURCE = Path(__file__).parents[1] / "openid_provider"

pytestmark = pytest.mark.node
_numbers = count(1)


@asynccontextmanager
async def provider(folder: Path) -> AsyncIterator[str]:
    """The issuer of a provider that runs as long as the block."""
    binary = node()
    assert binary is not None, "without Node these tests are deselected, see tests/conftest.py"
    place = await asyncio.to_thread(linked, SOURCE, folder)
    callbacks = [f"{HERE}/auth/openid/{name}/callback" for name in ("node", "public")]
    process = await asyncio.create_subprocess_exec(
        binary, "provider.mjs", *callbacks, cwd=place, stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        issuer = (await asyncio.wait_for(process.stdout.readline(), 60)).decode().strip()
        assert issuer.startswith("http://127.0.0.1:")
        yield issuer
    finally:
        process.kill()
        await process.wait()


@pytest.fixture(scope="module")
async def settings(
    servers: Settings, store: Store, load_world: LoadWorld, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Settings]:
    """Settings with the provider, as two clients of it, and with one that is not there."""
    await load_world(network())
    folder = tmp_path_factory.mktemp("openid")
    async with provider(folder) as issuer, working(store, (mails.CONSUMER,)):
        secret = "of:the/tests+%"
        both = {
            "node": {"title": "Node", "issuer": issuer, "client_id": "proconnect"}
            | {"client_secret": secret},
            "public": {"title": "Public", "issuer": issuer, "client_id": "public"},
            "away": {"title": "Away", "issuer": "http://127.0.0.1:9", "client_id": "x"},
        }
        path = folder / "providers.json"
        path.write_bytes(orjson.dumps(both))
        yield servers.model_copy(update={"openid_file": path, "public_url": HERE})
    assert await check(store.db) == []


class Browser:
    """Follows links and fills in forms, here and at the provider, with one jar of cookies."""

    def __init__(self, settings: Settings, store: Store) -> None:
        address = f"203.0.113.{next(_numbers)}"
        here = httpx2.ASGITransport(app=create_app(settings, store), client=(address, 1))
        self.http = httpx2.AsyncClient(mounts={HERE: here}, timeout=30)

    async def until_back(self, response: httpx2.Response) -> httpx2.Response:
        """Follows redirects up to the callback, which is not followed."""
        while response.is_redirect and "/callback?" not in response.headers["location"]:
            response = await self.http.get(response.url.join(response.headers["location"]))
        return response

    async def asked(self, name: str = "node", login: str = "ada@example.org", **more: str) -> str:
        """Logs in at the provider; the address of the callback that it sends the browser to."""
        start = await self.http.get(f"{HERE}/auth/openid/{name}", params=more)
        assert start.status_code == 303, start.text
        response = await self.until_back(start)
        for form in ({"login": login, "password": "x"}, {}):
            if response.is_redirect:
                break
            prompt = re.search(r'name="prompt" value="(\w+)"', response.text)
            action = re.search(r'action="([^"]+)"', response.text)
            assert prompt is not None
            assert action is not None
            data = {"prompt": prompt[1], **form}
            response = await self.until_back(
                await self.http.post(response.url.join(action[1]), data=data)
            )
        return str(response.headers["location"])

    async def back(self, address: str) -> str:
        """Where the callback leads."""
        response = await self.http.get(address)
        assert response.status_code == 303, response.text
        return str(response.headers["location"])

    async def log_in(self, *given: str, **more: str) -> str:
        return await self.back(await self.asked(*given, **more))

    async def viewer(self) -> dict[str, str]:
        proof = self.http.cookies.get("proconnect-csrf", domain="proconnect.test") or ""
        answer = await self.http.post(
            f"{HERE}/graphql", json={"query": VIEWER}, headers={"x-csrf-token": proof}
        )
        member: dict[str, str] = answer.json()["data"]["viewer"]["member"]
        return member


@pytest.fixture
def browser(settings: Settings, store: Store) -> Browser:
    return Browser(settings, store)


@pytest.mark.parametrize("name", ["node", "public"])
async def test_who_logs_in_at_the_provider_is_a_member_with_an_account(
    settings: Settings, store: Store, ask: Ask, name: str
) -> None:
    login = f"{name}@example.org"
    first = Browser(settings, store)
    assert await first.log_in(name, login, next="/feed?a=b") == "/feed?a=b#logged-in"
    found = await first.viewer()
    assert found["name"] == "Ada of the Provider"
    again = Browser(settings, store)
    assert await again.log_in(name, login) == "/account#logged-in"
    assert await again.viewer() == found
    stored = "MATCH (a:Account {email: $email}) RETURN a.role, a.password, count(a)"
    assert await ask(stored, email=login) == [["member", None, 1]]
    assert not any(c.name == "proconnect-login" for c in again.http.cookies.jar)


async def test_an_address_that_was_proven_here_leads_to_its_account(
    settings: Settings, store: Store, browser: Browser
) -> None:
    person = await Person(settings, store).join()
    assert (await browser.log_in("node", person.email.upper())).endswith("#logged-in")
    assert await browser.viewer() == (await person.viewer()).json()["data"]["viewer"]["member"]
    assert (await person.log_in()).status_code == 200  # the password stays


async def test_who_came_once_is_known_by_the_provider_alone(
    settings: Settings, store: Store, ask: Ask
) -> None:
    first = Browser(settings, store)
    await first.log_in("node", "moving@example.org")
    await ask("MATCH (a:Account {email: 'moving@example.org'}) SET a.address_key = 'other' "
              "WITH a MATCH (a)-->(m:Member) SET m.address_key = 'other'")  # fmt: skip
    again = Browser(settings, store)
    await again.log_in("node", "moving@example.org")
    assert await again.viewer() == await first.viewer()


async def test_an_address_that_the_provider_has_not_verified_opens_nothing(
    settings: Settings, store: Store, browser: Browser, ask: Ask
) -> None:
    person = await Person(settings, store).join()
    count = "MATCH (n:Account|ExternalLogin|Session) RETURN count(n)"
    before = await ask(count)
    ended = await browser.log_in("node", f"unproven|{person.email}")
    assert ended == "/account#login-failed=FORBIDDEN"
    assert await ask(count) == before


async def test_of_two_who_come_first_at_once_both_get_the_one_account(
    settings: Settings, store: Store, ask: Ask
) -> None:
    both = [Browser(settings, store) for _ in range(2)]
    ready = [await one.asked("node", "twice@example.org") for one in both]
    ended = await asyncio.gather(*(one.back(at) for one, at in zip(both, ready, strict=True)))
    assert ended == ["/account#logged-in"] * 2
    assert await both[0].viewer() == await both[1].viewer()


async def test_a_second_factor_is_asked_for_here_too(
    settings: Settings, store: Store, browser: Browser, ask: Ask
) -> None:
    person = await Person(settings, store).join()
    totp = pyotp.parse_uri((await person.post("totp", password=PASSWORD)).json()["address"])
    assert isinstance(totp, pyotp.TOTP)
    codes = (await person.post("totp/confirm", code=totp.now())).json()["recovery_codes"]
    assert await browser.log_in("node", person.email) == "/account#login-code"
    assert browser.http.cookies.get("proconnect") is None
    links = "MATCH (x:ExternalLogin)-->(a:Account {email: $email}) RETURN count(x)"
    assert await ask(links, email=person.email) == [[0]]
    wrong = await browser.http.post(f"{HERE}/auth/openid/factor", json={"code": "000000"})
    assert wrong.status_code == 401
    right = await browser.http.post(f"{HERE}/auth/openid/factor", json={"code": codes[0]})
    assert right.status_code == 200
    assert (await browser.viewer())["name"] == "Ada New"
    assert await ask(links, email=person.email) == [[1]]


async def test_an_answer_of_another_login_browser_or_provider_is_refused(
    settings: Settings, store: Store, browser: Browser
) -> None:
    victim, refused = Browser(settings, store), "/account#login-failed=UNAUTHENTICATED"
    address = await browser.asked()
    assert await victim.back(address) == refused  # login CSRF: another browser began it
    own = await browser.back(address)
    assert own.endswith("#logged-in")
    assert await browser.back(address) == refused  # a second time

    address = await browser.asked()
    asked = parse_qs(urlsplit(address).query)
    for change in (
        {"state": "x" * 43},
        {"state": ""},
        {"iss": "https://login.example"},
        {"iss": None},
        {"code": "x" * 43},
        {"code": None},
    ):
        query = {k: v for k, v in ({k: v[0] for k, v in asked.items()} | change).items() if v}
        held = httpx2.Cookies(browser.http.cookies)
        response = await browser.http.get(address.partition("?")[0], params=query)
        assert response.headers["location"] == refused, change
        browser.http.cookies = held
    mixed = address.replace("/node/", "/public/")
    assert await browser.back(mixed) == refused


async def test_what_cannot_be_begun_is_refused_by_name(browser: Browser) -> None:
    listed = (await browser.http.get(f"{HERE}/auth/openid")).json()["providers"]
    assert [one["name"] for one in listed] == ["node", "public", "away"]
    for path, status in (
        ("none", 404),
        ("away", 503),
        ("node?next=//evil.example", 400),
        ("node?next=/%5Cevil.example", 400),
        ("node?next=https://evil.example", 400),
        ("node?next=/a%23b", 400),
        ("node?next=/a%0d%0aSet-Cookie:b", 400),
        ("node/callback?code=x&state=y", 303),
    ):
        answer = await browser.http.get(f"{HERE}/auth/openid/{path}")
        assert answer.status_code == status, path
    unasked = await browser.http.post(f"{HERE}/auth/openid/factor", json={"code": "000000"})
    assert unasked.status_code == 401
