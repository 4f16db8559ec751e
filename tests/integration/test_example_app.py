"""The example app, built and clicked through in a real Chromium, on the real endpoint."""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from graph.feed import fanout
from graph.identity import mails
from graph.notifications import notify
from graph.settings import Settings
from graph.store.store import Store
from resolvers.app import create_app
from resolvers.ids import parse
from tests.accounts import PASSWORD, Person
from tests.browser import Page, browsing, chromium
from tests.client import Client, member_id
from tests.command import ROOT
from tests.conftest import LoadWorld
from tests.listening import listening
from tests.node import linked, node
from tests.working import working
from tests.worlds.fair import fair

SOURCE = ROOT / "examples" / "web-app"

pytestmark = [pytest.mark.node, pytest.mark.browser]


async def built(folder: Path) -> Path:
    """The app, built beside the schema; operations or types that are wrong fail it."""
    place = await asyncio.to_thread(linked, SOURCE, folder / "examples")
    (folder / "schema.graphql").write_bytes((ROOT / "schema.graphql").read_bytes())
    process = await asyncio.create_subprocess_exec(
        "npm", "run", "build", cwd=place, stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    said, _ = await process.communicate()
    assert process.returncode == 0, said.decode()
    return place


@asynccontextmanager
async def previewed(place: Path, endpoint: str) -> AsyncIterator[str]:
    """Where Vite shows what was built, with the endpoint behind it."""
    vite = place / "node_modules" / "vite" / "bin" / "vite.js"
    process = await asyncio.create_subprocess_exec(
        str(node()), str(vite), "preview", "--host", "127.0.0.1", "--port", "0", cwd=place,
        env={**os.environ, "PROCONNECT_URL": endpoint, "NO_COLOR": "1"},
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        said = b""
        async with asyncio.timeout(60):
            while (found := re.search(rb"http://127\.0\.0\.1:\d+", said)) is None:
                line = await process.stdout.readline()
                assert line, said.decode()
                said += line
        yield found[0].decode()
    finally:
        process.kill()
        await process.wait()


async def test_the_example_app_is_clicked_through(
    servers: Settings, store: Store, load_world: LoadWorld, client: Client, tmp_path: Path
) -> None:
    binary = chromium()
    assert binary is not None, "without Chromium this test is deselected, see tests/conftest.py"
    building = asyncio.create_task(built(tmp_path))
    await load_world(fair(60))
    consumers = (mails.CONSUMER, notify.CONSUMER, fanout.CONSUMER)
    app = create_app(servers, store)
    async with working(store, consumers), listening(app) as endpoint:
        person = await Person(servers, store).join()
        await client.data(1, 'mutation {createPost(text: "An old post") {post {id}}}')
        place = await building
        async with (
            previewed(place, f"http://{endpoint}") as address,
            browsing(binary, tmp_path, size="1200,900") as page,
        ):
            await page.open(address)
            await log_in(page, person, tmp_path)
            await connect(page, client, person)
            await live(page, client)
            await act(page, client)
            await page.screenshot(tmp_path / "home.png")
            await page.click("header button")
            await page.until("document.querySelector('[name=password]')")
            assert page.problems == []


def shows(text: str, within: str = "body") -> str:
    return f"document.querySelector({within!r})?.textContent.includes({text!r})"


async def log_in(page: Page, person: Person, folder: Path) -> None:
    await page.until("document.querySelector('[name=email]')")
    await page.click("[name=email]")
    await page.type(person.email)
    await page.click("[name=password]")
    await page.type("not the password")
    await page.press("Enter")
    await page.until(shows("is wrong", "[role=alert]"))
    await page.screenshot(folder / "login.png")
    page.problems = [p for p in page.problems if "status of 401" not in p]
    await page.js("document.querySelector('[name=password]').select()")
    await page.type(PASSWORD)
    await page.press("Enter")
    await page.until(shows("Ada New", "[data-me]"))
    assert await page.js("document.cookie.includes('proconnect=')") is False


async def connect(page: Page, client: Client, person: Person) -> None:
    """An invitation comes by itself; accepting it brings the feed and the suggestions."""
    await page.until(shows("Nothing here yet", "[data-feed]"))
    me = (await person.viewer()).json()["data"]["viewer"]["member"]["id"]
    query = "mutation ($to: ID!) {sendInvitation(memberId: $to) {errors {message}}}"
    await client.data(1, query, to=me)
    await page.until(shows("Ada Abel", "[data-invitations]"))
    await page.click("[data-invitations] button")
    await page.until("!document.querySelector('[data-invitations]')")
    await page.until(shows("An old post", "[data-feed]"))
    await page.until(shows("1 connection", "[data-me]"))
    await page.until("document.querySelectorAll('[data-suggestions] [data-member]').length === 6")


async def live(page: Page, client: Client) -> None:
    await client.data(1, 'mutation {createPost(text: "A new post") {post {id}}}')
    await page.until(shows("A new post", "[data-feed] article:nth-of-type(1)"))
    assert await page.js("document.querySelectorAll('[data-feed] article').length") == 2


async def act(page: Page, client: Client) -> None:
    await page.click("[data-feed] article footer button")
    await page.until(shows("1 reaction ", "[data-feed] article:nth-of-type(1)"))
    await page.click("textarea")
    await page.type("Hello from the browser")
    await page.click(".write button")
    await page.until(shows("Hello from the browser", "[data-feed] article:nth-of-type(1)"))
    chosen = "[data-suggestions] [data-member]"
    whom = await page.js(f"document.querySelector({chosen!r}).dataset.member")
    await page.click(f"{chosen} button")
    await page.until(shows("Invited", chosen))
    query = "{viewer {invitationsReceived {edges {node {member {name}}}}}}"
    assert whom != member_id(1)
    assert "Ada New" in str(await client.data(int(parse(whom)[1]), query))
