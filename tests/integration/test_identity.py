"""Signing up, logging in, changing passwords: what each step proves, and what it tells nobody."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from random import Random

import httpx2
import pyotp
import pytest
from prometheus_client import REGISTRY

from graph.errors import NotFound
from graph.identity import limits
from graph.identity.roles import change_role
from graph.settings import Settings
from graph.store.store import Store
from resolvers.app import create_app
from tests.accounts import OTHER, PASSWORD, TYPE, Person, code, field, numbers
from tests.conftest import times
from tests.integration.conftest import Ask
from tests.working import until

pytestmark = pytest.mark.usefixtures("accounts")


async def test_who_proves_an_address_is_a_member_whom_others_find(
    person: Person, ask: Ask, store: Store
) -> None:
    [[before]] = await ask("MATCH (n:Member|Account) RETURN count(n)")
    name = f"Quintessa Vandermolen{next(numbers)}"
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
    for address in (person.email, f"nobody{next(numbers)}@example.org"):
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
        given = {"email": f"n{next(numbers)}@example.org", "password": "weak", "name": "N"}
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
