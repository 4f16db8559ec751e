"""The account page in a real Chromium: from signing up to a new password, clicked through."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from graph.identity import mails
from graph.settings import Settings
from graph.store.store import Store
from resolvers.app import create_app
from tests.accounts import OTHER, PASSWORD, Person
from tests.browser import Page, browsing, chromium
from tests.conftest import LoadWorld
from tests.listening import listening
from tests.working import working
from tests.worlds.chain import network

SAID = "document.querySelector('[data-said]').textContent"
TOKEN = "sessionStorage.getItem('proconnect.token')"


@pytest.fixture
async def address(servers: Settings, store: Store, load_world: LoadWorld) -> AsyncIterator[str]:
    await load_world.indexed(network())
    async with (
        working(store, (mails.CONSUMER,)),
        listening(create_app(servers, store)) as place,
    ):
        yield f"http://{place}"


async def filled(page: Page, form: str, **values: str) -> None:
    """Types into the form that is shown, and clicks its button."""
    shown = f"[data-form={form}]"
    await page.until(f"!document.querySelector('{shown}').hidden")
    for name, text in values.items():
        await page.js(f"document.querySelector('{shown} [name={name}]').select()")
        await page.type(text)
    await page.click(f"{shown} button")


@pytest.mark.browser
async def test_an_account_is_made_and_its_password_set_anew(
    address: str, servers: Settings, store: Store, tmp_path: Path
) -> None:
    binary = chromium()
    assert binary is not None, "without Chromium this test is deselected, see tests/conftest.py"
    who = Person(servers, store)
    async with browsing(binary, tmp_path) as page:
        await page.open(f"{address}/account")
        await page.click("[data-form=login] a[href='#signup']")
        await filled(page, "signup", name="Ada New", email=who.email, password=PASSWORD)
        await page.until(SAID)
        _, token = await who.mail()
        await page.open(f"{address}/account#verify={token}")
        await page.until("location.hash === '#verify'")
        await filled(page, "verify", password=PASSWORD)
        await page.until(f"location.pathname === '/' && {TOKEN}")

        await page.open(f"{address}/account#forgot")
        await filled(page, "forgot", email=who.email)
        await page.until(SAID)
        _, token = await who.mail(2)
        await page.open(f"{address}/account#reset={token}")
        await filled(page, "reset", password=OTHER)
        await page.until(f"{SAID} === 'The password is set. Log in with it.'")
        await page.js("sessionStorage.clear()")
        await filled(page, "login", email=who.email, password=PASSWORD)
        await page.until(f"{SAID} && {SAID} !== 'The password is set. Log in with it.'")
        assert await page.js(TOKEN) is None
        await filled(page, "login", email=who.email, password=OTHER)
        await page.until(f"location.pathname === '/' && {TOKEN}")
        refused = [one for one in page.problems if "401" not in one]
        assert refused == []
