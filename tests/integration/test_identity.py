"""Signing up, logging in and out: what each step proves, and what it tells nobody."""

from __future__ import annotations

import asyncio
import email
import json
import re
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from itertools import count
from random import Random

import httpx2
import orjson
import pyotp
import pytest
from prometheus_client import REGISTRY
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from graph.check import check
from graph.errors import NotFound
from graph.identity import limits, mails, sessions
from graph.identity.forgetting import forget
from graph.identity.roles import change_role
from graph.search import freshness
from graph.settings import Settings
from graph.store.store import Store
from resolvers.app import create_app
from resolvers.sockets import PROTOCOL
from tests.conftest import LoadWorld, times
from tests.integration.conftest import Ask
from tests.listening import listening
from tests.working import until, working
from tests.worlds.chain import network

PASSWORD, OTHER = "a walrus hums at dusk", "nine grey kites in rain"
VIEWER = "{viewer {member {id name}}}"
TYPE = {"Content-Type": "application/json"}
_numbers = count(1)


@pytest.fixture(scope="module", autouse=True)
async def loaded(store: Store, load_world: LoadWorld) -> AsyncIterator[None]:
    await load_world.indexed(network())
    async with working(store, (mails.CONSUMER, freshness.CONSUMER)):
        yield
    assert await check(store.db) == []


class Person:
    """Somebody at an address of the network, with a browser of their own."""

    def __init__(self, settings: Settings, store: Store, host: str | None = None) -> None:
        number = next(_numbers)
        self.email = f"person{number}@example.org"
        self.host = host or f"198.51.{number // 250}.{number % 250}"
        transport = httpx2.ASGITransport(app=create_app(settings, store), client=(self.host, 1))
        self.http = httpx2.AsyncClient(transport=transport, base_url="http://proconnect.test")
        self.folder = settings.data / "mail"
        self.access = ""
        self.refresh = ""

    async def post(self, path: str, **body: object) -> httpx2.Response:
        headers = {"Authorization": f"Bearer {self.access}"} if self.access else {}
        return await self.http.post(f"/auth/{path}", json=body, headers=headers)

    async def call(self, method: str, path: str) -> httpx2.Response:
        headers = {"Authorization": f"Bearer {self.access}"}
        return await self.http.request(method, f"/auth/{path}", headers=headers)

    async def viewer(self) -> httpx2.Response:
        headers = {"Authorization": f"Bearer {self.access}"}
        return await self.http.post("/graphql", json={"query": VIEWER}, headers=headers)

    def mails(self) -> list[tuple[str, str]]:
        """Subject and text of what was sent to the address, the oldest first."""
        found = []
        for path in sorted(self.folder.glob("*.eml"), key=lambda one: int(one.stem)):
            message = email.message_from_bytes(path.read_bytes())
            if message["To"] == self.email:
                text = message.get_payload(decode=True)
                found.append((str(message["Subject"]), bytes(text or b"").decode()))  # type: ignore[arg-type]
        return found

    async def mail(self, number: int = 1) -> tuple[str, str]:
        """Subject of the mail of this number, and the token in it or what it says."""

        async def there() -> bool:
            return len(self.mails()) >= number

        await until(there)
        subject, text = self.mails()[number - 1]
        found = re.search(r"^    ([\w-]{40,})$", text, re.MULTILINE)
        return subject, found[1] if found else text

    def take(self, response: httpx2.Response) -> None:
        assert response.status_code in (200, 201), response.text
        self.access, self.refresh = (response.json()[k] for k in ("access_token", "refresh_token"))

    async def join(self) -> Person:
        answer = await self.post("signup", email=self.email, password=PASSWORD, name="Ada New")
        assert answer.status_code == 202, answer.text
        _, token = await self.mail()
        self.take(await self.post("verify", token=token, password=PASSWORD))
        return self

    async def log_in(self, **more: object) -> httpx2.Response:
        given = {"email": self.email, "password": PASSWORD} | more
        self.access = ""
        return await self.post("login", **given)


@pytest.fixture
def person(servers: Settings, store: Store) -> Person:
    return Person(servers, store)


@pytest.fixture
def another(servers: Settings, store: Store) -> Person:
    return Person(servers, store)


def code(response: httpx2.Response) -> str:
    return str(response.json()["errors"][0]["extensions"]["code"])


def field(response: httpx2.Response) -> str:
    return str(response.json()["errors"][0]["extensions"]["field"][0])


async def test_who_proves_an_address_is_a_member_whom_others_find(
    person: Person, ask: Ask, store: Store
) -> None:
    [[before]] = await ask("MATCH (n:Member|Account) RETURN count(n)")
    name = f"Quintessa Vandermolen{next(_numbers)}"
    answer = await person.post("signup", email=person.email, password=PASSWORD, name=name)
    assert answer.status_code == 202
    subject, token = await person.mail()
    assert subject == "Confirm your address"
    assert await ask("MATCH (n:Member|Account) RETURN count(n)") == [[before]]

    verified = await person.post("verify", token=token, password=PASSWORD)
    assert verified.status_code == 201
    person.take(verified)
    member = (await person.viewer()).json()["data"]["viewer"]["member"]
    assert member == {"id": verified.json()["member"], "name": name}
    person.take(await person.log_in())
    assert (await person.viewer()).json()["data"]["viewer"]["member"] == member

    async def found() -> bool:
        query = f'{{searchPeople(query: "{name}") {{edges {{node {{id}}}}}}}}'
        headers = {"Authorization": f"Bearer {person.access}"}
        answer = await person.http.post("/graphql", json={"query": query}, headers=headers)
        return member["id"] in str(answer.json()["data"])

    await until(found)


async def test_neither_the_password_nor_any_token_is_stored(person: Person, ask: Ask) -> None:
    await person.join()
    _, token = await person.mail()
    for secret in (PASSWORD, token, person.refresh, person.access):
        everything = "MATCH (n) WHERE any(k IN keys(n) WHERE toStringOrNull(n[k]) CONTAINS $secret)"
        assert await ask(f"{everything} RETURN count(n)", secret=secret) == [[0]]


async def test_a_token_from_a_mail_is_good_once_and_only_with_the_password(person: Person) -> None:
    await person.post("signup", email=person.email, password=PASSWORD, name="Ada")
    _, token = await person.mail()
    wrong = await person.post("verify", token=token, password=OTHER)
    assert (wrong.status_code, field(wrong)) == (400, "password")
    for made_up in (token[:-1] + "_", "", "x" * 900):
        refused = await person.post("verify", token=made_up, password=PASSWORD)
        assert (refused.status_code, field(refused)) == (400, "token")
    both = await asyncio.gather(
        *(person.post("verify", token=token, password=PASSWORD) for _ in range(2))
    )
    assert sorted(one.status_code for one in both) == [201, 400]
    again = await person.post("verify", token=token, password=PASSWORD)
    assert (again.status_code, field(again)) == (400, "token")


async def test_a_second_sign_up_changes_nothing_and_only_its_owner_is_told(
    person: Person, another: Person
) -> None:
    await person.join()
    another.email = person.email.upper()
    answer = await another.post("signup", email=another.email, password=OTHER, name="Thief")
    unknown = await another.post("signup", email="new@example.org", password=OTHER, name="Thief")
    assert (answer.status_code, answer.json()) == (unknown.status_code, unknown.json())
    subject, text = await person.mail(2)
    assert subject == "You have an account already"
    assert "Ada New" in text
    assert (await another.log_in(password=OTHER)).status_code == 401
    assert (await person.log_in()).status_code == 200


def work_done() -> Counter[str]:
    """How often each query was asked and a password hashed, in this process."""
    found: Counter[str] = Counter()
    for metric in REGISTRY.collect():
        if metric.name in ("proconnect_query_seconds", "proconnect_password_hashes"):
            for sample in metric.samples:
                if sample.name.endswith(("_count", "_total")):
                    found[sample.labels.get("query", "hash")] = int(sample.value)
    asked = ("identity/create", "identity/find", "identity/lock", "hash")
    return Counter({name: n for name, n in found.items() if name.startswith(asked)})


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("login", {"password": OTHER}),
        ("forgot", {}),
        ("signup", {"password": OTHER, "name": "Eve"}),
    ],
    ids=str,
)
async def test_known_and_unknown_addresses_get_the_same_answer_for_the_same_work(
    person: Person, another: Person, path: str, body: dict[str, object]
) -> None:
    await person.join()
    done, answers = [], []
    for address in (person.email, f"nobody{next(_numbers)}@example.org"):
        before = work_done()
        answer = await another.post(path, email=address, **body)
        done.append(work_done() - before)
        answers.append((answer.status_code, answer.json()))
    assert answers[0] == answers[1]
    assert done[0] == done[1] != Counter()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("email", "ada"),
        ("email", "a,b@example.org"),
        ("email", "a@b\r\nBcc: c@d.org"),
        ("email", 7),
        ("email", None),
        ("name", " "),
        ("name", "x" * 201),
        ("password", "short"),
        ("password", "x" * 201),
        ("password", "password123"),
        ("password", "example.org Ada"),
    ],
)
async def test_what_cannot_be_signed_up_is_refused_by_name(
    person: Person, name: str, value: object
) -> None:
    given = {"email": person.email, "password": PASSWORD, "name": "Ada"} | {name: value}
    answer = await person.post("signup", **given)
    assert (answer.status_code, code(answer), field(answer)) == (400, "BAD_USER_INPUT", name)


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


async def test_wrong_passwords_delay_their_own_network_only(
    servers: Settings, store: Store, person: Person, another: Person
) -> None:
    await person.join()
    another.email = person.email
    answers = await asyncio.gather(*(another.log_in(password=OTHER) for _ in range(20)))
    assert Counter(one.status_code for one in answers) == {401: 5, 429: 15}
    refused = await another.log_in()
    assert (refused.status_code, code(refused)) == (429, "RATE_LIMITED")
    assert 1 <= int(refused.headers["retry-after"]) <= 2
    assert (await person.log_in()).status_code == 200


async def test_guessing_from_many_networks_does_not_lock_the_owner_out(
    servers: Settings, store: Store, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    await person.join()
    monkeypatch.setattr(limits, "STRANGERS_AN_HOUR", 3)
    found = []
    for _ in range(5):
        stranger = Person(servers, store)
        stranger.email = person.email
        found.append((await stranger.log_in(password=OTHER)).status_code)
    assert found == [401, 401, 401, 429, 429]
    assert (await person.log_in()).status_code == 200


async def test_a_network_may_sign_up_so_often(person: Person) -> None:
    found = []
    for _ in range(22):
        given = {"email": f"n{next(_numbers)}@example.org", "password": "weak", "name": "N"}
        found.append((await person.post("signup", **given)).status_code)
    assert found == [400] * 20 + [429] * 2


async def test_an_address_gets_so_many_mails_an_hour(person: Person, ask: Ask) -> None:
    answers = [await person.post("forgot", email=person.email) for _ in range(8)]
    assert {one.status_code for one in answers} == {202}
    asked = "MATCH (p:MailProof {email: $email}) RETURN count(p)"
    assert await ask(asked, email=person.email) == [[limits.MAILS_AN_HOUR]]


async def test_a_forgotten_password_is_set_anew_and_ends_every_session(person: Person) -> None:
    await person.join()
    access, person.access = person.access, ""
    assert (await person.post("forgot", email=person.email)).status_code == 202
    subject, token = await person.mail(2)
    assert subject == "Set a new password"
    assert field(await person.post("verify", token=token, password=PASSWORD)) == "token"
    assert field(await person.post("reset", token=token, password="password")) == "password"
    assert (await person.post("reset", token=token, password=OTHER)).status_code == 204
    assert field(await person.post("reset", token=token, password=PASSWORD)) == "token"
    person.access = access
    assert (await person.viewer()).status_code == 401
    assert (await person.log_in()).status_code == 401
    assert (await person.log_in(password=OTHER)).status_code == 200


async def test_a_password_is_changed_by_who_knows_it(person: Person) -> None:
    await person.join()
    first = person.access
    person.take(await person.log_in())
    wrong = await person.post("password", current=OTHER, password=OTHER)
    assert (wrong.status_code, field(wrong)) == (401, "password")
    assert (await person.post("password", current=PASSWORD, password=OTHER)).status_code == 204
    assert (await person.viewer()).status_code == 200
    person.access = first
    assert (await person.viewer()).status_code == 401
    assert (await person.log_in(password=OTHER)).status_code == 200


async def test_a_second_factor_is_asked_for_and_each_code_is_good_once(
    person: Person, ask: Ask
) -> None:
    await person.join()
    made = (await person.post("totp", password=PASSWORD)).json()
    totp = pyotp.parse_uri(made["address"])
    assert isinstance(totp, pyotp.TOTP)
    assert (await person.log_in()).status_code == 200  # not confirmed: not asked for
    person.take(await person.log_in())
    wrong = await person.post("totp/confirm", code="000000")
    assert (wrong.status_code, field(wrong)) == (401, "code")
    confirmed = await person.post("totp/confirm", code=totp.now())
    spare, *_ = confirmed.json()["recovery_codes"]
    stored = "MATCH (a:Account {email: $email}) RETURN a.totp CONTAINS $secret"
    assert await ask(stored, email=person.email, secret=made["secret"]) == [[False]]

    missing = await person.log_in()
    assert (missing.status_code, code(missing)) == (401, "SECOND_FACTOR_REQUIRED")
    assert code(await person.log_in(code=totp.now())) == "UNAUTHENTICATED"  # it was used
    later = totp.at(datetime.now(UTC) + timedelta(seconds=30))
    assert (await person.log_in(code=later)).status_code == 200
    assert (await person.log_in(code=later)).status_code == 401
    person.take(await person.log_in(code=spare))
    assert code(await person.post("totp/remove", password=PASSWORD, code=spare)) == (
        "UNAUTHENTICATED"
    )
    other_spare = confirmed.json()["recovery_codes"][1]
    removed = await person.post("totp/remove", password=PASSWORD, code=other_spare)
    assert removed.status_code == 204
    assert (await person.log_in()).status_code == 200


async def test_a_role_is_given_by_operators_and_in_the_next_token(
    person: Person, store: Store
) -> None:
    await person.join()
    await change_role(store, person.email, "analyst", now=datetime.now(UTC))
    assert (await person.viewer()).status_code == 401
    person.take(await person.log_in())
    running = await person.http.get("/cypher", headers={"Authorization": f"Bearer {person.access}"})
    assert running.status_code == 200
    with pytest.raises(NotFound):
        await change_role(store, "nobody@example.org", "analyst", now=datetime.now(UTC))


class Browser(Person):
    """Keeps what it is given in cookies, and sends the proof that its page can read."""

    @property
    def proof(self) -> str:
        return self.http.cookies.get("proconnect-csrf") or ""

    async def ask(self, query: str = VIEWER, **headers: str) -> httpx2.Response:
        return await self.http.post("/graphql", json={"query": query}, headers=headers)

    async def sent(self, path: str, **headers: str) -> httpx2.Response:
        return await self.http.post(f"/auth/{path}", headers=headers)


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


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff", b'{"email": {"$ne": 1}}'])
async def test_a_body_that_is_none_is_refused(person: Person, body: bytes) -> None:
    for path in ("login", "signup", "forgot", "refresh", "verify", "reset"):
        answer = await person.http.post(f"/auth/{path}", content=body, headers=TYPE)
        assert (answer.status_code, code(answer)) == (400, "BAD_USER_INPUT")


async def test_without_a_token_an_account_is_nobodys(person: Person) -> None:
    for path in ("logout", "password", "totp", "totp/confirm", "totp/remove"):
        answer = await person.post(path, current="x", password="x", code="x")
        assert (answer.status_code, code(answer)) == (401, "UNAUTHENTICATED"), path
    assert (await person.http.get("/auth/login")).status_code == 405


async def test_where_tokens_are_got_an_expired_one_is_no_hindrance(person: Person) -> None:
    await person.join()
    person.access = "expired"
    person.take(await person.post("refresh", refresh_token=person.refresh))
    assert (await person.viewer()).status_code == 200


async def test_the_mails_are_for_the_owner_of_the_folder_only(person: Person) -> None:
    await person.join()
    for path in [person.folder, *person.folder.iterdir()]:
        assert path.stat().st_mode & 0o077 == 0, path


async def test_whatever_is_sent_is_refused_and_never_breaks_anything(
    servers: Settings, store: Store, another: Person
) -> None:
    await another.join()
    free = servers.model_copy(update={"limits": "off"})
    transport = httpx2.ASGITransport(app=create_app(free, store), raise_app_exceptions=True)
    http = httpx2.AsyncClient(transport=transport, base_url="http://proconnect.test")
    chance = Random(7)
    texts = ["", "a@b.c", "\x00", "é" * 50, "x" * 2_000, another.refresh, another.email, "\ud800"]
    values = [*texts, None, 0, -1, 2**70, 1.5, True, [], {}, [["x"]], {"$gt": ""}]
    names = ["email", "password", "name", "token", "code", "refresh_token", "current", "cookies"]
    paths = [
        *("signup", "verify", "login", "refresh", "logout", "forgot", "reset", "password"),
        *("totp", "totp/confirm", "totp/remove", "sessions", "sessions/1", "sessions/\u0661", "no"),
    ]
    for _ in range(times(300, 20_000)):
        body = {name: chance.choice(values) for name in chance.sample(names, chance.randint(0, 8))}
        raw = json.dumps(body).encode()
        if chance.random() < 0.1:
            raw = chance.choice([raw[:-1], b"\xff" + raw, b"[" * 5_000, raw * 2, b"null", b"7"])
        headers = {"content-type": chance.choice(["application/json", "text/plain", ""])}
        if chance.random() < 0.5:
            headers = TYPE | {"authorization": f"Bearer {chance.choice([another.access, 'x'])}"}
        if chance.random() < 0.2:
            headers["cookie"] = f"proconnect={chance.choice(['x', another.access])}; =; proconnect"
        method = chance.choice(["POST", "POST", "POST", "GET", "DELETE", "PUT"])
        path = f"/auth/{chance.choice(paths)}"
        answer = await http.request(method, path, content=raw, headers=headers)
        assert answer.status_code < 500, (method, path, raw, answer.text)
        assert "Traceback" not in answer.text


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
