"""Accounts as their owners use them: over HTTP, with the mails that they are sent."""

from __future__ import annotations

import email
import re
from itertools import count

import httpx2

from graph.settings import Settings
from graph.store.store import Store
from resolvers.app import create_app
from tests.working import until

PASSWORD, OTHER = "a walrus hums at dusk", "nine grey kites in rain"
VIEWER = "{viewer {member {id name}}}"
TYPE = {"Content-Type": "application/json"}
numbers = count(1)


class Person:
    """Somebody at an address of the network, with a browser of their own."""

    def __init__(self, settings: Settings, store: Store, host: str | None = None) -> None:
        number = next(numbers)
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


def code(response: httpx2.Response) -> str:
    return str(response.json()["errors"][0]["extensions"]["code"])


def field(response: httpx2.Response) -> str:
    return str(response.json()["errors"][0]["extensions"]["field"][0])


class Browser(Person):
    """Keeps what it is given in cookies, and sends the proof that its page can read."""

    @property
    def proof(self) -> str:
        return self.http.cookies.get("proconnect-csrf") or ""

    async def ask(self, query: str = VIEWER, **headers: str) -> httpx2.Response:
        return await self.http.post("/graphql", json={"query": query}, headers=headers)

    async def sent(self, path: str, **headers: str) -> httpx2.Response:
        return await self.http.post(f"/auth/{path}", headers=headers)
