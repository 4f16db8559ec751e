"""The explorer in a real Chromium, clicked through by mouse and keyboard."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from xml.etree import ElementTree

import networkx as nx
import pytest

from graph.settings import Settings
from graph.store.store import Store
from resolvers.app import create_app
from tests.browser import Page, browsing, chromium, until
from tests.conftest import LoadWorld
from tests.listening import listening
from tests.worlds.fair import fair

NODES = "Number(document.getElementById('size').textContent.split(' ')[0].replace(',', '') || 0)"
ASKED = "performance.getEntriesByType('resource').filter(e => e.name.endsWith('/graphql')).length"
STATUS = "document.getElementById('status').textContent"


@pytest.fixture(scope="module")
async def address(servers: Settings, store: Store, load_world: LoadWorld) -> AsyncIterator[str]:
    """Where the real application listens, on the world of the fair."""
    await load_world.indexed(fair())
    async with listening(create_app(servers, store)) as place:
        yield f"http://{place}"


async def picked(page: Page, text: str) -> None:
    """Searches by keyboard and takes the first hit."""
    await page.click("#search")
    await page.js("document.getElementById('search').select()")
    await page.type(text)
    await page.until("document.querySelector('#hits li')")
    await page.press("ArrowDown")
    assert await page.js("document.getElementById('search').getAttribute('aria-activedescendant')")
    await page.press("Enter")
    await page.until(f"document.getElementById('chosen').textContent === {text!r} && {NODES} > 3")


@pytest.mark.browser
async def test_the_explorer_is_clicked_through(address: str, tmp_path: Path) -> None:
    binary = chromium()
    assert binary is not None, "without Chromium this test is deselected, see tests/conftest.py"
    async with browsing(binary, tmp_path) as page:
        await page.open(f"{address}/explore")
        await page.until(f"{NODES} > 3 && {STATUS} && {ASKED} > 1")
        assert await page.js(ASKED) == 2  # the picture, by first.js alone, and then the ties in it
        await search_and_expand(page)
        await keys_and_filters(page)
        await a_path(page)
        await files(page, tmp_path)
        await statements(page)
        assert page.problems == []


async def search_and_expand(page: Page) -> None:
    await picked(page, "Ada Abel")
    before = await page.js(NODES)
    await page.click("#nodes li:nth-child(3) button")
    await page.click("#expand")
    await page.until(f"{NODES} > {before}")
    await picked(page, "Amber Works")
    await page.until("document.getElementById('about').textContent.startsWith('Company')")
    await picked(page, "Falconry")
    await page.until("document.getElementById('about').textContent.startsWith('Skill')")
    assert "HAS_SKILL" in await page.js("document.getElementById('query').value")


async def keys_and_filters(page: Page) -> None:
    await picked(page, "Ada Abel")
    for key in ("ArrowRight", "ArrowLeft", "ArrowUp", "ArrowDown"):
        await page.js("document.getElementById('picture').focus()")
        await page.press(key)
    assert await page.js("document.querySelectorAll('#nodes [aria-current]').length") == 1
    moved = await page.js("document.getElementById('chosen').textContent")
    assert moved != "Ada Abel"
    before = await page.js(NODES)
    await page.press("Enter")
    await page.until(f"{NODES} >= {before} && {STATUS}.startsWith({moved!r})")
    everything = await page.js(NODES)
    await page.click("[name=kind][value=Skill]")
    assert await page.js(NODES) < everything
    await page.click("[name=kind][value=Skill]")
    assert await page.js(NODES) == everything
    await page.js(
        "(() => { const e = document.getElementById('layout'); e.value = 'rings';"
        " e.dispatchEvent(new Event('change')); })()"
    )


async def a_path(page: Page) -> None:
    await page.click("#nodes li:nth-child(2) button")
    await page.click("#between")
    await page.click("#nodes li:nth-child(5) button")
    await page.click("#between")
    await page.until(f"{STATUS}.startsWith('Path: ')")
    await page.click("#way")
    await page.until(f"{STATUS}.startsWith('From you') || {STATUS}.startsWith('No path')")


async def files(page: Page, folder: Path) -> None:
    for kind in ("png", "svg", "graphml", "gexf"):
        await page.js(
            f"(() => {{ const e = document.getElementById('export'); e.value = {kind!r};"
            " e.dispatchEvent(new Event('change')); })()"
        )
        path = folder / f"network.{kind}"
        await until(lambda path=path: path.exists() and path.stat().st_size > 0)
    shown = await page.js(NODES)
    assert (folder / "network.png").read_bytes().startswith(b"\x89PNG")
    drawn = ElementTree.parse(folder / "network.svg").getroot()
    assert len(drawn.findall("{http://www.w3.org/2000/svg}circle")) == shown
    assert len(nx.read_graphml(folder / "network.graphml")) == shown
    gexf = ElementTree.parse(folder / "network.gexf").getroot()
    assert len(gexf.findall(".//{http://gexf.net/1.3}node")) == shown


async def statements(page: Page) -> None:
    await page.js(
        "document.getElementById('query').value ="
        " 'MATCH (m:Member) RETURN m.industry AS industry, count(m) AS members ORDER BY members'"
    )
    await page.js("document.getElementById('query').focus()")
    await page.press("Enter", ctrl=True)
    await page.until("document.querySelectorAll('#result tbody tr').length === 3")
    await page.click("[name=view][value=plot]")
    await page.until("document.querySelectorAll('#result svg rect').length === 3")
    await page.js(
        "document.getElementById('query').value ="
        " 'MATCH (a:Member)-[:CONNECTED]-(b:Member) RETURN a, b LIMIT 80'"
    )
    await page.click("#cypher button")
    await page.until(f"{STATUS}.startsWith('80 rows')")
    await page.click("[name=view][value=graph]")
    await page.until(f"{STATUS}.startsWith('Drawn')")
    await page.js(
        "document.getElementById('query').value = 'MATCH (m:Member) RETURN m.email, count(m)'"
    )
    await page.click("#cypher button")
    await page.until("document.querySelector('#result .warning')")
    assert "not email" in await page.js("document.getElementById('result').textContent")
    page.problems = [p for p in page.problems if "status of 400" not in p]
